import pytest
from flask.testing import FlaskClient

from tests.doors import ORDER, House
from tests.factories import OTHER_SCHOOL


@pytest.fixture
def head(house: House) -> FlaskClient:
    house.add_user("head")
    return house.sign_in("head")


def test_an_empty_archive_explains_itself(head: FlaskClient) -> None:
    assert "В архиве пока пусто" in head.get("/archive").text


def test_an_entry_shows_case_term_and_file(house: House, head: FlaskClient) -> None:
    document = house.archive(house.register(kind=ORDER, sign=True))
    text = head.get("/archive").text
    assert f'href="/documents/{document.id}">{document.title}' in text
    assert f'href="/documents/{document.id}/pdf">PDF' in text
    assert document.filing.case_index in text
    assert document.filing.term in text
    assert "1\xa0КБ" in text


def test_the_archive_can_be_searched(house: House, head: FlaskClient) -> None:
    house.archive(house.register("a"))
    order = house.archive(house.register("b", kind=ORDER))
    found = head.get(f"/archive?q=закреплении&kind={ORDER}&year=2025").text
    assert order.id in found
    assert found.count('<td class="number">') == 1
    assert "Ничего не нашлось" in head.get("/archive?year=1999").text


def test_another_schools_archive_is_not_shown(house: House, head: FlaskClient) -> None:
    foreign = house.archive(house.register(organisation_id=OTHER_SCHOOL))
    assert foreign.id not in head.get("/archive").text
    assert foreign.id not in head.get(f"/archive?organisation={OTHER_SCHOOL}").text
