"""«Согласия» and the card of a person: what a school reads, and nobody else."""

from datetime import UTC, datetime

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from service.domain.access import Role
from service.domain.documents import Document
from service.domain.people import Card, Part
from tests.doors import House, hidden
from tests.factories import CLERK, FOREIGN_SCHOOL, OTHER_SCHOOL, SCHOOL
from tests.form_pages import read_form_page

PD, SPREAD = "pd_consent", "pd_consent_distribution"
WITHDRAWAL = "pd_consent_withdrawal"
MENTEE = "consent_mentee_participation"


@pytest.fixture
def curator(house: House) -> FlaskClient:
    house.clock.moment = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
    house.add_user("curator", SCHOOL, Role.CURATOR)
    return house.sign_in("curator")


def subject_of(document: Document, key: str = "subject") -> dict[str, str]:
    found = document.data[key]
    assert isinstance(found, dict)
    return found


def name_of(document: Document, key: str = "subject") -> str:
    subject = subject_of(document, key)
    return " ".join(subject[part] for part in ("surname", "given_name", "patronymic")).strip()


def main_of(page: TestResponse) -> str:
    assert page.status_code == 200, page.text
    return page.text.partition("<main")[2].replace("&nbsp;", " ")


def search(browser: FlaskClient, **form: str) -> str:
    token = hidden(browser.get("/consents"), "_csrf")
    return main_of(browser.post("/consents/search", data={"_csrf": token, **form}))


def withdraw(house: House, consent: Document) -> Document:
    """A withdrawal of exactly this consent."""
    body = house.request(WITHDRAWAL)
    reference = {"date": consent.doc_date.isoformat(), "number": consent.number.text}
    about = {"subject": consent.data["subject"], "consent_ref": reference, "scope": "full"}
    body["data"] = {**body["data"], **about}
    del body["data"]["pd_list"]
    answer = house.program().post_document(body, "withdrawal")
    assert answer.status_code == 202, answer.text
    return house.services.documents.get_document(CLERK, answer.get_json()["id"])


def test_the_page_of_people_leads_to_consents(curator: FlaskClient) -> None:
    assert 'href="/consents"' in curator.get("/people").text
    assert "Согласий пока нет" in main_of(curator.get("/consents"))


def test_a_consent_stands_with_person_purpose_number_term_and_state(
    house: House, curator: FlaskClient
) -> None:
    given = house.archive(house.register(kind=PD))

    text = main_of(curator.get("/consents"))

    assert name_of(given) in text
    assert f"Цель: {given.data['purpose']}" in text
    assert f"№ {given.number.text}" in text
    assert f'href="/documents/{given.id}"' in text
    assert f"{given.doc_date:%d.%m.%Y}" in text
    assert '<span class="badge good">действует</span>' in text


def test_what_waits_is_being_prepared_and_what_was_cancelled_is_not_there(
    house: House, curator: FlaskClient
) -> None:
    waiting = house.register(kind=PD)
    assert "готовится</span>" in main_of(curator.get("/consents"))

    house.program().post(f"/api/v1/documents/{waiting.id}/cancel")

    assert "Согласий пока нет" in main_of(curator.get("/consents"))


def test_a_withdrawn_consent_leads_to_its_withdrawal(house: House, curator: FlaskClient) -> None:
    given = house.archive(house.register(kind=PD))
    taken = withdraw(house, given)

    text = main_of(curator.get("/consents"))

    assert '<span class="badge bad">отозвано</span>' in text
    assert f'href="/documents/{taken.id}">отзыв' in text
    assert "в части" not in text
    assert "Оформить отзыв" not in text


def test_consents_are_narrowed_by_state_and_text_in_a_sent_form(
    house: House, curator: FlaskClient
) -> None:
    given = house.archive(house.register("a", kind=PD))
    waiting = house.register("b", kind=MENTEE)
    mentee = name_of(waiting, "mentee")

    assert given.id in search(curator, state="in_force")
    assert waiting.id not in search(curator, state="in_force")
    assert waiting.id in search(curator, q=mentee.upper())
    assert given.id in search(curator, q=str(given.data["purpose"])[:20])
    nothing = search(curator, q="Пушкин")
    assert "Ничего не нашлось" in nothing
    assert 'value="Пушкин"' in nothing
    assert 'method="get"' not in nothing


