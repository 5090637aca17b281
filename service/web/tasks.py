"""What is to be done about a point of the roadmap, and where."""

from dataclasses import dataclass

from flask import url_for

from service.domain.pack.calendar import previous_working_day
from service.domain.pack.coverage import Progress, Standing
from service.web.standings import paper_link
from service.web.visitor import present


@dataclass(frozen=True)
class Task:
    """A point with the link to what is to be done about it, and what that is called."""

    standing: Standing
    action: str
    url: str

    @property
    def better_by(self) -> str:
        """The working day before a deadline on a day off, empty for any other."""
        due = self.standing.due
        planned = due and previous_working_day(due)
        return f"{planned:%d.%m.%Y}" if planned and planned != due else ""


def plan_task(standing: Standing) -> Task:
    """What comes next: make what is absent, sign what waits, look at what there is."""
    kind = standing.point.kinds[0]
    waiting = [one for one in standing.papers if one.progress is Progress.WAITING]
    if waiting:
        return Task(standing, "Подписать", paper_link(waiting))
    is_enough = len(standing.papers) >= (standing.needed or 1)
    if standing.papers and (is_enough or not present().can_write):
        return Task(standing, "Открыть", paper_link(standing.papers))
    if not present().can_write:
        return Task(standing, "", "")
    url = url_for("desk.new_documents.fill", kind=kind)
    return Task(standing, "Добавить" if standing.papers else "Создать", url)
