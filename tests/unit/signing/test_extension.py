"""B-LT and B-LTA: what is added, what is refused, and what a stranger cannot add."""

import hashlib
import random
from dataclasses import replace
from datetime import timedelta
from io import BytesIO

import pikepdf
import pytest
from pyhanko.pdf_utils.reader import PdfFileReader

from service.demo.certificates import Issued, Terms
from signing import pdfa_guard
from signing.credentials import Credential
from signing.errors import Code, RevocationError, SigningError, TimestampError
from signing.evidence import Evidence
from signing.extension import LastingLevel, Notary, extend
from signing.report import Finding, Verdict
from signing.revocation import RevocationBundle
from signing.signing import SignatureRequest, sign
from signing.stamping import add_timestamp
from signing.store import read_store, write_store
from signing.verification import verify
from tests.attacks.annotations import annotate
from tests.attacks.catalogue import rename
from tests.attacks.contents import paint
from tests.attacks.revisions import Edit, change
from tests.pki import AbsentAuthority
from tests.town import (
    FIFTEEN_YEARS,
    NOW,
    STAMPING,
    YEAR,
    NoStatus,
    Town,
    TownStatus,
    TownTime,
    write_signature,
)

LONG = replace(STAMPING, lasts=FIFTEEN_YEARS)


@pytest.fixture(scope="module")
def town() -> Town:
    return Town()


@pytest.fixture(scope="module")
def clock(town: Town) -> TownTime:
    """Stamp signatures: with a certificate for three years."""
    return TownTime(town, town.issue("Учебная служба времени", STAMPING))


@pytest.fixture(scope="module")
def archive_clock(town: Town) -> TownTime:
    """Stamp documents: with a certificate for fifteen years."""
    return TownTime(town, town.issue("Учебная архивная служба времени", LONG))


@pytest.fixture(scope="module")
def head(town: Town) -> Credential:
    return town.open(town.issue_head())


@pytest.fixture(scope="module")
def notary(town: Town, archive_clock: TownTime) -> Notary:
    return Notary(town.trust, TownStatus(town), archive_clock)


@pytest.fixture(scope="module")
def timed(pdf: bytes, head: Credential, clock: TownTime) -> bytes:
    return sign(pdf, SignatureRequest("Head", "signature_head"), head, clock).content


@pytest.fixture(scope="module")
def lasting(timed: bytes, notary: Notary) -> bytes:
    return extend(timed, "B-LT", notary)


@pytest.fixture(scope="module")
def archived(timed: bytes, notary: Notary) -> bytes:
    return extend(timed, "B-LTA", notary)


def refuse(pdf: bytes, notary: Notary, to: LastingLevel = "B-LTA") -> SigningError:
    with pytest.raises(SigningError) as caught:
        extend(pdf, to, notary)
    return caught.value


@pytest.mark.parametrize(("document", "level"), [("lasting", "B-LT"), ("archived", "B-LTA")])
def test_the_level_is_reached_with_nothing_but_the_roots(
    document: str, level: str, town: Town, request: pytest.FixtureRequest
) -> None:
    report = verify(request.getfixturevalue(document), town.trust)
    (one,) = report.signatures

    assert (report.verdict, one.finding, one.level) == (Verdict.VALID, Finding.GOOD, level)
    assert (one.revocation, one.later_modifications) == ("good", "allowed")


def test_a_document_timestamp_is_reported_by_itself(archived: bytes, town: Town) -> None:
    report = verify(archived, town.trust)
    (stamp,) = report.document_timestamps

    assert (stamp.finding, stamp.stamped_at, stamp.covers_whole_file) == (Finding.GOOD, NOW, True)
    assert report.lines()[-1].endswith("UTC. Он действителен.")
    assert report.to_dict()["document_timestamps"]


@pytest.mark.parametrize("document", ["lasting", "archived"])
def test_extending_only_adds_and_stays_archival(
    document: str, timed: bytes, request: pytest.FixtureRequest
) -> None:
    content = request.getfixturevalue(document)

    assert content.startswith(timed)
    assert pdfa_guard.check(content) == ()


def test_ten_years_ahead_only_the_archived_document_is_valid(
    timed: bytes, lasting: bytes, archived: bytes, town: Town
) -> None:
    then = NOW + 10 * YEAR
    verdicts = [verify(one, town.trust, then).verdict for one in (timed, lasting, archived)]

    assert verdicts == [Verdict.INDETERMINATE, Verdict.INDETERMINATE, Verdict.VALID]
    assert verify(archived, town.trust, then).signatures[0].level == "B-LTA"


