"""What a database is asked meanwhile."""

from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa


@contextmanager
def counted_questions() -> Iterator[list[str]]:
    """The statements that are sent to any database meanwhile."""
    asked: list[str] = []

    def note(*about: str) -> None:
        asked.append(about[2])

    sa.event.listen(sa.engine.Engine, "before_cursor_execute", note)
    try:
        yield asked
    finally:
        sa.event.remove(sa.engine.Engine, "before_cursor_execute", note)
