"""Reminders to schools, the history of a document, and documents found by the people in them."""

import json
import re
import unicodedata
from collections.abc import Iterator

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

_SPACES = re.compile(r"\s+")
_MANY = 500


def upgrade() -> None:
    """Make the table and the index; add the names in documents to what is looked through."""
    op.create_table(
        "reminders",
        sa.Column("organisation_id", sa.String(length=64), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("sent_at", sa.String(length=32), nullable=False),
        sa.Column("sent_by", sa.String(length=80), nullable=False),
        sa.Column("letters", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisations.id"],
            name=op.f("fk_reminders_organisation_id_organisations"),
        ),
        sa.PrimaryKeyConstraint("organisation_id", "day", name=op.f("pk_reminders")),
    )
    op.create_index("ix_audit_events_document", "audit_events", ["organisation_id", "document_id"])
    _add_names()


def downgrade() -> None:
    """Remove the table and the index; names in what is looked through do no harm."""
    op.drop_index("ix_audit_events_document", "audit_events")
    op.drop_table("reminders")


def _add_names() -> None:
    documents = sa.table(
        "documents",
        sa.column("id", sa.String),
        sa.column("search_text", sa.Text),
        sa.column("data", sa.JSON),
    )
    change = (
        sa.update(documents)
        .where(documents.c.id == sa.bindparam("of"))
        .values(search_text=sa.bindparam("text"))
    )
    last, connection = "", op.get_bind()
    query = sa.select(documents).order_by(documents.c.id).limit(_MANY)
    while rows := connection.execute(query.where(documents.c.id > last)).all():
        last = rows[-1].id
        connection.execute(
            change,
            [
                {"of": row.id, "text": f"{row.search_text} {_names(row.data)}".strip()}
                for row in rows
            ],
        )


def _names(data: object) -> str:
    if isinstance(data, str):
        data = json.loads(data)
    text = unicodedata.normalize("NFKC", " ".join(dict.fromkeys(_walk(data))))
    return _SPACES.sub(" ", text.casefold().replace("ё", "е"))


def _walk(value: object) -> Iterator[str]:
    if isinstance(value, list):
        for item in value:
            yield from _walk(item)
    elif isinstance(value, dict):
        fio = value.get("fio")
        if isinstance(fio, dict) and isinstance(fio.get("nom"), str):
            yield fio["nom"]
        for item in value.values():
            yield from _walk(item)
