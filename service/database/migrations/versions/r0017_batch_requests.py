"""Programs order batches: what was asked for under a key is remembered by its hash."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the hash; a batch that a form ordered has none."""
    op.add_column("batches", sa.Column("request_sha256", sa.String(64), nullable=True))


def downgrade() -> None:
    """Forget it."""
    op.drop_column("batches", "request_sha256")
