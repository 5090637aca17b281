"""The question that every list asks: whose, which kind and year, which words, after which row."""

from typing import Any

import sqlalchemy as sa

from service.domain.search import Term, searchable
from service.ports import DocumentFilter

_MAX_YEAR = 9999


def newest_first(
    table: sa.Table,
    place: tuple[sa.Column[str], sa.Column[str]],
    wanted: DocumentFilter,
    *also: sa.ColumnElement[bool],
) -> sa.Select[Any]:
    """Rows of `table` that suit the filter, newest first by `place`: a moment and an id.

    `wanted.before` is the place of the last row seen; the list goes on after it. The ids are found
    and put in order first: rows are long, and a list shows thirty of ten thousand.
    """
    order = [column.desc() for column in place]
    found = _find(table, place, wanted).where(*also).order_by(*order).limit(wanted.limit)
    return sa.select(table).where(place[1].in_(found)).order_by(*order)


def _find(
    table: sa.Table, place: tuple[sa.Column[str], sa.Column[str]], wanted: DocumentFilter
) -> sa.Select[Any]:
    query = sa.select(place[1]).where(table.c.organisation_id.in_(wanted.organisation_ids))
    if not _is_askable(wanted):
        return query.where(sa.false())
    if wanted.kind is not None:
        query = query.where(table.c.kind == wanted.kind)
    if wanted.year is not None:
        query = query.where(table.c.year == wanted.year)
    if wanted.text:
        query = query.where(table.c.search_text.contains(searchable(wanted.text), autoescape=True))
    for term in wanted.terms:
        query = query.where(_has(table, term))
    if wanted.before is not None:
        query = query.where(sa.tuple_(*place) < sa.tuple_(*map(sa.literal, wanted.before)))
    return query


def _has(table: sa.Table, term: Term) -> sa.ColumnElement[bool]:
    """Whether the word is in the row: in the text, as its kind or as its date."""
    ways = [table.c.search_text.contains(term.text, autoescape=True)]
    if term.kinds:
        ways.append(table.c.kind.in_(term.kinds))
    if term.day is not None:
        ways.append(table.c.doc_date == term.day)
    return sa.or_(*ways)


def _is_askable(wanted: DocumentFilter) -> bool:
    """Whether both databases can take the question: they refuse NUL, surrogates and huge years."""
    texts = (wanted.kind or "", *(wanted.before or ()))
    return all(text.isprintable() for text in texts) and 0 <= (wanted.year or 0) <= _MAX_YEAR
