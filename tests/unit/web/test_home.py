"""The first page: what to do next, for each who signs in."""

from datetime import UTC, datetime, timedelta

import pytest
from flask.testing import FlaskClient

from service.domain.access import Role
from service.domain.accounts import Tenant
from service.domain.signers import Term
from service.operations.accounts import NewUser
from tests.doors import ORDER, PASSWORD, House
from tests.factories import CLERK, SCHOOL

REGULATION = "order_approve_regulation"


@pytest.fixture
def head(house: House) -> FlaskClient:
    house.clock.moment = datetime(2025, 9, 9, 9, 0, tzinfo=UTC)
    house.add_user("head")
    return house.sign_in("head")


def main_of(text: str) -> str:
    return text.partition("<main")[2].replace("\xa0", " ")


def test_an_empty_school_is_led_to_the_first_document_of_the_pack(head: FlaskClient) -> None:
    text = main_of(head.get("/").text)

    assert "Готово 0 из 15" in text
    first, second = text.index(f"/documents/new/{REGULATION}"), text.index("/order_appoint_curator")
    assert first < second
    assert "Документов пока нет." in text


def test_a_deadline_is_told_until_it_has_passed(house: House, head: FlaskClient) -> None:
    assert "до 9 сентября 2025" in main_of(head.get("/").text)
    assert "просрочено" not in head.get("/").text
    house.clock.moment = datetime(2025, 9, 10, 6, 0, tzinfo=UTC)
    house.add_user("again")

    text = main_of(house.sign_in("again").get("/").text)

    assert "срок был 9 сентября 2025" in text
    assert text.count("нет, просрочено") == 2


def test_a_deadline_on_a_day_off_names_the_working_day_before(head: FlaskClient) -> None:
    assert "до 20 сентября 2025 г. (выходной: лучше до 19.09.2025)" in main_of(head.get("/").text)


@pytest.mark.usefixtures("head")
def test_an_earlier_year_can_be_looked_at(house: House) -> None:
    house.archive(house.register(kind=REGULATION, sign=True))
    house.clock.moment = datetime(2026, 9, 9, 9, 0, tzinfo=UTC)
    house.add_user("later")
    browser = house.sign_in("later")

    assert "Готово 0 из 15" in main_of(browser.get("/").text)
    assert "Готово 1 из 15" in main_of(browser.get("/?year=2025").text)
    assert 'href="/?year=2025"' in browser.get("/").text
    assert "2026/2027 учебный год" in main_of(browser.get("/?year=1999").text)


def test_a_number_on_a_task_says_what_it_counts(house: House, head: FlaskClient) -> None:
    house.archive(house.register(kind="pd_consent"))
    assert "сделано 1<" in main_of(head.get("/").text)


def test_what_is_done_leaves_the_list(house: House, head: FlaskClient) -> None:
    document = house.archive(house.register(kind=REGULATION, sign=True))

    text = main_of(head.get("/").text)

    assert "Готово 1 из 15" in text
    assert f"/documents/new/{REGULATION}" not in text
    assert f'href="/documents/{document.id}"' in text


def test_what_is_being_made_leads_to_its_page(house: House, head: FlaskClient) -> None:
    document = house.register(kind=REGULATION, sign=True)

    text = main_of(head.get("/").text)

    assert "в работе" in text
    assert f'href="/documents/{document.id}" aria-label="Открыть: ' in text


def test_a_remark_that_nobody_answers_for_is_shown_first(house: House, head: FlaskClient) -> None:
    request = house.request(ORDER)
    request["data"]["doc_date"] = "2025-09-27"
    answer = house.program().post_document(request).get_json()

    text = main_of(head.get("/").text)

    assert "Посмотрите сначала" in text
    assert f'href="/documents/{answer["id"]}"' in text.partition("Готово")[0]


def test_everybody_is_led_to_what_they_see_to(house: House) -> None:
    house.add_user("officer", None)
    house.add_user("mentor", SCHOOL, Role.PARTICIPANT)
    house.add_user("admin", SCHOOL, Role.ADMINISTRATOR)

    places = [
        house.sign_in(login).get("/").headers["Location"]
        for login in ("officer", "mentor", "admin")
    ]

    assert places == ["/coverage", "/documents", "/users"]


def test_the_page_of_a_document_tells_who_did_what(house: House, head: FlaskClient) -> None:
    document = house.archive(house.register(kind=REGULATION, sign=True))

    history = head.get(f"/documents/{document.id}").text.partition("История: ")[2]

    told = ["Зарегистрирован", "программа", "Сформирован", "Гриф", "Подписан", "Передан в архив"]
    places = [history.index(word) for word in told]
    assert places == sorted(places)


def test_a_participant_is_not_told_who_works_on_documents(house: House) -> None:
    document = house.register()
    person = house.kind().sample["mentee"]
    assert isinstance(person, dict)
    name = " ".join(person[part] for part in ("surname", "given_name", "patronymic"))
    house.add_user("head")
    assert "История: " in house.sign_in("head").get(f"/documents/{document.id}").text
    new = NewUser("mentee", PASSWORD, name, frozenset({Role.PARTICIPANT}), Tenant(SCHOOL))
    house.services.accounts.add_user(new)

    page = house.sign_in("mentee").get(f"/documents/{document.id}")

    assert (page.status_code, "История: " in page.text) == (200, False)


def test_a_term_that_ends_soon_is_said_first(house: House) -> None:
    today = house.clock.today()
    ends = today + timedelta(days=20)
    term = Term("head", "Мельник Ольга Сергеевна", "f", "директор", "приказ № 1", today, ends)
    house.services.signers.appoint(CLERK, SCHOOL, term)
    house.add_user("head")

    text = house.sign_in("head").get("/").text

    assert '<a href="/signers">Полномочия подписывающего (Мельник Ольга Сергеевна)</a>' in text
    assert f"последний день – {ends:%d.%m.%Y}" in text
