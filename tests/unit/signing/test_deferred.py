import base64
import hashlib
import json
import subprocess
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from asn1crypto import cms
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

from service.demo.pki import Pki
from signing.deferred import (
    CompletedPdf,
    Mode,
    Reply,
    SigningTicket,
    TicketRequest,
    complete,
    get_client_payload,
    prepare,
)
from signing.errors import Code, CredentialError, SigningError, TimestampError
from signing.pdfa_guard import check
from signing.signing import SignatureRequest, sign
from signing.trust import TrustPolicy, load_trust
from signing.verification import Verdict, verify
from tests.own_token import OwnToken, export_token
from tests.pki import EXPIRED, HEAD, NOT_FOR_SIGNING, AbsentAuthority, NearbyAuthority, make_pki
from tests.pki_gost import GostPki

USER, DOCUMENT = "user-1", "document-1"
KINDS = ("rsa", "ec", "gost")
MODES: tuple[Mode, ...] = ("attrs", "cms")


@dataclass(frozen=True)
class Offer:
    """A document prepared for one signer, and everything to go on with."""

    pdf: bytes
    token: OwnToken
    ticket: SigningTicket
    prepared: bytes

    @property
    def data(self) -> bytes:
        return base64.b64decode(get_client_payload(self.ticket, self.prepared).data_base64)

    def sign(self) -> bytes:
        made = self.token.sign if self.ticket.mode == "attrs" else self.token.wrap
        return made(self.data)

    def reply(self, content: bytes | None = None) -> Reply:
        sha256 = hashlib.sha256(self.pdf).hexdigest()
        return Reply(USER, sha256, self.sign() if content is None else content)

    def complete(self, content: bytes | None = None) -> CompletedPdf:
        return complete(self.ticket, self.prepared, self.reply(content), None)

    def refuse(self, content: bytes | None = None) -> str:
        with pytest.raises(SigningError) as caught:
            self.complete(content)
        return caught.value.code


def offer(pdf: bytes, token: OwnToken, mode: Mode = "attrs", digest: str | None = None) -> Offer:
    request = TicketRequest(USER, DOCUMENT, "Head", "signature_head", mode, digest)
    chain = [path.read_bytes() for path in token.others]
    ticket, prepared = prepare(pdf, token.certificate.read_bytes(), request, chain=chain)
    return Offer(pdf, token, ticket, prepared)


@pytest.fixture(params=KINDS)
def token(request: pytest.FixtureRequest, own_tokens: dict[str, OwnToken]) -> OwnToken:
    return own_tokens[request.param]


@pytest.fixture(params=MODES)
def offered(request: pytest.FixtureRequest, pdf: bytes, token: OwnToken) -> Offer:
    return offer(pdf, token, request.param)


@pytest.fixture(scope="module")
def stranger(gost: GostPki) -> OwnToken:
    """Somebody else's token of the same authority."""
    return gost.get_token("deputy")


@pytest.fixture
def by_value(pdf: bytes, own_tokens: dict[str, OwnToken]) -> Offer:
    return offer(pdf, own_tokens["gost"])


@pytest.fixture
def by_container(pdf: bytes, own_tokens: dict[str, OwnToken]) -> Offer:
    return offer(pdf, own_tokens["gost"], "cms")


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


def test_a_ticket_survives_being_written_down(offered: Offer) -> None:
    written = json.dumps(offered.ticket.to_dict())
    read = SigningTicket.from_dict(json.loads(written))

    assert read == offered.ticket
    assert complete(read, offered.prepared, offered.reply(), None).content.startswith(offered.pdf)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("surplus", 1),
        ("gap_start", "12"),
        ("gap_start", True),
        ("mode", "other"),
        ("state", "new"),
        ("expires_at", "soon"),
        ("expires_at", "2026-01-01T00:00:00"),
        ("chain", [1]),
        ("chain", "one"),
    ],
)
def test_a_spoilt_ticket_is_refused(field: str, value: object, by_value: Offer) -> None:
    data = {**by_value.ticket.to_dict(), field: value}

    with pytest.raises(SigningError) as caught:
        SigningTicket.from_dict(data)

    assert caught.value.code == Code.TICKET_UNREADABLE


def test_the_client_gets_what_it_signs_and_its_digest(offered: Offer, gost: GostPki) -> None:
    payload = get_client_payload(offered.ticket, offered.prepared).to_dict()
    data = base64.b64decode(payload["data_base64"])
    digest = subprocess.run(
        ["openssl", "dgst", f"-{offered.token.digest}", "-binary"],
        input=data,
        env={"PATH": "/usr/bin:/bin", "OPENSSL_CONF": str(gost.folder / "engine.cnf")},
        check=True,
        capture_output=True,
    )

    assert set(payload) == {"mode", "digest_algorithm", "digest_hex", "data_base64", "expires_at"}
    assert payload["digest_hex"] == digest.stdout.hex()
    assert payload["mode"] == offered.ticket.mode


def test_a_payload_has_no_signing_time(by_value: Offer) -> None:
    attributes = cms.CMSAttributes.load(by_value.data)

    assert [one["type"].native for one in attributes if one["type"].native == "signing_time"] == []


