"""Coming in by another's word, as a browser goes it: away, and back across sites."""

import shutil
import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from werkzeug.serving import make_server

from service.database.database import open_database
from tests.browser.screen import Screen
from tests.doors import PASSWORD, House
from tests.factories import seed
from tests.openid_provider import Provider, run_provider
from tests.openid_visits import open_known_house

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


@pytest.fixture
def provider() -> Iterator[Provider]:
    with run_provider(Provider()) as running:
        yield running


@pytest.fixture
def port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        chosen: int = free.getsockname()[1]
        return chosen


@pytest.fixture
def house(tmp_path: Path, migrated_file: Path, provider: Provider, port: int) -> Iterator[House]:
    path = tmp_path / "grif.db"
    shutil.copy(migrated_file, path)
    database = open_database(f"sqlite:///{path}")
    seed(database)
    # Another site than the provider's, for the browser too: cookies are held to their site.
    public = f"http://localhost:{port}"
    yield open_known_house(tmp_path, database, provider, public_url=public)
    database.close()


@pytest.fixture
def address(house: House, port: int) -> Iterator[str]:
    server = make_server("127.0.0.1", port, house.app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://localhost:{port}"
    server.shutdown()
    thread.join()
    server.server_close()


def _look(page: Page, folder: Path, name: str) -> None:
    for width in (1280, 375):
        page.set_viewport_size({"width": width, "height": 900})
        page.screenshot(path=folder / f"{name}-{width}.png", full_page=True)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, (name, width)


def test_a_head_links_the_account_and_comes_in_by_it(
    house: House, page: Page, provider: Provider, tmp_path: Path
) -> None:
    house.add_user("head")
    screen = Screen(page)
    screen.sign_in("head", PASSWORD)
    page.goto("/me")
    _look(page, tmp_path, "me")
    own = page.get_by_role("region", name="Вход через Госуслуги")
    own.get_by_label("Пароль").fill(PASSWORD)
    own.get_by_role("button", name="Привязать").click()
    expect(page.get_by_text("теперь по ней можно войти")).to_be_visible()
    _look(page, tmp_path, "me-linked")
    screen.press("Выйти")
    page.goto("/sign-in?next=/documents")
    _look(page, tmp_path, "sign-in")

    screen.press("Войти через Госуслуги")

    expect(page).to_have_url(f"{house.services.settings.public_url}/documents")
    expect(page.get_by_role("link", name="Имя head")).to_be_visible()
    assert provider.asked.count("/authorize") == 2


def test_a_provider_that_is_away_leaves_the_password(
    house: House, page: Page, provider: Provider, tmp_path: Path
) -> None:
    house.add_user("head")
    provider.metadata = {"issuer": "https://somebody.example"}
    page.goto("/sign-in")
    Screen(page).press("Войти через Госуслуги")
    expect(page.get_by_role("alert")).to_contain_text("сейчас не отвечает")
    _look(page, tmp_path, "away")
    Screen(page).fill({"Имя для входа": "head", "Пароль": PASSWORD})
    Screen(page).press("Войти")
    expect(page.get_by_role("link", name="Имя head")).to_be_visible()
