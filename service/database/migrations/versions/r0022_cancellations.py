"""Who annulled a document, when and why; of what was annulled before, the trail knows who."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the columns, empty."""
    op.add_column("documents", sa.Column("cancelled_by", sa.String(length=80), nullable=True))
    op.add_column("documents", sa.Column("cancelled_at", sa.String(length=32), nullable=True))
    op.add_column("documents", sa.Column("cancel_reason", sa.Text(), nullable=True))


def downgrade() -> None:
    """Remove them."""
    for column in ("cancel_reason", "cancelled_at", "cancelled_by"):
        op.drop_column("documents", column)
