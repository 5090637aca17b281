"""What the lists of documents and of the archive share: what is asked, and the next page."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, Generic, TypeVar

from flask import request

from doc_templates.catalogue import Kind
from service.domain.documents import State
from service.domain.ids import OrganisationId
from service.domain.organisations import Organisation
from service.domain.search import read_terms
from service.http.addresses import with_query
from service.http.cursors import Place, read_cursor, write_cursor
from service.http.exchange import services
from service.ports import DocumentFilter

PAGE_SIZE = 30
NOBODY_YET: Final = "В муниципалитете ещё нет организаций. Их добавляет администратор."
_MAX_TEXT = 200
_YEARS = range(1900, 3000)
_GROUPS = (
    ("order", "Приказы"),
    ("consent", "Согласия и заявления"),
    ("agreement", "Соглашения"),
    ("program", "Программы"),
    ("sheet", "Листы ознакомления и согласования"),
    ("registry", "Банки данных и реестры"),
    ("survey", "Анкеты"),
    ("report", "Представления, отчёты, акты"),
)
Row = TypeVar("Row")


@dataclass(frozen=True)
class Question:
    """What a person looks for; what makes no sense in the address is not asked."""

    text: str
    kind: str
    state: State | None
    year: int | None
    organisation: str
    cursor: str

    @property
    def is_narrow(self) -> bool:
        """Whether anything was asked at all."""
        return any((self.text, self.kind, self.state, self.year, self.organisation))

    @property
    def is_first_look(self) -> bool:
        """Whether it is the beginning of the whole list."""
        return not self.is_narrow and not self.cursor

    def filter(self) -> DocumentFilter:
        """The question for the desks: one entry more than a page shows if there is a next one."""
        return DocumentFilter(
            organisation_ids=(OrganisationId(self.organisation),) if self.organisation else (),
            kind=self.kind or None,
            year=self.year,
            terms=read_terms(self.text, _titles()),
            states=(self.state,) if self.state else None,
            before=read_cursor(self.cursor) if self.cursor else None,
            limit=PAGE_SIZE + 1,
        )


@dataclass(frozen=True)
class Page(Generic[Row]):
    """One page of a list; `next_url` is None on the last."""

    rows: Sequence[Row]
    next_url: str | None
    is_first: bool


def read_question(organisations: Sequence[Organisation]) -> Question:
    """The question in the address of this request."""
    asked = request.args
    kind, state, year = asked.get("kind", ""), asked.get("state", ""), asked.get("year", "")
    organisation = asked.get("organisation", "")
    text = "".join(c for c in asked.get("q", "") if c.isprintable()).strip()
    return Question(
        text=text[:_MAX_TEXT],
        kind=kind if kind in {known.code for known in services().catalogue.list_kinds()} else "",
        state=State(state) if state in set(State) else None,
        year=int(year) if year in map(str, _YEARS) else None,
        organisation=organisation if organisation in {o.id for o in organisations} else "",
        cursor=asked.get("cursor", ""),
    )


def make_page(question: Question, rows: Sequence[Row], place: Place | None) -> Page[Row]:
    """The page of `rows`; `place` is where its last shown row stands, if there are more."""
    next_url = None
    if place is not None:
        asked = {**request.args.to_dict(), "cursor": write_cursor(place)}
        next_url = with_query(request.path, asked)
    return Page(rows[:PAGE_SIZE], next_url, is_first=not question.cursor)


def _titles() -> dict[str, str]:
    return {kind.code: kind.title for kind in services().catalogue.list_kinds()}


def group_kinds() -> list[tuple[str, list[Kind]]]:
    """All kinds under their headings; a heading without kinds is left out."""
    kinds = services().catalogue.list_kinds()
    groups = [(title, [k for k in kinds if k.group == code]) for code, title in _GROUPS]
    return [group for group in groups if group[1]]


def name_things(organisations: Sequence[Organisation]) -> dict[str, Any]:
    """What the pages of lists call kinds and organisations."""
    kinds = services().catalogue.list_kinds()
    return {
        "kinds": kinds,
        "kind_titles": _titles(),
        "names": {o.id: o.requisites.short_name for o in organisations},
    }
