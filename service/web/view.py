"""Версия для слабовидящих: how large, in which colours and how widely the pages are set.

The choices are those of ГОСТ Р 52872-2019 (5.2, 5.3): size of text up to twice as large, colours of
high contrast, wider spacing. They are kept in a cookie of the browser and are nobody's data.
"""

import re
from http import HTTPStatus
from typing import Final
from urllib.parse import urlsplit

from flask import Blueprint, Response, redirect, request
from werkzeug.wrappers import Response as BareResponse

from service.http.exchange import services
from service.web.visitor import cookie_name, own_path, require_own_form
from service.web.visitor_forms import require_before_token, show_before

view = Blueprint("view", __name__)

CHOICES: Final = {
    "size": ("Размер текста", (("usual", "обычный"), ("large", "крупный"), ("huge", "вдвое"))),
    "colours": (
        "Цвета",
        (
            ("usual", "обычные"),
            ("black", "чёрным по белому"),
            ("white", "белым по чёрному"),
            ("blue", "тёмно-синим по голубому"),
        ),
    ),
    "spacing": ("Промежутки", (("usual", "обычные"), ("wide", "большие"))),
}
_COOKIE, _USUAL = "view", "usual"
_YEAR_SECONDS = 31_536_000
_SAVED = re.compile(r"[a-z]+(?:\.[a-z]+){2}", re.ASCII)


@view.get("/view")
def show() -> Response:
    """The choices."""
    return show_before("view.html", choices=CHOICES, chosen=read_view(), back=_came_from())


@view.post("/view")
def choose() -> BareResponse:
    """Keep the choice, and lead back."""
    require_own_form()
    require_before_token()
    chosen = [_known(name, request.form.get(name, "")) for name in CHOICES]
    response = redirect(own_path(request.form.get("next", "/")), HTTPStatus.SEE_OTHER)
    response.set_cookie(
        cookie_name(_COOKIE),
        ".".join(chosen),
        max_age=_YEAR_SECONDS,
        secure=services().settings.secure_cookies,
        httponly=True,
        samesite="Lax",
    )
    return response


def read_view() -> dict[str, str]:
    """What this browser has chosen; the usual where it has not."""
    saved = request.cookies.get(cookie_name(_COOKIE), "")
    said = saved.split(".") if _SAVED.fullmatch(saved) else [_USUAL] * len(CHOICES)
    return {name: _known(name, value) for name, value in zip(CHOICES, said, strict=True)}


def view_classes() -> str:
    """The classes of the page's root; empty for the usual view."""
    return " ".join(f"{name}-{value}" for name, value in read_view().items() if value != _USUAL)


def _came_from() -> str:
    """The page with the link to this one, as the browser says; no page repeats its own address."""
    came = urlsplit(request.referrer or "")
    place = came.path + (f"?{came.query}" if came.query else "")
    return own_path(place) if came.netloc == request.host and place != request.path else "/"


def _known(name: str, value: str) -> str:
    """The value when it is one of the choices."""
    return value if value in dict(CHOICES[name][1]) else _USUAL
