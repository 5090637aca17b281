"""One JSON line per request, without anything personal: the route's pattern, never the address."""

import structlog
from flask import Response, request

from service.http.exchange import elapsed_ms, principal_id, request_id
from service.logs import frames_of

log = structlog.get_logger()


def note_response(response: Response) -> Response:
    """Write the line of this exchange."""
    log.info(
        "request",
        method=request.method,
        route=_route(),
        status=response.status_code,
        ms=round(elapsed_ms(), 1),
        request_id=request_id(),
        principal=principal_id(),
    )
    return response


def note_failure(error: Exception) -> None:
    """Write where an unexpected error came from; its text might hold somebody's data."""
    log.error(
        "request_failed",
        error=type(error.__cause__ or error).__name__,
        frames=frames_of(error),
        request_id=request_id(),
    )


def note_identity(code: str, cause: str) -> None:
    """Write why nobody came in by the provider: people quote the request's id and no more."""
    log.warning("openid_refused", code=code, cause=cause, request_id=request_id())


def _route() -> str:
    return "-" if request.url_rule is None else request.url_rule.rule
