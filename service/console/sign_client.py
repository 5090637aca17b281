"""`grif sign-client`: the signer's side of signing with a key of one's own, by files and OpenSSL.

Stands in for a token's program where there is none, and shows that the protocol needs nothing of
Grif: it prints the command that does the same.
"""

import base64
import json
import shlex
import subprocess  # noqa: TID251 -- OpenSSL is the signer's own program
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import click

from service.console.help import RussianCommand
from service.console.paths import OutputFile
from signing.digests import compute_digest

_OPENSSL_NAMES: Final = {
    "sha256": "sha256",
    "sha384": "sha384",
    "sha512": "sha512",
    "streebog256": "md_gost12_256",
    "streebog512": "md_gost12_512",
}
_FILE: Final = click.Path(exists=True, dir_okay=False, path_type=Path)
_SECONDS: Final = 60
_PKCS12: Final = (".p12", ".pfx")


@dataclass(frozen=True, slots=True)
class _Payload:
    """What the ticket asks to sign; the shape of `signing.tickets.ClientPayload`."""

    mode: str
    digest: str
    data: bytes
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class _Keys:
    """The signer's files, and the options that open the key."""

    key: str
    certificate: str
    passphrase: Sequence[str]


@click.command(cls=RussianCommand)
@click.argument("payload", type=_FILE)
@click.option("-o", "--output", type=OutputFile(), required=True, help="Файл ответа")
@click.option("--key", type=_FILE, help="Ключ: PEM или PKCS#12 (.p12, .pfx)")
@click.option("--certificate", type=_FILE, help="Сертификат, если он не в PKCS#12")
@click.option("--passphrase-file", type=_FILE, help="Файл с паролем к ключу")
def sign_client(
    payload: Path,
    output: Path,
    key: Path | None,
    certificate: Path | None,
    passphrase_file: Path | None,
) -> None:
    """Подписать своим ключом то, что просит запрос PAYLOAD (JSON), через openssl.

    Без --key записывает подписываемые данные рядом с ответом и показывает команду.
    """
    asked = _read_payload(payload)
    if key is None:
        data = output.with_name(f"{output.name}.data")
        data.write_bytes(asked.data)
        command = _build_command(asked, _Keys("КЛЮЧ.pem", "СЕРТИФИКАТ.pem", ()))
        click.echo(f"{shlex.join(command)} < {shlex.quote(str(data))} > {shlex.quote(str(output))}")
        return
    passphrase = ("-passin", f"file:{passphrase_file}") if passphrase_file else ()
    with tempfile.TemporaryDirectory() as folder:
        if certificate is None and key.suffix.lower() in _PKCS12:
            certificate = _take_certificate(key, passphrase, Path(folder))
        own = _Keys(str(key), str(certificate or ""), passphrase)
        output.write_bytes(_run(_build_command(asked, own), asked.data))
    click.echo(f"Ответ записан: {output}")


def _read_payload(path: Path) -> _Payload:
    """Read the payload and see that it is what it says. Raises click.ClickException.

    The whole answer of the service will do as well: the payload is in it.
    """
    try:
        sent = json.loads(path.read_bytes())
        fields: Mapping[str, str] = sent.get("payload", sent)
        payload = _Payload(
            mode=fields["mode"],
            digest=fields["digest_algorithm"],
            data=base64.b64decode(fields["data_base64"], validate=True),
            expires_at=datetime.fromisoformat(fields["expires_at"]),
        )
        is_whole = compute_digest(payload.digest, payload.data).hex() == fields["digest_hex"]
        is_late = payload.expires_at < datetime.now(UTC)  # noqa: TID251 -- a person's own clock
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        message = "Это не запрос на подпись, или он неполон."
        raise click.ClickException(message) from error
    if not is_whole or payload.mode not in {"attrs", "cms"}:
        message = "Запрос на подпись повреждён: данные не сходятся с их хэшем."
        raise click.ClickException(message)
    if is_late:
        message = "Время на подписание вышло. Начните подписание заново."
        raise click.ClickException(message)
    return payload


def _take_certificate(container: Path, passphrase: Sequence[str], folder: Path) -> Path:
    """Take the certificate out of a container: `openssl cms` cannot open one for it."""
    source = ["-in", str(container), *passphrase]
    path = folder / "certificate.pem"
    path.write_bytes(_run(["openssl", "pkcs12", *source, "-nokeys", "-clcerts"], b""))
    return path


def _build_command(payload: _Payload, keys: _Keys) -> list[str]:
    """Return the call of OpenSSL that reads the data and writes the reply.

    Debian has the Russian algorithms in libengine-gost-openssl.
    """
    digest = _OPENSSL_NAMES[payload.digest]
    engine = ["-engine", "gost"] if payload.digest.startswith("streebog") else []
    if payload.mode == "attrs":
        return ["openssl", "dgst", *engine, f"-{digest}", *keys.passphrase, "-sign", keys.key]
    if not keys.certificate:
        message = "Нужен сертификат: --certificate ФАЙЛ."
        raise click.ClickException(message)
    shape = ["-sign", "-cades", "-binary", "-outform", "DER", "-md", digest]
    who = ["-signer", keys.certificate, "-inkey", keys.key]
    return ["openssl", "cms", *engine, *shape, *who, *keys.passphrase]


def _run(command: Sequence[str], data: bytes) -> bytes:
    """Run OpenSSL; its complaints go to the person as they are."""
    try:
        done = subprocess.run(  # noqa: S603 -- openssl with the person's own files
            command, input=data, capture_output=True, timeout=_SECONDS, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        message = "Программа openssl не запустилась."
        raise click.ClickException(message) from error
    if done.returncode:
        sys.stderr.write(done.stderr.decode(errors="replace"))
        message = "openssl не подписал: см. его сообщение выше."
        raise click.ClickException(message)
    return done.stdout
