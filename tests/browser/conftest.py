"""A real server and a real Chromium, mostly without JavaScript: the pages must do without."""

import shutil
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from werkzeug.serving import make_server

from service.database.database import open_database
from service.storage.filesystem import FilesystemStore
from tests.absent import CHROMIUM, require_package
from tests.browser.judging import Window
from tests.doors import House, open_house
from tests.factories import seed
from tests.signing_house import Authorities, SigningHouse, open_signing_house

EXECUTABLE = "/usr/bin/chromium"
QUIET = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@pytest.fixture
def house(tmp_path: Path, migrated_file: Path) -> Iterator[House]:
    path = tmp_path / "grif.db"
    shutil.copy(migrated_file, path)
    database = open_database(f"sqlite:///{path}")
    seed(database)
    yield open_house(tmp_path, database, blobs=FilesystemStore(tmp_path / "archive"))
    database.close()


@pytest.fixture
def signing(
    tmp_path: Path, migrated_file: Path, authorities: Authorities
) -> Iterator[SigningHouse]:
    """With a database for many threads: the server is one, the sign process another."""
    path = tmp_path / "grif.db"
    shutil.copy(migrated_file, path)
    database = open_database(f"sqlite:///{path}")
    seed(database)
    yield open_signing_house(tmp_path, database, authorities)
    database.close()


@pytest.fixture
def address(house: House) -> Iterator[str]:
    """Where the application answers."""
    server = make_server("127.0.0.1", 0, house.app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    # No longer than the module: while Playwright is open, its event loop counts as running, and
    # nothing else in this process can use asyncio.
    require_package(CHROMIUM)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=EXECUTABLE, args=QUIET)
        yield browser
        browser.close()


@pytest.fixture
def page(chromium: Browser, address: str) -> Iterator[Page]:
    """A page of a browser in which scripts are switched off."""
    context = chromium.new_context(base_url=address, locale="ru-RU", java_script_enabled=False)
    context.set_default_timeout(15_000)
    yield context.new_page()
    context.close()


@pytest.fixture
def scripted(chromium: Browser, address: str) -> Iterator[Page]:
    """A page of a browser that runs scripts; whatever they complain about fails the test."""
    context = chromium.new_context(base_url=address, locale="ru-RU")
    context.set_default_timeout(15_000)
    opened, complaints = context.new_page(), []
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    yield opened
    context.close()
    assert complaints == []


@pytest.fixture
def scripting(chromium: Browser, address: str) -> Iterator[BrowserContext]:
    """A browser that runs scripts, its pages still to be opened."""
    context = chromium.new_context(base_url=address, locale="ru-RU")
    context.set_default_timeout(15_000)
    yield context
    context.close()


@pytest.fixture
def window(chromium: Browser) -> Iterator[Window]:
    """A page; whatever its scripts complain about fails the test."""
    opened, complaints = chromium.new_page(locale="ru-RU"), list[str]()
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    yield Window(opened)
    opened.close()
    assert complaints == []
