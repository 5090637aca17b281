"""What the sign process refuses before any key is used."""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import cast

import pytest
from typing_extensions import override

from service.backstage import assemble
from service.database.database import SqlDatabase
from service.domain.ids import OrganisationId
from signing.certificates import CertificateSummary
from signing.credentials import Credential
from signing.errors import Code, CredentialError
from signing.timestamping import TimestampAuthority
from tests.doors import ORDER, House, open_house
from tests.factories import SCHOOL
from tests.fakes import FakeClock, FakeQueue
from tests.line import convert
from worker.keyring import Keyring
from worker.notary import NotaryOffice
from worker.runtime import Stop
from worker.sign import SignDesk


@dataclass(frozen=True)
class KeyOf(Keyring):
    """A keyring with the certificate of one person, whose key is not there when it is used."""

    holder: str = ""

    @override
    def get_credential(self, organisation_id: OrganisationId, role: str) -> Credential:
        return cast("Credential", _Keyless(_certificate(self.holder)))


@dataclass(frozen=True)
class _Keyless:
    certificate: CertificateSummary

    def require_valid(self, moment: datetime) -> None:
        raise CredentialError(Code.CERTIFICATE_EXPIRED, detail=moment.isoformat())


def _certificate(holder: str) -> CertificateSummary:
    return CertificateSummary(
        serial_hex="01",
        holder=holder,
        common_name="МКОУ «Образцовская СОШ № 1»",
        not_before=datetime(2025, 1, 1, tzinfo=UTC),
        not_after=datetime(2027, 1, 1, tzinfo=UTC),
        issuer="Учебный центр",
        sha256="0" * 64,
    )


class NoAuthority:
    """A time stamp authority that is not to be asked."""

    def issue_token(self, digest: bytes) -> bytes:
        raise AssertionError(digest)


def _sign(house: House, tmp_path: Path, database: SqlDatabase, holder: str) -> tuple[str, str]:
    """Try to sign an order of the head; returns its state and why it waits."""
    document = house.register(kind=ORDER, sign=True)
    convert(house.services.stages, house.services.blobs)
    backstage = assemble(
        house.services.settings,
        database=database,
        blobs=house.services.blobs,
        queue=FakeQueue(),
        clock=FakeClock(),
    )
    authority = cast("TimestampAuthority", NoAuthority())
    office = NotaryOffice("B-T", authority, tmp_path)
    SignDesk(backstage, KeyOf(tmp_path, holder=holder), office, Stop()).sign_documents(SCHOOL)
    shown = house.program().get(f"/api/v1/documents/{document.id}").get_json()
    return shown["state"], shown["failure"]["code"]


@pytest.mark.parametrize(
    ("holder", "code"),
    [
        ("Груша Илья Ильич", "signer_mismatch"),
        ("Мельник Ольга Сергеевна", "certificate_expired"),  # so far the key may be used
        ("МКОУ «Образцовская СОШ № 1»", "certificate_expired"),
    ],
)
def test_a_key_signs_only_for_the_person_it_belongs_to(
    tmp_path: Path, memory_database: SqlDatabase, holder: str, code: str
) -> None:
    house = open_house(tmp_path, memory_database)

    assert _sign(house, tmp_path, memory_database, holder) == ("awaiting_signatures", code)
