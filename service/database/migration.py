"""Bring a database to the newest schema; many processes may try at once, one does it."""

from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.engine import Connection

from service.database.endings import ending_notices
from service.database.engine import open_engines
from service.database.outages import outages_named
from service.database.reminders import reminders
from service.database.schema import metadata
from service.database.signature_schema import signature_steps
from service.database.walls import begin_within
from service.domain.errors import UnfitDatabaseError
from service.domain.reach import EVERYTHING

_LOADED = (
    ending_notices,
    reminders,
    signature_steps,
)  # with its module all tables are in `metadata`
_FOLDER = Path(__file__).with_name("migrations")
_VERSIONS = "alembic_version"
_RIGHTS = (
    "USAGE ON SCHEMA public",
    "SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public",
    "USAGE ON ALL SEQUENCES IN SCHEMA public",
)
_FOREIGN = (
    "В этой базе данных таблицы другой программы. Укажите в GRIF_DATABASE_URL пустую базу или базу "
    "Грифа."
)
_NEWER = (
    "Эту базу данных обновила более новая версия Грифа или другая программа. Обновите Гриф или "
    "укажите другую базу в GRIF_DATABASE_URL."
)
_LOCK = 7_034_719_265_113_044  # any fixed number; PostgreSQL's advisory locks are named by numbers


def migrate(url: str, revision: str = "head", *, login: str = "") -> None:
    """Run the migration steps up to `revision` (or down to it, for `base`).

    `login` is the URL by which processes come, when it is not that of the tables' owner: it may
    then use the tables and not change what they are.

    Raises UnavailableError, UnfitDatabaseError (read-only, of another program or of a newer Grif).
    """
    writer, _reader = open_engines(url)
    try:
        with outages_named(), writer.begin() as connection:
            _run(connection, revision)
            if login and login != url:
                _let_in(connection, sa.make_url(login).username or "")
    finally:
        writer.dispose()


def schema_differences(url: str) -> list[object]:
    """How the migrated database differs from `schema.metadata`; empty when they agree."""
    writer, _reader = open_engines(url)
    with writer.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        differences = list(compare_metadata(context, metadata))
    writer.dispose()
    return differences


def _require_ours(connection: Connection) -> None:
    """Refuse to put tables among somebody else's."""
    context = MigrationContext.configure(connection)
    known = {script.revision for script in ScriptDirectory(str(_FOLDER)).walk_revisions()}
    if not set(context.get_current_heads()) <= known:
        raise UnfitDatabaseError(_NEWER)
    tables = set(sa.inspect(connection).get_table_names()) - {_VERSIONS}
    if tables and not context.get_current_heads():
        raise UnfitDatabaseError(_FOREIGN)


def _run(connection: Connection, revision: str) -> None:
    _lock(connection)
    begin_within(connection, EVERYTHING)
    _require_ours(connection)
    config = _config(connection)
    if revision == "base":
        command.downgrade(config, revision)
    else:
        command.upgrade(config, revision)


def _let_in(connection: Connection, name: str) -> None:
    quoted = connection.dialect.identifier_preparer.quote_identifier(name)
    for right in _RIGHTS:
        connection.exec_driver_sql(f"GRANT {right} TO {quoted}")


def _lock(connection: Connection) -> None:
    if connection.dialect.name == "postgresql":
        connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_LOCK)))


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(_FOLDER).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config
