"""Jinja filters that print values the way official Russian documents do.

Spaces that must not break are U+00A0. A value that does not fit raises FormatError, which never
holds the value itself: values are personal data and errors go to the log.
"""

import datetime as dt
import re
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from types import MappingProxyType
from typing import Final

from doc_templates.typography import NBSP, hold_hyphens

_MONTHS: Final = (
    "января", "февраля", "марта", "апреля", "мая", "июня",
    "июля", "августа", "сентября", "октября", "ноября", "декабря",
)  # fmt: skip
_APPROVED: Final = {"n": "УТВЕРЖДЕНО", "m": "УТВЕРЖДЁН", "f": "УТВЕРЖДЕНА", "pl": "УТВЕРЖДЕНЫ"}
_ISO_DATE: Final = re.compile(r"(\d{4})-(\d{2})-(\d{2})", re.ASCII)
_BESIDE_INITIAL: Final = re.compile(r"(?<=\.) | (?=[А-ЯЁA-Z][а-яёa-z]?\.)")
_FEW_LAST: Final = 4
_MANY_FROM: Final = 11
_MANY_TO: Final = 14


class FormatError(ValueError):
    """A filter was given something that it cannot print."""


def date(value: object) -> str:
    """«05.09.2025» of an ISO date or a date."""
    day = _date(value)
    return f"{day:%d.%m}.{day.year:04}"  # strftime prints the year 999 without its zero


def long_date(value: object) -> str:
    """«5 сентября 2025 г.» of an ISO date or a date."""
    day = _date(value)
    return f"{day.day}{NBSP}{_MONTHS[day.month - 1]} {day.year:04}{NBSP}г."


def number(value: object) -> str:
    """«№ 48-од» of a registration number, with or without its sign: it never breaks."""
    return f"№{NBSP}{hold_hyphens(_text(value).removeprefix('№').strip())}"


def nbsp_initials(value: object) -> str:
    """Hold initials and surname in one line: «О.С. Мельник», «Мельник О.С.»."""
    return _BESIDE_INITIAL.sub(NBSP, _text(value))


def decimal(value: object) -> str:
    """«1 500,5»: a comma, groups of three, no trailing zeros."""
    whole, _, fraction = format(_amount(value), "f").partition(".")
    fraction = fraction.rstrip("0")
    return _grouped(int(whole)) + (f",{fraction}" if fraction else "")


def percent(value: object) -> str:
    """«15 %», «12,5 %»."""
    return f"{decimal(value)}{NBSP}%"


def rubles(value: object) -> str:
    """«3 000 рублей», «1 рубль 50 копеек»."""
    kopecks = int((_amount(value) * 100).to_integral_value())
    whole, rest = divmod(kopecks, 100)
    text = f"{_grouped(whole)}{NBSP}{plural(whole, 'рубль', 'рубля', 'рублей')}"
    if rest:
        text += f" {rest:02}{NBSP}{plural(rest, 'копейка', 'копейки', 'копеек')}"
    return text


def plural(value: object, one: str, few: str, many: str) -> str:
    """The word that agrees with a whole number, without the number: пара, пары, пар."""
    if not isinstance(value, int) or isinstance(value, bool):
        raise FormatError
    if _MANY_FROM <= abs(value) % 100 <= _MANY_TO:
        return many
    last = abs(value) % 10
    if last == 1:
        return one
    return few if 1 < last <= _FEW_LAST else many


def agree(gender: object, masculine: str, feminine: str) -> str:
    """«ознакомлен» or «ознакомлена» by the stored gender, m or f."""
    forms = {"m": masculine, "f": feminine}
    if not isinstance(gender, str) or gender not in forms:
        raise FormatError
    return forms[gender]


def approval_word(gender: object) -> str:
    """The word of approval that agrees with the kind of document: n, m, f or pl (ГОСТ Р 7.0.97)."""
    if not isinstance(gender, str) or gender not in _APPROVED:
        raise FormatError
    return _APPROVED[gender]


def capitalize_first(value: object) -> str:
    """Make the first letter a capital; the rest stays as it is."""
    text = _text(value)
    return text[:1].upper() + text[1:]


def lower_first(value: object) -> str:
    """Make the first letter small; the rest stays as it is."""
    text = _text(value)
    return text[:1].lower() + text[1:]


def lower(value: object) -> str:
    """All letters small."""
    return _text(value).lower()


def upper(value: object) -> str:
    """All letters capital."""
    return _text(value).upper()


def trim(value: object) -> str:
    """No white space at the ends."""
    return _text(value).strip()


def longest_word(value: object) -> str:
    """The longest word: whether a narrow column would break it."""
    return max(_text(value).split(), key=len, default="")


def join(values: object, separator: str = "") -> str:
    """All texts with ``separator`` between them."""
    return separator.join(_texts(values))


def join_and(values: object) -> str:
    """«а, б и в»."""
    texts = _texts(values)
    if not texts:
        raise FormatError
    *most, last = texts
    return f"{', '.join(most)} и {last}" if most else last


def semicolon_list(values: object) -> str:
    """«а; б; в»."""
    return join(values, "; ")


def _date(value: object) -> dt.date:
    if isinstance(value, dt.datetime):
        raise FormatError  # a moment has a time zone to decide about; a document has a day
    if isinstance(value, dt.date):
        return value
    match = _ISO_DATE.fullmatch(value) if isinstance(value, str) else None
    parsed = _calendar_day(*map(int, match.groups())) if match else None
    if parsed is None:
        raise FormatError
    return parsed


def _calendar_day(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise FormatError
    return value


def _texts(values: object) -> list[str]:
    if not isinstance(values, Iterable) or isinstance(values, str | Mapping):
        raise FormatError
    return [_text(value) for value in values]


def _amount(value: object) -> Decimal:
    """A sum that is not negative and has at most two decimal places in meaning."""
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        raise FormatError
    amount = Decimal(str(value))
    if not amount.is_finite() or amount < 0 or amount >= 10**12:
        raise FormatError
    return amount


def _grouped(whole: int) -> str:
    return f"{whole:,}".replace(",", NBSP)


FILTERS: Final[Mapping[str, Callable[..., str]]] = MappingProxyType({
    function.__name__: function
    for function in (
        agree, approval_word, capitalize_first, date, decimal, join, join_and, long_date, lower,
        longest_word, lower_first, nbsp_initials, number, percent, plural, rubles, semicolon_list,
        trim, upper,
    )
})  # fmt: skip
"""The filters that templates may use beside the harmless ones of Jinja."""
