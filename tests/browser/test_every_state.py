"""What a page says in every state of the thing that it is about, judged; no page is left out."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from flask import Flask, template_rendered
from jinja2 import Template

import service.web
from tests.actors import Actor, let_in
from tests.browser.judging import Window, is_page, look
from tests.browser.test_every_page import SOMEBODY
from tests.factories import SCHOOL
from tests.own_token import OwnToken
from tests.role_matrix import RULES
from tests.scenes.every_scene import SCENES
from tests.scenes.stage import HEAD_NAME
from tests.scenes.theatre import Theatre, play
from tests.signing_house import Authorities
from tests.things import make_thing

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

PAGES = Path(service.web.__file__).parent / "pages"
EXTENDS = re.compile(r'{% extends "([a-z_]+\.html)"')


@pytest.fixture(scope="module")
def theatre(
    tmp_path_factory: pytest.TempPathFactory,
    migrated_file: Path,
    authorities: Authorities,
    tokens: dict[str, OwnToken],
) -> Theatre:
    return Theatre(tmp_path_factory.mktemp("stages"), migrated_file, authorities, tokens)


@pytest.fixture(scope="module")
def played() -> dict[str, set[str]]:
    """The pages that each scene has shown."""
    return {}


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
    theatre: Theatre, window: Window, played: dict[str, set[str]], name: str
) -> None:
    with theatre.stage(name) as stage:
        with noting_pages() as played[name]:
            client, answer = play(SCENES[name], stage)
        assert is_page(answer), (answer.status_code, answer.mimetype)
        window.show(client, answer)
        assert look(window.page) == []


def open_everything(actor: Actor) -> None:
    """Ask for every page that an address names."""
    for number, (method, pattern) in enumerate(RULES):
        rule = RULES[method, pattern]
        if method == "GET" and rule.allowed & actor.user.roles:
            actor.go(method, make_thing(actor.house, number, SCHOOL, rule.target).path(pattern))


def test_no_page_is_left_out(theatre: Theatre, played: dict[str, set[str]]) -> None:
    for name in SCENES.keys() - played.keys():
        with theatre.stage(name) as stage, noting_pages() as played[name]:
            play(SCENES[name], stage)
    with noting_pages() as by_address:
        for who, (roles, tenant) in SOMEBODY.items():
            with theatre.stage(who) as stage:
                user = let_in(stage.house, "actor", roles, tenant, HEAD_NAME)
                open_everything(Actor(stage.house, user))
    texts = {page.name: page.read_text(encoding="utf-8") for page in PAGES.glob("*.html")}
    whole = {name for name, text in texts.items() if "{% extends" in text}
    inner = {EXTENDS.findall(text)[0] for text in texts.values() if "{% extends" in text}
    assert whole - inner - by_address.union(*played.values()) == set()
