"""A program that uses Grif from outside: the REST client of the demo."""

import http.client
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

_SECONDS = 30


class RequestRefusedError(Exception):
    """The service said no; the text has the status and the public code."""


@dataclass(frozen=True)
class RestClient:
    """Speaks to one Grif with one API key."""

    address: str
    api_key: str = ""

    def get(self, path: str, **query: str) -> dict[str, Any]:
        """Read a JSON resource. Raises RequestRefusedError."""
        target = f"{path}?{urlencode(query)}" if query else path
        return _as_object(self._exchange("GET", target, None, {}))

    def get_bytes(self, path: str) -> bytes:
        """Download a file. Raises RequestRefusedError."""
        return self._exchange("GET", path, None, {})

    def post(self, path: str, body: Mapping[str, object], idempotency_key: str) -> dict[str, Any]:
        """Create something, once however often it is repeated. Raises RequestRefusedError."""
        headers = {"Content-Type": "application/json", "Idempotency-Key": idempotency_key}
        return _as_object(self._exchange("POST", path, json.dumps(body).encode(), headers))

    def _exchange(
        self, method: str, target: str, body: bytes | None, headers: Mapping[str, str]
    ) -> bytes:
        connection = http.client.HTTPConnection(self.address, timeout=_SECONDS)
        try:
            authorization = {"Authorization": f"Bearer {self.api_key}"} if self.api_key else {}
            connection.request(method, target, body, {**headers, **authorization})
            response = connection.getresponse()
            content = response.read()
        finally:
            connection.close()
        if response.status >= http.HTTPStatus.BAD_REQUEST:
            raise RequestRefusedError(_describe(response.status, content))
        return content


def _as_object(content: bytes) -> dict[str, Any]:
    decoded = json.loads(content)
    if not isinstance(decoded, dict):
        message = "expected a JSON object"
        raise TypeError(message)
    return decoded


def _describe(status: int, content: bytes) -> str:
    try:
        problem = json.loads(content)
    except ValueError:
        return str(status)
    pointers = ", ".join(error.get("pointer", "") for error in problem.get("errors", []))
    return f"{status} {problem.get('code', '')} {pointers}".strip()
