"""The officer's desk: schools × points of the roadmap, reminders, and both as workbooks."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from http import HTTPStatus
from typing import Final, TypeVar

from flask import Blueprint, Response, render_template, request
from werkzeug.wrappers import Response as BareResponse

from service.domain.ids import OrganisationId
from service.domain.pack.coverage import Standing
from service.domain.pack.points import Point
from service.http.exchange import principal, services
from service.http.files import Download, send
from service.operations.coverage import Coverage, Outcome, School, require_officer
from service.web.registry import list_pair_rows
from service.web.spreadsheets import XLSX, Sheet, write_workbook
from service.web.standings import LATE, WORDS, say_standing
from service.web.tasks import plan_task
from service.web.years import list_years, read_year

coverage = Blueprint("coverage", __name__)

Item = TypeVar("Item")
_STATES: Final = {
    LATE: "просрочено",
    **{progress.name.lower(): word for progress, word in WORDS.items()},
}
_OUTCOMES: Final = {
    Outcome.SENT: "Письма поставлены на отправку",
    Outcome.TODAY: "Сегодня уже напоминали",
    Outcome.NOBODY: "Писать некому: у работников школы не указана почта (её пишут в приглашении)",
    Outcome.IN_TIME: "Просроченного уже нет",
}


@dataclass(frozen=True)
class View:
    """What of the matrix is asked for: a year, one point, one state; empty = all."""

    year: int
    years: Sequence[int]
    point: str
    state: str

    @property
    def is_narrow(self) -> bool:
        """Whether anything is left out."""
        return bool(self.point or self.state)

    def shows(self, standing: Standing) -> bool:
        """Whether a cell is of the state that is asked for."""
        if self.state == LATE:
            return standing.is_late
        return not self.state or standing.progress.name.lower() == self.state


@coverage.get("/coverage")
def show() -> str:
    """The matrix."""
    return _show({}, problem="")


@coverage.post("/coverage/reminders")
def remind() -> str | tuple[str, int] | BareResponse:
    """Write to the chosen schools, and say what became of it."""
    chosen = [OrganisationId(one) for one in request.form.getlist("school")]
    if not chosen:
        require_officer(principal())
        page = _show({}, problem="Отметьте школы, которым напомнить.")
        return page, HTTPStatus.UNPROCESSABLE_ENTITY
    return _show(services().coverage.remind(principal(), chosen), problem="")


@coverage.get("/coverage.xlsx")
def workbook() -> Response:
    """The matrix as it is shown, as a workbook."""
    view = _read_view()
    asked = _narrow(_cover(view), view)
    header = ["Организация", *(point.title for point in asked.points), "Просрочено"]
    deadlines = ["Срок", *(_deadline(asked, point) for point in asked.points), ""]
    rows: list[Sequence[str | int]] = [deadlines]
    for school in asked.schools:
        cells = [_tell(standing) for standing in school.standings]
        rows.append([school.organisation.requisites.short_name, *cells, len(school.late)])
    sheet = Sheet(f"Дорожная карта {view.year}-{view.year + 1}", header, rows)
    return _send(sheet, f"Дорожная карта {view.year}-{view.year + 1}")


@coverage.get("/pairs.xlsx")
def registry() -> Response:
    """The pairs of all schools, from the orders that assigned them."""
    require_officer(principal())
    view = _read_view()
    header, rows = list_pair_rows(services().coverage.list_pairs(principal(), view.year))
    name = f"Реестр пар {view.year}-{view.year + 1}"
    return _send(Sheet(name, header, rows), name)


def _show(told: Mapping[OrganisationId, Outcome], *, problem: str) -> str:
    view = _read_view()
    whole = _cover(view)
    shown = _narrow(whole, view)
    late = [school for school in whole.schools if school.late]
    reminders = [school.reminder for school in whole.schools if school.reminder]
    return render_template(
        "coverage.html",
        view=view,
        duties=[
            plan_task(standing)
            for standing in services().coverage.list_duties(principal(), view.year)
        ],
        whole=whole,
        shown=shown,
        late=late,
        ready=[school for school in whole.schools if _is_ready(school)],
        states=_STATES,
        deadlines={point.code: _deadline(whole, point) for point in whole.points},
        done={point.code: _count_done(whole, number) for number, point in enumerate(whole.points)},
        told=[
            (_OUTCOMES[one], _names(whole, told, one)) for one in Outcome if one in told.values()
        ],
        names=services().users.name_principals({one.sent_by for one in reminders}),
        problem=problem,
    )


def _read_view() -> View:
    asked = request.args
    points, state = {point.code for point in services().coverage.points}, asked.get("state", "")
    return View(
        year=read_year().first,
        years=[year.first for year in list_years()],
        point=asked["point"] if asked.get("point") in points else "",
        state=state if state in _STATES else "",
    )


def _cover(view: View) -> Coverage:
    require_officer(principal())
    return services().coverage.cover(principal(), view.year)


def _narrow(whole: Coverage, view: View) -> Coverage:
    """Only the point that is asked for, and only schools that have a cell of that state."""
    wanted = [not view.point or point.code == view.point for point in whole.points]
    schools = (
        replace(school, standings=tuple(_pick(school.standings, wanted)))
        for school in whole.schools
    )
    return replace(
        whole,
        points=tuple(_pick(whole.points, wanted)),
        schools=tuple(one for one in schools if any(map(view.shows, one.standings))),
    )


def _pick(items: Iterable[Item], wanted: Iterable[bool]) -> list[Item]:
    return [item for item, is_wanted in zip(items, wanted, strict=True) if is_wanted]


def _is_ready(school: School) -> bool:
    return all(one.is_done for one in school.standings if one.due and one.due < one.today)


def _count_done(whole: Coverage, number: int) -> int:
    return sum(school.standings[number].is_done for school in whole.schools)


def _deadline(whole: Coverage, point: Point) -> str:
    due = point.due(whole.year)
    return f"{due:%d.%m.%Y}" if due else "по программам"


def _tell(standing: Standing) -> str:
    return f"{say_standing(standing)}, просрочено" if standing.is_late else say_standing(standing)


def _names(whole: Coverage, told: Mapping[OrganisationId, Outcome], outcome: Outcome) -> list[str]:
    return [
        school.organisation.requisites.short_name
        for school in whole.schools
        if told.get(school.organisation.id) is outcome
    ]


def _send(sheet: Sheet, name: str) -> Response:
    return send(Download(write_workbook(sheet), XLSX, f"{name}.xlsx", "grif.xlsx"))
