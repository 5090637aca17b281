"""Forms of names and positions that people have confirmed."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "name_forms",
        sa.Column("organisation_id", sa.String(64), nullable=False),
        sa.Column("what", sa.String(16), nullable=False),
        sa.Column("gender", sa.String(1), nullable=False),
        sa.Column("nominative", sa.String(300), nullable=False),
        sa.Column("forms", sa.JSON(), nullable=False),
        sa.Column("confirmed_by", sa.String(80), nullable=False),
        sa.Column("confirmed_at", sa.String(32), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisations.id"],
            name=op.f("fk_name_forms_organisation_id"),
        ),
        sa.PrimaryKeyConstraint(
            "organisation_id", "what", "gender", "nominative", name=op.f("pk_name_forms")
        ),
    )


def downgrade() -> None:
    """Remove it."""
    op.drop_table("name_forms")
