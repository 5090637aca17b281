import copy
import pickle
import traceback
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, pkcs12
from cryptography.x509.oid import NameOID

from service.demo.certificates import Holder, Terms
from service.demo.pki import Pki
from signing.credentials import Credential, load_pkcs12
from signing.errors import MESSAGES, Code, CredentialError
from tests.pki import (
    EXPIRED,
    HEAD,
    NOT_FOR_SIGNING,
    NOT_YET_VALID,
    make_pki,
    open_credential,
)

PASSPHRASE = b"a passphrase that must not be seen"


def write_container(
    folder: Path, key: rsa.RSAPrivateKey | None, certificate: x509.Certificate | None
) -> tuple[Path, Path]:
    lock = BestAvailableEncryption(PASSPHRASE)
    content = pkcs12.serialize_key_and_certificates(b"x", key, certificate, None, lock)
    paths = folder / "x.p12", folder / "x.pass"
    for path, data in zip(paths, (content, PASSPHRASE), strict=True):
        path.write_bytes(data)
    return paths


def refuse(pki: Pki, holder: Holder, at: datetime | None = None) -> CredentialError:
    with pytest.raises(CredentialError) as caught:
        load_pkcs12(pki.get_container(holder.name), pki.get_passphrase_file(holder.name), at=at)
    return caught.value


def test_the_summary_names_the_person_and_not_the_organisation(head: Credential, pki: Pki) -> None:
    certificate = pki.find_certificate(HEAD.name)

    assert certificate is not None
    assert head.certificate.holder == "Мельник Ольга Сергеевна"
    assert head.certificate.common_name == HEAD.organisation
    assert head.certificate.issuer == "Учебный УЦ"
    assert int(head.certificate.serial_hex, 16) == certificate.serial_number
    assert head.certificate.serial_hex == head.certificate.serial_hex.upper()
    assert len(head.certificate.serial_hex) % 2 == 0
    assert head.certificate.not_after - head.certificate.not_before == timedelta(days=455)


def test_without_a_person_the_common_name_is_the_holder(tmp_path: Path) -> None:
    seal = Holder("seal", "МКОУ «Школа»", "", "", "", "0012345678", "1020000000001")
    pki = make_pki(tmp_path, seal)

    assert open_credential(pki, seal).certificate.holder == "МКОУ «Школа»"


@pytest.mark.parametrize(
    ("terms", "code"),
    [
        (EXPIRED, Code.CERTIFICATE_EXPIRED),
        (NOT_YET_VALID, Code.CERTIFICATE_NOT_YET_VALID),
        (NOT_FOR_SIGNING, Code.CERTIFICATE_WRONG_USAGE),
    ],
)
def test_a_certificate_that_may_not_sign_today_is_refused(
    terms: Terms, code: Code, tmp_path: Path
) -> None:
    pki = make_pki(tmp_path)
    pki.issue(HEAD, terms)

    assert refuse(pki, HEAD).code == code


def test_the_moment_of_use_can_be_given(pki: Pki) -> None:
    later = datetime.now(UTC) + timedelta(days=1000)

    assert refuse(pki, HEAD, at=later).code == Code.CERTIFICATE_EXPIRED


def test_a_missing_file_is_refused(pki: Pki, tmp_path: Path) -> None:
    with pytest.raises(CredentialError) as caught:
        load_pkcs12(pki.get_container(HEAD.name), tmp_path / "nothing.pass")

    assert caught.value.code == Code.CREDENTIAL_NOT_FOUND


def test_a_container_that_is_none_is_refused(tmp_path: Path, pki: Pki) -> None:
    broken = tmp_path / "broken.p12"
    broken.write_bytes(b"\x30\x82not a container")

    with pytest.raises(CredentialError) as caught:
        load_pkcs12(broken, pki.get_passphrase_file(HEAD.name))

    assert caught.value.code == Code.CREDENTIAL_UNREADABLE


def test_a_container_without_a_key_is_refused(tmp_path: Path, pki: Pki) -> None:
    with pytest.raises(CredentialError) as caught:
        load_pkcs12(*write_container(tmp_path, None, pki.find_certificate(HEAD.name)))

    assert caught.value.code == Code.CREDENTIAL_INCOMPLETE


