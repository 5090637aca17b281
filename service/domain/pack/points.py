"""What the roadmap asks in every year, and by which day.

Of a school it is data of `roadmap.toml`, of a municipality of `municipal_roadmap.toml`.
"""

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
    MUNICIPALITY = "municipality"


@dataclass(frozen=True)
class Point:
    """One thing that a school, or a municipality, owes. `title` and `column` are for people.

    `items` are points of the roadmap, `kinds` the kinds of documents that fulfil it. `dates` are
    the deadlines by school year; without any it is due when the programmes of the pairs end.
    `opens`, if any, is the day from which on a document counts: what comes at the end of a year.
    """

    code: str
    title: str
    column: str
    items: tuple[int, ...]
    kinds: tuple[str, ...]
    per: Per
    dates: Mapping[int, date]
    opens: date | None = None

    def due(self, year: SchoolYear, programs_end: date | None = None) -> date | None:
        """The last day in time; a year that is not named repeats month and day of the newest."""
        if not self.dates:
            return programs_end
        newest = self.dates[max(self.dates)]
        return self.dates.get(year.first) or year.day(newest.month, newest.day)

    def is_open(self, year: SchoolYear, day: date) -> bool:
        """Whether a document of this day counts; the month and the day of `opens` repeat."""
        return self.opens is None or day >= year.day(self.opens.month, self.opens.day)


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
        opens=data.get("opens"),
    )
