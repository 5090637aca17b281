"""A document may have a page on which anybody checks it."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns; documents that are there have no QR code and get no page."""
    op.add_column("documents", sa.Column("check_site", sa.String(120), nullable=True))
    op.add_column("documents", sa.Column("check_token", sa.String(64), nullable=True))
    op.create_index("ix_documents_check_token", "documents", ["check_token"], unique=True)


def downgrade() -> None:
    """Remove the columns."""
    op.drop_index("ix_documents_check_token", "documents")
    op.drop_column("documents", "check_token")
    op.drop_column("documents", "check_site")
