"""An OpenID Connect provider for tests: a real server on loopback, with real keys.

It does what the standard asks of it, and what a test tells it instead.
"""

import base64
import hashlib
import json
import secrets
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote_plus, urlencode, urlsplit

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from typing_extensions import override

CLIENT, SECRET = "grif", "секрет: с двоеточием"
PersonKey = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey
Json = dict[str, Any]


def encode(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def encode_json(content: Json) -> str:
    return encode(json.dumps(content).encode())


def encode_number(number: int) -> str:
    return encode(number.to_bytes((number.bit_length() + 7) // 8, "big"))


@cache
def rsa_key(_name: str = "usual") -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(65537, 2048)


@cache
def ec_key() -> ec.EllipticCurvePrivateKey:
    return ec.generate_private_key(ec.SECP256R1())


def describe_key(key: PersonKey, kid: str) -> Json:
    """The public half as a JWK (RFC 7517)."""
    if isinstance(key, rsa.RSAPrivateKey):
        numbers = key.public_key().public_numbers()
        shape = {"kty": "RSA", "n": encode_number(numbers.n), "e": encode_number(numbers.e)}
    else:
        point = key.public_key().public_numbers()
        sides = {"x": encode(point.x.to_bytes(32, "big")), "y": encode(point.y.to_bytes(32, "big"))}
        shape = {"kty": "EC", "crv": "P-256", **sides}
    return {**shape, "kid": kid, "use": "sig"}


def sign_token(header: Json, claims: Json, key: PersonKey) -> str:
    """A JWS by hand (RFC 7515), with nothing of what reads it."""
    signed = f"{encode_json(header)}.{encode_json(claims)}"
    if isinstance(key, rsa.RSAPrivateKey):
        signature = key.sign(signed.encode(), padding.PKCS1v15(), hashes.SHA256())
    else:
        r, s = decode_dss_signature(key.sign(signed.encode(), ec.ECDSA(hashes.SHA256())))
        signature = r.to_bytes(32, "big") + s.to_bytes(32, "big")
    return f"{signed}.{encode(signature)}"


@dataclass
class Provider:
    """What it is asked, whom it knows, and how it misbehaves."""

    issuer: str = ""
    now: Callable[[], datetime] = lambda: datetime.now(UTC)
    subject: object = "1000299353"
    key: PersonKey = field(default_factory=rsa_key)
    header: Json = field(default_factory=lambda: {"alg": "RS256", "kid": "k1", "typ": "JWT"})
    claims: Json = field(default_factory=dict)
    metadata: Json = field(default_factory=dict)
    published: list[Json] | None = None
    answer: dict[str, str] = field(default_factory=dict)
    make_token: Callable[[Json, Json], str] | None = None
    misbehave: dict[str, Callable[["Handler"], None]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    forms: list[tuple[dict[str, str], str]] = field(default_factory=list)
    codes: dict[str, dict[str, str]] = field(default_factory=dict)

    def describe(self) -> Json:
        usual = {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
            "authorization_response_iss_parameter_supported": True,
        }
        return {**usual, **self.metadata}

    def list_keys(self) -> Json:
        usual = [describe_key(self.key, str(self.header.get("kid")))]
        return {"keys": usual if self.published is None else self.published}

    def authorize(self, asked: dict[str, str]) -> str:
        """Where the browser is sent back to: whoever asks is let through."""
        code = secrets.token_urlsafe(16)
        self.codes[code] = asked
        usual = {"code": code, "state": asked["state"], "iss": self.issuer}
        said = {name: value for name, value in {**usual, **self.answer}.items() if value}
        return f"{asked['redirect_uri']}?{urlencode(said)}"

    def redeem(self, form: dict[str, str], authorization: str) -> tuple[int, Json]:
        """A code counts once, for who asked for it and knows the verifier (RFC 7636 §4.6)."""
        self.forms.append((form, authorization))
        asked = self.codes.pop(form.get("code", ""), None)
        verifier = form.get("code_verifier", "").encode()
        if asked is None or asked["redirect_uri"] != form["redirect_uri"]:
            return 400, {"error": "invalid_grant"}
        if asked["code_challenge"] != encode(hashlib.sha256(verifier).digest()):
            return 400, {"error": "invalid_grant"}
        if not self._knows(form, authorization):
            return 401, {"error": "invalid_client"}
        return 200, {
            "access_token": "of no use",
            "token_type": "Bearer",
            "id_token": self.token_for(asked),
        }

    def token_for(self, asked: dict[str, str]) -> str:
        now = int(self.now().timestamp())
        usual = {
            "iss": self.issuer,
            "sub": self.subject,
            "aud": CLIENT,
            "exp": now + 300,
            "iat": now,
            "nonce": asked["nonce"],
        }
        claims = {name: one for name, one in {**usual, **self.claims}.items() if one is not None}
        if self.make_token is not None:
            return self.make_token(self.header, claims)
        return sign_token(self.header, claims, self.key)

    def _knows(self, form: dict[str, str], authorization: str) -> bool:
        if authorization:
            name, _, secret = base64.b64decode(authorization.split()[1]).decode().partition(":")
            return (unquote_plus(name), unquote_plus(secret)) == (CLIENT, SECRET)
        return form.get("client_secret", SECRET) == SECRET and form["client_id"] == CLIENT


class Handler(BaseHTTPRequestHandler):
    """Answers for one provider."""

    provider: Provider

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        self.provider.asked.append(parts.path)
        if (instead := self.provider.misbehave.get(parts.path)) is not None:
            instead(self)
        elif parts.path == "/.well-known/openid-configuration":
            self.say(200, self.provider.describe())
        elif parts.path == "/keys":
            self.say(200, self.provider.list_keys())
        elif parts.path == "/authorize":
            asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
            self.send_to(self.provider.authorize(asked))
        else:
            self.say(404, {})

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self.provider.asked.append(self.path)
        if (instead := self.provider.misbehave.get(self.path)) is not None:
            instead(self)
            return
        form = {name: values[0] for name, values in parse_qs(body).items()}
        self.say(*self.provider.redeem(form, self.headers.get("Authorization", "")))

    def say(self, status: int, content: Json) -> None:
        body = json.dumps(content).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def send_to(self, address: str) -> None:
        self.send_response(302)
        self.send_header("Location", address)
        self.send_header("Content-Length", "0")
        self.end_headers()

    @override
    def log_message(self, format: str, *args: Any) -> None:
        pass


def talk_without_end(handler: Handler) -> None:
    """A megabyte of spaces before any JSON."""
    handler.send_response(200)
    handler.end_headers()
    drip(handler, b" " * 65536, times=16, pause=0)


def dawdle_over_the_head(handler: Handler) -> None:
    """A header that never ends, an octet at a time."""
    drip(handler, b"HTTP/1.1 200 OK\r\nX-Slow: ", times=1, pause=0)
    drip(handler, b"x", times=200, pause=0.05)


def drip(handler: Handler, piece: bytes, *, times: int, pause: float) -> None:
    try:
        for _ in range(times):
            handler.wfile.write(piece)
            time.sleep(pause)
    except OSError:  # the caller has had enough
        handler.close_connection = True


def answer_with(status: int) -> Callable[[Handler], None]:
    return lambda handler: handler.say(status, {})


@contextmanager
def run_provider(provider: Provider, context: ssl.SSLContext | None = None) -> Iterator[Provider]:
    """Serve until the block ends; the provider then knows its name."""
    own = type("OwnHandler", (Handler,), {"provider": provider})
    server = ThreadingHTTPServer(("127.0.0.1", 0), own)
    provider.issuer = f"http://127.0.0.1:{server.server_address[1]}"
    if context is not None:
        server.socket = context.wrap_socket(server.socket, server_side=True)
        provider.issuer = f"https://localhost:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
