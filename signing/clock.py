"""The one door to the current time in this package; callers may always pass a moment instead."""

from datetime import UTC, datetime


def now() -> datetime:
    """Return the current moment in UTC."""
    return datetime.now(UTC)  # noqa: TID251 -- a library has no Clock of its own to ask
