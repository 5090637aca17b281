"""Russian typesetting of literal text: what must not be torn apart by the end of a line."""

import re

NO_BREAK_SPACE = "\N{NO-BREAK SPACE}"
NO_BREAK_HYPHEN = "\N{NON-BREAKING HYPHEN}"

# Jinja tags are code, not prose: they are cut out before any rule is applied.
_TAG = re.compile(r"(\{\{.*?\}\}(?!\})|\{%.*?%\})", re.DOTALL)
_RULES = (
    (re.compile(r"(?<=риложение) (?=№)"), NO_BREAK_SPACE),
    (re.compile(r"№ "), "№" + NO_BREAK_SPACE),
    (re.compile(r" – "), NO_BREAK_SPACE + "– "),
    (re.compile(r"\b(ИНН|ОГРН) (?=\d|$)"), r"\1" + NO_BREAK_SPACE),
    (re.compile(r"\b(ст|стр|п|ч|г|гл)\. (?=\d|$)"), r"\1." + NO_BREAK_SPACE),
    # «273-ФЗ», «АЗ-1128»: LibreOffice prints this hyphen as a plain one, search still finds it.
    (re.compile(r"(?<=\d)-(?=(?:ФЗ|р)\b)|(?<=\bАЗ)-(?=\d)"), NO_BREAK_HYPHEN),
    (re.compile(r"(?<=\d) (?=г\.|%|мм|дн|лет|месяц)"), NO_BREAK_SPACE),
)


def typeset(text: str) -> str:
    """Put no-break spaces into the prose of ``text``, leaving its Jinja tags untouched."""
    pieces = _TAG.split(text)
    return "".join(
        piece if index % 2 else _typeset_prose(piece) for index, piece in enumerate(pieces)
    )


def _typeset_prose(prose: str) -> str:
    for pattern, replacement in _RULES:
        prose = pattern.sub(replacement, prose)
    return prose
