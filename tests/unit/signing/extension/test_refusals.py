"""What is not made to last: without evidence, without time, or altered."""

from dataclasses import replace
from datetime import timedelta

import pytest

from signing.credentials import Credential
from signing.errors import Code, RevocationError, SigningError, TimestampError
from signing.extension import LastingLevel, Notary, extend
from signing.signing import SignatureRequest, sign
from tests.pki import AbsentAuthority
from tests.town import LONG, NOW, NoStatus, Town, TownStatus, TownTime, write_signature


def refuse(pdf: bytes, notary: Notary, to: LastingLevel = "B-LTA") -> SigningError:
    with pytest.raises(SigningError) as caught:
        extend(pdf, to, notary)
    return caught.value


def test_when_nobody_tells_of_revocation_it_is_worth_trying_again(
    timed: bytes, notary: Notary
) -> None:
    error = refuse(timed, replace(notary, revocation=NoStatus()))

    assert isinstance(error, RevocationError)
    assert error.again


def test_when_the_authority_is_away_it_is_worth_trying_again(timed: bytes, notary: Notary) -> None:
    error = refuse(timed, replace(notary, authority=AbsentAuthority()))

    assert isinstance(error, TimestampError)
    assert error.again


def test_the_archive_needs_an_authority(timed: bytes, notary: Notary) -> None:
    assert refuse(timed, replace(notary, authority=None)).code == Code.TIMESTAMP_REQUIRED


def test_a_signature_without_a_timestamp_cannot_last(
    pdf: bytes, head: Credential, notary: Notary
) -> None:
    untimed = sign(pdf, SignatureRequest("Head", "signature_head", "B-B"), head, None).content

    assert refuse(untimed, notary, "B-LT").code == Code.TIMESTAMP_REQUIRED


def test_an_unsigned_document_is_not_archived(pdf: bytes, notary: Notary) -> None:
    assert refuse(pdf, notary).code == Code.LEVEL_NOT_REACHED


@pytest.mark.parametrize("junk", [b"", b"%PDF-1.7", bytes(1000)], ids=len)
def test_what_is_no_pdf_is_not_archived(junk: bytes, notary: Notary) -> None:
    assert refuse(junk, notary).code == Code.LEVEL_NOT_REACHED


def test_an_altered_document_is_not_archived(timed: bytes, notary: Notary) -> None:
    altered = timed.replace(b"/MediaBox", b"/Mediabox", 1)

    assert refuse(altered, notary).code == Code.LEVEL_NOT_REACHED


def test_a_signature_of_a_revoked_certificate_is_not_archived(
    pdf: bytes, town: Town, clock: TownTime, notary: Notary
) -> None:
    lost = town.issue_head()
    content = write_signature(pdf, town.open(lost), clock)
    status = TownStatus(Town(town.root, {lost.certificate.serial_number: NOW - timedelta(days=1)}))
    status.town.intermediate, status.town.responder = town.intermediate, town.responder

    error = refuse(content, replace(notary, revocation=status))

    assert (error.code, error.again) == (Code.CERTIFICATE_REVOKED, False)


def test_evidence_of_somebody_else_does_not_reach_the_level(
    timed: bytes, notary: Notary, town: Town
) -> None:
    strangers = TownStatus(town, responder=Town().responder)

    assert refuse(timed, replace(notary, revocation=strangers)).code == Code.LEVEL_NOT_REACHED


def test_outdated_evidence_does_not_reach_the_level(
    timed: bytes, notary: Notary, town: Town
) -> None:
    stale = TownStatus(town, NOW - timedelta(days=9), timedelta(days=1))

    assert refuse(timed, replace(notary, revocation=stale)).code == Code.LEVEL_NOT_REACHED


def test_a_timestamp_of_a_strange_authority_does_not_reach_the_level(
    timed: bytes, notary: Notary
) -> None:
    other = Town()
    strange = TownTime(other, other.issue("Чужая служба времени", LONG))

    error = refuse(timed, replace(notary, authority=strange))

    assert error.code in {Code.LEVEL_NOT_REACHED, Code.SIGNING_FAILED}
