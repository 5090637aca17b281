"""The demo's timestamp, OCSP and revocation list server, on the loopback interface only.

    python -m service.demo.authority --pki DIR --port N [--die-with-parent]

Prints one JSON line, {"port": N, "url": "..."}, as soon as it listens (port 0 picks a free one).
Timestamps are made by OpenSSL: an implementation of RFC 3161 independent of the one under test.
"""

import argparse
import base64
import ctypes
import json
import os
import secrets
import shutil
import signal
import subprocess  # noqa: TID251 -- OpenSSL is the timestamp authority
import tempfile
import urllib.parse
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import ClassVar

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import ocsp
from typing_extensions import override

from service.demo.pki import Pki

HOST = "127.0.0.1"

_LARGEST_REQUEST_BYTES = 16 * 1024
_OCSP_LASTS = timedelta(days=1)
_PR_SET_PDEATHSIG = 1  # prctl(2)
_OPENSSL = shutil.which("openssl") or "openssl"
_TSA_OPTIONS = ("-config", "tsa.cnf", "-queryfile", "query", "-out", "reply")
_TSA_POLICY = "1.2.643.100.113.1"

_TSA_CONFIG = """\
[tsa]
default_tsa = demo
[demo]
serial = {work}/serial
crypto_device = builtin
signer_cert = {ca}/tsa.pem
certs = {ca}/intermediate.pem
signer_key = {ca}/tsa.key
signer_digest = sha256
default_policy = {policy}
digests = sha256, sha384, sha512
accuracy = secs:1
ordering = no
tsa_name = yes
ess_cert_id_chain = no
ess_cert_id_alg = sha256
"""


