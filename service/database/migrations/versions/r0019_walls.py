"""The second wall, on PostgreSQL: rows of one tenant do not exist for the work of another.

A transaction says whose work it does (`service.database.walls`); without a word there is nothing
to be seen. At a door where nobody is known yet, a secret, a login or an address opens the one row
that it names.
"""

from typing import Final

import sqlalchemy as sa
from alembic import op

from service.database.migrations.walls import OF_OWNERS, open_for, wall_in

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

_FUNCTIONS: Final = {
    "grif_said(word text) RETURNS text LANGUAGE sql": (
        "SELECT nullif(current_setting('grif.' || word, true), '')"
    ),
    "grif_sees_everything() RETURNS boolean LANGUAGE sql": (
        "SELECT coalesce(current_setting('grif.everything', true) = 'on', false)"
    ),
    # The plans of these two are kept for the session.
    "grif_organisations() RETURNS text[] LANGUAGE plpgsql": (
        "BEGIN RETURN array(SELECT id::text FROM organisations WHERE id = grif_said('organisation')"
        " OR municipality_id = grif_said('municipality')); END"
    ),
    "grif_municipality_above() RETURNS text LANGUAGE plpgsql": (
        "BEGIN RETURN (SELECT municipality_id FROM organisations"
        " WHERE id = grif_said('organisation')); END"
    ),
}
_OF_OWN_USERS: Final = f"EXISTS (SELECT FROM users WHERE users.id = user_id AND ({OF_OWNERS}))"
_OF_USERS_SEEN: Final = "EXISTS (SELECT FROM users WHERE users.id = user_id)"
_NAMED: Final = "login = grif_said('login') OR email = grif_said('email')"
_OF_USERS_NAMED: Final = f"EXISTS (SELECT FROM users WHERE users.id = user_id AND ({_NAMED}))"
_OF_OWN_WEBHOOKS: Final = (
    f"EXISTS (SELECT FROM webhooks WHERE webhooks.id = webhook_id AND ({OF_OWNERS}))"
)
_OF_WEBHOOKS_SEEN: Final = "EXISTS (SELECT FROM webhooks WHERE webhooks.id = webhook_id)"
_OF_DOCUMENTS_SEEN: Final = "EXISTS (SELECT FROM documents WHERE documents.id = document_id)"
_OF_OWN_INVITATIONS: Final = (
    f"EXISTS (SELECT FROM invitations WHERE letter_id = letters.id AND ({OF_OWNERS}))"
)
_OF_THE_MUNICIPALITY_ABOVE: Final = "municipality_id = (SELECT grif_municipality_above())"
_BY_TOKEN: Final = "token_sha256 = grif_said('secret')"  # noqa: S105 -- a column

_APART: Final = {
    "organisations": (
        "id = grif_said('organisation') OR municipality_id = grif_said('municipality')"
    ),
    "municipalities": "id = grif_said('municipality')",
    "user_roles": _OF_OWN_USERS,
    "recovery_codes": _OF_OWN_USERS,
    "sessions": _OF_OWN_USERS,
    "password_resets": _OF_OWN_USERS,
    "document_parties": _OF_OWN_USERS,
    "webhook_deliveries": _OF_OWN_WEBHOOKS,
    "replays": _OF_DOCUMENTS_SEEN,
    "letters": _OF_OWN_INVITATIONS,
    "process_reports": "false",
}
"""Tables whose rows do not say whose they are: something else says it."""

_ALSO: Final = (
    # Names of municipalities are on a page for anybody; how the processes are is nobody's secret.
    ("municipalities", "SELECT", "true"),
    ("process_reports", "SELECT", "true"),
    # Whoever does something may have to write a letter, and keeps its key before its document.
    ("letters", "INSERT", "true"),
    ("replays", "INSERT", "true"),
    # A school is told what its municipality prints by, who works there, and who listens to it.
    ("template_versions", "SELECT", _OF_THE_MUNICIPALITY_ABOVE),
    ("webhooks", "SELECT", _OF_THE_MUNICIPALITY_ABOVE),
    ("webhook_deliveries", "INSERT", _OF_WEBHOOKS_SEEN),
    # Doors at which nobody is known yet.
    (
        "users",
        "SELECT",
        f"{_OF_THE_MUNICIPALITY_ABOVE} OR id = grif_said('user') OR {_NAMED}",
    ),
    ("user_roles", "SELECT", _OF_USERS_SEEN),
    ("api_keys", "SELECT", "secret_sha256 = grif_said('secret')"),
    ("sessions", "SELECT", _BY_TOKEN),
    ("sessions", "DELETE", _BY_TOKEN),
    ("invitations", "SELECT", _BY_TOKEN),
    ("password_resets", "SELECT", _BY_TOKEN),
    ("password_resets", "INSERT", _OF_USERS_NAMED),
    ("signing_links", "SELECT", _BY_TOKEN),
    ("documents", "SELECT", "check_token = grif_said('secret')"),
)


def upgrade() -> None:
    """Wall in every table whose rows belong to somebody."""
    if op.get_bind().dialect.name != "postgresql":
        return
    for head, body in _FUNCTIONS.items():
        op.execute(f"CREATE FUNCTION {head} STABLE AS $$ {body} $$")
    owned = _tables_with("municipality_id") - set(_APART)
    for table in sorted(owned):
        wall_in(table, OF_OWNERS)
    for table in sorted(_tables_with("organisation_id") - owned - set(_APART)):
        wall_in(table)
    for table, rule in _APART.items():
        wall_in(table, rule)
    for table, verb, rule in _ALSO:
        open_for(table, verb, rule)


def downgrade() -> None:
    """Take the walls down."""
    if op.get_bind().dialect.name != "postgresql":
        return
    policies = sa.text("SELECT tablename, policyname FROM pg_policies WHERE schemaname = 'public'")
    for table, policy in op.get_bind().execute(policies).all():
        op.execute(f"DROP POLICY {policy} ON {table}")
        op.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY")
    for head in _FUNCTIONS:
        op.execute(f"DROP FUNCTION {head.partition('(')[0]}")


def _tables_with(column: str) -> set[str]:
    """Read from the database itself: nothing that is there at this step is left out."""
    found = sa.text(
        "SELECT table_name FROM information_schema.columns"
        " WHERE table_schema = 'public' AND column_name = :column"
    )
    return set(op.get_bind().execute(found, {"column": column}).scalars())
