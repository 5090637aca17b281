from datetime import timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from service.demo.pki import Pki
from signing.errors import Code, TrustError
from signing.report import Finding
from signing.verification import load_trust, verify
from tests.town import NOW, Town, TownStatus, translate, write_signature


def test_a_folder_of_anchors_is_read(pki: Pki) -> None:
    trust = load_trust([pki.trust])

    assert (len(trust.roots), len(trust.intermediates), len(trust.crls)) == (1, 1, 2)


def test_several_certificates_in_one_file_are_read(pki: Pki, tmp_path: Path) -> None:
    bundle = tmp_path / "bundle.pem"
    names = ("root.pem", "intermediate.pem")
    bundle.write_bytes(b"\n".join((pki.trust / name).read_bytes() for name in names))
    trust = load_trust([bundle])

    assert (len(trust.roots), len(trust.intermediates)) == (1, 1)


def test_der_is_read_too(pki: Pki, tmp_path: Path) -> None:
    certificate = x509.load_pem_x509_certificate((pki.trust / "root.pem").read_bytes())
    (tmp_path / "root.cer").write_bytes(certificate.public_bytes(Encoding.DER))
    crl = x509.load_der_x509_crl((pki.trust / "root.crl").read_bytes())
    (tmp_path / "root.crl").write_bytes(crl.public_bytes(Encoding.PEM))
    (tmp_path / "README").write_text("не сертификат", encoding="utf-8")
    trust = load_trust([tmp_path])

    assert (len(trust.roots), len(trust.crls)) == (1, 1)


def test_a_missing_file_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(TrustError) as caught:
        load_trust([tmp_path / "root.pem"])

    assert caught.value.code == Code.TRUST_NOT_FOUND


@pytest.mark.parametrize("name", ["root.pem", "root.crl"])
@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"certificate",
        b"\x30\x82\x01",
        b"-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n",
        b"-----BEGIN CERTIFICATE-----\nMIIB",
    ],
    ids=["empty", "text", "cut", "short", "open"],
)
def test_a_damaged_file_is_an_error(content: bytes, name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(content)

    with pytest.raises(TrustError) as caught:
        load_trust([tmp_path])

    assert caught.value.code == Code.TRUST_UNREADABLE


def test_without_a_root_nothing_can_be_trusted(pki: Pki) -> None:
    with pytest.raises(TrustError) as caught:
        load_trust([pki.trust / "intermediate.pem"])

    assert (caught.value.code, caught.value.detail) == (Code.TRUST_UNREADABLE, "no root")


def test_answers_of_a_folder_are_heard_too(tmp_path: Path, pdf: bytes) -> None:
    town = Town()
    status = TownStatus(town)
    lost, kept = town.issue_head(), town.issue_head()
    town.revoke(lost, NOW - timedelta(days=1))
    (tmp_path / "root.der").write_bytes(town.trust.roots[0].dump())
    (tmp_path / "int.der").write_bytes(town.trust.intermediates[0].dump())
    (tmp_path / "root.crl").write_bytes(status.make_list(town.root).dump())
    for name, one in (("lost", lost), ("kept", kept)):
        answer = status.answer(translate(one.certificate))
        (tmp_path / f"{name}.ocsp").write_bytes(answer.dump())
    trust = load_trust([tmp_path])
    findings = [
        verify(write_signature(pdf, town.open(one), None), trust, NOW).signatures[0].finding
        for one in (lost, kept, town.issue_head())
    ]

    assert findings == [Finding.REVOKED, Finding.GOOD, Finding.REVOCATION_UNKNOWN]


def test_a_refusal_is_no_answer(tmp_path: Path) -> None:
    (tmp_path / "refused.ocsp").write_bytes(b"\x30\x03\x0a\x01\x06")

    with pytest.raises(TrustError) as caught:
        load_trust([tmp_path])

    assert caught.value.code == Code.TRUST_UNREADABLE