class Responder:
    """Answers about certificates and time in the name of one PKI."""

    def __init__(self, pki: Pki) -> None:
        self._pki = pki
        self._ca = pki.folder.absolute() / "ca"
        self._intermediate = pki.get_authority("intermediate").certificate
        self._signer = pki.get_authority("ocsp")

    def issue_token(self, query: bytes) -> bytes:
        """Answer a TimeStampReq with a TimeStampResp (RFC 3161)."""
        with tempfile.TemporaryDirectory() as name:
            work = Path(name)
            config = _TSA_CONFIG.format(work=work, ca=self._ca, policy=_TSA_POLICY)
            (work / "tsa.cnf").write_text(config, encoding="utf-8")
            (work / "serial").write_text(secrets.token_hex(10), encoding="ascii")
            (work / "query").write_bytes(query)
            subprocess.run(  # noqa: S603 -- a fixed command; the query goes in as a file
                [_OPENSSL, "ts", "-reply", *_TSA_OPTIONS],
                cwd=work,
                env={"PATH": os.defpath},
                check=True,
                capture_output=True,
                timeout=20,
            )
            return (work / "reply").read_bytes()

    def answer_ocsp(self, query: bytes) -> bytes:
        """Answer an OCSP request (RFC 6960) about a certificate of the intermediate."""
        request = ocsp.load_der_ocsp_request(query)
        entry = self._pki.get_crl("intermediate").get_revoked_certificate_by_serial_number(
            request.serial_number
        )
        path = self._pki.folder / "issued" / f"{request.serial_number:X}.crt"
        if not path.exists():
            refusal = ocsp.OCSPResponseStatus.UNAUTHORIZED
            return ocsp.OCSPResponseBuilder.build_unsuccessful(refusal).public_bytes(Encoding.DER)
        now = datetime.now(UTC)  # noqa: TID251 -- the demo's authority lives in real time
        status = ocsp.OCSPCertStatus.REVOKED if entry else ocsp.OCSPCertStatus.GOOD
        builder = ocsp.OCSPResponseBuilder().add_response(
            cert=x509.load_der_x509_certificate(path.read_bytes()),
            issuer=self._intermediate,
            algorithm=request.hash_algorithm,
            cert_status=status,
            this_update=now,
            next_update=now + _OCSP_LASTS,
            revocation_time=entry.revocation_date_utc if entry else None,
            revocation_reason=x509.ReasonFlags.key_compromise if entry else None,
        )
        signer = self._signer
        builder = builder.responder_id(ocsp.OCSPResponderEncoding.HASH, signer.certificate)
        builder = builder.certificates([signer.certificate])
        return builder.sign(signer.key, hashes.SHA256()).public_bytes(Encoding.DER)

    def find_file(self, path: str) -> bytes | None:
        """Return the published file at `path`: a revocation list or an issuer's certificate."""
        published = {f"/crl/{name}.crl": name for name in ("root", "intermediate")}
        if path in published:
            return self._pki.get_crl(published[path]).public_bytes(Encoding.DER)
        issuers = {f"/ca/{name}.crt": name for name in ("root", "intermediate")}
        if path in issuers:
            return self._pki.get_authority(issuers[path]).certificate.public_bytes(Encoding.DER)
        return None


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    responder: ClassVar[Responder]

    def do_POST(self) -> None:
        length = int(self.headers.get("Content-Length", 0))
        if length > _LARGEST_REQUEST_BYTES:
            self.close_connection = True
            self._reply(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
            return
        body = self.rfile.read(length)
        if self.path == "/tsa":
            self._answer("application/timestamp-reply", self.responder.issue_token, body)
        elif self.path == "/ocsp":
            self._answer("application/ocsp-response", self.responder.answer_ocsp, body)
        else:
            self._reply(HTTPStatus.NOT_FOUND)

    def do_GET(self) -> None:
        content = self.responder.find_file(self.path)
        if content is not None:
            self._reply(HTTPStatus.OK, "application/octet-stream", content)
        elif self.path.startswith("/ocsp/"):
            self._answer("application/ocsp-response", self._answer_encoded, self.path.encode())
        else:
            self._reply(HTTPStatus.NOT_FOUND)

    def _answer_encoded(self, path: bytes) -> bytes:
        """Answer an OCSP request that came in the address (RFC 6960, A.1)."""
        query = urllib.parse.unquote(path.decode().removeprefix("/ocsp/"))
        return self.responder.answer_ocsp(base64.b64decode(query, validate=True))

    def _answer(self, content_type: str, answer: Callable[[bytes], bytes], body: bytes) -> None:
        try:
            content = answer(body)
        except (ValueError, OSError, subprocess.SubprocessError):
            self._reply(HTTPStatus.BAD_REQUEST)
        else:
            self._reply(HTTPStatus.OK, content_type, content)

    def _reply(
        self, status: HTTPStatus, content_type: str = "text/plain", content: bytes = b""
    ) -> None:
        self.send_response(status)
        self.send_header("Content-Type", content_type)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    @override
    def log_message(self, format: str, *args: object) -> None:
        """Say nothing: the addresses are of no interest in the demo."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64


def open_server(pki: Pki, port: int = 0) -> ThreadingHTTPServer:
    """Bind the server to the loopback interface; the caller runs `serve_forever()`."""
    handler = type("_BoundHandler", (_Handler,), {"responder": Responder(pki)})
    return _Server((HOST, port), handler)


def main() -> None:
    """Serve until killed."""
    parser = argparse.ArgumentParser(description="Учебные службы времени и статусов сертификатов")
    parser.add_argument("--pki", type=Path, required=True, help="папка удостоверяющего центра")
    parser.add_argument("--port", type=int, default=0, help="порт на 127.0.0.1; 0 — любой")
    parser.add_argument("--die-with-parent", action="store_true", help="завершиться с родителем")
    options = parser.parse_args()
    if options.die_with_parent:
        _die_with_parent()
    server = open_server(Pki(options.pki), options.port)
    port = server.server_address[1]
    print(json.dumps({"port": port, "url": f"http://{HOST}:{port}"}), flush=True)
    server.serve_forever()


def _die_with_parent() -> None:
    """Ask Linux for SIGTERM when the parent ends, however it ends."""
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


if __name__ == "__main__":
    main()
