"""Documents by the rows of a table: columns by their headings, each row by itself."""

import io

import pytest
from flask.testing import FlaskClient
from openpyxl import load_workbook
from werkzeug.test import TestResponse

from service.domain.access import Role
from service.domain.documents import Document
from service.domain.pack.people import WITHDRAWAL
from service.domain.reading import read_object
from service.http.bodies import MAX_BODY_BYTES
from service.operations.people_rows import ERROR_COLUMN
from service.operations.spreadsheets import read_table, write_xlsx
from service.ports import DocumentFilter
from service.web.drafts import form_of
from service.web.forms.state import fill_in
from service.web.sheet_rows import guess_columns, list_columns
from tests.doors import House, hidden
from tests.factories import CLERK, SCHOOL
from tests.form_pages import Form, read_form_page

SUPPLEMENT = "employment_supplement_mentoring"
HEADING = [
    "Работник (наставник)", "Должность", "Дата", "Трудовой договор – Номер", "Начало", "Окончание",
    "Наставляемые", "Наставляемые – Должность", "Заметки",
]  # fmt: skip
KOROLEVA = [
    "Королёва Любовь Фоминична", "учитель", "01.09.2020", "12", "01.10.2025", "29.05.2026",
    "Цой Артём Маратович", "учитель математики", "первая",
]  # fmt: skip
GRUSHA = ["Груша Илья Ильич", *KOROLEVA[1:]]
MEANT = {"column_1": "employee.position.nom", "column_2": "contract.date"}
IN_ROWS = {"employee", "contract", "period", "mentees"}


@pytest.fixture
def clerk(house: House) -> FlaskClient:
    house.add_user("clerk", SCHOOL, Role.CLERK)
    return house.sign_in("clerk")


def _send(client: FlaskClient, path: str, **form: object) -> TestResponse:
    token = hidden(client.get("/people"), "_csrf")
    return client.post(path, data={"_csrf": token, **form})


def _upload(client: FlaskClient, content: bytes, kind: str = SUPPLEMENT) -> TestResponse:
    return _send(client, "/batches/sheet", kind=kind, file=(io.BytesIO(content), "таблица.xlsx"))


def _check(client: FlaskClient, *rows: list[str], **columns: str) -> TestResponse:
    """The page after the columns, as they were guessed but for those that are named."""
    page = _upload(client, write_xlsx([HEADING, *rows]))
    form = read_form_page(page, begin=f'action="/batches/sheet/{SUPPLEMENT}/rows"')
    return _send(client, f"/batches/sheet/{SUPPLEMENT}/rows", **{**form, **columns})


def _common(house: House) -> Form:
    sample = {k: said for k, said in house.kind(SUPPLEMENT).sample.items() if k not in IN_ROWS}
    boxes = fill_in(form_of(house.kind(SUPPLEMENT)), sample).boxes
    return {name: list(texts) for name, texts in boxes.items()}


def _order(house: House, client: FlaskClient, checked: TestResponse) -> TestResponse:
    place, sealed = f"/batches/sheet/{SUPPLEMENT}", hidden(checked, "_sheet")
    page = _send(client, place, _sheet=sealed)
    typed = {**_common(house), "_sheet": sealed, "_token": hidden(page, "_token")}
    return _send(client, place, **typed, _action="register")


def _made(house: House) -> list[Document]:
    found = house.services.documents.list_documents(CLERK, DocumentFilter((), kind=SUPPLEMENT))
    return sorted(found, key=lambda document: document.number.seq)


def test_a_table_beyond_any_size_leads_back_to_the_form_which_says_so(clerk: FlaskClient) -> None:
    form = {"data": bytes(MAX_BODY_BYTES + 1), "content_type": "multipart/form-data; boundary=b"}
    answer = clerk.post("/batches/sheet", **form)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/batches/sheet?too_large=1")
    assert "Файл слишком велик" in clerk.get(answer.headers["Location"]).text
    assert "Файл слишком велик" not in clerk.get("/batches/sheet").text


def test_columns_are_known_by_the_titles_of_the_form(house: House, clerk: FlaskClient) -> None:
    page = _upload(clerk, write_xlsx([HEADING, KOROLEVA]))

    form = read_form_page(page, begin=f'action="/batches/sheet/{SUPPLEMENT}/rows"')
    assert [form[f"column_{number}"] for number in range(len(HEADING))] == [
        ["employee.fio.nom"], [""], [""], ["contract.number"],
        ["period.start"], ["period.end"], ["mentees.0.fio.nom"], ["mentees.0.position.nom"], [""],
    ]  # fmt: skip
    assert "первая" in page.text  # whose position, and which date, nobody can know
    assert _made(house) == []


def test_every_row_becomes_a_document_of_its_own(house: House, clerk: FlaskClient) -> None:
    checked = _check(clerk, KOROLEVA, GRUSHA, **MEANT)
    assert "Строк без ошибок: 2." in checked.text

    answer = _order(house, clerk, checked)

    assert answer.status_code == 303, answer.text
    page = clerk.get(answer.headers["Location"]).text
    assert "Зарегистрировано 2 из 2" in page
    made = _made(house)
    workers = [read_object(one.data, "employee") for one in made]
    assert [one["surname"] for one in workers] == ["Королёва", "Груша"]
    assert [one["gender"] for one in workers] == ["f", "m"]
    assert {read_object(one.data, "contract")["date"] for one in made} == {"2020-09-01"}
    assert "первая" not in str([one.data for one in made])


