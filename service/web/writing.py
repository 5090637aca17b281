"""Who fills in forms, and of which kinds."""

from doc_templates.catalogue import Kind
from doc_templates.errors import UnknownKindError
from service.domain.access import Scope, require_scope, require_writing
from service.domain.errors import NotFoundError
from service.http.exchange import principal, services


def require_writer() -> None:
    """Turn away those who only read. Raises ForbiddenError."""
    require_scope(principal(), Scope.WRITE, Scope.MUNICIPAL)


def get_writable_kind(code: str) -> Kind:
    """The kind, if the person may make documents of it. Raises NotFoundError, ForbiddenError."""
    try:
        kind = services().catalogue.get_kind(code)
    except UnknownKindError as error:
        raise NotFoundError(error.message) from error
    require_writing(principal(), is_municipal=kind.is_municipal)
    return kind
