"""What the signing library refuses, as the application says it."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from service.domain.errors import (
    ConflictError,
    ForbiddenError,
    GrifError,
    InvalidRequestError,
    Problem,
)
from signing.errors import Code, SigningError

_CONFLICTS = frozenset(
    {
        Code.ALREADY_USED,
        Code.DOCUMENT_CHANGED,
        Code.DOCUMENT_LOCKED,
        Code.EXPIRED,
        Code.GOST_UNAVAILABLE,
        Code.MARK_PLACE_MISSING,
        Code.PREPARED_BLOB_CORRUPT,
        Code.SIGNATURE_FIELD_TAKEN,
        Code.TRUST_NOT_FOUND,
        Code.TRUST_UNREADABLE,
    }
)
_POINTERS: Mapping[Code, str] = {
    Code.CERTIFICATE_EXPIRED: "#/certificate",
    Code.CERTIFICATE_NOT_QUALIFIED: "#/certificate",
    Code.CERTIFICATE_NOT_YET_VALID: "#/certificate",
    Code.CERTIFICATE_UNREADABLE: "#/certificate",
    Code.CERTIFICATE_WRONG_USAGE: "#/certificate",
    Code.CREDENTIAL_KEY_UNSUPPORTED: "#/certificate",
    Code.MARK_TEXT_UNSUPPORTED: "#/certificate",
}


@contextmanager
def signing_refused(pointer: str) -> Iterator[None]:
    """Turn a SigningError into the application's error with the same code.

    `pointer` is the field that is to blame unless the code tells another.
    """
    try:
        yield
    except SigningError as error:
        raise _translate(error, pointer) from error


def _translate(error: SigningError, pointer: str) -> GrifError:
    if error.code is Code.WRONG_USER:
        return ForbiddenError(error.message, code=error.code)
    if error.code in _CONFLICTS:
        return ConflictError(error.message, code=error.code)
    problem = Problem(_POINTERS.get(error.code, pointer), error.code, error.message)
    return InvalidRequestError((problem,), code=error.code)