def test_ten_years_ahead_old_lists_in_the_folder_do_no_harm(archived: bytes, town: Town) -> None:
    status = TownStatus(town, lasts=timedelta(days=90))
    lists = (status.make_list(town.root), status.make_list(town.intermediate))

    assert verify(archived, replace(town.trust, crls=lists), NOW + 10 * YEAR).verdict == "valid"


def test_a_fresh_list_in_the_folder_outweighs_the_document(
    archived: bytes, town: Town, archive_clock: TownTime
) -> None:
    later = Town(town.root, {archive_clock.staff.certificate.serial_number: NOW + YEAR})
    later.intermediate = town.intermediate
    status = TownStatus(later, NOW + 2 * YEAR)
    lists = (status.make_list(town.root), status.make_list(town.intermediate))
    report = verify(archived, replace(town.trust, crls=lists), NOW + 2 * YEAR)

    assert report.document_timestamps[0].finding is Finding.TIMESTAMP_UNTRUSTED
    assert report.verdict is Verdict.INDETERMINATE


def test_after_the_last_timestamp_has_aged_nothing_is_valid(archived: bytes, town: Town) -> None:
    report = verify(archived, town.trust, NOW + 16 * YEAR)

    assert report.verdict is Verdict.INDETERMINATE
    assert report.document_timestamps[0].finding is Finding.TIMESTAMP_UNTRUSTED


def test_the_store_has_the_roots_too(lasting: bytes, town: Town) -> None:
    """Without them pyHanko finds no proof of existence for its own archival signatures."""
    certificates = read_store(PdfFileReader(BytesIO(lasting))).certificates

    assert town.trust.roots[0].dump() in {one.dump() for one in certificates}


def test_every_signature_has_an_entry_named_by_its_hexadecimal_string(archived: bytes) -> None:
    with pikepdf.open(BytesIO(archived)) as document:
        value = document.Root.AcroForm.Fields[0].V
        _, opening, closing, _ = (int(number) for number in value.ByteRange)
        digits = archived[opening + 1 : closing - 1]
        name = hashlib.sha1(digits, usedforsecurity=False).hexdigest().upper()
        entry = document.Root.DSS.VRI[f"/{name}"]

        assert len(entry.Cert) == len(document.Root.DSS.Certs)
        assert len(entry.OCSP) == len(document.Root.DSS.OCSPs)


def test_a_document_that_is_there_already_comes_back_as_it_is(
    archived: bytes, notary: Notary
) -> None:
    assert extend(archived, "B-LTA", notary) is archived
    assert extend(archived, "B-LT", notary) is archived


def test_b_lt_can_become_b_lta_later(lasting: bytes, notary: Notary, town: Town) -> None:
    content = extend(lasting, "B-LTA", notary)

    assert content.startswith(lasting)
    assert verify(content, town.trust).signatures[0].level == "B-LTA"


@pytest.mark.parametrize("level", ["B-LT", "B-LTA"])
def test_signing_can_ask_for_the_level_at_once(
    level: LastingLevel, pdf: bytes, head: Credential, clock: TownTime, notary: Notary
) -> None:
    request = SignatureRequest("Head", "signature_head", level)
    result = sign(pdf, request, head, clock, notary=notary)

    assert result.level == level
    assert verify(result.content, notary.trust).signatures[0].level == level


def test_signing_for_years_needs_somebody_who_tells_of_revocation(
    pdf: bytes, head: Credential, clock: TownTime
) -> None:
    request = SignatureRequest("Head", "signature_head", "B-LT")

    with pytest.raises(SigningError) as caught:
        sign(pdf, request, head, clock)

    assert caught.value.code == Code.REVOCATION_REQUIRED


def test_evidence_can_come_from_lists_in_a_folder(timed: bytes, notary: Notary, town: Town) -> None:
    status = TownStatus(town)
    lists = (status.make_list(town.root), status.make_list(town.intermediate))
    bundle = RevocationBundle(Evidence(crls=lists))

    content = extend(timed, "B-LTA", replace(notary, revocation=bundle))

    store = read_store(PdfFileReader(BytesIO(content)))
    assert (len(store.crls), store.ocsps) == (2, ())


def test_nobody_is_asked_twice_about_the_same_certificate(timed: bytes, notary: Notary) -> None:
    status = TownStatus(Town())
    status.town = (
        notary.revocation.town if isinstance(notary.revocation, TownStatus) else status.town
    )
    extend(timed, "B-LTA", replace(notary, revocation=status))

    assert len(status.asked) == len(set(status.asked)) == 4


