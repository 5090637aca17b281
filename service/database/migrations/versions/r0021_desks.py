"""The gist of every document with an index for the roadmap; a narrower door to the municipality.

A school saw the rows of its municipality's people and webhooks, with hashes and secrets. Of people
it is to know the names, of webhooks that there are some: two functions say no more than that.

And who was told that a certificate or a term comes to its end.
"""

from collections.abc import Mapping
from typing import Final

import sqlalchemy as sa
from alembic import op

from service.database.migrations.walls import open_for, wall_in

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

_ABOVE: Final = "municipality_id = (SELECT grif_municipality_above())"
_NAMED: Final = "id = grif_said('user') OR login = grif_said('login') OR email = grif_said('email')"
_FUNCTIONS: Final = {
    "grif_name_above(wanted text) RETURNS text": "SELECT name FROM users WHERE id = wanted",
    "grif_listening_above() RETURNS SETOF text": (
        "SELECT id FROM webhooks WHERE disabled_at IS NULL"
    ),
}
_LISTENING: Final = (
    "webhook_id IN (SELECT grif_listening_above())"
    " OR EXISTS (SELECT FROM webhooks WHERE webhooks.id = webhook_id)"
)
_SEEN: Final = "EXISTS (SELECT FROM webhooks WHERE webhooks.id = webhook_id)"

_INDEX: Final = "ix_documents_pack"
_MANY: Final = 500
_KEPT: Final = frozenset(
    {"pairs", "period", "start", "end", "mentoring_form", "workplace_gen"}
    | {"employee", "mentee", "mentor", "mentees", "mentors", "subject", "person_id", "gender"}
    | {"valid_until", "received_on"}
)


def upgrade() -> None:
    """Make the tables, fill the first, and widen the index."""
    op.create_table(
        "document_gists",
        sa.Column("document_id", sa.String(length=64), nullable=False),
        sa.Column("organisation_id", sa.String(length=64), nullable=False),
        sa.Column("gist", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id"], ["documents.id"], name=op.f("fk_document_gists_document_id_documents")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisations.id"],
            name=op.f("fk_document_gists_organisation_id_organisations"),
        ),
        sa.PrimaryKeyConstraint("document_id", name=op.f("pk_document_gists")),
    )
    _take_gists()
    op.create_table(
        "ending_notices",
        sa.Column("organisation_id", sa.String(length=64), nullable=False),
        sa.Column("thing", sa.String(length=120), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("sent_at", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisations.id"],
            name=op.f("fk_ending_notices_organisation_id_organisations"),
        ),
        sa.PrimaryKeyConstraint(
            "organisation_id", "thing", "ends_on", "days", name=op.f("pk_ending_notices")
        ),
    )
    op.drop_index(_INDEX, "documents")
    columns = ["organisation_id", "kind", "doc_date", "state", "id", "number"]
    op.create_index(_INDEX, "documents", columns)
    if _is_walled():
        wall_in("document_gists")
        wall_in("ending_notices")
        for head, body in _FUNCTIONS.items():
            # Behind the wall for its own length: what it answers is all that comes through.
            op.execute(
                f"CREATE FUNCTION {head} LANGUAGE sql STABLE"
                f" SET grif.everything = 'on' AS $$ {body} AND {_ABOVE} $$"
            )
        _shut("users", "webhooks", "webhook_deliveries")
        open_for("users", "SELECT", _NAMED)
        open_for("webhook_deliveries", "INSERT", _LISTENING)


def downgrade() -> None:
    """Remove the tables, and what made the index wider; open the doors again."""
    if _is_walled():
        _shut("users", "webhook_deliveries")
        for head in _FUNCTIONS:
            op.execute(f"DROP FUNCTION {head.partition(' RETURNS')[0].replace('wanted ', '')}")
        open_for("users", "SELECT", f"{_ABOVE} OR {_NAMED}")
        open_for("webhooks", "SELECT", _ABOVE)
        open_for("webhook_deliveries", "INSERT", _SEEN)
    op.drop_index(_INDEX, "documents")
    op.create_index(_INDEX, "documents", ["organisation_id", "kind", "doc_date"])
    op.drop_table("ending_notices")
    op.drop_table("document_gists")


def _is_walled() -> bool:
    return op.get_bind().dialect.name == "postgresql"


def _shut(*tables: str) -> None:
    for table in tables:
        for verb in ("select", "insert"):
            op.execute(f"DROP POLICY IF EXISTS also_{verb} ON {table}")


def _take_gists() -> None:
    documents = sa.table(
        "documents",
        sa.column("id", sa.String),
        sa.column("organisation_id", sa.String),
        sa.column("data", sa.JSON),
    )
    gists = sa.table(
        "document_gists",
        sa.column("document_id", sa.String),
        sa.column("organisation_id", sa.String),
        sa.column("gist", sa.JSON),
    )
    last, connection = "", op.get_bind()
    query = sa.select(documents).order_by(documents.c.id).limit(_MANY)
    while rows := connection.execute(query.where(documents.c.id > last)).all():
        last = rows[-1].id
        connection.execute(
            sa.insert(gists),
            [
                {
                    "document_id": row.id,
                    "organisation_id": row.organisation_id,
                    "gist": _take(row.data),
                }
                for row in rows
            ],
        )


def _take(value: object) -> object:
    """As `service.domain.pack.gist` did when this step was written."""
    if not isinstance(value, Mapping):
        return [_take(item) for item in value] if isinstance(value, list) else value
    gist = {key: _take(inner) for key, inner in value.items() if key in _KEPT}
    if name := _full_name(value):
        gist["fio"] = {"nom": name}
    if value.get("external_basis"):
        gist["external_basis"] = {"is": True}
    return gist


def _full_name(data: Mapping[str, object]) -> str:
    fio = data.get("fio")
    whole = fio.get("nom") if isinstance(fio, Mapping) else None
    if isinstance(whole, str) and whole:
        return whole
    parts = (data.get(key) for key in ("surname", "given_name", "patronymic"))
    return " ".join(part for part in parts if isinstance(part, str) and part)
