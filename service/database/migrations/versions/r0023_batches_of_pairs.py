"""Batches of pairs: a row of a batch may name nobody of the bank."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Let a row be without a person."""
    _alter(is_nullable=True)


def downgrade() -> None:
    """Forget the batches whose rows are no people; their documents stay."""
    op.execute("DELETE FROM batch_items WHERE person_id IS NULL")
    _alter(is_nullable=False)


def _alter(*, is_nullable: bool) -> None:
    # SQLite cannot change a column: the table is made anew and its rows are copied.
    with op.batch_alter_table("batch_items") as table:
        table.alter_column("person_id", existing_type=sa.String(64), nullable=is_nullable)
