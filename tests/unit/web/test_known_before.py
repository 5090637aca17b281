"""What a form knows by itself, and what the first page of a new school year offers."""

from datetime import UTC, datetime

import pytest
from flask.testing import FlaskClient

from tests.doors import House
from tests.form_pages import read_form_page

REGULATION = "order_approve_regulation"
REPEAT = 'href="/pack/repeat"'


@pytest.fixture
def head(house: House) -> FlaskClient:
    house.add_user("head")
    return house.sign_in("head")


def test_the_school_year_is_the_present_one(head: FlaskClient) -> None:
    form = read_form_page(head.get(f"/documents/new/{REGULATION}"))
    assert form["school_year"] == ["2026/2027"]


def test_a_report_may_be_about_another_year(head: FlaskClient) -> None:
    form = read_form_page(head.get("/documents/new/monitoring_report"))
    assert form["school_year"] == [""]


def test_the_first_page_offers_the_pack_of_last_year_until_this_year_is_begun(
    house: House, head: FlaskClient
) -> None:
    assert REPEAT not in head.get("/").text  # nothing to repeat yet
    house.clock.moment = datetime(2025, 9, 24, 9, 0, tzinfo=UTC)
    house.archive(house.register(kind=REGULATION, sign=True))
    assert REPEAT not in head.get("/").text
    house.clock.moment = datetime(2026, 8, 25, 9, 0, tzinfo=UTC)

    fresh = house.sign_in("head")

    assert REPEAT in fresh.get("/").text
    assert REPEAT not in fresh.get("/?year=2025").text
