"""Terms of office of those who sign for organisations."""

from datetime import date

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from service.database.schema import signer_terms
from service.domain.ids import OrganisationId, SignerId
from service.domain.signers import Signer


class SqlSigners:
    """One row per term; a term that ends keeps its row."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, signer: Signer) -> None:
        """Begin a term."""
        row = {column.name: getattr(signer, column.name) for column in signer_terms.columns}
        self._connection.execute(sa.insert(signer_terms).values(row))

    def end(self, organisation_id: OrganisationId, signer_id: SignerId, until: date) -> None:
        """Set the last day of a term, whatever it was."""
        self._connection.execute(
            sa.update(signer_terms)
            .where(
                signer_terms.c.organisation_id == organisation_id,
                signer_terms.c.id == signer_id,
            )
            .values(until=until)
        )

    def list_of(self, organisation_id: OrganisationId) -> list[Signer]:
        """Every term of an organisation, the latest first."""
        rows = self._connection.execute(
            sa.select(signer_terms)
            .where(signer_terms.c.organisation_id == organisation_id)
            .order_by(signer_terms.c.since.desc(), signer_terms.c.id.desc())
        )
        return [_read(row) for row in rows]


def _read(row: Row[tuple[object, ...]]) -> Signer:
    return Signer(
        id=SignerId(row.id),
        organisation_id=OrganisationId(row.organisation_id),
        person_id=row.person_id,
        full_name=row.full_name,
        gender=row.gender,
        position=row.position,
        since=row.since,
        until=row.until,
        authority=row.authority,
    )
