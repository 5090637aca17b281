"""Certificates and authorities for the tests: good ones and every kind of bad one."""

import secrets
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from asn1crypto import algos, tsp

from service.demo.authority import Responder, open_server
from service.demo.certificates import Holder, KeyType, Terms
from service.demo.pki import Pki, ensure_pki
from signing.credentials import Credential, load_pkcs12
from signing.errors import Code, TimestampError

HEAD = Holder(
    name="head",
    organisation="МКОУ «Образцовская СОШ № 1»",
    surname="Мельник",
    given_name="Ольга Сергеевна",
    title="Директор",
    inn="0012345678",
    ogrn="1020000000001",
    settlement="с. Тестово",
)
DEPUTY = Holder(
    name="deputy",
    organisation="МКОУ «Образцовская СОШ № 1»",
    surname="Константинопольская-Преображенская",
    given_name="Александра Константиновна",
    title="Заместитель директора",
    inn="0012345678",
    ogrn="1020000000001",
)
EXPIRED = Terms(key_type="ec", starts=timedelta(days=-400), lasts=timedelta(days=365))
NOT_YET_VALID = Terms(key_type="ec", starts=timedelta(days=30))
NOT_FOR_SIGNING = Terms(key_type="ec", usage=("key_encipherment",))


def make_pki(folder: Path, *holders: Holder, key_type: KeyType = "ec") -> Pki:
    """Make a certification authority; elliptic keys by default, because they are made at once."""
    return ensure_pki(folder, holders or (HEAD,), key_type=key_type)


def open_credential(pki: Pki, holder: Holder = HEAD) -> Credential:
    """Open the key of `holder`."""
    return load_pkcs12(pki.get_container(holder.name), pki.get_passphrase_file(holder.name))


@contextmanager
def serve_authority(pki: Pki, port: int = 0) -> Iterator[str]:
    """Serve time stamps, statuses and lists on the loopback interface; yields the base URL."""
    server = open_server(pki, port)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@dataclass(frozen=True)
class NearbyAuthority:
    """A timestamp authority without a network: OpenSSL answers in this very process."""

    responder: Responder

    def issue_token(self, digest: bytes) -> bytes:
        algorithm = algos.DigestAlgorithm({"algorithm": "sha256"})
        imprint = {"hash_algorithm": algorithm, "hashed_message": digest}
        nonce = secrets.randbits(63)
        query = {"version": 1, "message_imprint": imprint, "nonce": nonce, "cert_req": True}
        reply = self.responder.issue_token(tsp.TimeStampReq(query).dump())
        return bytes(tsp.TimeStampResp.load(reply)["time_stamp_token"].dump())


class AbsentAuthority:
    """A timestamp authority that is away."""

    def issue_token(self, digest: bytes) -> bytes:
        raise TimestampError(Code.TIMESTAMP_UNAVAILABLE, detail=f"{len(digest)} bytes unanswered")


@dataclass(frozen=True)
class CannedAuthority:
    """A timestamp authority that gives everybody the same token."""

    token: bytes

    def issue_token(self, digest: bytes) -> bytes:
        return self.token if digest else b""
