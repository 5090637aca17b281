"""Which acts and which rules of style hold on the date of a document.

A text cites an act only while it is in force: a template asks ``law``, never a calendar.
"""

import datetime as dt
import tomllib
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Final, Literal

from pydantic import ConfigDict, TypeAdapter

_ACTS: Final = Path(__file__).parent / "library" / "acts.toml"

StyleProfile = Literal["gost_2016", "gost_2025"]


@dataclass(frozen=True, kw_only=True)
class Act:
    """An act with its first and its last day; ``valid_to`` is None while no end is known."""

    __pydantic_config__ = ConfigDict(extra="forbid")

    title: str
    number: str
    date: dt.date
    valid_from: dt.date
    valid_to: dt.date | None = None

    def is_in_force(self, on: dt.date) -> bool:
        """Whether it applies on that day."""
        return self.valid_from <= on and (self.valid_to is None or on <= self.valid_to)


@dataclass(frozen=True)
class Law:
    """What the law asks on one day, as templates see it under ``law``.

    ``mentoring_article``: статья 351.8 of the Labour Code is in force. ``separate_pd_consent``: the
    consent to the processing of personal data must be a document of its own. ``style_profile``: the
    edition of ГОСТ Р 7.0.97 that official documents follow.
    """

    mentoring_article: bool
    separate_pd_consent: bool
    style_profile: StyleProfile

    def as_context(self) -> dict[str, object]:
        """The values under their template names."""
        return asdict(self)


@cache
def load_acts() -> Mapping[str, Act]:
    """Read all acts, by code."""
    content = tomllib.loads(_ACTS.read_text("utf-8"))
    return MappingProxyType(TypeAdapter(dict[str, Act]).validate_python(content))


def find_act(number: str) -> Act | None:
    """The act with this number, spaces and the sign «№» aside; None when it is not one of ours."""
    return _by_number().get(_plain(number))


def law_on(day: dt.date) -> Law:
    """What holds on ``day``."""
    acts = load_acts()
    return Law(
        mentoring_article=acts["tk_351_8"].is_in_force(day),
        separate_pd_consent=acts["pd_consent_apart"].is_in_force(day),
        style_profile="gost_2025" if acts["gost_2025"].is_in_force(day) else "gost_2016",
    )


@cache
def _by_number() -> Mapping[str, Act]:
    """The first of each number counts."""
    return {_plain(act.number): act for act in reversed(list(load_acts().values()))}


def _plain(number: str) -> str:
    return "".join(number.split()).removeprefix("№").casefold()
