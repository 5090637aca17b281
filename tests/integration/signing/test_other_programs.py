"""What poppler and OpenSSL, which know nothing of our code, say about our documents."""

import subprocess
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest

from service.demo.pki import Pki
from signing.signing import SignedPdf
from signing.verification import TrustPolicy, verify

pytestmark = pytest.mark.libreoffice


def ask_pdfsig(content: bytes, folder: Path) -> str:
    path = folder / "signed.pdf"
    path.write_bytes(content)
    command = ["pdfsig", "-nocert", str(path)]
    run = subprocess.run(command, check=False, capture_output=True)
    return run.stdout.decode(errors="replace")  # it cuts long names in the middle of a letter


def ask_openssl(content: bytes, field: int, pki: Pki, folder: Path) -> str:
    """Let OpenSSL verify the container of a field over the bytes it covers, CAdES included."""
    with pikepdf.open(BytesIO(content)) as document:
        value = document.Root.AcroForm.Fields[field].V
        start, length, rest, size = (int(number) for number in value.ByteRange)
        container = bytes(value.Contents)
    (folder / "container.der").write_bytes(container)
    covered = content[start : start + length] + content[rest : rest + size]
    (folder / "covered").write_bytes(covered)
    command = ["openssl", "cms", "-verify", "-cades", "-binary", "-inform", "DER"]
    files = ["-in", "container.der", "-content", "covered", "-out", "verified"]
    trust = ["-CAfile", str(pki.trust / "root.pem"), "-purpose", "any"]
    run = subprocess.run(
        [*command, *files, *trust], cwd=folder, check=False, capture_output=True, text=True
    )
    return run.stderr


def test_we_find_the_document_valid(signed_twice: SignedPdf, trust: TrustPolicy) -> None:
    report = verify(signed_twice.content, trust)

    assert report.verdict == "valid"
    assert [one.level for one in report.signatures] == ["B-T", "B-T"]
    assert all(one.mark_matches for one in report.signatures)


def test_poppler_finds_the_signature_valid(signed: SignedPdf, tmp_path: Path) -> None:
    said = ask_pdfsig(signed.content, tmp_path)

    assert said.count("Signature is Valid") == 1
    assert "ETSI.CAdES.detached" in said
    assert "Total document signed" in said


def test_poppler_finds_both_signatures_valid(signed_twice: SignedPdf, tmp_path: Path) -> None:
    assert ask_pdfsig(signed_twice.content, tmp_path).count("Signature is Valid") == 2


@pytest.mark.parametrize("field", [0, 1])
def test_openssl_verifies_each_container(
    field: int, signed_twice: SignedPdf, pki: Pki, tmp_path: Path
) -> None:
    assert "CAdES Verification successful" in ask_openssl(
        signed_twice.content, field, pki, tmp_path
    )


@pytest.mark.parametrize("share", [0.01, 0.3, 0.5])
def test_everybody_notices_a_flipped_byte(
    share: float, signed: SignedPdf, pki: Pki, trust: TrustPolicy, tmp_path: Path
) -> None:
    changed = bytearray(signed.content)
    changed[int(len(changed) * share)] ^= 0x01
    content = bytes(changed)

    assert verify(content, trust).verdict != "valid"
    assert "Signature is Valid" not in ask_pdfsig(content, tmp_path)
    assert "successful" not in ask_openssl(content, 0, pki, tmp_path)
