"""Warnings on the page of a document, and the page of a pack."""

import pytest
from flask.testing import FlaskClient

from service.domain.access import Role
from service.domain.accounts import Tenant
from tests.actors import make_actor
from tests.doors import ORDER, House, hidden
from tests.factories import OTHER_SCHOOL, SCHOOL

SATURDAY = "2025-09-27"


@pytest.fixture
def head(house: House) -> FlaskClient:
    house.add_user("head")
    return house.sign_in("head")


@pytest.fixture
def warned(house: House) -> str:
    """The address of an order dated on a Saturday."""
    request = house.request(ORDER)
    request["data"]["doc_date"] = SATURDAY
    answer = house.program().post_document(request).get_json()
    return f"/documents/{answer['id']}"


def press(browser: FlaskClient, path: str, reason: str) -> tuple[int, str]:
    form = {"_csrf": hidden(browser.get(path), "_csrf"), "reason": reason}
    answer = browser.post(path, data=form)
    return answer.status_code, answer.text


def test_a_warning_is_shown_with_its_document(head: FlaskClient, warned: str) -> None:
    page = head.get(warned).text

    assert "Замечания" in page
    assert "Дата документа – суббота" in page
    assert f'href="{warned}/warnings/V16/acceptance"' in page


def test_a_participant_is_not_told_what_the_rules_say_of_their_document(
    house: House, head: FlaskClient
) -> None:
    request = house.request()
    request["data"]["doc_date"] = SATURDAY
    document = house.program().post_document(request).get_json()
    card = f"/documents/{document['id']}"
    assert "Замечания" in head.get(card).text

    participant, _ = make_actor(house, Role.PARTICIPANT, Tenant(SCHOOL)).browser()

    page = participant.get(card)
    assert (page.status_code, "Замечания" in page.text) == (200, False)


def test_a_document_in_order_has_nothing_to_accept(house: House, head: FlaskClient) -> None:
    document = house.register(kind=ORDER)

    assert "Замечания" not in head.get(f"/documents/{document.id}").text


def test_a_warning_is_accepted_with_a_reason(head: FlaskClient, warned: str) -> None:
    form = f"{warned}/warnings/V16/acceptance"
    assert "Дата документа – суббота" in head.get(form).text

    status, _ = press(head, form, " В субботу был <b>педсовет</b>. ")

    assert status == 303
    page = head.get(warned).text
    assert "В субботу был &lt;b&gt;педсовет&lt;/b&gt;." in page
    assert "Принять с пояснением" not in page


def test_without_a_reason_the_form_says_what_is_missing(head: FlaskClient, warned: str) -> None:
    form = f"{warned}/warnings/V16/acceptance"

    status, page = press(head, form, "  ")

    assert status == 422
    assert "Напишите, почему замечание принято." in page
    assert "Принять с пояснением" in head.get(warned).text


def test_nobody_accepts_for_another_school_or_without_the_right(
    house: House, head: FlaskClient, warned: str
) -> None:
    form = f"{warned}/warnings/V16/acceptance"
    house.add_user("other", OTHER_SCHOOL)
    house.add_user("officer", None)
    other, officer = house.sign_in("other"), house.sign_in("officer")

    assert other.get(form).status_code == 404
    token = {"_csrf": hidden(other.get("/"), "_csrf"), "reason": "так надо"}
    assert other.post(form, data=token).status_code == 404
    token = {"_csrf": hidden(officer.get("/documents"), "_csrf"), "reason": "так надо"}
    assert officer.post(form, data=token).status_code == 403
    assert "Принять с пояснением" not in officer.get(warned).text
    assert head.get(f"{warned}/warnings/V07/acceptance").status_code == 404
    untrue = {"reason": "с чужого сайта"}
    foreign = {"Sec-Fetch-Site": "cross-site"}
    assert head.post(form, data=untrue, headers=foreign).status_code == 403
    assert "Отправьте форму ещё раз" in head.post(form, data={"reason": "без метки формы"}).text
    assert "Принять с пояснением" in head.get(warned).text


def test_the_list_leads_to_the_pack_of_the_year(head: FlaskClient) -> None:
    assert 'href="/pack"' in head.get("/").text


def test_the_pack_shows_findings_with_links_to_their_documents(
    head: FlaskClient, warned: str
) -> None:
    page = head.get("/pack?year=2025").text

    assert "2025/2026 учебный год" in page
    assert "Проверено документов: 1" in page
    assert f'href="{warned}"' in page
    assert "правило V16" in page
    assert "Нет приказа о кураторе" in page


def test_an_accepted_warning_comes_last(head: FlaskClient, warned: str) -> None:
    press(head, f"{warned}/warnings/V16/acceptance", "так надо")

    page = head.get("/pack?year=2025").text

    assert page.index("Предупреждения") < page.index("Принято с пояснением") < page.index("V16")


@pytest.mark.parametrize("query", ["year=x", "year=1800", "organisation=s-99", "organisation=%00"])
def test_what_makes_no_sense_in_the_address_shows_the_own_pack_of_this_year(
    head: FlaskClient, query: str
) -> None:
    answer = head.get(f"/pack?{query}")

    assert answer.status_code == 200
    assert "2026/2027 учебный год" in answer.text


def test_the_officer_chooses_among_the_schools(house: House, warned: str) -> None:
    house.add_user("officer", None)
    officer = house.sign_in("officer")

    page = officer.get(f"/pack?year=2025&organisation={SCHOOL}").text

    assert f'<option value="{OTHER_SCHOOL}"' in page
    assert f'href="{warned}"' in page
    assert warned not in officer.get(f"/pack?year=2025&organisation={OTHER_SCHOOL}").text
