"""People sign by links; documents have files beside them; orders are read by those they concern."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

_WALLED = "companions"


def upgrade() -> None:
    """Make the tables; the one of files refuses changes."""
    _create_links()
    _create_companions()
    _create_acquaintances()
    _create_detached_orders()
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            f"CREATE TRIGGER {_WALLED}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE "
            f"ON {_WALLED} FOR EACH STATEMENT EXECUTE FUNCTION grif_append_only()"
        )
    else:
        _wall_sqlite()


def downgrade() -> None:
    """Remove the tables; the bytes stay where they are."""
    for table in ("detached_orders", "acquaintances", "companions", "signing_links"):
        op.drop_table(table)


def _create_links() -> None:
    table = "signing_links"
    op.create_table(
        table,
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("token_sha256", sa.String(length=64), nullable=False),
        sa.Column("purpose", sa.String(length=16), nullable=False),
        *_owner_columns(),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("pdf_sha256", sa.String(length=64), nullable=False),
        sa.Column("signer", sa.String(length=500), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("created_by", sa.String(length=80), nullable=False),
        sa.Column("created_at", sa.String(length=32), nullable=False),
        sa.Column("expires_at", sa.String(length=32), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("code_sha256", sa.String(length=64), nullable=True),
        sa.Column("code_sent_at", sa.String(length=32), nullable=True),
        sa.Column("code_attempts", sa.Integer(), nullable=False),
        sa.Column("codes", sa.Integer(), nullable=False),
        *_owner_keys(table),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        sa.UniqueConstraint("token_sha256", name=op.f(f"uq_{table}_token_sha256")),
    )
    op.create_index(f"ix_{table}_document", table, ["document_id", "place"], unique=False)
    op.create_index(f"ix_{table}_organisation", table, ["organisation_id"], unique=False)


def _create_companions() -> None:
    table = "companions"
    op.create_table(
        table,
        *_owner_columns(),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(length=16), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size_bytes", sa.Integer(), nullable=False),
        sa.Column("media_type", sa.String(length=80), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("added_by", sa.String(length=80), nullable=False),
        sa.Column("added_at", sa.String(length=32), nullable=False),
        *_owner_keys(table),
        sa.PrimaryKeyConstraint("document_id", "number", name=op.f(f"pk_{table}")),
    )
    op.create_index(f"ix_{table}_organisation", table, ["organisation_id"], unique=False)


def _create_acquaintances() -> None:
    table = "acquaintances"
    op.create_table(
        table,
        *_owner_columns(),
        sa.Column("person", sa.String(length=500), nullable=False),
        sa.Column("method", sa.String(length=16), nullable=False),
        sa.Column("read_at", sa.String(length=32), nullable=False),
        sa.Column("noted_by", sa.String(length=80), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=True),
        *_owner_keys(table),
        sa.PrimaryKeyConstraint("document_id", "person", name=op.f(f"pk_{table}")),
    )
    op.create_index(f"ix_{table}_organisation", table, ["organisation_id"], unique=False)


def _create_detached_orders() -> None:
    table = "detached_orders"
    op.create_table(
        table,
        *_owner_columns(),
        sa.Column("ordered_by", sa.String(length=80), nullable=False),
        sa.Column("ordered_at", sa.String(length=32), nullable=False),
        sa.Column("failure_code", sa.String(length=64), nullable=True),
        *_owner_keys(table),
        sa.PrimaryKeyConstraint("document_id", name=op.f(f"pk_{table}")),
    )
    op.create_index(f"ix_{table}_organisation", table, ["organisation_id"], unique=False)


def _owner_columns() -> tuple[sa.Column[Any], ...]:
    return (
        sa.Column("document_id", sa.String(length=64), nullable=False),
        sa.Column("organisation_id", sa.String(length=64), nullable=False),
    )


def _owner_keys(table: str) -> tuple[sa.ForeignKeyConstraint, ...]:
    return (
        sa.ForeignKeyConstraint(
            ["document_id"], ["documents.id"], name=op.f(f"fk_{table}_document_id")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f(f"fk_{table}_organisation_id")
        ),
    )


def _wall_sqlite() -> None:
    # REPLACE deletes a row without asking the trigger on DELETE, so INSERT has one as well.
    same = "document_id = NEW.document_id AND number = NEW.number"
    taken = f"WHEN EXISTS (SELECT 1 FROM {_WALLED} WHERE {same})"  # noqa: S608 -- names from above
    for verb, when in (("UPDATE", ""), ("DELETE", ""), ("INSERT", taken)):
        op.execute(
            f"CREATE TRIGGER {_WALLED}_no_{verb.lower()} BEFORE {verb} ON {_WALLED} {when} "
            f"BEGIN SELECT RAISE(ABORT, '{_WALLED} is append-only'); END"
        )
