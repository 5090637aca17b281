"""Reminders to signers, and when a link to a signature came to its end."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table and the column; links that are over by now count from their last day."""
    op.create_table(
        "signer_reminders",
        sa.Column("document_id", sa.String(length=64), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("organisation_id", sa.String(length=64), nullable=False),
        sa.Column("sent_at", sa.String(length=32), nullable=False),
        sa.Column("sent_by", sa.String(length=80), nullable=False),
        sa.Column("letters", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id"],
            ["documents.id"],
            name=op.f("fk_signer_reminders_document_id_documents"),
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisations.id"],
            name=op.f("fk_signer_reminders_organisation_id_organisations"),
        ),
        sa.PrimaryKeyConstraint("document_id", "place", "day", name=op.f("pk_signer_reminders")),
    )
    op.create_index("ix_signer_reminders_organisation", "signer_reminders", ["organisation_id"])
    op.add_column("signing_links", sa.Column("over_at", sa.String(length=32), nullable=True))
    op.execute(sa.text("UPDATE signing_links SET over_at = expires_at"))


def downgrade() -> None:
    """Remove both."""
    op.drop_column("signing_links", "over_at")
    op.drop_index("ix_signer_reminders_organisation", "signer_reminders")
    op.drop_table("signer_reminders")