# The twelve attacks.


def test_the_signature_of_another_key_is_refused(by_value: Offer, stranger: OwnToken) -> None:
    assert by_value.refuse(stranger.sign(by_value.data)) == "bad_signature"


def test_a_reply_after_the_time_is_refused(by_value: Offer) -> None:
    late = by_value.ticket.expires_at + timedelta(seconds=1)

    with pytest.raises(SigningError) as caught:
        complete(by_value.ticket, by_value.prepared, by_value.reply(), None, at=late)

    assert caught.value.code == "expired"


def test_the_reply_of_another_user_is_refused(by_value: Offer) -> None:
    reply = replace(by_value.reply(), user_id="user-2")

    with pytest.raises(SigningError) as caught:
        complete(by_value.ticket, by_value.prepared, reply, None)

    assert caught.value.code == "wrong_user"


def test_a_document_changed_since_is_refused(by_value: Offer) -> None:
    reply = replace(by_value.reply(), source_sha256=hashlib.sha256(b"another").hexdigest())

    with pytest.raises(SigningError) as caught:
        complete(by_value.ticket, by_value.prepared, reply, None)

    assert caught.value.code == "document_changed"


@pytest.mark.parametrize("position", [300, -300])
def test_a_damaged_prepared_file_is_refused(by_value: Offer, position: int) -> None:
    damaged = bytearray(by_value.prepared)
    damaged[position] ^= 1

    with pytest.raises(SigningError) as caught:
        complete(by_value.ticket, bytes(damaged), by_value.reply(), None)
    with pytest.raises(SigningError) as asked:
        get_client_payload(by_value.ticket, bytes(damaged))

    assert caught.value.code == asked.value.code == "prepared_blob_corrupt"


def test_the_container_of_another_certificate_is_refused(
    by_container: Offer, stranger: OwnToken
) -> None:
    assert by_container.refuse(stranger.wrap(by_container.data)) == "wrong_certificate"


def test_the_container_of_another_document_is_refused(by_container: Offer) -> None:
    assert by_container.refuse(by_container.token.wrap(b"another")) == "wrong_message_digest"


@pytest.mark.parametrize("option", ["-nosmimecap", "-noattr"])
def test_a_container_that_does_not_pin_the_certificate_is_refused(
    by_container: Offer, option: str
) -> None:
    plain = by_container.token.wrap(by_container.data, option)

    assert by_container.refuse(plain) == "no_signing_certificate_v2"


def test_a_container_with_the_document_inside_is_refused(by_container: Offer) -> None:
    enveloped = by_container.token.wrap(by_container.data, "-cades", "-nodetach")

    assert by_container.refuse(enveloped) == "not_detached"


@pytest.mark.parametrize(
    "garbage",
    [b"", b"garbage", b"\x30\x80", b"\x30\x03\x02\x01\x01", b"-----BEGIN CMS-----\n", bytes(99)],
)
def test_garbage_in_place_of_a_container_is_refused(by_container: Offer, garbage: bytes) -> None:
    assert by_container.refuse(garbage) == "bad_cms"


@pytest.mark.parametrize("state", ["completing", "completed", "failed"])
def test_a_ticket_is_used_once(by_value: Offer, state: str) -> None:
    used = SigningTicket.from_dict({**by_value.ticket.to_dict(), "state": state})

    with pytest.raises(SigningError) as caught:
        complete(used, by_value.prepared, by_value.reply(), None)

    assert caught.value.code == "already_used"


def test_the_container_of_another_kind_of_key_is_refused(
    by_container: Offer, own_tokens: dict[str, OwnToken]
) -> None:
    assert by_container.refuse(own_tokens["rsa"].wrap(by_container.data)) == "digest_algorithm"


# More that must not pass.


def test_garbage_in_place_of_a_value_is_refused(token: OwnToken, pdf: bytes) -> None:
    offered = offer(pdf, token)

    for garbage in (b"", b"x", bytes(64), b"\xff" * 64, b"ab" * 64, b"\xff" * 100_000):
        assert offered.refuse(garbage) == "bad_signature"


def test_one_flipped_bit_in_the_reply_is_noticed(offered: Offer) -> None:
    good = offered.sign()
    changed = bytearray(good)
    changed[-20] ^= 4

    assert offered.refuse(bytes(changed)) == "bad_signature"


def test_two_signers_in_one_container_are_refused(by_container: Offer, stranger: OwnToken) -> None:
    second = ["-signer", str(stranger.certificate), "-inkey", str(stranger.key)]
    both = by_container.token.wrap(by_container.data, "-cades", *second)

    assert by_container.refuse(both) == "bad_cms"


def test_what_a_program_put_beside_the_signature_is_left_out(
    by_container: Offer, own_tokens: dict[str, OwnToken], every_trust: TrustPolicy
) -> None:
    foreign = own_tokens["ec"].certificate
    laden = by_container.token.wrap(by_container.data, "-cades", "-certfile", str(foreign))
    signed = by_container.complete(laden)

    assert verify(signed.content, every_trust).verdict is Verdict.VALID
    with pikepdf.open(BytesIO(signed.content)) as document:
        der = bytes(document.Root.AcroForm.Fields[0].V.Contents)
    certificates = cms.ContentInfo.load(der)["content"]["certificates"]
    assert len(certificates) == len(("own", "intermediate"))


