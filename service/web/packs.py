"""The pack of a school year: what the rules find in it."""

from flask import Blueprint, render_template, request

from service.domain.errors import NotFoundError
from service.domain.ids import OrganisationId
from service.domain.pack.facts import Severity
from service.domain.pack.school_year import school_year_of
from service.http.exchange import principal, services
from service.operations.packs import PackFinding, PackReport
from service.web.lists import NOBODY_YET, name_things

packs = Blueprint("packs", __name__)

_YEARS_SHOWN = 5
_FEW = 10
_HEADINGS = (
    (Severity.ERROR, "Ошибки"),
    (Severity.WARNING, "Предупреждения"),
    (Severity.NOTE, "Чего ещё нет"),
)


@packs.get("/pack")
def check() -> str:
    """Every finding about the pack of one organisation."""
    organisations = services().organisations.list_organisations(principal())
    asked = request.args
    if not organisations:
        raise NotFoundError(NOBODY_YET)
    known = [organisation.id for organisation in organisations]
    wanted = OrganisationId(asked.get("organisation", ""))
    newest = school_year_of(services().clock.today()).first
    years = range(newest, newest - _YEARS_SHOWN, -1)
    year = next((year for year in years if str(year) == asked.get("year")), newest)
    report = services().packs.check_pack(principal(), wanted if wanted in known else known[0], year)
    return render_template(
        "pack.html",
        report=report,
        groups=_group(report),
        is_beginning=year == newest and report.documents < _FEW,
        years=years,
        organisations=organisations,
        **name_things(organisations),
    )


def _group(report: PackReport) -> list[tuple[str, str, list[PackFinding]]]:
    """Findings under their headings, worst first; what is accepted comes last."""
    left = [item for item in report.findings if not item.is_accepted]
    accepted = [item for item in report.findings if item.is_accepted]
    groups = [
        (str(severity), title, [item for item in left if item.finding.severity is severity])
        for severity, title in _HEADINGS
    ]
    return [
        group for group in (*groups, ("accepted", "Принято с пояснением", accepted)) if group[2]
    ]
