"""Turns a part of a docx into the source of a Jinja template.

docxtpl's own patch does the work (tags split over runs, ``{%tr``, ``{%p``, ``{%-``); around it, the
XML entities are hidden. docxtpl would unescape them in all that looks like a tag to its regular
expressions; here they are unescaped only in what is a tag to Jinja, so that a template can never
write markup of its own into a document.
"""

import io
import re
from collections.abc import Iterator, Mapping
from typing import Final

from docx.oxml.parser import parse_xml
from docxtpl import DocxTemplate
from jinja2 import Environment
from jinja2.exceptions import TemplateSyntaxError
from lxml import etree

from doc_templates.errors import FillingError

# Stand-ins that Jinja's lexer takes for names. They begin with a letter that no template holds.
_SIGN: Final = "\u2c60"
_HIDDEN: Final[Mapping[str, str]] = {
    "&lt;": f"{_SIGN}lt",
    "&gt;": f"{_SIGN}gt",
    "&amp;": f"{_SIGN}amp",
}
_PLAIN: Final[Mapping[str, str]] = {f"{_SIGN}lt": "<", f"{_SIGN}gt": ">", f"{_SIGN}amp": "&"}
_SPLIT_TAG: Final = re.compile(r"\{(?:<[^>]*>)*[{%#]")
# docxtpl's way to print double braces: {_{ and so on.
_BRACES: Final[Mapping[str, str]] = {"{_{": "{{", "}_}": "}}", "{_%": "{%", "%_}": "%}"}
_MAX_XML: Final = 2_000_000
MAX_TAGS: Final = 5_000
"""Tags in one part."""
MAX_TAG: Final = 4_000
"""Characters of one tag, and twenty times as many with the markup that Word puts into it."""
_MARKUP_SHARE: Final = 20
_JOINED: Final = re.compile(r"(?<=\{)(?:<[^>]*>)+(?=[{%#])|(?<=[%}#])(?:<[^>]*>)+(?=\})")
_ELEMENT: Final = re.compile(r"<[^>]*>")
_OPENER: Final = re.compile(r"\{[{%#]")
_CLOSERS: Final[Mapping[str, str]] = {"{{": "}}", "{%": "%}", "{#": "#}"}
_MERGING: Final = re.compile(r"\{%-?\s*[vh]m\s*-?%\}")

_PATCHER: Final = DocxTemplate(io.BytesIO())  # never opened: only its pure functions are used
_LEXER: Final = Environment(autoescape=True).lexer


def has_tags(xml: bytes) -> bool:
    """Whether a part may hold Jinja tags, whole or split over runs."""
    return _SPLIT_TAG.search(xml.decode("utf-8", "replace")) is not None


def part_source(xml: bytes, part: str) -> str:
    """The Jinja source of an XML part, without the XML declaration.

    Raises FillingError when the tags cannot be told apart.
    """
    if len(xml) > _MAX_XML:
        message = "Шаблон слишком большой: сократите его."
        raise FillingError(message, part=part, detail="too large")
    # python-docx's parser drops the white space between elements, as docxtpl does by using it.
    source = etree.tostring(parse_xml(xml), encoding="unicode")
    if _SIGN in source:
        message = f"Уберите из шаблона знак «{_SIGN}»: он занят программой."
        raise FillingError(message, part=part, detail="reserved sign")
    for entity, hidden in _HIDDEN.items():
        source = source.replace(entity, hidden)
    _check_tags(_JOINED.sub("", source), part)
    try:
        return "".join(_revealed(_PATCHER.patch_xml(source), part))
    except TemplateSyntaxError as error:
        message = "В шаблоне ошибка: исправьте поля и условия в двойных скобках."
        raise FillingError(message, part=part, detail=str(error.message)) from error


def resolve_breaks(xml: str) -> str:
    """Turn line feeds and tabs inside texts into the elements of WordprocessingML."""
    resolved: str = _PATCHER.resolve_listing(xml)
    return resolved


def _check_tags(source: str, part: str) -> None:
    """Refuse what the regular expressions of docxtpl would be slow on, in one pass.

    They look for the end of a tag from each beginning: with a bound on both, their work is bounded.
    """
    place, count = 0, 0
    while opener := _OPENER.search(source, place):
        count += 1
        closer = _CLOSERS[opener.group()]
        end = source.find(closer, opener.end(), opener.end() + MAX_TAG * _MARKUP_SHARE)
        if end < 0:
            message = "В шаблоне метка без закрывающих скобок или слишком длинная."
            raise FillingError(message, part=part, detail=f"no {closer}")
        place = end + len(closer)
        text = _ELEMENT.sub("", source[opener.start() : place])
        _check_tag(text, count, part)


def _check_tag(text: str, count: int, part: str) -> None:
    if count > MAX_TAGS or len(text) > MAX_TAG:
        message = "В шаблоне слишком много меток или слишком длинная метка: разделите его."
        raise FillingError(message, part=part, detail="too many tags")
    if _MERGING.fullmatch(text):
        message = "Уберите из шаблона метки vm и hm: объедините ячейки в самом Word."
        raise FillingError(message, part=part, detail="merging tag")


def _revealed(source: str, part: str) -> Iterator[str]:
    """The tokens of Jinja: markup with its entities again, tags with plain characters."""
    for _, kind, text in _LEXER.tokeniter(source, part):
        if kind.startswith("raw"):
            message = "Уберите из шаблона метку raw: она не поддерживается."
            raise FillingError(message, part=part, detail="raw block")
        yield _markup(text) if kind == "data" else _expression(text)


def _markup(text: str) -> str:
    for entity, hidden in _HIDDEN.items():
        text = text.replace(hidden, entity)
    for written, printed in _BRACES.items():
        text = text.replace(written, f"{{{{ '{printed}' }}}}")
    return text


def _expression(text: str) -> str:
    for hidden, plain in _PLAIN.items():
        text = text.replace(hidden, plain)
    return text
