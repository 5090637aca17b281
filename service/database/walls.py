"""The second wall: tells PostgreSQL how far a transaction reaches. SQLite has none.

The policies of the tables (migration 0019) compare rows with words that are said at the beginning
of a transaction and forgotten with it. A word that was not said opens nothing.
"""

from collections.abc import Sequence
from typing import Final

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from service.domain.reach import Reach

_SAY: Final = sa.text(
    "SELECT set_config('grif.organisation', :organisation, true),"
    " set_config('grif.municipality', :municipality, true),"
    " set_config('grif.everything', :everything, true)"
)
_ADD: Final = sa.text("SELECT set_config('grif.' || :name, :word, true)")
_IS_BOUND: Final = sa.text(
    "SELECT NOT (rolsuper OR rolbypassrls) FROM pg_roles WHERE rolname = current_user"
)


def begin_within(connection: Connection, reach: Reach) -> None:
    """Show this transaction what is within the reach and nothing else."""
    if _has_walls(connection):
        words = {
            "organisation": reach.organisation_id or "",
            "municipality": reach.municipality_id or "",
            "everything": "on" if reach.is_endless else "",
        }
        connection.execute(_SAY, words)


def reveal(connection: Connection, **words: str) -> None:
    """Show this transaction also the one row that a secret, a login or an address names."""
    if _has_walls(connection):
        for name, word in words.items():
            connection.execute(_ADD, {"name": name, "word": word})


def name_above(connection: Connection, user_id: str) -> str | None:
    """The name of somebody of the municipality above: of its people a school sees nothing else."""
    return _ask(connection, "grif_name_above(:of)", of=user_id)[0]


def listening_above(connection: Connection) -> list[str]:
    """Ids of the webhooks by which the municipality above is told of the school's documents."""
    return [one for one in _ask(connection, "grif_listening_above()") if one]


def is_walled(connection: Connection) -> bool | None:
    """Whether the wall holds this login back; None where there is no wall."""
    if not _has_walls(connection):
        return None
    return bool(connection.execute(_IS_BOUND).scalar_one())


def _ask(connection: Connection, question: str, **words: str) -> Sequence[str | None]:
    if not _has_walls(connection):
        return [None]
    return connection.execute(sa.text(f"SELECT {question}"), words).scalars().all()


def _has_walls(connection: Connection) -> bool:
    return connection.dialect.name == "postgresql"
