"""A document keeps its organisation's requisites and what made its files."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns; documents that are there get their organisation's present requisites.

    Until this step nothing could change an organisation's requisites, so these are the ones that
    the documents were made with.
    """
    # The default is there for the rows that are: SQLite can add no other column that must be
    # filled, and tightening one later would build the table, and all that refers to it, anew.
    op.add_column(
        "documents", sa.Column("requisites", sa.JSON(), nullable=False, server_default="{}")
    )
    op.execute(
        "UPDATE documents SET requisites = (SELECT organisations.requisites FROM organisations "
        "WHERE organisations.id = documents.organisation_id)"
    )
    op.add_column("documents", sa.Column("made_with", sa.JSON(), nullable=True))
    op.add_column("archive_entries", sa.Column("made_with", sa.JSON(), nullable=True))
    if op.get_bind().dialect.name == "postgresql":
        op.alter_column("documents", "requisites", server_default=None)


def downgrade() -> None:
    """Remove the columns."""
    op.drop_column("archive_entries", "made_with")
    op.drop_column("documents", "made_with")
    op.drop_column("documents", "requisites")
