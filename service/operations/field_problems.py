"""From what a library finds wrong with data to what a caller is told about the request."""

from collections.abc import Iterator
from contextlib import contextmanager

from doc_templates.errors import InvalidDataError
from service.domain.errors import InvalidRequestError, Problem


@contextmanager
def problems_under(pointer: str) -> Iterator[None]:
    """Name the problems of data by their place in the request. Raises InvalidRequestError."""
    try:
        yield
    except InvalidDataError as error:
        raise InvalidRequestError(
            tuple(
                Problem(f"{pointer}{p.pointer.removeprefix('#')}", p.code, p.message)
                for p in error.problems
            )
        ) from error
