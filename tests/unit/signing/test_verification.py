import json
import random
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from service.demo.authority import Responder
from service.demo.certificates import make_crl
from service.demo.pki import Pki
from signing.credentials import Credential
from signing.mark import prepare_mark
from signing.report import Finding, Verdict
from signing.signing import SignatureRequest, SignedPdf, sign
from signing.verification import TrustPolicy, VerificationReport, load_trust, verify
from tests.pki import HEAD, NearbyAuthority, make_pki, open_credential

NOW = datetime.now(UTC)
UNTIMED = SignatureRequest("Head", "signature_head", "B-B")


def find(report: VerificationReport) -> list[Finding]:
    return [one.finding for one in report.signatures]


def test_a_good_signature_is_valid(signed: SignedPdf, trust: TrustPolicy) -> None:
    report = verify(signed.content, trust)
    (one,) = report.signatures

    assert (report.verdict, one.finding) == (Verdict.VALID, Finding.GOOD)
    assert report.sentence == "Документ подписан, подпись действительна."
    assert one.certificate == signed.certificate
    assert (one.level, one.time_source, one.signed_at) == ("B-T", "timestamp", signed.signed_at)
    assert one.covers_whole_file
    assert one.later_modifications == "none"
    assert one.chain_trusted
    assert one.certificate_valid_at_signing
    assert one.revocation == "good"
    assert one.mark_matches


def test_a_signature_without_a_timestamp_only_claims_its_time(
    untimed: SignedPdf, trust: TrustPolicy
) -> None:
    (one,) = verify(untimed.content, trust).signatures

    assert (one.verdict, one.level, one.time_source) == (Verdict.VALID, "B-B", "claimed")
    assert one.signed_at is not None
    assert abs(one.signed_at - untimed.signed_at) < timedelta(seconds=1)


def test_the_first_signature_stays_valid_when_a_second_is_added(
    signed_twice: SignedPdf, trust: TrustPolicy
) -> None:
    report = verify(signed_twice.content, trust)
    first, second = report.signatures

    assert report.verdict is Verdict.VALID
    assert report.sentence == "Документ подписан, все подписи (2) действительны."
    assert (first.covers_whole_file, first.later_modifications) == (False, "allowed")
    assert (second.covers_whole_file, second.later_modifications) == (True, "none")


def test_without_revocation_lists_revocation_is_not_checked(pki: Pki, signed: SignedPdf) -> None:
    trust = load_trust([pki.trust / "root.pem", pki.trust / "intermediate.pem"])
    (one,) = verify(signed.content, trust).signatures

    assert (one.verdict, one.revocation) == (Verdict.VALID, "not_checked")


def test_an_unsigned_document_is_not_valid(pdf: bytes, trust: TrustPolicy) -> None:
    report = verify(pdf, trust)

    assert (report.verdict, report.signatures) == (Verdict.UNSIGNED, ())


def pick_positions(size: int, count: int) -> list[int]:
    """Pick positions all over the file, the same ones every time."""
    step = size // count
    chance = random.Random(7)  # noqa: S311 -- not for secrets
    return [start + chance.randrange(step) for start in range(0, size - step, step)]


@pytest.mark.parametrize(
    ("document", "count"), [("signed", 60), ("untimed", 20), ("signed_twice", 20)]
)
def test_one_flipped_bit_anywhere_is_noticed(
    document: str, count: int, trust: TrustPolicy, request: pytest.FixtureRequest
) -> None:
    content: bytes = request.getfixturevalue(document).content
    unnoticed = []
    for position in pick_positions(len(content), count):
        changed = bytearray(content)
        changed[position] ^= 1 << position % 7
        if verify(bytes(changed), trust).verdict is Verdict.VALID:
            unnoticed.append(position)

    assert not unnoticed


