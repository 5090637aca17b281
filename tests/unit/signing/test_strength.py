"""Which kind of signature it is, as far as certificate and evidence say so."""

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest

from service.demo.certificates import Terms
from service.demo.pki import Pki
from signing.attachments import Attachment, attach
from signing.credentials import Credential
from signing.marktext import PHRASE, describe
from signing.report import SignatureReport
from signing.signing import SignatureRequest, SignedPdf, sign
from signing.strength import ACCREDITATION
from signing.trust import TrustPolicy, load_trust
from signing.verification import verify
from tests.pki import HEAD, make_pki, open_credential
from tests.signable import make_archival_pdf
from tests.verdicts import UNTIMED

SHOWN = b"%PDF-1.7 as it was shown"
EVIDENCE = {
    "format": "grif-simple-signature",
    "purpose": "sign",
    "document": {"pdf_sha256": hashlib.sha256(SHOWN).hexdigest()},
}


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Pki:
    """An authority whose certificate for the head does not claim to be qualified."""
    pki = make_pki(tmp_path_factory.mktemp("plain"), HEAD)
    pki.issue(HEAD, Terms(key_type="ec"))
    return pki


def carry(**files: bytes) -> bytes:
    """A document with these files inside; `evidence_1` is `evidence-1.json`."""
    named = {
        "document.pdf" if name == "document" else f"{name.replace('_', '-')}.json": content
        for name, content in files.items()
    }
    moment = datetime(2025, 9, 1, tzinfo=UTC)
    return attach(
        make_archival_pdf(),
        [
            Attachment(name, content, "application/octet-stream", "Supplement", "", moment)
            for name, content in named.items()
        ],
    )


def seal(pdf: bytes, key: Credential, field_name: str = "Signature_seal") -> bytes:
    return sign(pdf, SignatureRequest(field_name, "", "B-B"), key, None).content


def only(content: bytes, trust: TrustPolicy) -> SignatureReport:
    (one,) = verify(content, trust).signatures
    return one


def test_a_qualified_certificate_is_named_and_the_authority_is_not_vouched_for(
    signed: SignedPdf, signed_twice: SignedPdf, trust: TrustPolicy
) -> None:
    report = verify(signed.content, trust)

    assert report.signatures[0].strength == "ukep"
    assert "Вид подписи: усиленная квалифицированная (по сертификату)." in report.lines()
    assert verify(signed_twice.content, trust).lines().count(ACCREDITATION) == 1


def test_a_certificate_that_claims_nothing_makes_an_unqualified_signature(
    plain: Pki, pdf: bytes
) -> None:
    signed = sign(pdf, UNTIMED, open_credential(plain), None)
    report = verify(signed.content, load_trust([plain.trust]))

    assert report.to_dict()["signatures"][0]["strength"] == "unep"  # type: ignore[index] # JSON
    assert "Вид подписи: усиленная неквалифицированная." in report.lines()
    assert ACCREDITATION not in report.lines()


def test_whoever_is_not_trusted_is_not_believed_to_be_qualified(
    signed: SignedPdf, tmp_path: Path
) -> None:
    stranger = load_trust([make_pki(tmp_path / "other", HEAD).trust])
    said = only(signed.content, stranger).describe_strength()

    assert "называет себя квалифицированным" in said
    assert "усиленная квалифицированная" not in said


def test_a_seal_over_a_simple_signature_says_that_it_is_one(
    head: Credential, trust: TrustPolicy
) -> None:
    pdf = carry(document=SHOWN, evidence_1=json.dumps(EVIDENCE).encode())
    one = only(seal(pdf, head), trust)

    assert one.simple_evidence == ("evidence-1.json",)
    assert one.describe_strength() == (
        "Вид подписи: усиленная квалифицированная (по сертификату); охватывает вложенные "
        "подтверждения простых электронных подписей (evidence-1.json)."
    )


def test_a_signature_that_nobody_trusts_vouches_for_no_evidence(
    head: Credential, tmp_path: Path
) -> None:
    pdf = carry(document=SHOWN, evidence_1=json.dumps(EVIDENCE).encode())
    stranger = load_trust([make_pki(tmp_path / "other", HEAD).trust])

    assert only(seal(pdf, head), stranger).simple_evidence == ()


@pytest.mark.parametrize(
    "files",
    [
        {"evidence_1": json.dumps(EVIDENCE).encode()},
        {"document": b"another", "evidence_1": json.dumps(EVIDENCE).encode()},
        {"document": SHOWN, "evidence_1": json.dumps({**EVIDENCE, "purpose": "acquaint"}).encode()},
        {"document": SHOWN, "evidence_1": b"[]"},
        {"document": SHOWN, "evidence_1": b"who, when, what"},
        {"document": SHOWN, "proof_1": json.dumps(EVIDENCE).encode()},
    ],
    ids=["no document", "another document", "only read", "no object", "no json", "another name"],
)
def test_what_proves_nothing_about_this_document_is_no_evidence(
    head: Credential, trust: TrustPolicy, files: Mapping[str, bytes]
) -> None:
    assert only(seal(carry(**files), head), trust).simple_evidence == ()


def test_a_changed_document_vouches_for_no_evidence(head: Credential, trust: TrustPolicy) -> None:
    pdf = carry(document=SHOWN, evidence_1=json.dumps(EVIDENCE).encode())
    changed = bytearray(seal(pdf, head))
    changed[12] ^= 1

    assert only(bytes(changed), trust).simple_evidence == ()


def test_the_visible_mark_claims_no_kind(head: Credential) -> None:
    said = " ".join((PHRASE, *describe(head.certificate))).lower()

    assert head.certificate.claims_qualified
    assert not any(word in said for word in ("квалифиц", "усиленн", "прост", "укэп", "унэп"))
