"""Refusals as pages: what happened, what to do, the number to quote, and a way back."""

from flask import Response, make_response, render_template, request

from service.http.exchange import request_id
from service.http.refusals import Refusal

_DESK = ("/", "К списку документов")
_FOR_ANYBODY = ("/verify", "К проверке подписи")


def answer(refusal: Refusal) -> Response:
    """The page of `refusal`."""
    back = _FOR_ANYBODY if request.blueprint in {"verification", "links"} else _DESK
    page = render_template("refusal.html", refusal=refusal, request_id=request_id(), back=back)
    response = make_response(page, refusal.status)
    response.headers.update(refusal.headers)
    return response
