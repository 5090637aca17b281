"""Headers that tell a browser what a page may not do."""

import secrets
from typing import cast

from flask import Flask, Response, g

from service.http.exchange import request_id

_POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'nonce-{nonce}'{plugins}; "
    "connect-src 'self'; img-src 'self' data:; form-action 'self'; frame-ancestors 'none'; "
    "base-uri 'none'"
)
# CryptoPro's script fetches the rest of itself from its extension: the one for Chromium of manifest
# version 2, that of version 3, and the one for Opera and Yandex Browser (`load_extension` in it).
_PLUGINS = (
    " chrome-extension://iifchhfnnmpdbibifmljnfjhpififfog"
    " chrome-extension://pfhgbfnnjiafkhfdkmpiflachepdcjod"
    " chrome-extension://epebfcehmdedogndhlcacafjaacknbcm"
)
_HEADERS = {
    "X-Frame-Options": "DENY",  # for browsers that know no frame-ancestors
    "X-Content-Type-Options": "nosniff",
    # Not `no-referrer`: browsers would then send forms with `Origin: null`.
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
_YEAR_SECONDS = 31_536_000


def script_nonce() -> str:
    """What a script of this very answer must say to run (CSP Level 3 §8); no other one will."""
    if "script_nonce" not in g:
        g.script_nonce = secrets.token_urlsafe(16)
    return cast("str", g.script_nonce)


def allow_signing_plugin() -> None:
    """Let this one answer run the signing plug-in, which brings scripts of its own."""
    g.has_plugin = True


def protect(app: Flask, *, is_https: bool) -> None:
    """Add the headers to every answer; nothing is cached unless a route says so."""

    def add_headers(response: Response) -> Response:
        response.headers.update(_HEADERS)
        plugins = _PLUGINS if g.get("has_plugin") else ""
        policy = _POLICY.format(nonce=script_nonce(), plugins=plugins)
        response.headers["Content-Security-Policy"] = policy
        response.headers["X-Request-Id"] = request_id()
        response.headers.setdefault("Cache-Control", "no-store")
        if is_https:
            response.headers["Strict-Transport-Security"] = f"max-age={_YEAR_SECONDS}"
        return response

    app.after_request(add_headers)
