"""The web application with 50 people at work in a database of 100,000 documents."""

import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import quantiles
from urllib.parse import urlencode

from benchmarks.crowd import Person, let_in
from benchmarks.full_house import SCHOOLS_OF_MUNICIPALITY, fill_house, municipality_of
from service.domain.access import Role
from service.domain.accounts import Tenant
from service.domain.ids import OrganisationId
from service.operations.accounts import NewUser
from tests.e2e.installation import Installation, install

TARGET_MS = 300.0
_PASSWORD = "нет тайны в замере"  # noqa: S105 -- of a database that lives for a minute
_OFFICERS = 5


@dataclass(frozen=True)
class PageCost:
    """Milliseconds a person waits for a page, and its bytes."""

    page: str
    visits: int
    median_ms: float
    p95_ms: float
    size: int


@dataclass(frozen=True)
class Load:
    """What was asked of the installation, and how it answered."""

    documents: int
    schools: int
    people: int
    seconds: float
    pages: tuple[PageCost, ...]
    p95_ms: float

    @property
    def visits(self) -> int:
        """All pages that were read."""
        return sum(page.visits for page in self.pages)


def measure(*, quick: bool) -> Load:
    """Fill an installation, let people in and watch the clock."""
    schools, each, people, seconds = (20, 100, 10, 10.0) if quick else (200, 500, 50, 90.0)
    with (
        tempfile.TemporaryDirectory(prefix="grif-load-") as folder,
        install(Path(folder), key_type="ec") as grif,
    ):
        names = fill_house(grif, schools, each)
        crowd = _hire(grif, names, people)
        times = let_in(grif.settings.bind, crowd, seconds)
    waits = [one * 1000 for found in times.seconds.values() for one in found]
    pages = tuple(
        _cost(page, [one * 1000 for one in found], times.sizes[page])
        for page, found in sorted(times.seconds.items())
    )
    return Load(schools * each, schools, people, seconds, pages, _p95(waits))


def describe(load: Load) -> Iterator[str]:
    """The section of the page."""
    yield "## The web under load"
    yield ""
    yield f"{load.people} people signed in at once, each reading a page about every two seconds, in"
    yield f"{load.schools} schools, {SCHOOLS_OF_MUNICIPALITY} to a municipality, with"
    yield f"{load.documents:,} documents of five years (SQLite), all on the machine named above,"
    yield f"the people too; {load.visits} pages in {load.seconds:.0f} s. Time is what a person"
    yield "waits, from asking to the last byte; size is what goes over the line."
    yield ""
    yield "| page | visits | median, ms | p95, ms | kB |"
    yield "|---|---:|---:|---:|---:|"
    for page in load.pages:
        kilobytes = f"{page.size / 1000:.1f}"
        yield (
            f"| {page.page} | {page.visits} | {page.median_ms:.0f} | {page.p95_ms:.0f}"
            f" | {kilobytes} |"
        )
    yield ""
    word = "met" if load.p95_ms < TARGET_MS else "not met"
    yield f"- p95 of all pages: {load.p95_ms:.0f} ms, target under {TARGET_MS:.0f} ms: {word}"
    yield ""


def _hire(grif: Installation, names: Sequence[OrganisationId], count: int) -> list[Person]:
    officers = [
        _employ(
            grif,
            f"officer-{number}",
            Role.OFFICER,
            Tenant(municipality_id=municipality_of(number)),
            names[number],
        )
        for number in range(0, len(names), max(SCHOOLS_OF_MUNICIPALITY, len(names) // _OFFICERS))
    ]
    roles = (Role.HEAD, Role.CURATOR, Role.CLERK)
    return officers + [
        _employ(
            grif,
            f"worker-{number}",
            roles[number % len(roles)],
            Tenant(organisation_id=names[number % len(names)]),
            names[number % len(names)],
        )
        for number in range(count - len(officers))
    ]


def _employ(
    grif: Installation, login: str, role: Role, tenant: Tenant, school: OrganisationId
) -> Person:
    new = NewUser(login, _PASSWORD, f"Имя {login}", frozenset({role}), tenant)
    grif.services.accounts.add_user(new)
    pages = {
        "documents": ["/documents"],
        "documents, found by words": [
            f"/documents?{urlencode({'q': words})}" for words in ("груша", "приказ 2023")
        ],
        "documents, one kind of one year": [
            "/documents?kind=consent_mentor_participation&year=2023"
        ],
        "one document": [f"/documents/{school}-{number:05}" for number in range(0, 80, 7)],
        "archive": ["/archive", "/archive?year=2022"],
        "pack of a year": ["/pack?year=2025"],
        "people": ["/people"],
    }
    if role is Role.OFFICER:
        pages["coverage of all schools"] = ["/coverage", "/coverage?year=2023"]
        pages["pack of a year"] = [f"/pack?organisation={school}&year=2023"]
    else:
        pages["what is to be done"] = ["/"]
        pages["new order"] = ["/documents/new/order_assign_pairs"]
    return Person(login, _PASSWORD, pages)


def _cost(page: str, found: Sequence[float], size: int) -> PageCost:
    return PageCost(page, len(found), sorted(found)[len(found) // 2], _p95(found), size)


def _p95(found: Sequence[float]) -> float:
    return quantiles(found, n=20)[-1] if len(found) > 1 else found[0]


if __name__ == "__main__":
    print("\n".join(describe(measure(quick=False))))
