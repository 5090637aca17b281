"""What is wrong with a short form: a sentence for each box, by the box's name."""

from service.domain.errors import InvalidRequestError


def by_box(error: InvalidRequestError) -> dict[str, str]:
    """The first problem of every box."""
    found: dict[str, str] = {}
    for problem in error.problems:
        found.setdefault(problem.pointer.removeprefix("#/"), problem.message)
    return found
