"""The pages of people: nobody's name in an address, and the bank at hand in the forms."""

import io
import re

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from service.domain.ids import OrganisationId
from service.domain.people import Card, Part
from service.http.bodies import MAX_BODY_BYTES
from service.operations.spreadsheets import read_table, write_xlsx
from service.people_ports import PeopleFilter
from tests.doors import ORDER, House, hidden
from tests.factories import CLERK, OTHER_SCHOOL, SCHOOL, make_principal

TSOY = Card("Цой", "Артём", "Маратович", "m", "учитель математики", parts=frozenset({Part.MENTEE}))
KOROLEVA = Card("Королёва", "Любовь", "Фоминична", "f", "учитель, методист")
TABLE = [["ФИО", "Должность", "Примечание"], ["Цой Артём Маратович", "учитель", ""],
         ["Королёва", "", "не вышла"]]  # fmt: skip


@pytest.fixture
def head(house: House) -> FlaskClient:
    house.add_user("head")
    return house.sign_in("head")


def _add(house: House, *cards: Card, school: OrganisationId = SCHOOL) -> list[str]:
    desk, clerk = house.services.people, make_principal(school)
    return [desk.add_person(clerk, school, card).id for card in cards]


def _send(client: FlaskClient, path: str, **form: object) -> TestResponse:
    token = hidden(client.get("/people"), "_csrf")
    return client.post(path, data={"_csrf": token, **form})


def test_people_are_looked_for_by_a_sent_form(house: House, head: FlaskClient) -> None:
    _add(house, TSOY, KOROLEVA)

    found = _send(head, "/people/search", q="цой")

    assert "Цой Артём Маратович" in found.text
    assert "Королёва" not in found.text
    assert "Никого не нашлось" in _send(head, "/people/search", q="Пушкин").text
    assert "Королёва" in head.get("/people?part=other").text
    assert 'method="get"' not in found.text


def test_a_card_is_made_changed_and_put_away(head: FlaskClient) -> None:
    form = {"surname": "Цой", "given_name": "Артём", "gender": "m", "position": "учитель"}

    made = _send(head, "/people/new", **form)
    card = made.headers["Location"].partition("?")[0]
    assert "Цой Артём" in head.get(made.headers["Location"]).text
    assert _send(head, f"{card}/edit", **form, part="mentor", born="2010-05-06").status_code == 303
    shown = head.get(card).text
    assert "Наставник" in shown
    assert "несовершеннолетний" in shown
    _send(head, f"{card}/archive")
    assert "Цой" not in head.get("/people").text
    assert "Цой" in head.get("/people?archived=1").text
    _send(head, f"{card}/restore")
    assert "Цой" in head.get("/people").text


@pytest.mark.parametrize(
    ("wrong", "box"),
    [
        ({"surname": ""}, "surname"),
        ({"born": "31.02.2001"}, "born"),
        ({"experience_years": "много"}, "experience_years"),
        ({"category": "лучшая"}, "category"),
        ({"gender": "x"}, "gender"),
    ],
    ids=str,
)
def test_a_mistake_in_a_card_is_shown_at_its_box_and_nothing_is_lost(
    head: FlaskClient, wrong: dict[str, str], box: str
) -> None:
    form = {"surname": "Цой", "given_name": "Артём", "gender": "m", "position": "учитель"}

    answer = _send(head, "/people/new", **{**form, **wrong})

    assert answer.status_code == 422
    assert f'<a href="#{box}">' in answer.text
    assert 'value="учитель"' in answer.text


def _upload(client: FlaskClient, content: bytes) -> TestResponse:
    return _send(client, "/people/import", file=(io.BytesIO(content), "люди.xlsx"))


def test_a_table_goes_through_columns_to_people_and_faulty_rows(
    house: House, head: FlaskClient
) -> None:
    columns = _upload(head, write_xlsx(TABLE))
    assert "Что в каком столбце?" in columns.text
    rows = hidden(columns, "rows")
    chosen = {"column_0": "full_name", "column_1": "position", "column_2": ""}

    done = _send(head, "/people/import/rows", rows=rows, **chosen)
    assert "Добавлено людей: 1." in done.text
    faulty = _send(head, "/people/import/faulty.xlsx", rows=hidden(done, "rows"))

    heading, row = read_table(faulty.data)
    assert heading == [*TABLE[0], "Ошибка"]
    assert row[:3] == TABLE[2]
    assert "Укажите должность" in row[3]
    again = _send(head, "/people/import/rows", rows=rows, **chosen)
    assert "Добавлено людей: 0. Уже были в списке: 1" in again.text
    assert house.services.people.list_people(CLERK, PeopleFilter(())).total == 1


def test_rows_with_signs_that_nobody_sees_are_not_taken_in_and_can_be_mended(
    head: FlaskClient,
) -> None:
    table = "ФИО;Должность\nЦой\x01 Артём Маратович;учитель\n"
    columns = _upload(head, table.encode())
    chosen = {"column_0": "full_name", "column_1": "position"}
    done = _send(head, "/people/import/rows", rows=hidden(columns, "rows"), **chosen)
    faulty = _send(head, "/people/import/faulty.xlsx", rows=hidden(done, "rows"))
    assert faulty.status_code == 200
    assert read_table(faulty.data)[1][:2] == ["Цой Артём Маратович", "учитель"]
    assert "Цой" not in head.get("/people").text