@pytest.mark.parametrize("terms", [EXPIRED, NOT_FOR_SIGNING], ids=["expired", "usage"])
def test_a_certificate_that_may_not_sign_gets_no_ticket(
    terms: object, pdf: bytes, tmp_path: Path
) -> None:
    pki = make_pki(tmp_path / "pki")
    pki.issue(HEAD, terms)  # type: ignore[arg-type]
    token = export_token(pki, HEAD.name, tmp_path)

    with pytest.raises(CredentialError):
        offer(pdf, token)


def test_a_certificate_that_expires_meanwhile_is_refused(by_value: Offer) -> None:
    end = by_value.complete().certificate.not_after
    lasting = replace(by_value.ticket, expires_at=end + timedelta(days=9))

    with pytest.raises(CredentialError) as caught:
        complete(lasting, by_value.prepared, by_value.reply(), None, at=end + timedelta(days=1))

    assert caught.value.code == Code.CERTIFICATE_EXPIRED


@pytest.mark.parametrize("content", [b"", b"no", b"\x30\x82\x01\x00", bytes(2_000_000)], ids=len)
def test_a_certificate_that_is_none_gets_no_ticket(content: bytes, pdf: bytes) -> None:
    with pytest.raises(CredentialError) as caught:
        prepare(pdf, content, TicketRequest(USER, DOCUMENT, "Head", "signature_head"))

    assert caught.value.code == Code.CERTIFICATE_UNREADABLE


@pytest.mark.parametrize(("kind", "digest"), [("gost", "sha256"), ("rsa", "streebog256")])
def test_a_digest_that_does_not_go_with_the_key_is_refused(
    kind: str, digest: str, pdf: bytes, own_tokens: dict[str, OwnToken]
) -> None:
    with pytest.raises(SigningError) as caught:
        offer(pdf, own_tokens[kind], digest=digest)

    assert caught.value.code == "digest_algorithm"


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


# The forms in which programs give signatures.


def test_other_digests_go_with_rsa_and_elliptic_keys(
    pdf: bytes, own_tokens: dict[str, OwnToken], every_trust: TrustPolicy
) -> None:
    for kind in ("rsa", "ec"):
        for digest in ("sha384", "sha512"):
            offered = offer(pdf, replace(own_tokens[kind], digest=digest), digest=digest)

            assert verify(offered.complete().content, every_trust).verdict is Verdict.VALID


@pytest.mark.parametrize("form", ["DER", "PEM", "base64"])
def test_a_container_comes_in_any_wrapping(by_container: Offer, form: str) -> None:
    if form == "base64":
        wrapped = base64.encodebytes(by_container.sign())
    else:
        wrapped = by_container.token.wrap(by_container.data, form=form)

    assert by_container.complete(wrapped).content.startswith(by_container.pdf)


@pytest.mark.parametrize(
    "arrange",
    [
        lambda value: value,
        lambda value: value[::-1],
        lambda value: value[32:] + value[:32],
        lambda value: value[:32][::-1] + value[32:][::-1],
        lambda value: value.hex().encode(),
        lambda value: value[::-1].hex().upper().encode(),
        base64.b64encode,
        lambda value: base64.encodebytes(value[::-1]),
    ],
    ids=["cms", "cryptopro", "pkcs11", "halves", "hex", "HEX", "base64", "lines"],
)
def test_a_gost_value_comes_in_any_order_of_octets(
    by_value: Offer, arrange: Callable[[bytes], bytes], every_trust: TrustPolicy
) -> None:
    signed = by_value.complete(arrange(by_value.sign()))

    assert verify(signed.content, every_trust).verdict is Verdict.VALID


def test_an_elliptic_value_comes_as_two_numbers_side_by_side(
    pdf: bytes, own_tokens: dict[str, OwnToken], every_trust: TrustPolicy
) -> None:
    offered = offer(pdf, own_tokens["ec"])
    r, s = decode_dss_signature(offered.sign())
    signed = offered.complete(r.to_bytes(32) + s.to_bytes(32))

    assert verify(signed.content, every_trust).verdict is Verdict.VALID


def test_an_rsa_value_comes_reversed(
    pdf: bytes, own_tokens: dict[str, OwnToken], every_trust: TrustPolicy
) -> None:
    offered = offer(pdf, own_tokens["rsa"])
    signed = offered.complete(offered.sign()[::-1])

    assert verify(signed.content, every_trust).verdict is Verdict.VALID


# Several signers, of several kinds.


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


def test_nobody_is_named_in_what_may_be_logged(by_value: Offer, stranger: OwnToken) -> None:
    with pytest.raises(SigningError) as caught:
        by_value.complete(stranger.sign(by_value.data))

    assert "Мельник" not in repr(caught.value) + str(caught.value) + caught.value.detail
