"""Who has read what: a row per person and document."""

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from service.database.signature_schema import acquaintances
from service.database.times import from_text, to_text
from service.domain.acquaintance import Acquaintance, Means
from service.domain.ids import DocumentId, OrganisationId


class SqlAcquaintances:
    """Rows that are written once."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, acquaintance: Acquaintance) -> bool:
        """Write that somebody has read it; False when that is known already.

        Whoever adds one holds the document.
        """
        known = {one.person for one in self.list_of(acquaintance.document_id)}
        if acquaintance.person in known:
            return False
        self._connection.execute(
            sa.insert(acquaintances).values(
                document_id=acquaintance.document_id,
                person=acquaintance.person,
                organisation_id=acquaintance.organisation_id,
                method=acquaintance.means,
                read_at=to_text(acquaintance.at),
                noted_by=acquaintance.noted_by,
                sha256=acquaintance.sha256,
            )
        )
        return True

    def list_of(self, document_id: DocumentId) -> list[Acquaintance]:
        """Everybody who has read it, by the time they did."""
        rows = self._connection.execute(
            sa.select(acquaintances)
            .where(acquaintances.c.document_id == document_id)
            .order_by(acquaintances.c.read_at, acquaintances.c.person)
        )
        return [
            Acquaintance(
                document_id=DocumentId(row.document_id),
                organisation_id=OrganisationId(row.organisation_id),
                person=row.person,
                means=Means(row.method),
                at=from_text(row.read_at),
                noted_by=row.noted_by,
                sha256=row.sha256,
            )
            for row in rows
        ]
