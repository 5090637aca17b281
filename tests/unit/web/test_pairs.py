"""«Пары»: what a school sees of its pairs, and the order that a proposal fills in."""

from datetime import UTC, datetime
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from service.domain.access import Role
from service.domain.documents import Document
from tests.doors import ORDER, House
from tests.factories import FOREIGN_SCHOOL, OTHER_SCHOOL, SCHOOL
from tests.form_pages import read_form_page

PROPOSAL = "pairs_proposal"


@pytest.fixture
def curator(house: House) -> FlaskClient:
    house.clock.moment = datetime(2025, 10, 1, 9, 0, tzinfo=UTC)
    house.add_user("curator", SCHOOL, Role.CURATOR)
    return house.sign_in("curator")


def main_of(page: TestResponse) -> str:
    assert page.status_code == 200, page.text
    return page.text.partition("<main")[2].replace("&nbsp;", " ")


def pairs_of(document: Document) -> list[dict[str, Any]]:
    found = document.data["pairs"]
    assert isinstance(found, list)
    return found


def test_a_pair_stands_with_people_form_term_order_and_state(
    house: House, curator: FlaskClient
) -> None:
    order = house.archive(house.register(kind=ORDER, sign=True))
    first = pairs_of(order)[0]

    text = main_of(curator.get("/pairs"))

    for person in (*first["mentors"], *first["mentees"]):
        assert person["surname"] in text
    assert "педагог – педагог" in text
    assert f'href="/documents/{order.id}">приказ' in text
    assert f"№ {order.number.text}" in text
    assert "программы нет" in text
    assert "действует</span>" in text
    assert 'href="/pairs"' in curator.get("/people").text


def test_an_order_that_waits_is_said_to_be_prepared(house: House, curator: FlaskClient) -> None:
    house.register(kind=ORDER)

    assert "приказ готовится</span>" in main_of(curator.get("/pairs"))
    assert "Заполнить приказ" not in main_of(curator.get("/pairs"))


def test_without_pairs_a_proposal_is_offered_and_with_one_the_order(
    house: House, curator: FlaskClient
) -> None:
    before = main_of(curator.get("/pairs"))
    assert f'href="/documents/new/{PROPOSAL}"' in before

    house.register("old", kind=PROPOSAL)
    newest = house.register("new", kind=PROPOSAL)
    after = main_of(curator.get("/pairs"))

    assert f'href="/documents/new/{ORDER}?proposal={newest.id}"' in after
    assert "Составить представление" not in after


def test_the_order_begins_with_the_pairs_of_the_proposal(
    house: House, curator: FlaskClient
) -> None:
    proposal = house.register(kind=PROPOSAL)

    form = read_form_page(curator.get(f"/documents/new/{ORDER}?proposal={proposal.id}"))

    for place, proposed in enumerate(pairs_of(proposal)):
        own = f"pairs.{place}"
        assert form[f"{own}.mentors.0.surname"] == [proposed["mentors"][0]["surname"]]
        assert form[f"{own}.mentees.0.surname"] == [proposed["mentees"][0]["surname"]]
        assert form[f"{own}.mode"] == [proposed["mode"]]
        assert form[f"{own}.mentoring_form"] == [proposed["mentoring_form"]]
    assert form["pairs.0.period.start"] == ["01.10.2025"]
    assert f"pairs.{len(pairs_of(proposal))}.mode" not in form
    assert form["curator.surname"] == ["Алиев"]
    assert form["doc_date"] == [""]


def test_an_order_is_filled_in_by_nothing_but_an_own_proposal_that_counts(
    house: House, curator: FlaskClient
) -> None:
    foreign = house.register("a", kind=PROPOSAL, organisation_id=OTHER_SCHOOL)
    consent = house.register("b")
    cancelled = house.register("c", kind=PROPOSAL)
    house.program().post(f"/api/v1/documents/{cancelled.id}/cancel")

    assert curator.get(f"/documents/new/{ORDER}?proposal={foreign.id}").status_code == 404
    for other in (consent, cancelled):
        form = read_form_page(curator.get(f"/documents/new/{ORDER}?proposal={other.id}"))
        assert form["pairs.0.mentors.0.surname"] == [""]
    assert "Заполнить приказ" not in main_of(curator.get("/pairs"))


def test_pairs_of_other_schools_and_years_are_not_there(house: House, curator: FlaskClient) -> None:
    there = house.register(kind=ORDER, organisation_id=OTHER_SCHOOL)
    own = house.register("own", kind=ORDER)

    assert there.id not in main_of(curator.get("/pairs"))
    before = main_of(curator.get("/pairs?year=2024"))
    assert own.id not in before
    assert "Составить представление" not in before


def test_an_officer_reads_the_pairs_of_the_municipality_by_pages(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    house.clock.moment = datetime(2025, 10, 1, 9, 0, tzinfo=UTC)
    orders = [
        house.register(school, kind=ORDER, organisation_id=school)
        for school in (SCHOOL, OTHER_SCHOOL, FOREIGN_SCHOOL)
    ]
    house.add_user("officer", None)
    officer = house.sign_in("officer")
    text = main_of(officer.get("/pairs"))
    assert [order.id in text for order in orders] == [True, True, False]
    assert "Составить представление" not in text

    monkeypatch.setattr("service.web.pairs.PAGE_SIZE", len(pairs_of(orders[0])))
    pages = [main_of(officer.get(f"/pairs?page={page}")) for page in (1, 2)]

    assert [[order.id in text for order in orders[:2]] for text in pages] == [
        [True, False],
        [False, True],
    ]
    assert "Дальше →" in pages[0]
    assert "Дальше →" not in pages[1]
