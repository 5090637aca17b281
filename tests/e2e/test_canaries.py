"""Secrets of a running Grif are planted, used, mistyped, and then looked for everywhere."""

import base64
import re
import secrets
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import pyotp
import pytest
import sqlalchemy as sa
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    pkcs12,
)

from service.backstage import open_redis
from service.database.schema import metadata
from service.demo.pki import Pki
from tests.e2e.installation import HEAD, SCHOOL, Installation, install
from tests.e2e.people import hear_notices, live_as_person, sign_by_link
from tests.mail import Mailbox, run_mail_server
from tests.own_token import export_token
from tests.servers import PostgresqlCluster
from tests.soft_hsm import SoftHsm, make_soft_hsm

pytestmark = [
    pytest.mark.libreoffice,
    pytest.mark.redis,
    pytest.mark.postgresql,
    pytest.mark.xdist_group("e2e"),
]

ROLE = "canary"
_INVENTED = (
    "database",
    "mistyped",
    "mistyped PIN",
    "stranger",
    "mail",
    "OpenID",
    "password",
    "mistyped password",
)
_KEPT = {"seed": "table users", "webhook": "table webhooks", "link": "table letters"}
"""What the service itself has to read again is in one table, and nowhere else."""


@dataclass(frozen=True)
class Flock:
    """Secrets by name, as octets; what was written down of the installation, by place."""

    canaries: Mapping[str, bytes]
    places: Mapping[str, bytes]
    document_id: str
    code: str = ""

    def find(self) -> list[tuple[str, str]]:
        """Say which secret is in which place, plain, in hexadecimal or in base64."""
        return [
            (name, place)
            for name, canary in self.canaries.items()
            for place, content in self.places.items()
            if _KEPT.get(name) != place
            if any(form in content for form in _list_forms(canary))
        ]

    def find_code(self) -> list[str]:
        """Say where the code of six digits is, apart from the letter: alone, not in a number."""
        alone = re.compile(rb"(?<![\w.-])%b(?![\w-])" % self.code.encode())
        written = ("log", "queue", *(one for one in self.places if one.startswith("table ")))
        places = (*written, *(one for one in self.places if one.endswith("environ")))
        return [one for one in places if one != "table letters" and alone.search(self.places[one])]


@pytest.fixture(scope="module")
def flock(postgresql_cluster: PostgresqlCluster, tmp_path_factory: pytest.TempPathFactory) -> Flock:
    folder = tmp_path_factory.mktemp("canaries")
    canaries = {name: secrets.token_urlsafe(18) for name in _INVENTED}
    url = _require_password(postgresql_cluster, canaries["database"], folder / "pgpass")
    hsm = make_soft_hsm(folder / "hsm")
    canaries["seed"] = pyotp.random_base32()
    with (
        _known(hsm),
        run_mail_server(Mailbox()) as port,
        install(folder, database_url=url, **_name_outside(folder, canaries, port)) as grif,
    ):
        key = Pki(folder / "pki")
        secret = {name: text.encode() for name, text in canaries.items()}
        secret["passphrase"] = key.get_passphrase_file(HEAD.name).read_bytes().strip()
        secret["api key"] = grif.client.api_key.encode()
        secret.update(_list_key_octets(key, secret["passphrase"]))
        secret["PIN"] = hsm.pin.encode()
        document_id = _live(grif, canaries)
        _live_with_token(grif, hsm, canaries["mistyped PIN"])
        secret["webhook"] = hear_notices(grif).encode()
        live_as_person(grif, canaries)
        token, code = sign_by_link(grif)
        secret["link"] = token.encode()
        places = dict(_collect(grif, folder))
    return Flock(secret, places, document_id, code)


def _name_outside(folder: Path, canaries: Mapping[str, str], port: int) -> dict[str, Any]:
    """A mail server that takes no password without TLS, and a provider who is away."""
    for name in ("mail", "OpenID"):
        (folder / name).write_text(canaries[name])
    return {
        "smtp_host": "127.0.0.1",
        "smtp_port": port,
        "smtp_security": "none",
        "smtp_user": "grif",
        "smtp_password_file": folder / "mail",
        "oidc_issuer": "http://127.0.0.1:9",
        "oidc_client_id": "grif",
        "oidc_client_secret_file": folder / "OpenID",
    }


def _require_password(cluster: PostgresqlCluster, password: str, file: Path) -> str:
    """Make a role that the server asks for a password, kept where administrators keep it."""
    rules = cluster.folder / "data" / "pg_hba.conf"
    rules.write_text(f"local all {ROLE} scram-sha-256\n{rules.read_text()}")
    with psycopg.connect(f"host={cluster.folder} user=postgres", autocommit=True) as connection:
        connection.execute(f"CREATE ROLE {ROLE} SUPERUSER LOGIN PASSWORD '{password}'".encode())
        connection.execute("SELECT pg_reload_conf()")
    file.touch(mode=0o600)
    file.write_text(f"*:*:*:*:{password}\n")
    plain = cluster.create("canaries").replace("postgres@", f"{ROLE}@")
    return f"{plain}&passfile={file}"


