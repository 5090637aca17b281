import json
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding

from service.demo.certificates import Terms
from service.demo.pki import Pki, ensure_pki
from signing.timestamping import HttpTimestampAuthority
from tests.pki import DEPUTY, HEAD, make_pki, open_credential

COMMAND = [sys.executable, "-m", "service.demo.authority", "--die-with-parent", "--pki"]


@pytest.fixture
def own_pki(tmp_path: Path) -> Pki:
    return make_pki(tmp_path / "pki", HEAD, DEPUTY)


@pytest.fixture(scope="module")
def url(pki: Pki) -> Iterator[str]:
    with subprocess.Popen([*COMMAND, str(pki.folder)], stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        yield json.loads(server.stdout.readline())["url"]
        server.terminate()


def openssl(*arguments: object, folder: Path) -> str:
    command = ["openssl", *map(str, arguments)]
    run = subprocess.run(command, cwd=folder, check=False, capture_output=True, text=True)
    return run.stdout + run.stderr


def read_tree(folder: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_second_founding_changes_nothing(own_pki: Pki) -> None:
    before = read_tree(own_pki.folder)
    ensure_pki(own_pki.folder, [HEAD, DEPUTY], key_type="ec")

    assert read_tree(own_pki.folder) == before


def test_a_new_holder_gets_a_certificate_and_the_others_keep_theirs(tmp_path: Path) -> None:
    pki = make_pki(tmp_path, HEAD)
    before = read_tree(tmp_path)
    ensure_pki(tmp_path, [HEAD, DEPUTY], key_type="ec")
    after = read_tree(tmp_path)

    assert before.items() <= after.items()
    assert pki.find_certificate(DEPUTY.name) is not None


def test_a_certificate_about_to_expire_is_renewed(own_pki: Pki) -> None:
    own_pki.issue(HEAD, Terms(key_type="ec", lasts=timedelta(days=5)))
    ensure_pki(own_pki.folder, [HEAD], key_type="ec")
    summary = open_credential(own_pki).certificate

    assert summary.not_after - summary.not_before > timedelta(days=400)


def test_keys_and_passphrases_are_for_their_owner_only(own_pki: Pki) -> None:
    private = [
        *(own_pki.folder / "ca").glob("*.key"),
        *(own_pki.folder / "keys").iterdir(),
    ]

    assert len(private) == 4 + 4
    assert {path.stat().st_mode & 0o777 for path in private} == {0o600}
    assert (own_pki.folder / "ca").stat().st_mode & 0o077 == 0
    assert (own_pki.folder / "keys").stat().st_mode & 0o077 == 0


def test_openssl_accepts_the_chain_and_notices_a_revocation(own_pki: Pki) -> None:
    certificate = own_pki.find_certificate(HEAD.name)
    assert certificate is not None
    trust = own_pki.trust
    (trust / "head.pem").write_bytes(certificate.public_bytes(Encoding.PEM))
    anchors = ("-CAfile", "root.pem", "-untrusted", "intermediate.pem")
    lists = ("-crl_check_all", "-CRLfile", "root.crl", "-CRLfile", "intermediate.crl")
    before = openssl("verify", "-x509_strict", *anchors, *lists, "head.pem", folder=trust)
    own_pki.revoke(HEAD.name)
    after = openssl("verify", "-x509_strict", *anchors, *lists, "head.pem", folder=trust)

    assert "head.pem: OK" in before
    assert "certificate revoked" in after


def test_revoking_a_second_certificate_keeps_the_first_on_the_list(own_pki: Pki) -> None:
    own_pki.revoke(HEAD.name)
    own_pki.revoke(DEPUTY.name)

    assert len(list(own_pki.get_crl("intermediate"))) == 2


def test_openssl_verifies_our_time_stamp(url: str, pki: Pki, tmp_path: Path) -> None:
    token = HttpTimestampAuthority(f"{url}/tsa").issue_token(bytes(32))
    (tmp_path / "token.der").write_bytes(token)
    said = openssl(
        *("ts", "-verify", "-digest", bytes(32).hex(), "-in", "token.der", "-token_in"),
        *("-CAfile", pki.trust / "root.pem", "-untrusted", pki.trust / "intermediate.pem"),
        folder=tmp_path,
    )

    assert "Verification: OK" in said


def test_openssl_understands_the_status_of_a_certificate(
    url: str, pki: Pki, tmp_path: Path
) -> None:
    certificate = pki.find_certificate(HEAD.name)
    assert certificate is not None
    (tmp_path / "head.pem").write_bytes(certificate.public_bytes(Encoding.PEM))
    said = openssl(
        *("ocsp", "-issuer", pki.trust / "intermediate.pem", "-cert", "head.pem"),
        *("-url", f"{url}/ocsp", "-CAfile", pki.trust / "root.pem"),
        *("-verify_other", pki.trust / "intermediate.pem"),
        folder=tmp_path,
    )

    assert "Response verify OK" in said
    assert "head.pem: good" in said


@pytest.mark.parametrize(
    "path", ["crl/root.crl", "crl/intermediate.crl", "ca/intermediate.crt", "ca/root.crt"]
)
def test_lists_and_certificates_are_published(path: str, url: str) -> None:
    with urllib.request.urlopen(f"{url}/{path}") as response:  # noqa: S310 -- our own server
        assert response.read(2) == b"\x30\x82"


def test_the_authority_dies_with_its_parent(pki: Pki) -> None:
    parent = (
        "import subprocess, sys\n"
        "child = subprocess.Popen(sys.argv[1:], stdout=subprocess.PIPE)\n"
        "child.stdout.readline()\n"
        "print(child.pid)\n"
    )
    command = [sys.executable, "-c", parent, *COMMAND, str(pki.folder)]
    run = subprocess.run(command, check=True, capture_output=True, text=True, timeout=30)
    status = Path(f"/proc/{run.stdout.strip()}/status")
    deadline = time.monotonic() + 5
    while is_running(status) and time.monotonic() < deadline:
        time.sleep(0.02)

    assert not is_running(status)


def is_running(status: Path) -> bool:
    return status.exists() and "State:\tZ" not in status.read_text()
