"""What schools have towards the roadmap, for tests of who is late with what."""

import importlib.resources
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Final

import service.domain.pack
from service.domain.documents import State
from service.domain.ids import OrganisationId
from service.domain.pack.coverage import Paper, SchoolPapers, Standing
from service.domain.pack.facts import PackDocument
from service.domain.pack.points import Point, read_points
from service.domain.pack.school_year import SchoolYear
from tests.demo_pack import fill_pack
from tests.factories import SCHOOL
from tests.pack_facts import WEDNESDAY

YEAR: Final = SchoolYear(2025)
_FOLDER: Final = importlib.resources.files(service.domain.pack)


def _read(name: str) -> Mapping[str, Point]:
    points = read_points(_FOLDER.joinpath(name).read_text("utf-8"))
    return {point.code: point for point in points}


POINTS: Final = _read("roadmap.toml")
DUTIES: Final = _read("municipal_roadmap.toml")


def paper(
    kind: str,
    data: Mapping[str, object] | None = None,
    *,
    state: State = State.ARCHIVED,
    day: date = WEDNESDAY,
    number: str = "",
) -> Paper:
    return Paper(SCHOOL, state, PackDocument(kind, day, data or {}, number=number))


def stand(code: str, *papers: Paper, today: date = WEDNESDAY) -> Standing:
    """Where a school with these papers stands with a point."""
    return SchoolPapers(papers, YEAR, today).stand({**POINTS, **DUTIES}[code])


def list_demo_papers() -> Iterator[Paper]:
    """The papers of the fictional municipality, all of them in the archive."""
    for filled in fill_pack():
        document = PackDocument(filled.planned.kind, filled.day, filled.data)
        yield Paper(OrganisationId(filled.planned.organization_key), State.ARCHIVED, document)
