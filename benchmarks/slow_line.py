"""First visits over a line of 128 kbit/s, with the real web server and a real browser."""

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import sync_playwright

from benchmarks.full_house import fill_house, municipality_of
from service.domain.access import Role
from service.domain.accounts import Tenant
from service.operations.accounts import NewUser
from tests.browser.conftest import EXECUTABLE, QUIET
from tests.e2e.installation import Installation, install
from tests.slow_line import KILOBITS, LATENCY_MS, Visit, visit

TARGET_BYTES = 60_000
_SCHOOLS, _DOCUMENTS = 20, 500
_ROUNDS = 3
_PASSWORD = "нет тайны в замере"  # noqa: S105 -- of a database that lives for a minute


@dataclass(frozen=True)
class SlowVisit:
    """The visit in the middle of a few."""

    page: str
    visit: Visit


def measure() -> tuple[SlowVisit, ...]:
    """Fill an installation and look at its main pages, each in a browser that was never there."""
    with (
        tempfile.TemporaryDirectory(prefix="grif-line-") as folder,
        install(Path(folder), key_type="ec") as grif,
        sync_playwright() as playwright,
    ):
        school, *_ = fill_house(grif, _SCHOOLS, _DOCUMENTS)
        head = _sign_in(grif, Role.HEAD, Tenant(organisation_id=school))
        officer = _sign_in(grif, Role.OFFICER, Tenant(municipality_id=municipality_of(0)))
        browser = playwright.chromium.launch(executable_path=EXECUTABLE, args=QUIET)
        address = f"http://{grif.settings.bind}"
        pages = {
            "sign-in": ("/sign-in", ""),
            "what is to be done": ("/", head),
            "documents": ("/documents", head),
            "one document": (f"/documents/{school}-00000", head),
            "new order": ("/documents/new/order_assign_pairs", head),
            "pack of a year": ("/pack?year=2025", head),
            "coverage of all schools": ("/coverage?year=2023", officer),
        }
        found = []
        for name, (path, token) in pages.items():
            visits = [visit(browser, address, path, token) for _ in range(_ROUNDS)]
            visits.sort(key=lambda one: one.usable_seconds)
            found.append(SlowVisit(name, visits[_ROUNDS // 2]))
        browser.close()
    return tuple(found)


def describe(visits: tuple[SlowVisit, ...]) -> Iterator[str]:
    """The section of the page."""
    yield "## A slow line"
    yield ""
    yield f"First visits at {KILOBITS} kbit/s with {LATENCY_MS} ms of latency, by Chromium's clock:"
    yield "after so many seconds the page is painted and its scripts have run, and so much has come"
    yield f"by then, style sheet and scripts included. Medians of {_ROUNDS}; the pictures of a"
    yield f"document come later. {_SCHOOLS} schools, {_SCHOOLS * _DOCUMENTS:,} documents."
    yield ""
    yield "| page | seconds | kB |"
    yield "|---|---:|---:|"
    for one in visits:
        yield f"| {one.page} | {one.visit.usable_seconds:.1f} | {one.visit.size / 1000:.1f} |"
    yield ""
    largest = max(one.visit.size for one in visits)
    word = "met" if largest <= TARGET_BYTES else "not met"
    target = f"target {TARGET_BYTES // 1000} kB"
    yield f"- the heaviest first visit: {largest / 1000:.1f} kB, {target}: {word}"
    yield ""


def _sign_in(grif: Installation, role: Role, tenant: Tenant) -> str:
    services = grif.services
    new = NewUser(f"line-{role}", _PASSWORD, "Имя Рек", frozenset({role}), tenant)
    user = services.accounts.add_user(new)
    with services.database.transaction() as tx:
        return services.sessions.begin(tx, user.id).token
