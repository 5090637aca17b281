"""What a browser would send of a form on a page."""

import re
from html import unescape
from typing import Protocol

BOX = re.compile(r'<input(?: type="(?P<type>\w+)")?[^>]*?name="(?P<name>[^"]+)"(?P<rest>[^>]*)>')
AREA = re.compile(r'<textarea[^>]*name="(?P<name>[^"]+)"[^>]*>\n(?P<text>[^<]*)</textarea>')
CHOSEN = re.compile(r'<option value="([^"]*)" selected')
SELECT = re.compile(r'<select[^>]*name="(?P<name>[^"]+)"[^>]*>(?P<inside>.*?)</select>', re.DOTALL)

Form = dict[str, list[str]]


class ReadPage(Protocol):
    """A page, whoever has asked for it."""

    @property
    def text(self) -> str: ...


def without_token(form: Form) -> Form:
    """What was typed: the token is another one on every page."""
    return {name: texts for name, texts in form.items() if name != "_csrf"}


def read_form_page(page: ReadPage, *, begin: str = '<form class="document"') -> Form:
    """Names and texts of the form that begins with `begin`, without any button."""
    text = page.text[page.text.index(begin) :]
    found: Form = {}
    for box in BOX.finditer(text):
        is_tick = box["type"] in {"radio", "checkbox"}
        if not is_tick or "checked" in box["rest"]:
            value = re.search(r'value="([^"]*)"', box["rest"])
            found.setdefault(box["name"], []).append(unescape(value[1]) if value else "")
    for area in AREA.finditer(text):
        found.setdefault(area["name"], []).append(unescape(area["text"]))
    for select in SELECT.finditer(text):
        found[select["name"]] = CHOSEN.findall(select["inside"]) or [""]
    return found
