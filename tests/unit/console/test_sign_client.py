import hashlib
import json
import subprocess
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from service.cli import main
from service.demo.pki import Pki
from signing import clock
from signing.deferred import (
    Mode,
    Reply,
    SigningTicket,
    TicketRequest,
    complete,
    get_client_payload,
    prepare,
)
from signing.trust import load_trust
from signing.verification import Verdict, verify
from tests.own_token import OwnToken, export_token
from tests.pki import HEAD, make_pki
from tests.pki_gost import make_gost_pki
from tests.signable import make_pdf

MODES: tuple[Mode, ...] = ("attrs", "cms")


@dataclass(frozen=True)
class Signer:
    """Somebody with a key, and whom those trust who believe them."""

    token: OwnToken
    trust: tuple[Path, ...]
    container: tuple[Path, Path] | None = None


@pytest.fixture(scope="module", params=["rsa", "ec", "gost-256", "gost-512"])
def signer(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Signer:
    folder = tmp_path_factory.mktemp("signer")
    family, _, bits = request.param.partition("-")
    if family == "gost":
        pki = make_gost_pki(folder, int(bits))
        return Signer(pki.get_token(), tuple(pki.trust))
    return make_signer(make_pki(folder / "pki", key_type=family), folder)


def make_signer(pki: Pki, folder: Path) -> Signer:
    files = pki.get_container(HEAD.name), pki.get_passphrase_file(HEAD.name)
    return Signer(export_token(pki, HEAD.name, folder), (pki.trust,), files)


@dataclass(frozen=True)
class Exchange:
    """A ticket written to a folder, and the reply expected there."""

    folder: Path
    ticket: SigningTicket
    prepared: bytes

    def run(self, *options: str) -> Result:
        files = [str(self.folder / "payload.json"), "-o", str(self.folder / "reply")]
        return CliRunner().invoke(main, ["sign-client", *files, *options])

    def finish(self, trust: tuple[Path, ...]) -> Verdict:
        content = (self.folder / "reply").read_bytes()
        reply = Reply("user", self.ticket.source_sha256, content)
        done = complete(self.ticket, self.prepared, reply, None)
        return verify(done.content, load_trust(trust)).verdict

    def spoil(self, change: dict[str, object]) -> None:
        path = self.folder / "payload.json"
        path.write_text(json.dumps({**json.loads(path.read_text()), **change}))


def offer(folder: Path, token: OwnToken, mode: Mode) -> Exchange:
    request = TicketRequest("user", "document", "Head", "signature_head", mode)
    chain = [path.read_bytes() for path in token.others]
    ticket, prepared = prepare(make_pdf(), token.certificate.read_bytes(), request, chain=chain)
    payload = get_client_payload(ticket, prepared).to_dict()
    (folder / "payload.json").write_text(json.dumps(payload))
    return Exchange(folder, ticket, prepared)


@pytest.mark.parametrize("mode", MODES)
def test_a_key_of_ones_own_signs_through_plain_openssl(
    mode: Mode, signer: Signer, tmp_path: Path
) -> None:
    exchange = offer(tmp_path, signer.token, mode)
    files = ["--key", str(signer.token.key), "--certificate", str(signer.token.certificate)]
    result = exchange.run(*files)

    assert result.exit_code == 0, result.output
    assert exchange.finish(signer.trust) is Verdict.VALID


@pytest.mark.parametrize("mode", MODES)
def test_the_command_that_is_shown_does_the_same(
    mode: Mode, signer: Signer, tmp_path: Path
) -> None:
    exchange = offer(tmp_path, signer.token, mode)
    shown = exchange.run().output.strip()
    command = shown.replace("КЛЮЧ.pem", str(signer.token.key))
    command = command.replace("СЕРТИФИКАТ.pem", str(signer.token.certificate))
    subprocess.run(["bash", "-c", command.replace("'", "")], check=True, capture_output=True)

    assert shown.startswith("openssl ")
    assert exchange.finish(signer.trust) is Verdict.VALID


@pytest.fixture(scope="module")
def elliptic(tmp_path_factory: pytest.TempPathFactory) -> Signer:
    folder = tmp_path_factory.mktemp("elliptic")
    return make_signer(make_pki(folder / "pki"), folder)


@pytest.mark.parametrize("mode", MODES)
def test_a_container_with_its_passphrase_in_a_file_signs_too(
    mode: Mode, elliptic: Signer, tmp_path: Path
) -> None:
    assert elliptic.container is not None
    container, passphrase = elliptic.container
    exchange = offer(tmp_path, elliptic.token, mode)
    result = exchange.run("--key", str(container), "--passphrase-file", str(passphrase))

    assert result.exit_code == 0, result.output
    assert exchange.finish(elliptic.trust) is Verdict.VALID
    assert passphrase.read_text() not in result.output


def test_the_whole_answer_of_the_service_will_do(elliptic: Signer, tmp_path: Path) -> None:
    exchange = offer(tmp_path, elliptic.token, "attrs")
    payload = json.loads((tmp_path / "payload.json").read_text())
    answer = {"id": "ticket", "state": "prepared", "payload": payload}
    (tmp_path / "payload.json").write_text(json.dumps(answer))
    result = exchange.run("--key", str(elliptic.token.key))

    assert result.exit_code == 0, result.output
    assert exchange.finish(elliptic.trust) is Verdict.VALID


@pytest.mark.parametrize("content", ["[]", '"payload"', '{"payload": 1}', "{"])
def test_what_is_no_payload_is_refused(content: str, elliptic: Signer, tmp_path: Path) -> None:
    exchange = offer(tmp_path, elliptic.token, "attrs")
    (tmp_path / "payload.json").write_text(content)
    result = exchange.run("--key", str(elliptic.token.key))

    assert result.exit_code != 0
    assert "не запрос" in result.output


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"digest_hex": hashlib.sha256(b"").hexdigest()}, "не сходятся"),
        ({"mode": "other"}, "не сходятся"),
        ({"digest_algorithm": "sha1"}, "не запрос"),
        ({"data_base64": "?"}, "не запрос"),
        ({"expires_at": None}, "не запрос"),
        ({"expires_at": (clock.now() - timedelta(minutes=1)).isoformat()}, "Время"),
    ],
    ids=["digest", "mode", "algorithm", "data", "no end", "late"],
)
def test_a_payload_that_cannot_be_right_is_not_signed(
    change: dict[str, object], said: str, elliptic: Signer, tmp_path: Path
) -> None:
    exchange = offer(tmp_path, elliptic.token, "attrs")
    exchange.spoil(change)
    result = exchange.run("--key", str(elliptic.token.key))

    assert result.exit_code != 0
    assert said in result.output
    assert not (tmp_path / "reply").exists()


def test_a_container_needs_a_certificate(elliptic: Signer, tmp_path: Path) -> None:
    result = offer(tmp_path, elliptic.token, "cms").run("--key", str(elliptic.token.key))

    assert result.exit_code != 0
    assert "--certificate" in result.output


def test_what_openssl_says_reaches_the_person(elliptic: Signer, tmp_path: Path) -> None:
    exchange = offer(tmp_path, elliptic.token, "attrs")
    result = exchange.run("--key", str(elliptic.token.certificate))

    assert result.exit_code != 0
    assert "openssl не подписал" in result.output
    assert not (tmp_path / "reply").exists()


def test_without_openssl_the_reason_is_told(
    elliptic: Signer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    result = offer(tmp_path, elliptic.token, "attrs").run("--key", str(elliptic.token.key))

    assert result.exit_code != 0
    assert "не запустилась" in result.output
