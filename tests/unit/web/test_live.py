"""How far documents are, for pages that watch."""

import pytest
from flask.testing import FlaskClient

from service.domain.access import Role
from service.domain.documents import Document
from service.web.live import say_time
from tests.doors import ORDER, House
from tests.factories import CLERK, FOREIGN_SCHOOL, OTHER_SCHOOL, SCHOOL


@pytest.fixture
def head(house: House) -> FlaskClient:
    house.add_user("head")
    return house.sign_in("head")


def _path(*documents: Document) -> str:
    return "/documents/states?" + "&".join(f"id={document.id}" for document in documents)


def test_states_are_told_in_words_until_they_are_final(house: House, head: FlaskClient) -> None:
    document = house.register()
    assert head.get(_path(document)).get_json() == {
        document.id: {
            "state": "registered",
            "title": "Зарегистрирован, готовится",
            "tone": "busy",
            "busy": True,
        }
    }
    house.archive(document)
    told = head.get(_path(document)).get_json()[document.id]
    assert (told["title"], told["busy"]) == ("В архиве", False)


def test_nothing_is_sent_again_while_nothing_has_changed(house: House, head: FlaskClient) -> None:
    document = house.register()
    known = {"If-None-Match": head.get(_path(document)).headers["ETag"]}
    same = head.get(_path(document), headers=known)
    house.archive(document)
    changed = head.get(_path(document), headers=known)
    assert (same.status_code, same.data) == (304, b"")
    assert (changed.status_code, changed.headers["ETag"] != known["If-None-Match"]) == (200, True)


def test_documents_of_others_do_not_exist(house: House, head: FlaskClient) -> None:
    own = house.register("own")
    foreign = [
        house.register(school, organisation_id=school) for school in (OTHER_SCHOOL, FOREIGN_SCHOOL)
    ]
    assert list(head.get(_path(own, *foreign)).get_json()) == [own.id]


def test_a_participant_watches_their_own_documents_alone(house: House) -> None:
    other = house.register("key-3", kind=ORDER)
    house.add_user("reader", SCHOOL, Role.PARTICIPANT)
    assert house.sign_in("reader").get(_path(other)).get_json() == {}


@pytest.mark.parametrize("query", ["", "?id=", "?id=%00", "?id=..%2F", "?id=nothing"])
def test_what_is_no_document_is_left_out(head: FlaskClient, query: str) -> None:
    answer = head.get(f"/documents/states{query}")
    assert (answer.status_code, answer.get_json()) == (200, {})


def test_no_more_than_a_page_is_watched(house: House, head: FlaskClient) -> None:
    document = house.register()
    many = "&".join(["id=nothing"] * 30)
    assert head.get(f"/documents/states?{many}&id={document.id}").get_json() == {}


def test_the_page_of_a_document_says_how_long_it_takes_here(
    house: House, head: FlaskClient
) -> None:
    text = head.get(f"/documents/{house.register().id}").text
    assert "Документ готовится, обычно это несколько секунд. Страница обновится сама." in text


@pytest.mark.parametrize(
    ("measured", "said"),
    [
        ([], "несколько секунд"),
        ([1.0, 2.0], "несколько секунд"),
        ([0.1, 0.2, 0.3], "около 1 секунды"),
        ([2.0, 3.4, 900.0], "около 3 секунд"),
        ([21.0] * 5, "около 21 секунды"),
        ([130.0] * 5, "около 2 минут"),
    ],
)
def test_the_time_is_the_middle_of_what_was_measured(measured: list[float], said: str) -> None:
    assert say_time(measured).replace("\N{NO-BREAK SPACE}", " ") == f"обычно это {said}"


def test_only_documents_that_waited_for_nobody_are_measured(house: House) -> None:
    house.archive(house.register("a", kind=ORDER, sign=True))
    house.archive(house.register("b"))
    body = {**house.request(ORDER, sign=True), "signatures": [{"role": "head"}]}
    body["signatures"][0] |= {"method": "server_key", "confirm": True}
    assert house.program().post_document(body, "c").status_code == 202
    assert len(house.services.watching.list_recent_seconds(CLERK)) == 2


def test_only_unfinished_documents_are_watched(house: House, head: FlaskClient) -> None:
    done = house.archive(house.register("a", kind=ORDER))
    busy = house.register("b")
    for page in ("/", "/documents"):
        text = head.get(page).text
        assert f'data-live="{busy.id}" data-state="registered">' in text
        assert f'data-live="{done.id}"' not in text
    assert (
        f'data-live="{busy.id}" data-state="registered" data-reload'
        in head.get(f"/documents/{busy.id}").text
    )
    assert "live.js" not in head.get(f"/documents/{done.id}").text