def _list_key_octets(pki: Pki, passphrase: bytes) -> Iterator[tuple[str, bytes]]:
    container = pkcs12.load_pkcs12(pki.get_container(HEAD.name).read_bytes(), passphrase)
    assert isinstance(container.key, ec.EllipticCurvePrivateKey)
    yield "private number", container.key.private_numbers().private_value.to_bytes(32)
    form = (Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    yield "private key", container.key.private_bytes(*form)


def _live(grif: Installation, canaries: Mapping[str, str]) -> str:
    """Sign, fail to sign with a mistyped passphrase, and knock with a stranger's key."""
    document_id: str = grif.post("order_assign_pairs", "good", sign=True)["id"]
    assert grif.await_settled(90) == {"archived": 1}
    passphrase = grif.settings.keys / SCHOOL / "head.pass"
    passphrase.write_text(canaries["mistyped"])
    container = passphrase.with_suffix(".p12")
    container.write_bytes(container.read_bytes())  # a new file: the old key is forgotten
    waiting = grif.post("order_assign_pairs", "waits", sign=True)["id"]
    grif.await_settled(8)
    assert grif.client.get(f"/api/v1/documents/{waiting}")["failure"]["code"] == (
        "credential_unreadable"
    )
    knock = urllib.request.Request(
        f"http://{grif.client.address}/api/v1/documents",
        headers={"Authorization": f"Bearer {canaries['stranger']}"},
    )
    with pytest.raises(urllib.error.HTTPError):
        urllib.request.urlopen(knock, timeout=30)  # noqa: S310 -- our own address
    return document_id


@contextmanager
def _known(hsm: SoftHsm) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOFTHSM2_CONF", str(hsm.configuration))
        yield


def _live_with_token(grif: Installation, hsm: SoftHsm, mistyped: str) -> None:
    """Let the order that waits be signed by a token, then pull that out and mistype its PIN."""
    keys = grif.settings.keys / SCHOOL
    folder = grif.settings.root.parent
    hsm.add_token("school", export_token(Pki(folder / "pki"), HEAD.name, folder / "exported"))
    hsm.lay("school", keys / "head")
    assert grif.await_settled(90) == {"archived": 2}
    hsm.pull_out("school")
    waiting = grif.post("order_assign_pairs", "waits for the token", sign=True)["id"]
    grif.await_settled(8)
    (keys / "head.pin").write_text(mistyped)
    hsm.put_back("school")
    grif.await_settled(30)
    assert grif.client.get(f"/api/v1/documents/{waiting}")["failure"]["code"] == "pin_refused"


def _collect(grif: Installation, folder: Path) -> Iterator[tuple[str, bytes]]:
    """Read whatever the processes show, log, queue and store, but for the keys themselves."""
    for process in grif.find_processes():
        name = " ".join(process.cmdline()[1:4])
        for file in ("environ", "cmdline"):
            yield f"{name} {process.pid} {file}", Path(f"/proc/{process.pid}/{file}").read_bytes()
    yield "log", (folder / "grif.log").read_bytes()
    for path in grif.settings.root.rglob("*"):
        if path.is_file() and not path.is_relative_to(grif.settings.keys):
            yield str(path.relative_to(grif.settings.root)), path.read_bytes()
    yield "queue", _dump_queue(grif)
    engine = sa.create_engine(grif.settings.database)
    with engine.connect() as connection:
        for table in metadata.sorted_tables:
            rows = connection.execute(sa.select(table)).all()
            yield f"table {table.name}", repr([tuple(row) for row in rows]).encode()
    engine.dispose()


def _dump_queue(grif: Installation) -> bytes:
    with open_redis(grif.settings) as redis:
        return b"\n".join(redis.dump(key) or b"" for key in redis.keys("*"))


def _list_forms(canary: bytes) -> Iterator[bytes]:
    yield canary
    yield canary.hex().encode()
    yield canary.hex().upper().encode()
    yield base64.b64encode(canary).rstrip(b"=")[:-1]


def test_no_secret_is_anywhere_but_where_it_is_kept(flock: Flock) -> None:
    assert flock.find() == []
    assert flock.find_code() == []


def test_the_search_looks_where_there_is_something_to_find(flock: Flock) -> None:
    names = " ".join(flock.places)
    environments = [text for place, text in flock.places.items() if place.endswith("environ")]

    assert all(word in names for word in ("gunicorn", "worker convert", "worker sign", "zygote"))
    assert sum(b"GRIF_DATA_DIR=" in text for text in environments) >= 4
    assert flock.document_id.encode() in flock.places["table audit_events"]
    for code in (b"credential_unreadable", b"token_absent", b"pin_refused"):
        assert code in flock.places["log"]
    for name, place in _KEPT.items():
        assert flock.canaries[name] in flock.places[place]
    assert flock.code.encode() in flock.places["table letters"]
    assert b"letter_not_taken" in flock.places["log"]
    assert any(flock.places["queue"].splitlines())
    assert all(len(canary) >= 16 for canary in flock.canaries.values())


def test_a_secret_that_got_out_would_be_found(flock: Flock) -> None:
    for name, canary in flock.canaries.items():
        for form in _list_forms(canary):
            leaking = Flock({name: canary}, {"log": b"before " + form + b" after"}, "")
            assert leaking.find() == [(name, "log")]
