"""Documents of many schools at once, as far as the roadmap is concerned: one question for all."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from service.database.schema import document_gists, documents
from service.domain.documents import State
from service.domain.ids import DocumentId, OrganisationId
from service.domain.pack.coverage import Paper
from service.domain.pack.facts import PackDocument
from service.pack_ports import PaperQuestion


class SqlPapers:
    """Reads what counts, in the order of dates."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def list_papers(self, wanted: PaperQuestion) -> list[Paper]:
        """One question to the index by organisation, kind and date, which answers it alone."""
        gists = document_gists.c.document_id == documents.c.id
        query = _ask(wanted, document_gists.c.gist.label("known")).join(document_gists, gists)
        return [_paper(row) for row in self._connection.execute(query)]

    def list_whole(self, wanted: PaperQuestion) -> list[Paper]:
        """The same with all the data: for few kinds of one organisation, not for the roadmap."""
        query = _ask(wanted, documents.c.data.label("known"))
        return [_paper(row) for row in self._connection.execute(query)]


def _ask(wanted: PaperQuestion, known: sa.ColumnElement[Any]) -> sa.Select[Any]:
    is_of_year = sa.and_(
        documents.c.kind.in_(sorted(wanted.kinds)), documents.c.doc_date >= wanted.since
    )
    return (
        sa.select(
            documents.c.id,
            documents.c.organisation_id,
            documents.c.kind,
            documents.c.state,
            documents.c.doc_date,
            documents.c.number,
            known,
        )
        .select_from(documents)
        .where(
            documents.c.organisation_id.in_(wanted.organisation_ids),
            documents.c.doc_date <= wanted.until,
            documents.c.state != State.CANCELLED,
            sa.or_(is_of_year, documents.c.kind.in_(sorted(wanted.lasting))),
        )
        .order_by(documents.c.doc_date, documents.c.id)
    )


def _paper(row: Row[Any]) -> Paper:
    known = PackDocument(
        row.kind, row.doc_date, row.known, number=row.number, id=DocumentId(row.id)
    )
    return Paper(OrganisationId(row.organisation_id), State(row.state), known)
