"""How text is looked for: case, ё and the many dashes and spaces do not matter."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

_UNPRINTABLE = re.compile(r"[\x00-\x08\x0e-\x1f\x7f\u00ad\u200b\ud800-\udfff]")
_SPACES = re.compile(r"\s+")
_DASHES = re.compile(r"[‐-―−]")
_AROUND_MARKS = re.compile(r" ?([-/]) ?")
_MONTHS: Final = (
    "января", "февраля", "марта", "апреля", "мая", "июня",
    "июля", "августа", "сентября", "октября", "ноября", "декабря",
)  # fmt: skip
_DAY_IN_WORDS = re.compile(rf"\b(\d{{1,2}}) ({'|'.join(_MONTHS)}) (\d{{4}})\b")
_DAY = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})", re.ASCII)
_ISO_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})", re.ASCII)
_MAX_TERMS = 8


def searchable(*parts: str) -> str:
    """Fold `parts` into one line in which `searchable(query)` can be looked for.

    «17 – ОД» finds «17-од»: a number is written with or without spaces around its dash or slash.
    """
    text = unicodedata.normalize("NFKC", " ".join(parts)).casefold().replace("ё", "е")
    text = _SPACES.sub(" ", _DASHES.sub("-", _UNPRINTABLE.sub("", text)))
    return _AROUND_MARKS.sub(r"\1", text).strip()


@dataclass(frozen=True)
class Term:
    """One word of a question: in the text, in the title of one of `kinds`, or the date itself."""

    text: str
    kinds: tuple[str, ...] = ()
    day: date | None = None


def read_terms(question: str, titles: Mapping[str, str]) -> tuple[Term, ...]:
    """What is asked in one line: numbers, names, dates and kinds, which have these titles."""
    folded = _DAY_IN_WORDS.sub(_in_figures, searchable(question))
    known = {code: searchable(title) for code, title in titles.items()}
    return tuple(
        Term(word, tuple(code for code, title in known.items() if word in title), _read_day(word))
        for word in folded.split()[:_MAX_TERMS]
    )


def _in_figures(found: re.Match[str]) -> str:
    day, month, year = found.groups()
    return f"{day}.{_MONTHS.index(month) + 1}.{year}"


def _read_day(word: str) -> date | None:
    if found := _DAY.fullmatch(word):
        day, month, year = map(int, found.groups())
    elif found := _ISO_DAY.fullmatch(word):
        year, month, day = map(int, found.groups())
    else:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None
