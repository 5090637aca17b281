"""What somebody writes behind the question mark of an address never becomes an order to us."""

import pytest
from flask.testing import FlaskClient

from service.web.lists import PAGE_SIZE
from tests.doors import House

WORDS = ["endpoint=x", "_method=FOO", "_anchor=a", "_external=1", "_scheme=x", "values=x", "self=x"]


@pytest.fixture
def head(house: House) -> FlaskClient:
    house.add_user("head")
    return house.sign_in("head")


@pytest.mark.parametrize("query", WORDS)
def test_words_of_the_program_are_words_like_any_other(
    house: House, head: FlaskClient, query: str
) -> None:
    document = house.register()
    for path in ("/documents", "/archive", f"/documents/{document.id}", "/pack"):
        assert head.get(f"{path}?{query}").status_code == 200
    assert f'href="/documents/{document.id}?{query}&amp;still=1"' in (
        head.get(f"/documents/{document.id}?{query}").text
    )


@pytest.mark.parametrize("query", WORDS)
def test_the_container_of_the_archive_is_asked_the_same(
    house: House, head: FlaskClient, query: str
) -> None:
    house.archive(house.register())
    assert f'href="/archive.zip?{query}"' in head.get(f"/archive?{query}").text


def test_the_next_page_is_asked_the_same(house: House, head: FlaskClient) -> None:
    for number in range(PAGE_SIZE + 1):
        house.register(f"key-{number}")
    for query in WORDS:
        assert f'href="/documents?{query}&amp;cursor=' in head.get(f"/documents?{query}").text
