"""What is to be done about a point of the roadmap, and where."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from flask import url_for

from service.domain.pack.calendar import previous_working_day
from service.domain.pack.coverage import Progress, Standing
from service.web.standings import paper_link
from service.web.visitor import present

_NOTHING: Final[Mapping[str, str]] = MappingProxyType({})


@dataclass(frozen=True)
class Task:
    """A point with the link to what is to be done about it, and what that is called."""

    standing: Standing
    action: str
    url: str
    is_begun: bool = False
    """Whether there is a draft to go on with."""

    @property
    def better_by(self) -> str:
        """The working day before a deadline on a day off, empty for any other."""
        due = self.standing.due
        planned = due and previous_working_day(due)
        return f"{planned:%d.%m.%Y}" if planned and planned != due else ""


def plan_task(standing: Standing, begun: Mapping[str, str] = _NOTHING) -> Task:
    """What comes next: make what is absent, sign what waits, look at what there is.

    `begun` are drafts by their kind.
    """
    waiting = [one for one in standing.papers if one.progress is Progress.WAITING]
    if waiting:
        return Task(standing, "Подписать", paper_link(waiting))
    is_enough = len(standing.papers) >= (standing.needed or 1)
    if standing.papers and (is_enough or not present().can_write):
        return Task(standing, "Открыть", paper_link(standing.papers))
    if not present().can_write:
        return Task(standing, "", "")
    return _task_to_fill_in(standing, begun)


def _task_to_fill_in(standing: Standing, begun: Mapping[str, str]) -> Task:
    """Go on with a draft before another form is begun."""
    kinds = standing.point.kinds
    draft_id = next((begun[kind] for kind in kinds if kind in begun), None)
    if draft_id is not None:
        place = url_for("desk.new_documents.go_on", draft_id=draft_id)
        return Task(standing, "Продолжить", place, is_begun=True)
    url = url_for("desk.new_documents.fill", kind=kinds[0])
    return Task(standing, "Добавить" if standing.papers else "Создать", url)
