"""Archived documents are renewed before their timestamps age."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_TABLE = "archive_renewals"


def upgrade() -> None:
    """Make the table with its walls, and the column that says when."""
    _create_table()
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            f"CREATE TRIGGER {_TABLE}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {_TABLE} "
            "FOR EACH STATEMENT EXECUTE FUNCTION grif_append_only()"
        )
    else:
        _wall_sqlite()
    op.add_column("documents", sa.Column("renew_at", sa.Double(), nullable=True))
    op.create_index("ix_documents_renewal", "documents", ["renew_at"], unique=False)


def downgrade() -> None:
    """Remove both; the bytes stay where they are."""
    op.drop_index("ix_documents_renewal", table_name="documents")
    op.drop_column("documents", "renew_at")
    op.drop_table(_TABLE)


def _create_table() -> None:
    op.create_table(
        _TABLE,
        sa.Column("document_id", sa.String(length=64), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.String(length=64), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size_bytes", sa.Integer(), nullable=False),
        sa.Column("renewed_at", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id"], ["documents.id"], name=op.f("fk_archive_renewals_document_id")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisations.id"],
            name=op.f("fk_archive_renewals_organisation_id"),
        ),
        sa.PrimaryKeyConstraint("document_id", "number", name=op.f("pk_archive_renewals")),
    )


def _wall_sqlite() -> None:
    # REPLACE deletes a row without asking the trigger on DELETE, so INSERT has one as well.
    same = "document_id = NEW.document_id AND number = NEW.number"
    taken = f"WHEN EXISTS (SELECT 1 FROM {_TABLE} WHERE {same})"  # noqa: S608 -- names from above
    for verb, when in (("UPDATE", ""), ("DELETE", ""), ("INSERT", taken)):
        op.execute(
            f"CREATE TRIGGER {_TABLE}_no_{verb.lower()} BEFORE {verb} ON {_TABLE} {when} "
            f"BEGIN SELECT RAISE(ABORT, '{_TABLE} is append-only'); END"
        )
