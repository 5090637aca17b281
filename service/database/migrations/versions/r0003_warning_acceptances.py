"""Warnings of the rules of the pack, who accepted them, and an index to gather a pack by."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the two tables and the index."""
    op.create_index("ix_documents_pack", "documents", ["organisation_id", "kind", "doc_date"])
    op.create_table(
        "document_warnings",
        sa.Column("document_id", sa.String(length=64), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.String(length=64), nullable=False),
        sa.Column("code", sa.String(length=16), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("pointer", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id"], ["documents.id"], name=op.f("fk_document_warnings_document_id")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisations.id"],
            name=op.f("fk_document_warnings_organisation_id"),
        ),
        sa.PrimaryKeyConstraint("document_id", "place", name=op.f("pk_document_warnings")),
    )
    op.create_table(
        "warning_acceptances",
        sa.Column("document_id", sa.String(length=64), nullable=False),
        sa.Column("code", sa.String(length=16), nullable=False),
        sa.Column("organisation_id", sa.String(length=64), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("accepted_by", sa.String(length=80), nullable=False),
        sa.Column("accepted_at", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id"], ["documents.id"], name=op.f("fk_warning_acceptances_document_id")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisations.id"],
            name=op.f("fk_warning_acceptances_organisation_id"),
        ),
        sa.PrimaryKeyConstraint("document_id", "code", name=op.f("pk_warning_acceptances")),
    )
    op.create_index(
        "ix_warning_acceptances_organisation", "warning_acceptances", ["organisation_id"]
    )


def downgrade() -> None:
    """Remove them."""
    op.drop_index("ix_warning_acceptances_organisation", table_name="warning_acceptances")
    op.drop_table("warning_acceptances")
    op.drop_table("document_warnings")
    op.drop_index("ix_documents_pack", table_name="documents")
