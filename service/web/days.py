"""Days as people write them, ДД.ММ.ГГГГ, between the boxes of forms and ISO 8601 of the data.

A box of type `date` shows days in the language of the browser, not of the page, and a paper is
copied from a paper: so a plain box it is. What programs and older drafts wrote is read as well.
"""

import re
from datetime import date
from typing import Final

NO_DAY: Final = "Укажите существующую дату: день, месяц и год, например 01.09.2025."

_RUSSIAN: Final = re.compile(r"(\d{1,2})[./ -](\d{1,2})[./ -](\d{4})(?:\s*г\.?)?", re.ASCII)
_DIGITS: Final = re.compile(r"(\d{2})(\d{2})(\d{4})", re.ASCII)
_ISO: Final = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


def read_day(text: str) -> date | None:
    """«24.09.2025», «24092025» or «2025-09-24»; None for anything else."""
    said = text.strip()
    parts = _RUSSIAN.fullmatch(said) or _DIGITS.fullmatch(said)
    try:
        if parts is not None:
            day, month, year = (int(part) for part in parts.groups())
            return date(year, month, day)
        return date.fromisoformat(said) if _ISO.fullmatch(said) else None
    except ValueError:
        return None


def iso_day(text: str) -> str:
    """The day as the data has it; what is no day stays as it is, for the schema to say so."""
    day = read_day(text)
    return text if day is None else day.isoformat()


def show_day(text: str) -> str:
    """The day as it stands in a box; what is no day stays as it was typed."""
    day = read_day(text)
    return text if day is None else f"{day:%d.%m.%Y}"
