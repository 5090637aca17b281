"""Who may sign for an organisation, and when."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "signer_terms",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("organisation_id", sa.String(64), nullable=False),
        sa.Column("person_id", sa.String(64), nullable=False),
        sa.Column("full_name", sa.String(200), nullable=False),
        sa.Column("gender", sa.String(1), nullable=False),
        sa.Column("position", sa.String(300), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("authority", sa.String(500), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisations.id"],
            name=op.f("fk_signer_terms_organisation_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signer_terms")),
    )
    op.create_index("ix_signer_terms_organisation_id", "signer_terms", ["organisation_id"])


def downgrade() -> None:
    """Remove it."""
    op.drop_index("ix_signer_terms_organisation_id", "signer_terms")
    op.drop_table("signer_terms")