def test_a_short_key_is_refused(tmp_path: Path) -> None:
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Слабый ключ")])
    weak = rsa.generate_private_key(65537, 1024)  # noqa: S505 -- that is the point
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(weak.public_key())
        .serial_number(1)
        .not_valid_before(datetime(2026, 1, 1, tzinfo=UTC))
        .not_valid_after(datetime(2036, 1, 1, tzinfo=UTC))
        .sign(weak, hashes.SHA256())
    )

    with pytest.raises(CredentialError) as caught:
        load_pkcs12(*write_container(tmp_path, weak, certificate))

    assert caught.value.code == Code.CREDENTIAL_KEY_UNSUPPORTED


def test_a_passphrase_file_may_end_with_a_line_break(pki: Pki, tmp_path: Path) -> None:
    edited = tmp_path / "edited.pass"
    edited.write_bytes(pki.get_passphrase_file(HEAD.name).read_bytes() + b"\r\n")

    assert load_pkcs12(pki.get_container(HEAD.name), edited).certificate.holder


@pytest.mark.parametrize("show", [repr, str, ascii, "{}".format])
def test_a_credential_shows_nothing_but_a_fingerprint(
    show: Callable[[object], str], head: Credential
) -> None:
    assert show(head) == f"<Credential sha256={head.certificate.sha256[:16]}>"


@pytest.mark.parametrize("leak", [pickle.dumps, copy.copy, copy.deepcopy])
def test_a_credential_cannot_be_copied_anywhere(
    leak: Callable[[object], object], head: Credential
) -> None:
    with pytest.raises(TypeError):
        leak(head)


def test_a_credential_has_no_dictionary_to_dump(head: Credential) -> None:
    with pytest.raises(TypeError):
        vars(head)


def test_a_wrong_passphrase_leaks_neither_itself_nor_the_holder(
    pki: Pki, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    wrong = tmp_path / "wrong.pass"
    wrong.write_bytes(PASSPHRASE)

    with pytest.raises(CredentialError) as caught:
        load_pkcs12(pki.get_container(HEAD.name), wrong)

    error = caught.value
    trace = traceback.TracebackException.from_exception(error, capture_locals=True)
    seen = "".join((*trace.format(), repr(error), str(error), error.detail, caplog.text))
    assert error.code == Code.CREDENTIAL_UNREADABLE
    assert PASSPHRASE.decode() not in seen
    assert HEAD.surname not in seen


def test_every_code_has_a_sentence_for_people() -> None:
    assert set(MESSAGES) == set(Code)
    assert all(text.endswith(".") and text[0].isupper() for text in MESSAGES.values())


@pytest.mark.parametrize(
    "content",
    [
        pytest.param("пароль".encode("utf-16"), id="utf-16"),
        pytest.param("password".encode("utf-16-le"), id="utf-16 without a mark"),
        pytest.param("пароль".encode("cp1251"), id="cp1251"),
        pytest.param(b"pass\0word", id="NUL"),
        pytest.param(b"pass\nword", id="two lines"),
        pytest.param(b"", id="nothing"),
    ],
)
def test_a_passphrase_file_that_is_no_text_is_refused(
    pki: Pki, tmp_path: Path, content: bytes
) -> None:
    (tmp_path / "x.pass").write_bytes(content)

    with pytest.raises(CredentialError) as caught:
        load_pkcs12(pki.get_container(HEAD.name), tmp_path / "x.pass")

    assert caught.value.code == Code.CREDENTIAL_UNREADABLE


def test_a_passphrase_saved_by_notepad_opens_the_key(pki: Pki, tmp_path: Path) -> None:
    passphrase = pki.get_passphrase_file(HEAD.name).read_text("utf-8")
    (tmp_path / "x.pass").write_bytes(b"\xef\xbb\xbf" + passphrase.encode() + b"\r\n")

    credential = load_pkcs12(pki.get_container(HEAD.name), tmp_path / "x.pass")

    assert credential.certificate.holder
