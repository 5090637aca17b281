"""A document that was signed elsewhere is put together here."""

import subprocess
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest

from service.demo.pki import Pki
from signing.deferred import complete
from signing.errors import Code, SigningError, TimestampError
from signing.pdfa_guard import check
from signing.signing import SignatureRequest, sign
from signing.trust import TrustPolicy, load_trust
from signing.verification import Verdict, verify
from tests.offers import Offer, offer
from tests.own_token import OwnToken
from tests.pki import AbsentAuthority, NearbyAuthority
from tests.pki_gost import GostPki


def test_what_was_signed_elsewhere_is_valid_here(
    offered: Offer, every_trust: TrustPolicy, authority: NearbyAuthority
) -> None:
    signed = complete(offered.ticket, offered.prepared, offered.reply(), authority)
    report = verify(signed.content, every_trust)

    assert (signed.level, report.verdict) == ("B-T", Verdict.VALID)
    assert report.signatures[0].level == "B-T"
    assert report.signatures[0].covers_whole_file
    assert report.signatures[0].mark_matches


def test_without_an_authority_the_level_is_b_b(offered: Offer, every_trust: TrustPolicy) -> None:
    signed = offered.complete()

    assert signed.level == "B-B"
    assert verify(signed.content, every_trust).verdict is Verdict.VALID


def test_what_was_signed_elsewhere_extends_the_document_and_stays_archival(offered: Offer) -> None:
    signed = offered.complete()

    assert signed.content.startswith(offered.pdf)
    assert check(signed.content) == ()
    assert signed.certificate.holder == "Мельник Ольга Сергеевна"


def test_openssl_finds_the_signature_valid(offered: Offer, tmp_path: Path, gost: GostPki) -> None:
    with pikepdf.open(BytesIO(offered.complete().content)) as document:
        value = document.Root.AcroForm.Fields[0].V
        start, length, rest, size = (int(number) for number in value.ByteRange)
        (tmp_path / "container").write_bytes(bytes(value.Contents))
    content = offered.complete().content
    (tmp_path / "covered").write_bytes(content[start:length] + content[rest : rest + size])
    root = offered.token.others[0].parent / "root.pem"
    command = ["openssl", "cms", "-verify", "-cades", "-binary", "-inform", "DER", "-in"]
    files = ["container", "-content", "covered", "-CAfile", str(root), "-purpose", "any"]
    environment = {"PATH": "/usr/bin:/bin", "OPENSSL_CONF": str(gost.folder / "engine.cnf")}
    run = subprocess.run(
        [*command, *files, "-out", "out"],
        cwd=tmp_path,
        env=environment,
        check=False,
        capture_output=True,
        text=True,
    )

    assert "CAdES Verification successful" in run.stderr


def test_an_absent_authority_lets_the_same_reply_be_tried_again(
    by_value: Offer, authority: NearbyAuthority
) -> None:
    reply = by_value.reply()
    with pytest.raises(TimestampError) as caught:
        complete(by_value.ticket, by_value.prepared, reply, AbsentAuthority())

    assert caught.value.again
    assert complete(by_value.ticket, by_value.prepared, reply, authority).level == "B-T"


def test_an_authority_is_not_asked_about_a_wrong_signature(by_value: Offer) -> None:
    with pytest.raises(SigningError) as caught:
        complete(by_value.ticket, by_value.prepared, by_value.reply(b"wrong"), AbsentAuthority())

    assert caught.value.code == "bad_signature"


def test_the_head_signs_by_gost_after_the_deputy_by_another_key(
    pdf: bytes,
    pki: Pki,
    deputy: object,
    own_tokens: dict[str, OwnToken],
    every_trust: TrustPolicy,
    authority: NearbyAuthority,
) -> None:
    request = SignatureRequest("Deputy", "signature_deputy")
    first = sign(pdf, request, deputy, authority)  # type: ignore[arg-type]
    offered = offer(first.content, own_tokens["gost"])
    both = complete(offered.ticket, offered.prepared, offered.reply(), authority)
    report = verify(both.content, every_trust)

    assert report.verdict is Verdict.VALID
    assert [one.field_name for one in report.signatures] == ["Deputy", "Head"]
    assert report.signatures[0].later_modifications == "allowed"
    elliptic_only = verify(both.content, load_trust([pki.trust]))
    assert [one.verdict for one in elliptic_only.signatures] == [
        Verdict.VALID,
        Verdict.INDETERMINATE,
    ]


def test_a_taken_field_is_refused(by_value: Offer) -> None:
    signed = by_value.complete()

    with pytest.raises(SigningError) as caught:
        offer(signed.content, by_value.token)

    assert caught.value.code == Code.SIGNATURE_FIELD_TAKEN
