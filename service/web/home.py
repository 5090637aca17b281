"""The first page: what is to be done next and by when, in the order of the pack."""

from collections.abc import Sequence

from flask import Blueprint, redirect, render_template, url_for
from werkzeug.wrappers import Response as BareResponse

from service.domain.documents import UNFINISHED, State
from service.domain.pack.coverage import Paper
from service.domain.pack.school_year import SchoolYear
from service.http.exchange import principal, services
from service.operations.coverage import School
from service.ports import DocumentFilter
from service.web.keeping import list_lines
from service.web.lists import name_things
from service.web.tasks import Task, plan_task
from service.web.visitor import present
from service.web.years import list_years, read_year

home = Blueprint("home", __name__)

_RECENT = 6
_REMARKED = 5


@home.get("/")
def show() -> str | BareResponse:
    """What to do; whoever has no school to see to is led to what they do see to."""
    person = present()
    if not person.can_read:
        return redirect(
            url_for("desk.users.list_all" if person.can_manage_users else "desk.me.show")
        )
    if not person.can_read_all:
        return redirect(url_for("desk.documents.list_all"))
    if person.user.municipality_id is not None:
        return redirect(url_for("desk.coverage.show"))
    return _show_tasks()


def _show_tasks() -> str:
    coverage = services().coverage.cover(principal(), read_year().first)
    (school,) = coverage.schools
    lines = list_lines()
    begun = {line.draft.kind: line.draft.id for line in reversed(lines)}
    tasks = [plan_task(standing, begun) for standing in school.standings]
    recent = services().documents.list_documents(principal(), DocumentFilter((), limit=_RECENT))
    organisation = school.organisation
    return render_template(
        "home.html",
        organisation=organisation,
        year=coverage.year,
        years=list_years(),
        left=[task for task in tasks if not task.standing.is_done],
        done=[task for task in tasks if task.standing.is_done],
        stopped=_stopped(school),
        remarked=services().remarks.list_open(principal(), _REMARKED + 1),
        declined=services().declining.list_declined(principal()),
        is_beginning=_is_beginning(coverage.year, tasks) and bool(recent),
        endings=services().endings.list_near(principal()),
        recent=recent,
        drafts=lines,
        unfinished=UNFINISHED,
        **name_things([organisation]),
    )


def _is_beginning(year: SchoolYear, tasks: Sequence[Task]) -> bool:
    """Whether this is the present year, with nothing done in it yet."""
    return year == list_years()[0] and not any(task.standing.is_done for task in tasks)


def _stopped(school: School) -> list[Paper]:
    """What failed and waits for somebody to look at it."""
    papers = (paper for standing in school.standings for paper in standing.papers)
    return [paper for paper in papers if paper.state is State.FAILED]
