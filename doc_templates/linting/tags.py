"""Finds the tags of a template and tells whole ones from broken ones.

What docxtpl mends by itself (a tag cut over runs of text, curly English quotes) is no finding.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from doc_templates.linting.findings import Finding, Place, error, shorten, warning
from doc_templates.linting.passages import Passage
from doc_templates.part_source import MAX_TAG

OPENER: Final = re.compile(r"\{[{%#]")
_CLOSERS: Final[Mapping[str, str]] = {"{{": "}}", "{%": "%}", "{#": "#}"}
_STRAY: Final = re.compile(r"[}%]\}")
_SINGLE: Final = re.compile(r"(?<![{%#_])\{\s*[A-Za-z_][\w.]*\s*\}|\{[ \u00a0]+[{%]")
_ESCAPED: Final = re.compile(r"\{_[{%]|[}%]_\}")  # docxtpl's way to print braces
_SCOPE: Final = re.compile(r"(\{[{%])(tr|tc|p|r) ")
_MENDED: Final = str.maketrans("“”‘’", "\"\"''")
_LITERAL: Final = re.compile(r"\"[^\"]*\"|'[^']*'")
_TYPED: Final = re.compile("[«»„‹›–—…‑−\u00ad\u200b-\u200f\u2060\ufeff]")
_KEYWORD: Final = re.compile(r"\{%[-+]?\s*(\w+)")
NEUTRAL: Final[Mapping[str, str]] = {
    "if": "{% if 1 %}", "for": "{% for _ in [] %}", "with": "{% with %}", "elif": "{% elif 1 %}",
}  # fmt: skip
_SHOWN: Final = 100


@dataclass(frozen=True)
class Tag:
    """A whole tag as Jinja reads it; `scope` is p, tr, tc or r when it takes its surroundings."""

    text: str
    place: Place
    scope: str = ""

    @property
    def keyword(self) -> str:
        """«if», «endfor»; empty for a printed value and a comment."""
        found = _KEYWORD.match(self.text)
        return found[1] if found else ""


def read_tags(passage: Passage) -> Iterator[Tag | Finding]:
    """The whole tags of a paragraph, and what is wrong with the others."""
    text, place = passage.text, 0
    while opener := OPENER.search(text, place):
        yield from _strays(passage, place, opener.start())
        begin = opener.start()
        end = text.find(_CLOSERS[opener.group()], opener.end(), opener.end() + MAX_TAG)
        again = None if opener.group() == "{#" else OPENER.search(text, opener.end())
        if end < 0 or (again and again.start() < end):
            yield _unclosed(passage, begin)
            place = opener.end()
            continue
        place = end + 2
        yield from _whole(passage, begin, place)
        if text.startswith("}", place) and not text.startswith("}}", place):
            message = "Лишняя закрывающая скобка после метки."
            yield error("stray_braces", message, passage.at(place))
    yield from _strays(passage, place, len(text))


def _unclosed(passage: Passage, begin: int) -> Finding:
    message = (
        f"Метка «{shorten(passage.text[begin : begin + _SHOWN])}» не закрыта в своём абзаце "
        f"или длиннее {MAX_TAG} знаков: допишите закрывающие скобки, уберите перенос строки."
    )
    return error("unclosed_tag", message, passage.at(begin))


def _strays(passage: Passage, begin: int, end: int) -> Iterator[Finding]:
    text = _ESCAPED.sub(lambda found: "·" * len(found.group()), passage.text[begin:end])
    for found in _SINGLE.finditer(text):
        message = f"Похоже на метку с одной скобкой: «{found.group()}». Нужны две: {{{{ … }}}}."
        yield warning("single_brace", message, passage.at(begin + found.start()))
    for found in _STRAY.finditer(text):
        message = f"Закрывающие скобки «{found.group()}» без открывающих."
        yield error("stray_braces", message, passage.at(begin + found.start()))


def _whole(passage: Passage, begin: int, end: int) -> Iterator[Tag | Finding]:
    written, place = passage.text[begin:end], passage.at(begin)
    if any(begin < mark < end for mark in passage.marks):
        message = (
            f"Внутри метки «{shorten(written)}» закладка, ссылка, разрыв или рисунок: "
            "удалите метку целиком и наберите её заново."
        )
        yield error("split_tag", message, place)
        return
    scoped = _SCOPE.match(written)
    text = _SCOPE.sub(r"\1 ", written).translate(_MENDED).replace("\n", " ")
    if text.startswith("{#"):
        return
    if typed := _TYPED.search(_LITERAL.sub("", text)):
        sign = typed.group()
        message = (
            f"В метке «{shorten(written)}» знак «{sign}», который поставила автозамена: "
            "кавычки в метке прямые, дефис короткий."
            if sign.isprintable()
            else f"В метке «{shorten(written)}» невидимый знак: удалите метку и наберите заново."
        )
        yield error("typographic_sign", message, place)
        keyword = Tag(text, place).keyword
        if keyword in NEUTRAL:  # so that its end is not told as well
            yield Tag(NEUTRAL[keyword], place, scoped[2] if scoped else "")
        return
    scope = scoped[2] if scoped else ""
    if (scope == "p" and passage.text.strip() != written) or (scope == "tr" and _in_no_row(place)):
        yield _lost(written, scope, place)
    yield Tag(text, place, scope)


def _in_no_row(place: Place) -> bool:
    return place.row is None


def _lost(written: str, scope: str, place: Place) -> Finding:
    if scope == "p":
        message = (
            f"Абзац с меткой «{shorten(written)}» исчезает целиком, а в нём есть ещё текст: "
            "оставьте в абзаце одну метку."
        )
        return error("lost_text", message, place)
    message = f"Метка «{shorten(written)}» работает только в таблице."
    return error("broken_tag", message, place)
