"""Who may sign for organisations, and when."""

from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from service.database.signature_schema import signers
from service.database.times import from_text, to_text
from service.domain.ids import OrganisationId, SignerId, is_safe_id
from service.domain.signers import Attorney, Signer, Term


class SqlSigners:
    """One row per term; a term that ends keeps its row."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, signer: Signer) -> None:
        """Begin a term."""
        self._connection.execute(sa.insert(signers).values(_to_row(signer)))

    def find(self, signer_id: SignerId) -> Signer | None:
        """The term on record or None."""
        if not is_safe_id(signer_id):
            return None
        query = sa.select(signers).where(signers.c.id == signer_id)
        row = self._connection.execute(query).one_or_none()
        return None if row is None else _read(row)

    def end(self, signer_id: SignerId, until: date) -> None:
        """Set the last day of a term, whatever it was."""
        self._connection.execute(
            sa.update(signers).where(signers.c.id == signer_id).values(until=until)
        )

    def list_of(self, organisation_id: OrganisationId) -> list[Signer]:
        """Every term of an organisation, the latest first."""
        rows = self._connection.execute(
            sa.select(signers)
            .where(signers.c.organisation_id == organisation_id)
            .order_by(signers.c.since.desc(), signers.c.id.desc())
        )
        return [_read(row) for row in rows]


def _to_row(signer: Signer) -> dict[str, object]:
    term, attorney = signer.term, signer.term.attorney
    return {
        "id": signer.id,
        "organisation_id": signer.organisation_id,
        "role": term.role,
        "person_id": term.person_id,
        "full_name": term.full_name,
        "gender": term.gender,
        "position": term.position,
        "ground": term.ground,
        "since": term.since,
        "until": term.until,
        "attorney_number": attorney and attorney.number,
        "attorney_until": attorney and attorney.until,
        "recorded_by": signer.recorded_by,
        "recorded_at": to_text(signer.recorded_at),
    }


def _read(row: Row[Any]) -> Signer:
    number = row.attorney_number
    term = Term(
        role=row.role,
        full_name=row.full_name,
        gender=row.gender,
        position=row.position,
        ground=row.ground,
        since=row.since,
        until=row.until,
        attorney=None if number is None else Attorney(number, row.attorney_until),
        person_id=row.person_id,
    )
    return Signer(
        id=SignerId(row.id),
        organisation_id=OrganisationId(row.organisation_id),
        term=term,
        recorded_by=row.recorded_by,
        recorded_at=from_text(row.recorded_at),
    )
