"""Whatever a template holds, handling it opens no file and no connection, and ends soon."""

import json
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.assets.corpus import PAGE, corpus, render

_ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="module")
def canary_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("canary") / "file.txt"
    path.write_text("canary", encoding="utf-8")
    return path


@contextmanager
def _canary_server() -> Iterator[tuple[str, list[str]]]:
    """A server that writes down who comes."""
    came: list[str] = []
    with socket.create_server(("127.0.0.1", 0)) as server:

        def listen() -> None:
            while True:
                try:
                    connection, address = server.accept()
                except OSError:
                    return
                with connection:
                    came.append(str(address))

        threading.Thread(target=listen, daemon=True).start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}", came
        with socket.create_connection(server.getsockname()):  # it does notice
            pass
        for _ in range(100):
            if came:
                break
            threading.Event().wait(0.05)
        assert came.pop()
        server.shutdown(socket.SHUT_RDWR)


def _handle(mode: str, canary_file: Path) -> tuple[subprocess.CompletedProcess[str], list[str]]:
    with _canary_server() as (web, came):
        done = subprocess.run(
            [sys.executable, "-m", "tests.assets.handle_corpus", mode, web, str(canary_file)],
            cwd=_ROOT,
            capture_output=True,
            text=True,
            check=False,
            timeout=240,
        )
        visitors = list(came)
    return done, visitors


@pytest.fixture(scope="module")
def watched(canary_file: Path) -> tuple[dict[str, Any], list[str]]:
    done, visitors = _handle("watched", canary_file)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout), visitors


Watched = tuple[dict[str, Any], list[str]]


def test_every_hostile_template_ends_as_it_should(watched: Watched) -> None:
    expected = {case.name: case.code for case in corpus()}
    assert watched[0]["ended"] == expected


def test_python_opens_nothing_while_they_are_handled(watched: Watched) -> None:
    assert watched[0]["seen"] == []


def test_nobody_calls_on_the_server_that_they_name(watched: Watched) -> None:
    assert watched[1] == []


def test_none_of_them_takes_long(watched: Watched) -> None:
    assert watched[0]["slowest"] < 10  # 0.4 s on an idle core


def test_the_kernel_sees_no_file_opened_and_no_connection_made(canary_file: Path) -> None:
    done, visitors = _handle("sealed", canary_file)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["ended"] == {case.name: case.code for case in corpus()}
    assert visitors == []


@pytest.mark.parametrize("mode", ["sealed-open", "sealed-socket"])
def test_the_seal_holds(mode: str, canary_file: Path) -> None:
    done, _ = _handle(mode, canary_file)
    assert done.returncode == -signal.SIGSYS


def test_each_is_named_for_what_is_odd_about_it() -> None:
    cases = list(corpus())
    assert len(cases) >= 300
    assert len({case.name for case in cases}) == len(cases)
    assert all(case.odd for case in cases)


def test_the_page_lists_them_all() -> None:
    assert PAGE.read_text("utf-8") == render(), "python -m tests.assets.corpus"
