"""A kind may ask more of a signed PDF than the installation does."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column; nothing was asked of the documents that are there."""
    op.add_column("documents", sa.Column("demands", sa.JSON(none_as_null=True), nullable=True))


def downgrade() -> None:
    """Remove the column."""
    op.drop_column("documents", "demands")
