"""Bearer API keys (RFC 6750): every route of the API asks for one before anything else."""

from flask import request

from service.domain.errors import UnauthenticatedError
from service.http.exchange import identify, services


def authenticate() -> None:
    """Identify the program that calls. Raises UnauthenticatedError."""
    scheme, _, secret = request.headers.get("Authorization", "").partition(" ")
    if scheme.casefold() != "bearer" or not secret.strip():
        message = "Укажите ключ доступа в заголовке Authorization: Bearer …"
        raise UnauthenticatedError(message)
    identify(services().accounts.identify_key(secret.strip()))
