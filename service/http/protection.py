"""Headers that tell a browser what a page may not do."""

from flask import Flask, Response, g

from service.http.exchange import request_id

_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; "
    "frame-ancestors 'none'; base-uri 'none'"
)
# CryptoPro's script fetches the rest of itself from its extension: for Chromium, and for Opera and
# Yandex Browser.
_PLUGINS = (
    "chrome-extension://iifchhfnnmpdbibifmljnfjhpififfog",
    "chrome-extension://epiejncknlhcgcanmnmnjnmghjkpgkdd",
)
_SCRIPTS = f"; script-src 'self' {' '.join(_PLUGINS)}"
_HEADERS = {
    "Content-Security-Policy": _POLICY,
    "X-Content-Type-Options": "nosniff",
    # Not `no-referrer`: browsers would then send forms with `Origin: null`.
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
_YEAR_SECONDS = 31_536_000


def allow_own_scripts() -> None:
    """Let this one answer run scripts of ours and of the signing plug-in; other pages have none."""
    g.has_scripts = True


def protect(app: Flask, *, is_https: bool) -> None:
    """Add the headers to every answer; nothing is cached unless a route says so."""

    def add_headers(response: Response) -> Response:
        response.headers.update(_HEADERS)
        if g.get("has_scripts"):
            response.headers["Content-Security-Policy"] = _POLICY + _SCRIPTS
        response.headers["X-Request-Id"] = request_id()
        response.headers.setdefault("Cache-Control", "no-store")
        if is_https:
            response.headers["Strict-Transport-Security"] = f"max-age={_YEAR_SECONDS}"
        return response

    app.after_request(add_headers)