def test_columns_that_are_not_enough_are_asked_for_again(head: FlaskClient) -> None:
    rows = hidden(_upload(head, write_xlsx(TABLE)), "rows")

    answer = _send(head, "/people/import/rows", rows=rows, column_0="full_name")

    assert answer.status_code == 422
    assert "Укажите, в каком столбце должность." in answer.text
    assert hidden(answer, "rows") == rows


@pytest.mark.parametrize("rows", ["", "???", "eJyLjgUAARUAuQ==", "A" * 1000])
def test_rows_that_were_tampered_with_are_refused(head: FlaskClient, rows: str) -> None:
    answer = _send(head, "/people/import/rows", rows=rows)

    assert answer.status_code == 422
    assert "Загрузите файл ещё раз" in answer.text


def test_no_file_and_no_table_are_told_apart(head: FlaskClient) -> None:
    assert "Выберите файл с таблицей." in _send(head, "/people/import").text
    assert "Это не таблица" in _upload(head, b"\x89PNG\0").text


def test_a_table_beyond_any_size_leads_back_to_the_form_which_says_so(head: FlaskClient) -> None:
    form = {"data": bytes(MAX_BODY_BYTES + 1), "content_type": "multipart/form-data; boundary=b"}
    answer = head.post("/people/import", **form)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/people/import?too_large=1")
    assert "Файл слишком велик" in head.get(answer.headers["Location"]).text
    assert "Файл слишком велик" not in head.get("/people/import").text


def test_the_sample_table_can_be_imported_as_it_is(head: FlaskClient) -> None:
    columns = _upload(head, head.get("/people/import/sample.xlsx").data)
    chosen = dict(enumerate(re.findall(r'value="(\w+)" selected', columns.text)))
    form = {f"column_{number}": column for number, column in chosen.items()}

    done = _send(head, "/people/import/rows", rows=hidden(columns, "rows"), **form)

    assert "Добавлено людей: 2." in done.text
    assert "Все строки загружены." in done.text


def _typed(client: FlaskClient) -> dict[str, str]:
    return {
        "_csrf": hidden(client.get("/people"), "_csrf"),
        "_organisation": SCHOOL,
        "pairs#count": "1",
        "pairs.0.mentors#count": "1",
        **{f"pairs.0.mentors.0.{box}": "прежнее" for box in ("surname", "fio.nom", "fio.gen")},
        "pairs.0.mentors.0.position.nom": "",
        "regulation.number": "48-од",
    }


@pytest.mark.parametrize("typed", ["Королёва Любовь Фоминична, учитель, методист", "королева"])
def test_somebody_of_the_bank_is_put_into_the_form(
    house: House, head: FlaskClient, typed: str
) -> None:
    _add(house, TSOY, KOROLEVA)
    name = "pairs.0.mentors.0"
    form = {**_typed(head), f"_person.{name}": typed, "_action": f"person:{name}"}

    page = head.post(f"/documents/new/{ORDER}", data=form)

    assert f'name="{name}.surname" value="Королёва"' in page.text
    assert f'name="{name}.fio.nom" value="Королёва Любовь Фоминична"' in page.text
    assert f'name="{name}.position.nom"' in page.text
    assert "прежнее" not in page.text
    assert 'value="48-од"' in page.text


def test_when_nobody_is_meant_the_form_stays_as_it_is(house: House, head: FlaskClient) -> None:
    _add(house, TSOY, KOROLEVA)
    _add(house, Card("Чужой", "Иван", "", "m", "учитель"), school=OTHER_SCHOOL)
    name = "pairs.0.mentors.0"

    for typed in ("", "учитель", "Чужой", "Пушкин"):
        form = {**_typed(head), f"_person.{name}": typed, "_action": f"person:{name}"}
        page = head.post(f"/documents/new/{ORDER}", data=form)
        assert f'name="{name}.surname" value="прежнее"' in page.text
    shown = head.get(f"/documents/new/{ORDER}").text
    offered = re.findall(r'<option value="([^"]+, [^"]+)">', shown)
    assert offered == ["Королёва Любовь Фоминична, учитель, методист",
                       "Цой Артём Маратович, учитель математики"]  # fmt: skip


def test_a_form_without_a_bank_offers_no_list(head: FlaskClient) -> None:
    assert "Из списка людей" not in head.get(f"/documents/new/{ORDER}").text


def test_the_declension_card_highlights_what_is_not_sure_and_keeps_what_is_wrong(
    house: House, head: FlaskClient
) -> None:
    (person,) = _add(house, Card("Кравец", "Иван", "Ильич", "m", "учитель"))
    page = head.get(f"/people/{person}/forms")
    assert "нужно проверить" in page.text or "проверьте" in page.text
    forms = dict(re.findall(r'name="((?:person|position)_\w+)" value="([^"]*)"', page.text))
    assert len(forms) == 10

    wrong = _send(head, f"/people/{person}/forms", **{**forms, "person_ins": ""})
    assert wrong.status_code == 422
    assert '<a href="#person_ins">' in wrong.text
    assert _send(head, f"/people/{person}/forms", **forms).status_code == 303
    assert head.get(f"/people/{person}/forms").text.count("подтверждено") == 2
