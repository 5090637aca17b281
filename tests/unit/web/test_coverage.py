"""The officer's desk: the matrix, its workbooks, reminders, and containers of the archive."""

import io
import json
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from openpyxl import load_workbook
from werkzeug.test import TestResponse

from service.operations.keeping import KeeperDesk
from service.web.spreadsheets import Sheet, write_workbook
from tests.doors import ORDER, House, hidden
from tests.factories import FOREIGN_SCHOOL, OTHER_SCHOOL, SCHOOL

REGULATION = "order_approve_regulation"


@pytest.fixture
def officer(house: House) -> FlaskClient:
    house.clock.moment = datetime(2025, 10, 1, 9, 0, tzinfo=UTC)
    house.add_user("officer", None)
    return house.sign_in("officer")


def rows_of(answer: TestResponse) -> list[list[object]]:
    book = load_workbook(io.BytesIO(answer.data))
    return [list(row) for row in book.worksheets[0].iter_rows(values_only=True)]


def remind(officer: FlaskClient, *schools: str) -> TestResponse:
    form = {"_csrf": hidden(officer.get("/documents"), "_csrf"), "school": list(schools)}
    return officer.post("/coverage/reminders", data=form)


def test_a_cell_with_one_document_leads_to_it_and_with_many_to_their_list(
    house: House, officer: FlaskClient
) -> None:
    order = house.archive(house.register(kind=REGULATION, sign=True))
    for key in ("a", "b"):
        house.register(key, kind="pd_consent")

    text = officer.get("/coverage").text

    assert f'class="good" href="/documents/{order.id}"' in text
    assert f'href="/documents?kind=pd_consent&amp;organisation={SCHOOL}"' in text


def test_the_matrix_is_narrowed_to_a_point_and_a_state(house: House, officer: FlaskClient) -> None:
    house.archive(house.register(kind=REGULATION, sign=True))

    late = rows_of(officer.get("/coverage.xlsx?point=regulation&state=late"))
    done = rows_of(officer.get("/coverage.xlsx?point=regulation&state=done"))

    assert [len(rows) for rows in (late, done)] == [3, 3]
    assert late[2][1:] == ["нет, просрочено", 1]
    assert done[2][1:] == ["готово", 0]
    assert late[0] == ["Организация", "Приказ об утверждении Положения", "Просрочено"]
    assert late[1][1] == "30.09.2025"


@pytest.mark.parametrize("query", ["year=x", "year=1800", "point=x", "state=%00"])
def test_what_makes_no_sense_in_the_address_shows_everything(
    officer: FlaskClient, query: str
) -> None:
    answer = officer.get(f"/coverage?{query}")

    assert answer.status_code == 200
    assert answer.text.count('scope="row"') == 3


def test_the_page_tells_what_became_of_reminders(house: House, officer: FlaskClient) -> None:
    house.add_user("head")

    told = remind(officer, SCHOOL, OTHER_SCHOOL).text
    assert "Письма поставлены на отправку" in told
    assert "Писать некому" in told
    assert "напомнили 01.10.2025" in told
    assert "Имя officer" in told.partition("напомнили")[2]
    assert "Сегодня уже напоминали" in remind(officer, SCHOOL).text


def test_a_school_of_another_municipality_is_not_there(officer: FlaskClient) -> None:
    assert remind(officer, FOREIGN_SCHOOL).status_code == 404
    assert remind(officer).status_code == 422


def test_the_registry_lists_every_pair_with_its_order(house: House, officer: FlaskClient) -> None:
    order = house.register(kind=ORDER)
    pairs = order.data["pairs"]
    assert isinstance(pairs, list)

    header, *rows = rows_of(officer.get("/pairs.xlsx"))

    assert header[:3] == ["№", "Организация", "Наставники"]
    assert [row[0] for row in rows] == list(range(1, len(pairs) + 1))
    assert rows[0][2] == pairs[0]["mentors"][0]["fio"]["nom"]
    assert rows[0][6:] == [order.number.text, "24.09.2025"]


