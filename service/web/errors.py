"""Refusals as pages: what happened, what to do, the number to quote, and a way back."""

from flask import Response, make_response, render_template

from service.http.exchange import request_id
from service.http.refusals import Refusal


def answer(refusal: Refusal) -> Response:
    """The page of `refusal`."""
    page = render_template("refusal.html", refusal=refusal, request_id=request_id())
    response = make_response(page, refusal.status)
    response.headers.update(refusal.headers)
    return response