def test_what_the_table_says_is_not_asked_again(clerk: FlaskClient) -> None:
    checked = _check(clerk, KOROLEVA, **MEANT)

    form = read_form_page(
        _send(clerk, f"/batches/sheet/{SUPPLEMENT}", _sheet=hidden(checked, "_sheet"))
    )

    asked = {name.partition(".")[0].partition("#")[0] for name in form}
    assert asked.isdisjoint(IN_ROWS)
    assert {"work_content", "signer"} <= asked


def test_faulty_rows_stop_no_others_and_are_downloaded_mended_and_sent_again(
    house: House, clerk: FlaskClient
) -> None:
    wrong = [*GRUSHA[:2], "31.02.2020", *GRUSHA[3:]]
    checked = _check(clerk, KOROLEVA, wrong, **MEANT)
    assert "Строк без ошибок: 1, с ошибками: 1." in checked.text
    assert "Строка 3: Груша Илья Ильич" in checked.text
    assert "Трудовой договор – Дата: Укажите существующую дату: день, месяц и год" in checked.text
    _order(house, clerk, checked)
    assert len(_made(house)) == 1

    faulty = _send(clerk, "/batches/sheet/faulty.xlsx", rows=hidden(checked, "rows"))
    heading, row = read_table(faulty.data)
    assert heading == [*HEADING, ERROR_COLUMN]
    row[2] = "28.02.2020"
    page = _upload(clerk, write_xlsx([heading, row]))
    form = read_form_page(page, begin=f'action="/batches/sheet/{SUPPLEMENT}/rows"')
    again = _send(
        clerk,
        f"/batches/sheet/{SUPPLEMENT}/rows",
        **{**form, **MEANT},
    )
    _order(house, clerk, again)

    assert [one.number.seq for one in _made(house)] == [1, 2]


def test_without_a_good_row_there_is_nothing_to_go_on_with(clerk: FlaskClient) -> None:
    checked = _check(clerk, ["", *KOROLEVA[1:]], **MEANT)

    assert "Строк без ошибок: 0, с ошибками: 1." in checked.text
    assert 'name="_sheet"' not in checked.text


@pytest.mark.parametrize(
    ("columns", "said"),
    [
        ({"column_1": "employee.fio.nom"}, "только один раз"),
        ({f"column_{number}": "" for number in range(len(HEADING))}, "хотя бы для одного"),
        ({f"column_{number}": "nothing" for number in range(len(HEADING))}, "хотя бы для одного"),
    ],
)
def test_columns_that_make_no_sense_are_asked_about_again(
    clerk: FlaskClient, columns: dict[str, str], said: str
) -> None:
    answer = _check(clerk, KOROLEVA, **columns)

    assert (answer.status_code, said in answer.text) == (422, True)


def test_a_file_that_is_no_table_or_too_long_is_refused(clerk: FlaskClient) -> None:
    assert "Это не таблица" in _upload(clerk, b"\0\0").text
    assert "файл с таблицей" in _send(clerk, "/batches/sheet", kind=SUPPLEMENT).text
    long = _upload(clerk, write_xlsx([HEADING, *[KOROLEVA] * 201]))
    assert (long.status_code, "больше 200 строк" in long.text) == (422, True)


def test_nobody_withdraws_consents_by_a_table(clerk: FlaskClient) -> None:
    assert _send(clerk, f"/batches/sheet/{WITHDRAWAL}", _sheet="x").status_code == 404
    assert _upload(clerk, write_xlsx([HEADING, KOROLEVA]), WITHDRAWAL).status_code == 422
    assert f'value="{WITHDRAWAL}"' not in clerk.get("/batches/sheet").text


def test_a_kind_that_is_not_there_has_no_such_page(clerk: FlaskClient) -> None:
    assert _send(clerk, "/batches/sheet/nothing", _sheet="x").status_code == 404
    assert _send(clerk, "/batches/sheet/sample.xlsx", kind="nothing").status_code == 422
    assert _upload(clerk, write_xlsx([HEADING, KOROLEVA]), "nothing").status_code == 422
    assert f'value="{SUPPLEMENT}"' in clerk.get("/batches/sheet").text


@pytest.mark.parametrize("sealed", ["", "нет", "eJwDAAAAAAE="])
def test_rows_that_were_lost_on_the_way_make_nothing(
    house: House, clerk: FlaskClient, sealed: str
) -> None:
    answer = _send(clerk, f"/batches/sheet/{SUPPLEMENT}", _sheet=sealed, _action="register")

    assert (answer.status_code, "Таблица потерялась" in answer.text) == (422, True)
    assert _made(house) == []


def test_the_sample_has_a_column_for_every_question_and_each_is_known_again(
    house: House, clerk: FlaskClient
) -> None:
    content = _send(clerk, "/batches/sheet/sample.xlsx", kind=SUPPLEMENT).data
    sheet = load_workbook(io.BytesIO(content)).worksheets[0]
    (heading,) = ([str(cell) for cell in row] for row in sheet.iter_rows(values_only=True))
    columns = list_columns(house.kind(SUPPLEMENT))

    assert guess_columns(columns, heading) == list(columns)
