"""How standings are said and shown, on the first page and in the matrix."""

from collections.abc import Sequence
from typing import Final

from flask import Flask, url_for

from service.domain.pack.coverage import Paper, Progress, Standing

LATE: Final = "late"
WORDS: Final = {
    Progress.ABSENT: "нет",
    Progress.MAKING: "в работе",
    Progress.WAITING: "ждёт подписи",
    Progress.DONE: "готово",
    Progress.NOT_NEEDED: "не нужно",
}
_TONES: Final = {
    Progress.ABSENT: "off",
    Progress.MAKING: "busy",
    Progress.WAITING: "busy",
    Progress.DONE: "good",
    Progress.NOT_NEEDED: "good",
}


def say_standing(standing: Standing) -> str:
    """«нет», «2 из 5», «ждёт подписи», «готово»."""
    if standing.progress is Progress.MAKING and standing.done:
        total = f" из {standing.needed}" if standing.needed is not None else ""
        return f"{standing.done}{total}"
    return WORDS[standing.progress]


def standing_tone(standing: Standing) -> str:
    """Which colour it has."""
    return "bad" if standing.is_late else _TONES[standing.progress]


def paper_link(papers: Sequence[Paper]) -> str:
    """The page of the only document, or the list of all of them; empty without any."""
    if not papers:
        return ""
    first = papers[0]
    if len(papers) == 1:
        return url_for("desk.documents.show", document_id=first.document.id)
    is_of_one = all(paper.organisation_id == first.organisation_id for paper in papers)
    whose = first.organisation_id if is_of_one else None
    return url_for("desk.documents.list_all", kind=first.document.kind, organisation=whose)


def teach_standings(app: Flask) -> None:
    """Make the words known to the pages."""
    app.jinja_env.filters.update(
        standing=say_standing, standing_tone=standing_tone, paper_link=paper_link
    )
