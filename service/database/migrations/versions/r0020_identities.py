"""People may come in by OpenID Connect."""

from typing import Final

import sqlalchemy as sa
from alembic import op

from service.database.migrations.walls import OF_OWNERS, open_for, wall_in

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

_OF_OWN_USERS: Final = f"EXISTS (SELECT FROM users WHERE users.id = user_id AND ({OF_OWNERS}))"


def upgrade() -> None:
    """Make the tables; on PostgreSQL an attempt is seen by whoever knows its token alone."""
    _create_tables()
    if op.get_bind().dialect.name == "postgresql":
        wall_in("openid_attempts", "token_sha256 = grif_said('secret')")
        wall_in("openid_identities", _OF_OWN_USERS)
        open_for("openid_identities", "SELECT", "identity_sha256 = grif_said('secret')")


def downgrade() -> None:
    """Remove the tables; everybody comes in by password."""
    for table in ("openid_identities", "openid_attempts"):
        op.drop_table(table)


def _create_tables() -> None:
    op.create_table(
        "openid_attempts",
        sa.Column("token_sha256", sa.String(length=64), nullable=False),
        sa.Column("target", sa.Text(), nullable=False),
        sa.Column("user_id", sa.String(length=64), nullable=True),
        sa.Column("began_at", sa.String(length=32), nullable=False),
        _whose("openid_attempts"),
        sa.PrimaryKeyConstraint("token_sha256", name=op.f("pk_openid_attempts")),
    )
    op.create_table(
        "openid_identities",
        sa.Column("identity_sha256", sa.String(length=64), nullable=False),
        sa.Column("user_id", sa.String(length=64), nullable=False),
        sa.Column("issuer", sa.String(length=500), nullable=False),
        sa.Column("linked_at", sa.String(length=32), nullable=False),
        _whose("openid_identities"),
        sa.PrimaryKeyConstraint("identity_sha256", name=op.f("pk_openid_identities")),
        sa.UniqueConstraint("user_id", "issuer", name=op.f("uq_openid_identities_user_id_issuer")),
    )


def _whose(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f(f"fk_{table}_user_id"))
