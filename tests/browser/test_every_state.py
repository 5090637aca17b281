"""What a page says in every state of the thing that it is about, judged; no page is left out."""

import re
import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
from flask import Flask, template_rendered
from jinja2 import Template

import service.web
from service.database.database import open_database
from tests.actors import Actor, let_in
from tests.browser.judging import Window, is_page, look
from tests.browser.test_every_page import SOMEBODY
from tests.factories import SCHOOL, seed
from tests.own_token import OwnToken
from tests.role_matrix import RULES
from tests.scenes.every_scene import SCENES
from tests.scenes.stage import HEAD_NAME, Scene, Shown, Stage
from tests.signing_house import Authorities
from tests.things import make_thing

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

PAGES = Path(service.web.__file__).parent / "pages"
EXTENDS = re.compile(r'{% extends "([a-z_]+\.html)"')
MakeStage = Callable[[str], Stage]


@pytest.fixture(scope="module")
def make_stage(
    tmp_path_factory: pytest.TempPathFactory,
    migrated_file: Path,
    authorities: Authorities,
    tokens: dict[str, OwnToken],
) -> Iterator[MakeStage]:
    """A school of its own for each scene, with a database for many threads."""
    with ExitStack() as opened:

        def make(name: str) -> Stage:
            folder = tmp_path_factory.mktemp(name[:30])
            shutil.copy(migrated_file, folder / "grif.db")
            database = open_database(f"sqlite:///{folder / 'grif.db'}")
            opened.callback(database.close)
            seed(database)
            return Stage(folder, database, authorities, tokens)

        yield make


@pytest.fixture(scope="module")
def played() -> dict[str, set[str]]:
    """The pages that each scene has shown."""
    return {}


def play(scene: Scene, stage: Stage) -> tuple[Shown, set[str]]:
    """Play the scene; returns what is seen in the end, and every page that was shown."""
    # Playwright's loop counts as running in this thread, and signing has one of its own.
    with ThreadPoolExecutor(1) as elsewhere, noting_pages() as pages:
        return elsewhere.submit(scene, stage).result(), pages


@contextmanager
def noting_pages() -> Iterator[set[str]]:
    """Note the names of the templates that are shown."""
    names: set[str] = set()

    def note(_app: Flask, template: Template, **_context: object) -> None:
        names.add(template.name or "")

    with template_rendered.connected_to(note):
        yield names


@pytest.mark.parametrize("name", SCENES)
def test_every_state(
    make_stage: MakeStage, window: Window, played: dict[str, set[str]], name: str
) -> None:
    (client, answer), played[name] = play(SCENES[name], make_stage(name))
    assert is_page(answer), (answer.status_code, answer.mimetype)
    window.show(client, answer)
    assert look(window.page) == []


def open_everything(actor: Actor) -> None:
    """Ask for every page that an address names."""
    for number, (method, pattern) in enumerate(RULES):
        rule = RULES[method, pattern]
        if method == "GET" and rule.allowed & actor.user.roles:
            actor.go(method, make_thing(actor.house, number, SCHOOL, rule.target).path(pattern))


def test_no_page_is_left_out(make_stage: MakeStage, played: dict[str, set[str]]) -> None:
    for name in SCENES.keys() - played.keys():
        _, played[name] = play(SCENES[name], make_stage(name))
    with noting_pages() as by_address:
        for who, (roles, tenant) in SOMEBODY.items():
            house = make_stage(who).house
            open_everything(Actor(house, let_in(house, "actor", roles, tenant, HEAD_NAME)))
    texts = {page.name: page.read_text(encoding="utf-8") for page in PAGES.glob("*.html")}
    whole = {name for name, text in texts.items() if "{% extends" in text}
    inner = {EXTENDS.findall(text)[0] for text in texts.values() if "{% extends" in text}
    assert whole - inner - by_address.union(*played.values()) == set()
