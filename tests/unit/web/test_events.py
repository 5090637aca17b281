"""How far documents are, told as it happens."""

import json
from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from structlog.testing import capture_logs
from werkzeug.wrappers import Response

from service.domain.access import Role
from service.domain.documents import Document
from service.http.streams import PLACES, PLACES_EACH, Places
from service.web import live
from tests.doors import ORDER, House
from tests.factories import FOREIGN_SCHOOL, OTHER_SCHOOL, SCHOOL


@pytest.fixture
def head(house: House) -> FlaskClient:
    house.add_user("head")
    return house.sign_in("head")


@pytest.fixture
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """Streams that are over at once."""
    monkeypatch.setattr(live, "LIFE_SECONDS", -1.0)


def _path(*documents: Document) -> str:
    return "/documents/events?" + "&".join(f"id={document.id}" for document in documents)


def _events(answer: Response) -> Iterator[dict[str, str]]:
    """The fields of every event that comes."""
    for block in answer.iter_encoded():
        lines = [line for line in block.decode().splitlines() if line and line[0] != ":"]
        yield dict(line.split(": ", 1) for line in lines)


def _told(answer: Response) -> list[dict[str, object]]:
    return [json.loads(event["data"]) for event in _events(answer) if "data" in event]


def test_a_change_is_told_and_the_last_one_ends_the_stream(house: House, head: FlaskClient) -> None:
    document = house.register()
    with head.get(_path(document)) as answer:
        assert answer.mimetype == "text/event-stream"
        events = _events(answer)
        assert next(events) == {"retry": "1000"}
        first = next(events)
        house.archive(document)
        last = next(event for event in events if event)
        assert list(events) == []
    assert json.loads(first["data"])[document.id]["busy"] is True
    assert json.loads(last["data"])[document.id]["state"] == "archived"
    assert first["id"] != last["id"]


def test_what_is_told_is_what_is_answered_when_asked(house: House, head: FlaskClient) -> None:
    document = house.archive(house.register())
    asked = head.get(_path(document).replace("events", "states"))
    with head.get(_path(document)) as answer:
        (event,) = (one for one in _events(answer) if "data" in one)
    assert json.loads(event["data"]) == asked.get_json()
    assert asked.headers["ETag"] == f'"{event["id"]}"'


@pytest.mark.usefixtures("hurried")
def test_documents_of_others_do_not_exist(house: House, head: FlaskClient) -> None:
    own = house.register("own")
    foreign = [
        house.register(school, organisation_id=school) for school in (OTHER_SCHOOL, FOREIGN_SCHOOL)
    ]
    with head.get(_path(own, *foreign)) as answer:
        assert [list(told) for told in _told(answer)] == [[own.id]]


def test_a_participant_follows_their_own_documents_alone(house: House) -> None:
    other = house.register("key-3", kind=ORDER)
    house.add_user("reader", SCHOOL, Role.PARTICIPANT)
    with house.sign_in("reader").get(_path(other)) as answer:
        assert _told(answer) == [{}]


def test_whoever_reads_no_documents_follows_none(house: House) -> None:
    house.add_user("admin", SCHOOL, Role.ADMINISTRATOR)
    assert house.sign_in("admin").get("/documents/events").status_code == 403


def test_the_streams_of_a_browser_are_few(house: House, head: FlaskClient) -> None:
    document = house.register()
    going_on = [head.get(_path(document)) for _ in range(PLACES_EACH)]
    refused = head.get(_path(document))
    assert (refused.status_code, refused.data) == (204, b"")
    assert head.get(_path(document).replace("events", "states")).status_code == 200
    for answer in going_on:
        answer.close()
    with head.get(_path(document)) as again:
        assert again.status_code == 200


def test_the_streams_of_a_process_are_few(house: House) -> None:
    document = house.register()
    answers = []
    for number in range(PLACES + 1):
        house.add_user(f"head-{number}")
        answers.append(house.sign_in(f"head-{number}").get(_path(document)))
    assert [answer.status_code for answer in answers] == [200] * PLACES + [204]
    for answer in answers:
        answer.close()


def test_a_place_can_be_taken_as_often_as_it_is_given_back() -> None:
    places = Places(2, 1)
    assert [places.take(one) for one in ("a", "a", "b", "c")] == [True, False, True, False]
    places.give_back("a")
    assert [places.take(one) for one in ("b", "c", "a")] == [False, True, False]


@pytest.mark.usefixtures("hurried")
def test_a_stream_without_news_is_not_begun_again(house: House, head: FlaskClient) -> None:
    document = house.register()
    with head.get(_path(document)) as answer:
        (event,) = (one for one in _events(answer) if "data" in one)
    known = {"Last-Event-ID": event["id"]}
    assert head.get(_path(document), headers=known).status_code == 204
    house.archive(document)
    with head.get(_path(document), headers=known) as answer:
        assert len(_told(answer)) == 1


def test_a_question_for_the_head_alone_holds_no_place(house: House, head: FlaskClient) -> None:
    document = house.register()
    for _ in range(PLACES + 2):
        with head.head(_path(document)) as answer:
            assert answer.status_code == 200


def test_a_stream_ends_when_the_process_does(house: House, head: FlaskClient) -> None:
    document = house.register()
    ending = {"grif.is_stopping": lambda: True}
    with head.get(_path(document), environ_overrides=ending) as answer:
        assert len(_told(answer)) == 1


def test_a_stream_is_not_squeezed_kept_or_counted_as_slow(house: House, head: FlaskClient) -> None:
    document = house.archive(house.register())
    with (
        capture_logs() as lines,
        head.get(_path(document), headers={"Accept-Encoding": "gzip"}) as answer,
    ):
        assert "Content-Encoding" not in answer.headers
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["X-Accel-Buffering"] == "no"
        assert _told(answer)
    (line,) = (one for one in lines if one["event"] == "request")
    assert (line["route"], line["ms"] < 500) == ("/documents/events", True)


def test_a_page_that_changes_by_itself_can_be_stopped(house: House, head: FlaskClient) -> None:
    card = f"/documents/{house.register().id}"
    going = head.get(card).text
    assert f'<a href="{card}?still=1">Остановить обновление</a>' in going
    assert '<noscript><meta http-equiv="refresh" content="2"></noscript>' in going
    stopped = head.get(f"{card}?still=1").text
    assert f'<a href="{card}">Обновлять снова</a>' in stopped
    assert "refresh" not in stopped
    assert "live.js" not in stopped
    house.clock.go(timedelta(minutes=5))
    assert '<meta http-equiv="refresh" content="15">' in head.get(card).text
