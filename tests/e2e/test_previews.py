"""The head looks before registering: real processes, a real LibreOffice, real HTTP."""

import re
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

import pytest

from service.domain.access import Role
from service.domain.accounts import Tenant
from service.domain.ids import DocumentId
from service.operations.accounts import NewUser
from tests.e2e.installation import SCHOOL, Installation, install
from tests.e2e.people import Visitor
from tests.form_pages import read_form_page

pytestmark = [pytest.mark.libreoffice, pytest.mark.redis, pytest.mark.xdist_group("e2e")]

PASSWORD = "the head's own password"
PATH = "/documents/new/order_assign_pairs"
_SECONDS = 60
NBSP = "\N{NO-BREAK SPACE}"


@dataclass(frozen=True)
class Seen:
    """A page as the reader of forms wants it."""

    text: str


def sign_in(grif: Installation) -> Visitor:
    person = NewUser("head", PASSWORD, "Имя Рек", frozenset({Role.HEAD}), Tenant(SCHOOL))
    grif.services.accounts.add_user(person)
    browser = Visitor(grif.client.address)
    browser.send("/sign-in", "/sign-in", login="head", password=PASSWORD)
    return browser


def await_page(browser: Visitor, path: str, words: str) -> str:
    """Ask for a page until it says this."""
    until = time.monotonic() + _SECONDS
    while time.monotonic() < until:
        if words in (page := browser.get(path)):
            return page
        time.sleep(0.2)
    raise TimeoutError(path)


def read_text(pdf: bytes, folder: Path) -> str:
    file = folder / "read.pdf"
    file.write_bytes(pdf)
    command = ["pdftotext", "-layout", str(file), "-"]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def look_and_register(grif: Installation, browser: Visitor, folder: Path) -> str:
    """Look at the pages and register from there; returns the text that was seen."""
    form = read_form_page(Seen(browser.get(f"{PATH}?sample=1")))
    place = f"/documents/new/drafts/{form['_token'][0]}/preview"
    browser.send_boxes(PATH, {**form, "_way": ["on_paper"], "_action": ["preview"]})
    page = await_page(browser, place, "Готово")
    assert grif.await_settled(0) == {}  # there is no document
    assert browser.download(f"{place}/pages/1.png").startswith(b"\x89PNG")
    text = read_text(browser.download(f"{place}/pdf"), folder)
    shown = read_form_page(Seen(page), begin='<form class="stack row"')
    browser.send_boxes(PATH, {**shown, "_action": ["register"]})
    return text


def test_what_is_seen_before_is_what_is_registered_then(tmp_path: Path) -> None:
    with install(tmp_path) as grif:
        browser = sign_in(grif)
        seen = look_and_register(grif, browser, tmp_path)
        assert grif.await_settled(_SECONDS) == {"archived": 1}

        (document_id,) = re.findall(r'href="/documents/([0-9a-f-]{36})"', browser.get("/documents"))
        pdf = grif.client.get_bytes(f"/api/v1/documents/{document_id}/pdf")
        with grif.services.database.snapshot() as tx:
            document = tx.documents.find(DocumentId(document_id))
        assert document is not None
        assert document.number.text == "1-од"
        assert "№ ___-од" in seen.replace(NBSP, " ")
        assert seen.replace("___-од", "1-од").split() == read_text(pdf, tmp_path).split()
        assert "Цой" in seen
        assert "Цой" not in (tmp_path / "grif.log").read_text("utf-8")
