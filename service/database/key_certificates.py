"""What the sign process saw of the keys of organisations."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from service.database.house_tables import key_certificates
from service.database.times import from_text, to_text
from service.domain.ids import OrganisationId
from service.domain.keys import Certificate, KeyReport


class SqlKeyReports:
    """One row per key that lies in the folder of the sign process."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def put(self, organisation_id: OrganisationId, reports: Iterable[KeyReport]) -> None:
        """Make these the keys of the organisation and no others."""
        self._connection.execute(
            sa.delete(key_certificates).where(key_certificates.c.organisation_id == organisation_id)
        )
        for one in reports:
            self._connection.execute(sa.insert(key_certificates).values(_to_row(one)))

    def list_of(self, organisation_ids: Sequence[OrganisationId]) -> list[KeyReport]:
        """The keys of these organisations, by role."""
        rows = self._connection.execute(
            sa.select(key_certificates)
            .where(key_certificates.c.organisation_id.in_(organisation_ids))
            .order_by(key_certificates.c.organisation_id, key_certificates.c.role)
        )
        return [_read(row) for row in rows]


def _to_row(report: KeyReport) -> dict[str, object]:
    found = report.certificate
    return {
        "organisation_id": report.organisation_id,
        "role": report.role,
        "certificate": None if found is None else _describe(found),
        "failure_code": report.failure_code,
        "seen_at": to_text(report.seen_at),
    }


def _describe(certificate: Certificate) -> dict[str, str]:
    return {
        "holder": certificate.holder,
        "issuer": certificate.issuer,
        "serial": certificate.serial,
        "not_before": to_text(certificate.not_before),
        "not_after": to_text(certificate.not_after),
    }


def _read(row: Row[Any]) -> KeyReport:
    return KeyReport(
        organisation_id=OrganisationId(row.organisation_id),
        role=row.role,
        certificate=None if row.certificate is None else _certificate(row.certificate),
        failure_code=row.failure_code,
        seen_at=from_text(row.seen_at),
    )


def _certificate(said: Mapping[str, str]) -> Certificate:
    return Certificate(
        holder=said["holder"],
        issuer=said["issuer"],
        serial=said["serial"],
        not_before=from_text(said["not_before"]),
        not_after=from_text(said["not_after"]),
    )
