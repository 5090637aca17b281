"""Documents that were changed, cut, continued, or never signed at all."""

import random
import re
from collections.abc import Callable
from io import BytesIO

import pikepdf
import pytest
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from signing.credentials import Credential
from signing.mark import prepare_mark
from signing.report import Finding, Verdict
from signing.signing import SignedPdf, sign
from signing.verification import TrustPolicy, verify
from tests.verdicts import UNTIMED, list_findings


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

    assert list_findings(verify(changed, trust)) == [Finding.UNPROTECTED]


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

    assert list_findings(verify(swapped, trust)) == [Finding.ALTERED]


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

    assert list_findings(report) == [Finding.CHANGED_LATER]
    assert report.verdict is Verdict.INVALID


def test_a_document_saved_anew_is_not_valid(signed: SignedPdf, trust: TrustPolicy) -> None:
    output = BytesIO()
    with pikepdf.open(BytesIO(signed.content)) as document:
        document.save(output)

    assert verify(output.getvalue(), trust).verdict is not Verdict.VALID


def test_a_signature_of_an_unknown_kind_is_not_overlooked(
    signed: SignedPdf, trust: TrustPolicy
) -> None:
    foreign = signed.content.replace(b"/ETSI.CAdES.detached", b"/ETSI.Unknown.someth")

    assert list_findings(verify(foreign, trust)) == [Finding.UNSUPPORTED]


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

    assert list_findings(verify(content, trust)) == [Finding.MARK_DIFFERS]
