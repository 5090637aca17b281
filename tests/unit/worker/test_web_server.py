"""What the web server writes about requests it cannot read."""

import pytest
from gunicorn.config import Config
from structlog.testing import capture_logs

from worker.web_server import JsonLog


@pytest.fixture
def log() -> JsonLog:
    return JsonLog(Config())


def test_a_request_that_cannot_be_read_is_not_quoted(log: JsonLog) -> None:
    with capture_logs() as lines:
        log.warning("Invalid request from ip=127.0.0.1: Invalid line: 'GET /?q=Мельник'")

    assert lines == [{"event": "web_server", "log_level": "warning", "message": "Invalid request"}]


def test_a_request_that_broke_is_logged_without_its_address(log: JsonLog) -> None:
    with capture_logs() as lines:
        try:
            int("Мельник")
        except ValueError:
            log.exception("Error handling request %s %s", "GET", "/?q=Мельник")

    assert "Мельник" not in str(lines)
    assert (lines[0]["error"], len(lines[0]["frames"])) == ("ValueError", 1)


def test_what_the_server_says_of_itself_is_kept(log: JsonLog) -> None:
    with capture_logs() as lines:
        log.error("Connection in use: %s", "127.0.0.1:8600")

    assert lines[0]["message"] == "Connection in use: 127.0.0.1:8600"
