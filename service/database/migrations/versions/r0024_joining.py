"""Invitations may be accepted by OpenID Connect: an attempt may say which, by its link's hash."""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the columns, empty."""
    op.add_column("openid_attempts", sa.Column("invitation_sha256", sa.String(64), nullable=True))
    op.add_column("openid_attempts", sa.Column("login", sa.String(120), nullable=True))


def downgrade() -> None:
    """Remove them, and the attempts that would come in as nobody."""
    op.execute("DELETE FROM openid_attempts WHERE invitation_sha256 IS NOT NULL")
    for column in ("login", "invitation_sha256"):
        op.drop_column("openid_attempts", column)
