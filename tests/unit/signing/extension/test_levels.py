"""B-LT and B-LTA: what is added, and how long it holds."""

import hashlib
from dataclasses import replace
from datetime import timedelta
from io import BytesIO

import pikepdf
import pytest
from pyhanko.pdf_utils.reader import PdfFileReader

from signing import pdfa_guard
from signing.credentials import Credential
from signing.errors import Code, SigningError
from signing.evidence import Evidence
from signing.extension import LastingLevel, Notary, extend
from signing.report import Finding, Verdict
from signing.revocation import RevocationBundle
from signing.signing import SignatureRequest, sign
from signing.store import read_store
from signing.verification import verify
from tests.town import NOW, YEAR, Town, TownStatus, TownTime


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