def flip_in_container(content: bytes, part: bytes, offset: int, mask: int = 1) -> bytes:
    """Change one octet of the container of the last signature, `offset` into `part` of it."""
    match = list(re.finditer(rb"/Contents\s*<([0-9A-F]+)>", content))[-1]
    container = bytearray.fromhex(match[1].decode())
    container[bytes(container).rindex(part) + offset] ^= mask
    return content[: match.start(1)] + container.hex().upper().encode() + content[match.end(1) :]


@pytest.mark.parametrize(
    ("part", "offset"),
    [
        ("Учебный УЦ".encode(), 0),
        ("Учебная служба времени".encode(), 3),
        (bytes.fromhex("060b2a864886f70d010910020e"), 12),
        (bytes.fromhex("0609608648016503040201"), 10),
        (bytes.fromhex("020101"), 2),
        (bytes(64), 60),
    ],
    ids=["chain", "authority", "attribute", "digest", "version", "padding"],
)
def test_what_the_signature_does_not_protect_is_looked_at_too(
    part: bytes, offset: int, signed: SignedPdf, trust: TrustPolicy
) -> None:
    changed = flip_in_container(signed.content, part, offset)

    assert verify(changed, trust).verdict is not Verdict.VALID


def test_a_timestamp_under_a_wrong_tag_is_noticed(signed: SignedPdf, trust: TrustPolicy) -> None:
    attribute = bytes.fromhex("060b2a864886f70d010910020e")
    match = list(re.finditer(rb"/Contents\s*<([0-9A-F]+)>", signed.content))[-1]
    container = bytes.fromhex(match[1].decode())
    tag = container.rindex(b"\xa1\x82", 0, container.rindex(attribute))
    changed = flip_in_container(signed.content, container[tag : tag + 20], 0, mask=0x80)

    assert verify(changed, trust).verdict is not Verdict.VALID


def test_letters_of_another_case_in_the_container_are_noticed(
    signed: SignedPdf, trust: TrustPolicy
) -> None:
    match = re.search(rb"/Contents\s*<([0-9A-F]+)>", signed.content)
    assert match is not None
    middle = match.start(1) + match[1].index(b"A")
    changed = signed.content[:middle] + b"a" + signed.content[middle + 1 :]

    assert find(verify(changed, trust)) == [Finding.UNPROTECTED]


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.99, 0.999])
def test_a_truncated_document_is_not_valid(
    share: float, signed: SignedPdf, trust: TrustPolicy
) -> None:
    cut = signed.content[: int(len(signed.content) * share)]

    assert verify(cut, trust).verdict is not Verdict.VALID


@pytest.mark.parametrize("tail", [b"\n", b"\n% more", b"\0" * 4000, b"\n%%EOF\n"])
def test_bytes_after_the_signature_are_named_as_the_reason(
    signed: SignedPdf, trust: TrustPolicy, tail: bytes
) -> None:
    report = verify(signed.content + tail, trust)

    assert report.verdict is not Verdict.VALID
    assert report.lines()[0].startswith("После последней подписи к файлу что-то дописано")
    assert report.to_dict()["has_unsigned_tail"] is True
    assert verify(signed.content, trust).to_dict()["has_unsigned_tail"] is False


@pytest.mark.parametrize(
    "junk", [b"", b"%PDF-1.7", bytes(10_000), b"PK\x03\x04" * 100, b"<html></html>"], ids=len
)
def test_junk_is_unverifiable(junk: bytes, trust: TrustPolicy) -> None:
    report = verify(junk, trust)

    assert (report.verdict, report.sentence) == (
        Verdict.UNVERIFIABLE,
        "Проверить документ не удалось.",
    )


def test_random_junk_never_raises(trust: TrustPolicy, signed: SignedPdf) -> None:
    chance = random.Random(11)  # noqa: S311 -- not for secrets
    for _ in range(30):
        changed = bytearray(signed.content)
        for _ in range(200):
            changed[chance.randrange(len(changed))] = chance.randrange(256)

        assert verify(bytes(changed), trust).verdict is not Verdict.VALID


