"""Addresses: of bounded length; what names something in them can be an id and nothing else."""

from collections.abc import Mapping
from urllib.parse import urlencode

from flask import Flask, request
from werkzeug.exceptions import RequestURITooLarge
from werkzeug.routing import BaseConverter

MAX_ADDRESS_BYTES = 4096


def bound_addresses(app: Flask) -> None:
    """Hold the addresses of `app` to `MAX_ADDRESS_BYTES`."""
    app.before_request(_refuse_long)


def _refuse_long() -> None:
    if len(request.environ["PATH_INFO"]) + len(request.query_string) > MAX_ADDRESS_BYTES:
        raise RequestURITooLarge


def with_query(path: str, asked: Mapping[str, object]) -> str:
    """`path` with a query.

    What callers ask never becomes a keyword of `url_for`, which has names of its own (`_method`).
    """
    query = urlencode(asked, doseq=True)
    return f"{path}?{query}" if query else path


class IdConverter(BaseConverter):
    """`<id:document_id>`: what `service.domain.ids.is_safe_id` accepts; anything else is 404."""

    regex = "[a-z0-9][a-z0-9-]{0,63}"


class CodeConverter(BaseConverter):
    """`<code:kind>`: the code of a document kind."""

    regex = "[a-z][a-z0-9_]{0,63}"
