"""How steps wall tables in, on PostgreSQL: whoever adds a table with rows of tenants calls this."""

from typing import Final

from alembic import op

_ALL: Final = "(SELECT grif_sees_everything())"
OF_ORGANISATIONS: Final = "organisation_id = ANY ((SELECT grif_organisations())::text[])"
OF_OWNERS: Final = f"{OF_ORGANISATIONS} OR municipality_id = grif_said('municipality')"


def wall_in(table: str, rule: str = OF_ORGANISATIONS) -> None:
    """Let rows of the table be seen and written by the rule alone, by the table's owner too."""
    op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
    op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
    op.execute(f"CREATE POLICY tenant ON {table} USING ({_ALL} OR {rule})")


def open_for(table: str, verb: str, rule: str) -> None:
    """Let one more sort of rows be read (SELECT) or written (INSERT)."""
    clause = "WITH CHECK" if verb == "INSERT" else "USING"
    op.execute(f"CREATE POLICY also_{verb.lower()} ON {table} FOR {verb} {clause} ({rule})")