def test_the_signature_of_another_document_does_not_fit(
    signed: SignedPdf, untimed: SignedPdf, trust: TrustPolicy
) -> None:
    contents = re.compile(rb"/Contents\s*<[0-9A-F]+>")
    foreign = contents.search(untimed.content)
    own = contents.search(signed.content)
    assert foreign is not None
    assert own is not None
    swapped = signed.content[: own.start()] + foreign[0] + signed.content[own.end() :]

    assert find(verify(swapped, trust)) == [Finding.ALTERED]


def amend(content: bytes, change: Callable[[IncrementalPdfFileWriter], None]) -> bytes:
    writer = IncrementalPdfFileWriter(BytesIO(content))
    change(writer)
    output = BytesIO()
    writer.write(output)
    return output.getvalue()


def paint_over(writer: IncrementalPdfFileWriter) -> None:
    writer.add_stream_to_page(
        0, writer.add_object(generic.StreamObject(stream_data=b"q 0 0 500 500 re f Q"))
    )


def test_something_painted_over_later_is_noticed(signed: SignedPdf, trust: TrustPolicy) -> None:
    report = verify(amend(signed.content, paint_over), trust)

    assert find(report) == [Finding.CHANGED_LATER]
    assert report.verdict is Verdict.INVALID


def test_a_document_saved_anew_is_not_valid(signed: SignedPdf, trust: TrustPolicy) -> None:
    output = BytesIO()
    with pikepdf.open(BytesIO(signed.content)) as document:
        document.save(output)

    assert verify(output.getvalue(), trust).verdict is not Verdict.VALID


def test_a_certificate_of_somebody_unknown_is_not_trusted(
    signed: SignedPdf, tmp_path: Path
) -> None:
    stranger = load_trust([make_pki(tmp_path).trust])
    report = verify(signed.content, stranger)

    assert find(report) == [Finding.UNTRUSTED]
    assert report.verdict is Verdict.INDETERMINATE


@pytest.fixture
def own_pki(tmp_path: Path) -> Pki:
    return make_pki(tmp_path)


def test_a_revoked_certificate_is_not_valid(own_pki: Pki, pdf: bytes) -> None:
    content = sign(pdf, UNTIMED, open_credential(own_pki), None).content
    own_pki.revoke(HEAD.name)
    report = verify(
        content, load_trust([own_pki.trust]), at=datetime.now(UTC) + timedelta(minutes=5)
    )

    assert find(report) == [Finding.REVOKED]
    assert report.signatures[0].revocation == "revoked"
    assert report.verdict is Verdict.INVALID


@pytest.mark.parametrize(
    ("revoked_after", "finding"),
    [(timedelta(days=-1), Finding.REVOKED), (timedelta(days=1), Finding.GOOD)],
    ids=["before", "after"],
)
def test_with_a_timestamp_it_matters_when_the_certificate_was_revoked(
    revoked_after: timedelta,
    finding: Finding,
    signed: SignedPdf,
    pki: Pki,
    tmp_path: Path,
) -> None:
    revoked = {int(signed.certificate.serial_hex, 16): signed.signed_at + revoked_after}
    crl = make_crl(pki.get_authority("intermediate"), 2, revoked)
    (tmp_path / "later.crl").write_bytes(crl.public_bytes(Encoding.DER))
    anchors = [pki.trust / name for name in ("root.pem", "intermediate.pem", "root.crl")]

    assert find(verify(signed.content, load_trust([*anchors, tmp_path]))) == [finding]


def test_an_expired_certificate_is_not_valid_without_a_timestamp(
    untimed: SignedPdf, trust: TrustPolicy
) -> None:
    report = verify(untimed.content, trust, at=NOW + timedelta(days=500))

    assert find(report) == [Finding.OUT_OF_DATE]
    assert not report.signatures[0].certificate_valid_at_signing


