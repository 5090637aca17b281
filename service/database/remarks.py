"""Warnings about documents, and who accepted them."""

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from service.database.schema import document_warnings, documents, warning_acceptances
from service.database.times import from_text, to_text
from service.domain.documents import State
from service.domain.ids import DocumentId, OrganisationId
from service.domain.remarks import Acceptance, Remark


class SqlRemarks:
    """A row per warning, and one per document and code that somebody accepted."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(
        self, organisation_id: OrganisationId, document_id: DocumentId, remarks: Sequence[Remark]
    ) -> None:
        """Keep the warnings of a new document; most documents have none."""
        if remarks:
            self._connection.execute(
                sa.insert(document_warnings),
                [
                    {
                        "document_id": document_id,
                        "place": place,
                        "organisation_id": organisation_id,
                        "code": remark.code,
                        "message": remark.message,
                        "pointer": remark.pointer,
                    }
                    for place, remark in enumerate(remarks)
                ],
            )

    def list_of(
        self, document_ids: Sequence[DocumentId]
    ) -> Mapping[DocumentId, tuple[Remark, ...]]:
        """The warnings of these documents, by document; one without any is not in the answer."""
        said, accepted = document_warnings, warning_acceptances
        rows = self._connection.execute(
            sa.select(said, accepted.c.reason, accepted.c.accepted_by, accepted.c.accepted_at)
            .select_from(
                said.outerjoin(
                    accepted,
                    sa.and_(
                        accepted.c.document_id == said.c.document_id,
                        accepted.c.code == said.c.code,
                    ),
                )
            )
            .where(said.c.document_id.in_(document_ids))
            .order_by(said.c.document_id, said.c.place)
        )
        found: dict[DocumentId, tuple[Remark, ...]] = {}
        for row in rows:
            document_id = DocumentId(row.document_id)
            found[document_id] = (*found.get(document_id, ()), _to_remark(row))
        return found

    def accept(
        self,
        organisation_id: OrganisationId,
        document_id: DocumentId,
        code: str,
        acceptance: Acceptance,
    ) -> None:
        """Write down who answers for the warnings of this code, whoever said so before."""
        key = (
            warning_acceptances.c.document_id == document_id,
            warning_acceptances.c.code == code,
        )
        self._connection.execute(sa.delete(warning_acceptances).where(*key))
        self._connection.execute(
            sa.insert(warning_acceptances).values(
                document_id=document_id,
                code=code,
                organisation_id=organisation_id,
                reason=acceptance.reason,
                accepted_by=acceptance.by,
                accepted_at=to_text(acceptance.at),
            )
        )

    def list_open(
        self, organisation_ids: Sequence[OrganisationId], *, among: int
    ) -> list[DocumentId]:
        """Which of the newest documents that count have a warning nobody answers for."""
        said, accepted = document_warnings, warning_acceptances
        order = (documents.c.created_at.desc(), documents.c.id.desc())
        newest = (
            sa.select(documents.c.id)
            .where(documents.c.organisation_id.in_(organisation_ids))
            .order_by(*order)
            .limit(among)
        )
        is_answered = sa.exists().where(
            accepted.c.document_id == said.c.document_id, accepted.c.code == said.c.code
        )
        left = sa.select(said.c.document_id).where(said.c.document_id.in_(newest), ~is_answered)
        query = sa.select(documents.c.id).where(
            documents.c.id.in_(left), documents.c.state != State.CANCELLED
        )
        rows = self._connection.execute(query.order_by(*order))
        return [DocumentId(document_id) for (document_id,) in rows]

    def list_accepted(self, organisation_id: OrganisationId) -> set[tuple[DocumentId, str]]:
        """For which documents and codes of the organisation somebody answers."""
        rows = self._connection.execute(
            sa.select(warning_acceptances.c.document_id, warning_acceptances.c.code).where(
                warning_acceptances.c.organisation_id == organisation_id
            )
        )
        return {(DocumentId(document_id), code) for document_id, code in rows}


def _to_remark(row: Row[Any]) -> Remark:
    acceptance = None
    if row.reason is not None:
        acceptance = Acceptance(row.reason, row.accepted_by, from_text(row.accepted_at))
    return Remark(row.code, row.message, row.pointer, acceptance)
