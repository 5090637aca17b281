"""Documents as the rules of the pack see them."""

from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from service.database.schema import documents
from service.domain.documents import State
from service.domain.ids import DocumentId, OrganisationId
from service.domain.pack.facts import PackDocument, PackQuestion
from service.domain.registers import Number

_COLUMNS: Final[tuple[sa.ColumnElement[Any], ...]] = (
    documents.c.id,
    documents.c.kind,
    documents.c.doc_date,
    documents.c.register,
    documents.c.seq,
    documents.c.number,
    documents.c.data,
)


class SqlPacks:
    """Reads documents that count, in the order of their dates."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def list_documents(self, wanted: PackQuestion) -> list[PackDocument]:
        """One question to the index by organisation, kind and date."""
        query = sa.select(*_COLUMNS).where(
            documents.c.organisation_id == wanted.organisation_id,
            documents.c.doc_date <= wanted.until,
            documents.c.state != State.CANCELLED,
        )
        if wanted.kinds is not None:
            query = query.where(documents.c.kind.in_(sorted(wanted.kinds)))
        if wanted.since is not None:
            query = query.where(documents.c.doc_date >= wanted.since)
        ordered = query.order_by(documents.c.doc_date, documents.c.id)
        return [_to_pack_document(row) for row in self._connection.execute(ordered)]

    def find_previous(self, organisation_id: OrganisationId, number: Number) -> PackDocument | None:
        """The last entry before this number in its register and year that was not cancelled."""
        row = self._connection.execute(
            sa.select(*_COLUMNS)
            .where(
                documents.c.organisation_id == organisation_id,
                documents.c.register == number.register,
                documents.c.year == number.year,
                documents.c.seq < number.seq,
                documents.c.state != State.CANCELLED,
            )
            .order_by(documents.c.seq.desc())
            .limit(1)
        ).one_or_none()
        return None if row is None else _to_pack_document(row)


def _to_pack_document(row: Row[Any]) -> PackDocument:
    return PackDocument(
        kind=row.kind,
        doc_date=row.doc_date,
        data=row.data,
        register=row.register,
        seq=row.seq,
        number=row.number,
        id=DocumentId(row.id),
    )