def test_what_people_type_never_becomes_a_formula() -> None:
    book = load_workbook(io.BytesIO(write_workbook(Sheet("Имя", ["A"], [["=1+1"], ["+7"]]))))

    assert [cell.data_type for cell in book.worksheets[0]["A"]] == ["s", "s", "s"]


def test_what_no_cell_can_hold_is_left_out_of_a_table() -> None:
    book = load_workbook(io.BytesIO(write_workbook(Sheet("Имя", ["A"], [["Ц\x01ой"]]))))

    assert book.worksheets[0]["A2"].value == "Цой"


def test_a_container_is_what_the_keeper_exports(
    house: House, officer: FlaskClient, tmp_path: Path
) -> None:
    for school in (SCHOOL, OTHER_SCHOOL):
        house.archive(house.register(school, kind=ORDER, organisation_id=school, sign=True))
    keeper = KeeperDesk(house.services.database, house.services.blobs)
    path = tmp_path / "keeper.zip"
    with path.open("wb") as target:
        keeper.export(keeper.list_entries([SCHOOL, OTHER_SCHOOL]), target)

    answer = officer.get("/archive.zip")
    container = zipfile.ZipFile(io.BytesIO(answer.data))

    assert answer.data == path.read_bytes()
    assert len(json.loads(container.read("manifest.json"))) == 2
    only = zipfile.ZipFile(io.BytesIO(officer.get(f"/archive.zip?organisation={SCHOOL}").data))
    (entry,) = json.loads(only.read("manifest.json"))
    assert entry["organization_id"] == SCHOOL
    assert {file["name"] for file in entry["files"]} == {"document.pdf", "source.docx"}


def test_the_archive_is_narrowed_by_state(house: House, officer: FlaskClient) -> None:
    kept = house.archive(house.register("a", kind=ORDER, sign=True))
    annulled = house.archive(house.register("b", kind=ORDER, sign=True))
    house.program().post(f"/api/v1/documents/{annulled.id}/cancel")

    alive, dead = (officer.get(f"/archive?state={s}").text for s in ("archived", "cancelled"))

    assert (kept.id in alive, annulled.id in alive) == (True, False)
    assert (kept.id in dead, annulled.id in dead) == (False, True)


def duties_of(page: TestResponse) -> str:
    return page.text.partition('id="duties"')[2].partition("</section>")[0].replace("\xa0", " ")


def test_the_officer_sees_what_the_municipality_itself_owes(officer: FlaskClient) -> None:
    text = duties_of(officer.get("/coverage"))

    kinds = (
        "municipal_order_responsible", "acquaintance_sheet_720", "municipal_mentoring_registry",
    )  # fmt: skip
    assert [f'href="/documents/new/{kind}"' in text for kind in kinds] == [True] * 3
    assert text.count("срок был 9 сентября 2025") == 2
    assert "до 14 октября 2025" in text
    assert text.count("нет, просрочено") == 2


def test_a_document_of_the_municipality_fulfils_its_task(
    house: House, officer: FlaskClient
) -> None:
    kind = "municipal_order_responsible"
    request = house.request(kind, SCHOOL)
    request["data"]["doc_date"] = "2025-09-08"
    made = house.program().post_document(request).get_json()

    text = duties_of(officer.get("/coverage"))

    assert f'href="/documents/{made["id"]}"' in text
    assert f"/documents/new/{kind}" not in text
    assert text.count("нет, просрочено") == 1
    assert f"/documents/new/{kind}" in duties_of(officer.get("/coverage?year=2024"))


def test_another_municipality_has_its_own_tasks(house: House, officer: FlaskClient) -> None:
    request = house.request("municipal_order_responsible", FOREIGN_SCHOOL)
    request["data"]["doc_date"] = "2025-09-08"
    assert house.program(FOREIGN_SCHOOL).post_document(request).status_code == 202

    assert "/documents/new/municipal_order_responsible" in duties_of(officer.get("/coverage"))