def test_after_the_certificate_ends_a_timestamp_tells_when_but_nobody_tells_of_revocation(
    signed: SignedPdf, pki: Pki
) -> None:
    trust = load_trust([pki.trust / "root.pem", pki.trust / "intermediate.pem"])
    report = verify(signed.content, trust, at=NOW + timedelta(days=500))

    assert find(report) == [Finding.REVOCATION_UNKNOWN]
    assert report.signatures[0].certificate_valid_at_signing
    assert report.verdict is Verdict.INDETERMINATE


def test_a_timestamp_needs_a_fresh_revocation_list_too(
    signed: SignedPdf, trust: TrustPolicy
) -> None:
    report = verify(signed.content, trust, at=NOW + timedelta(days=500))

    assert find(report) == [Finding.TIMESTAMP_UNTRUSTED]


def test_a_certificate_is_not_valid_before_its_time(untimed: SignedPdf, trust: TrustPolicy) -> None:
    report = verify(untimed.content, trust, at=NOW - timedelta(days=30))

    assert find(report) == [Finding.OUT_OF_DATE]


def test_an_old_revocation_list_proves_nothing(untimed: SignedPdf, trust: TrustPolicy) -> None:
    report = verify(untimed.content, trust, at=NOW + timedelta(days=200))

    assert find(report) == [Finding.REVOCATION_UNKNOWN]
    assert report.verdict is Verdict.INDETERMINATE


def test_a_timestamp_of_an_unknown_authority_does_not_count(
    pdf: bytes, head: Credential, trust: TrustPolicy, own_pki: Pki
) -> None:
    foreign = NearbyAuthority(Responder(own_pki))
    content = sign(pdf, SignatureRequest("Head", "signature_head"), head, foreign).content
    report = verify(content, trust)

    assert find(report) == [Finding.TIMESTAMP_UNTRUSTED]
    assert (report.signatures[0].level, report.signatures[0].time_source) == ("B-B", "claimed")


def test_a_signature_of_an_unknown_kind_is_not_overlooked(
    signed: SignedPdf, trust: TrustPolicy
) -> None:
    foreign = signed.content.replace(b"/ETSI.CAdES.detached", b"/ETSI.Unknown.someth")

    assert find(verify(foreign, trust)) == [Finding.UNSUPPORTED]


def test_a_mark_about_somebody_else_is_noticed(
    pdf: bytes,
    deputy: Credential,
    trust: TrustPolicy,
    monkeypatch: pytest.MonkeyPatch,
    head: Credential,
) -> None:
    monkeypatch.setattr(
        "signing.embedding.prepare_mark", lambda _, font: prepare_mark(head.certificate, font)
    )
    content = sign(pdf, UNTIMED, deputy, None).content

    assert find(verify(content, trust)) == [Finding.MARK_DIFFERS]


def test_the_report_is_json_with_the_sentence_first(signed: SignedPdf, trust: TrustPolicy) -> None:
    report = verify(signed.content, trust)
    plain = json.loads(report.to_json())

    assert next(iter(plain)) == "sentence"
    assert plain == report.to_dict()
    assert plain["signatures"][0]["verdict"] == "valid"
    assert plain["signatures"][0]["certificate"]["holder"] == "Мельник Ольга Сергеевна"
    assert plain["checked_at"] == report.checked_at.isoformat()


def test_the_lines_for_people_name_the_signer_and_the_certificate(
    signed: SignedPdf, trust: TrustPolicy
) -> None:
    lines = verify(signed.content, trust).lines()

    assert lines[0].startswith("Мельник Ольга Сергеевна, ")
    assert lines[0].endswith("UTC (штамп времени). Подпись действительна.")
    assert signed.certificate.serial_hex in lines[1]
    assert "не отозван" in lines[1]


def test_no_name_reaches_the_log(
    own_pki: Pki, pdf: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    content = sign(pdf, UNTIMED, open_credential(own_pki), None).content
    own_pki.revoke(HEAD.name)
    verify(content, load_trust([own_pki.trust]), at=datetime.now(UTC) + timedelta(minutes=5))

    assert HEAD.surname not in caplog.text
