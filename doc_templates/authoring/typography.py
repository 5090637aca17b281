"""Russian typesetting of literal text: the rules for values, and what only templates say."""

import re

from doc_templates.typography import NBSP, NO_BREAK_HYPHEN, typeset

# Jinja tags are code, not prose: they are cut out before any rule is applied.
_TAG = re.compile(r"(\{\{.*?\}\}(?!\})|\{%.*?%\})", re.DOTALL)
_RULES = (
    (re.compile(r"(?<=риложение) (?=№)"), NBSP),
    # A value may stand before or after a piece of prose.
    (re.compile(r"^ (?=– )"), NBSP),
    (re.compile(r"№ $"), f"№{NBSP}"),
    (re.compile(r"\b([Сс]|[Пп]о|[Дд]о|[Оо]т) $"), rf"\1{NBSP}"),
    (re.compile(r"\b(ИНН|ОГРН) (?=\d|$)"), rf"\1{NBSP}"),
    (re.compile(r"\b(ст|стр|п|ч|г|гл)\. $"), rf"\1.{NBSP}"),
    # «273-ФЗ», «АЗ-1128»: LibreOffice prints this hyphen as a plain one, search still finds it.
    (re.compile(r"(?<=\d)-(?=(?:ФЗ|р)\b)|(?<=\bАЗ)-(?=\d)"), NO_BREAK_HYPHEN),
    (re.compile(r"(?<=\d) (?=мм|дн|лет|месяц)"), NBSP),
)


def typeset_literal(text: str) -> str:
    """Put no-break spaces into the prose of ``text``, leaving its Jinja tags untouched."""
    pieces = _TAG.split(text)
    return "".join(
        piece if index % 2 else _typeset_prose(piece) for index, piece in enumerate(pieces)
    )


def _typeset_prose(prose: str) -> str:
    prose = typeset(prose)
    for pattern, replacement in _RULES:
        prose = pattern.sub(replacement, prose)
    return prose