# What is refused.


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


# What a stranger cannot do.


def pick(start: int, end: int, count: int) -> list[int]:
    chance = random.Random(5)  # noqa: S311 -- not for secrets
    return sorted(chance.sample(range(start, end), count))


def flip_everywhere(content: bytes, start: int, count: int, town: Town) -> list[int]:
    """Return the positions from `start` whose change went unnoticed."""
    unnoticed = []
    for position in pick(start, len(content), count):
        changed = bytearray(content)
        changed[position] ^= 1 << position % 8
        if verify(bytes(changed), town.trust).verdict is Verdict.VALID:
            unnoticed.append(position)
    return unnoticed


def test_one_flipped_bit_in_the_uncovered_store_is_noticed(
    timed: bytes, lasting: bytes, town: Town
) -> None:
    assert flip_everywhere(lasting, len(timed), 250, town) == []


def test_one_flipped_bit_in_an_archived_document_is_noticed(archived: bytes, town: Town) -> None:
    assert flip_everywhere(archived, 0, 60, town) == []


def test_one_flipped_bit_in_the_document_timestamp_is_noticed(archived: bytes, town: Town) -> None:
    gap = archived.rindex(b"/Contents")

    assert flip_everywhere(archived[:], gap, 60, town) == []


def test_a_comment_after_the_store_is_noticed(lasting: bytes, town: Town) -> None:
    assert verify(lasting + b"% more\n", town.trust).verdict is Verdict.INDETERMINATE


def test_a_strange_certificate_in_the_uncovered_store_is_noticed(
    timed: bytes, lasting: bytes, town: Town
) -> None:
    store = read_store(PdfFileReader(BytesIO(lasting)))
    padded = write_store(timed, store + Evidence(certificates=Town().trust.roots))

    assert verify(padded, town.trust).verdict is Verdict.INDETERMINATE


def test_a_strange_list_in_the_uncovered_store_is_noticed(
    timed: bytes, lasting: bytes, town: Town
) -> None:
    other = Town()
    foreign = Evidence(crls=(TownStatus(other).make_list(other.root),))
    padded = write_store(timed, read_store(PdfFileReader(BytesIO(lasting))) + foreign)

    assert verify(padded, town.trust).verdict is Verdict.INDETERMINATE


@pytest.mark.parametrize("edit", [paint, annotate, rename])
def test_nothing_is_changed_after_a_document_timestamp(
    edit: Edit, archived: bytes, town: Town
) -> None:
    report = verify(change(archived, edit), town.trust)

    assert report.document_timestamps[0].finding is Finding.CHANGED_LATER
    assert report.verdict is Verdict.INVALID


def test_a_document_timestamp_alone_is_no_signature(
    pdf: bytes, archive_clock: TownTime, town: Town
) -> None:
    report = verify(add_timestamp(pdf, archive_clock), town.trust)

    assert (report.verdict, len(report.document_timestamps)) == (Verdict.UNSIGNED, 1)


def test_a_document_timestamp_does_not_revive_what_had_expired(
    pdf: bytes, town: Town, archive_clock: TownTime
) -> None:
    expired = replace(STAMPING, starts=timedelta(days=-400), lasts=timedelta(days=365))
    old = TownTime(town, town.issue("Старая служба времени", expired), NOW - timedelta(days=100))
    content = write_signature(pdf, town.open(town.issue_head(BACKDATED)), old)
    report = verify(add_timestamp(content, archive_clock), town.trust)

    assert report.signatures[0].finding is Finding.TIMESTAMP_UNTRUSTED


BACKDATED = Terms(key_type="ec", starts=timedelta(days=-400), lasts=3 * YEAR)


def test_a_document_timestamp_of_a_stranger_adds_nothing(timed: bytes, town: Town) -> None:
    other = Town()
    strange: Issued = other.issue("Чужая служба времени", LONG)
    report = verify(add_timestamp(timed, TownTime(other, strange)), town.trust)

    assert report.signatures[0].level == "B-T"
    assert report.document_timestamps[0].finding is Finding.TIMESTAMP_UNTRUSTED
    assert report.verdict is Verdict.INDETERMINATE


def test_a_document_timestamp_gives_a_signature_without_its_own_a_time(
    pdf: bytes, head: Credential, archive_clock: TownTime, town: Town
) -> None:
    untimed = write_signature(pdf, head, None)
    (one,) = verify(add_timestamp(untimed, archive_clock), town.trust).signatures

    assert (one.level, one.time_source, one.signed_at) == ("B-T", "timestamp", NOW)
