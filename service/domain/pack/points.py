"""What the roadmap asks of a school in every year, and by which day: data of `roadmap.toml`."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from service.domain.pack.school_year import SchoolYear, school_year_of


class Per(StrEnum):
    """For whom or what one document each is needed."""

    SCHOOL = "school"
    MENTOR = "mentor"
    MENTEE = "mentee"
    PARTICIPANT = "participant"
    WORKER = "worker"
    PAIR = "pair"


@dataclass(frozen=True)
class Point:
    """One thing that a school owes. `title` and the shorter `column` are for people.

    `items` are points of the roadmap, `kinds` the kinds of documents that fulfil it. `dates` are
    the deadlines by school year; without any it is due when the programmes of the pairs end.
    """

    code: str
    title: str
    column: str
    items: tuple[int, ...]
    kinds: tuple[str, ...]
    per: Per
    dates: Mapping[int, date]

    def due(self, year: SchoolYear, programs_end: date | None = None) -> date | None:
        """The last day in time; a year that is not named repeats month and day of the newest."""
        if not self.dates:
            return programs_end
        newest = self.dates[max(self.dates)]
        return self.dates.get(year.first) or year.day(newest.month, newest.day)


def read_points(text: str) -> tuple[Point, ...]:
    """Read the points from TOML, in the order of the pack."""
    return tuple(_read_point(point) for point in tomllib.loads(text)["points"])


def _read_point(data: Mapping[str, Any]) -> Point:
    return Point(
        code=data["code"],
        title=data["title"],
        column=data["column"],
        items=tuple(data["items"]),
        kinds=tuple(data["kinds"]),
        per=Per(data["per"]),
        dates={school_year_of(day).first: day for day in data.get("dates", ())},
    )