def test_consents_are_shown_by_pages(
    house: House, curator: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("service.web.consents.PAGE_SIZE", 1)
    made = [house.register(key, kind=kind) for key, kind in (("a", PD), ("b", SPREAD))]

    pages = [search(curator, page=page) for page in ("1", "2")]

    seen = [[one.id for one in made if f"/documents/{one.id}" in text] for text in pages]
    assert sorted(map(len, seen)) == [1, 1]
    assert seen[0] != seen[1]
    assert "Дальше →" in pages[0]
    assert "Дальше →" not in pages[1]


def test_another_schools_consents_do_not_exist(house: House, curator: FlaskClient) -> None:
    foreign = house.register(kind=PD, organisation_id=OTHER_SCHOOL)

    assert foreign.id not in main_of(curator.get(f"/consents?organisation={OTHER_SCHOOL}"))
    address = f"/documents/new/{WITHDRAWAL}?consent={foreign.id}"
    assert curator.get(address).status_code == 404


def test_an_officer_reads_the_consents_of_a_school_of_the_municipality(house: House) -> None:
    here = house.archive(house.register("a", kind=PD))
    there = house.register("b", kind=PD, organisation_id=OTHER_SCHOOL)
    foreign = house.register("c", kind=PD, organisation_id=FOREIGN_SCHOOL)
    house.add_user("officer", None)
    officer = house.sign_in("officer")

    text = search(officer, organisation=SCHOOL)

    assert here.id in text
    assert "Оформить отзыв" not in text
    assert there.id in search(officer, organisation=OTHER_SCHOOL)
    assert foreign.id not in search(officer, organisation=FOREIGN_SCHOOL)


@pytest.mark.parametrize(("kind", "scope"), [(PD, "full"), (SPREAD, "distribution")])
def test_a_withdrawal_begins_with_the_person_and_the_paper(
    house: House, curator: FlaskClient, kind: str, scope: str
) -> None:
    given = house.archive(house.register(kind=kind))
    address = f"/documents/new/{WITHDRAWAL}?consent={given.id}"
    assert f'href="{address}"' in curator.get("/consents").text

    form = read_form_page(curator.get(address))

    assert form["subject.surname"] == [subject_of(given)["surname"]]
    assert form["consent_ref.number"] == [given.number.text]
    assert form["consent_ref.date"] == [f"{given.doc_date:%d.%m.%Y}"]
    assert form["scope"] == [scope]


def test_the_form_of_a_withdrawal_is_filled_by_nothing_but_such_a_consent(
    house: House, curator: FlaskClient
) -> None:
    other = house.register(kind=MENTEE)

    form = read_form_page(curator.get(f"/documents/new/{WITHDRAWAL}?consent={other.id}"))

    assert form["subject.surname"] == [""]
    assert form["consent_ref.number"] == [""]


def test_the_card_of_a_person_shows_the_consents_and_the_other_documents(
    house: House, curator: FlaskClient
) -> None:
    given = house.archive(house.register("a", kind=PD))
    taken = withdraw(house, given)
    foreign = house.register("b", kind=PD, organisation_id=OTHER_SCHOOL)
    who = subject_of(given)
    card = Card(who["surname"], who["given_name"], who["patronymic"], who["gender"], "учитель")
    people = house.services.people
    person = people.add_person(CLERK, SCHOOL, card)
    stranger = people.add_person(
        CLERK, SCHOOL, Card("Цой", "Ян", "", "m", "учитель", parts=frozenset({Part.MENTEE}))
    )

    text = main_of(curator.get(f"/people/{person.id}"))
    own, _, others = text.partition("Другие документы")

    assert f'href="/documents/{given.id}"' in own
    assert "отозвано" in own
    assert f'href="/documents/{taken.id}"' in others
    assert f'href="/documents/{given.id}"' not in others
    assert foreign.id not in text
    empty = main_of(curator.get(f"/people/{stranger.id}"))
    assert "Согласий этого человека нет" in empty
    assert "Других документов с этим человеком нет" in empty
