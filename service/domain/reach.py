"""How far the work in hand reaches: whose rows the database shows it, whatever it asks for.

The first wall are the questions, each of which names whose rows it wants. This is the second one:
PostgreSQL shows no row beyond the reach, so that a question that forgot to name anybody finds
nothing of anybody else. Whoever opens a door says the reach; SQLite has no such wall.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Protocol

from service.domain.ids import MunicipalityId, OrganisationId


class Bound(Protocol):
    """Whoever or whatever belongs to one organisation or to one municipality."""

    @property
    def organisation_id(self) -> OrganisationId | None: ...  # noqa: D102 -- the class says it
    @property
    def municipality_id(self) -> MunicipalityId | None: ...  # noqa: D102 -- the class says it


@dataclass(frozen=True)
class Reach:
    """One organisation, one municipality with its organisations, nothing, or everything."""

    organisation_id: OrganisationId | None = None
    municipality_id: MunicipalityId | None = None
    is_endless: bool = False


NOTHING = Reach()
"""Before anybody is known: what opens a row then is the secret that names this very row."""

EVERYTHING = Reach(is_endless=True)
"""For processes that serve everybody, and for whoever keeps the installation."""

_SAID: ContextVar[Reach | None] = ContextVar("reach", default=None)


def said_reach() -> Reach | None:
    """What was said last here; None when nobody has said anything."""
    return _SAID.get()


def say_reach(reach: Reach | None) -> None:
    """Let it count from now on, for a door that does not know when the work will end."""
    _SAID.set(reach)


def reach_of(bound: Bound) -> Reach:
    """What belongs to the same organisation or municipality."""
    return Reach(bound.organisation_id, bound.municipality_id)


@contextmanager
def reaching(reach: Reach) -> Iterator[None]:
    """Let it count for a block, and then what counted before."""
    before = _SAID.set(reach)
    try:
        yield
    finally:
        _SAID.reset(before)
