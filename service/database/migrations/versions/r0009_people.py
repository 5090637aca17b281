"""People: several roles each, addresses, a second factor, invitations, ways back in."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

# Whoever is bound to a municipality was an officer, whatever the word beside the name.
_ROLES_FROM_OLD = (
    "INSERT INTO user_roles (user_id, role) SELECT id, CASE "
    "WHEN municipality_id IS NOT NULL THEN 'officer' "
    "WHEN role IN ('head', 'curator') THEN role ELSE 'clerk' END FROM users"
)
_ROLE_FROM_NEW = (
    "UPDATE users SET role = coalesce((SELECT min(user_roles.role) FROM user_roles "
    "WHERE user_roles.user_id = users.id "
    "AND user_roles.role IN ('head', 'curator', 'clerk', 'officer')), 'clerk')"
)


def upgrade() -> None:
    """Make the tables, widen the old ones, and give everybody the role they had."""
    _create_tables()
    op.execute(_ROLES_FROM_OLD)
    op.drop_column("users", "role")
    _widen("users", sa.Column("email", sa.String(254), nullable=False, server_default=""))
    op.add_column("users", sa.Column("blocked_at", sa.String(32), nullable=True))
    op.add_column("users", sa.Column("totp_secret", sa.String(64), nullable=True))
    _widen(
        "users",
        sa.Column("totp_confirmed", sa.Boolean(), nullable=False, server_default=sa.false()),
    )
    _widen("users", sa.Column("totp_step", sa.Integer(), nullable=False, server_default="0"))
    # Whoever is signed in signs in once more: nobody knows when they were last here.
    op.execute("DELETE FROM sessions")
    _widen("sessions", sa.Column("last_seen_at", sa.String(32), nullable=False, server_default=""))
    _widen("sessions", sa.Column("browser", sa.String(120), nullable=False, server_default=""))
    _widen(
        "sessions",
        sa.Column("awaits_code", sa.Boolean(), nullable=False, server_default=sa.false()),
    )


def downgrade() -> None:
    """Give everybody one role again, and remove the rest."""
    for column in ("awaits_code", "browser", "last_seen_at"):
        op.drop_column("sessions", column)
    for column in ("totp_step", "totp_confirmed", "totp_secret", "blocked_at", "email"):
        op.drop_column("users", column)
    _widen("users", sa.Column("role", sa.String(32), nullable=False, server_default="clerk"))
    op.execute(_ROLE_FROM_NEW)
    op.drop_table("document_parties")
    op.drop_index(op.f("ix_password_resets_user_id"), table_name="password_resets")
    op.drop_table("password_resets")
    op.drop_table("invitations")
    op.drop_table("recovery_codes")
    op.drop_table("user_roles")


def _widen(table: str, column: sa.Column[object]) -> None:
    """Add a column that must be filled; see r0005 about its default."""
    op.add_column(table, column)
    if op.get_bind().dialect.name == "postgresql":
        op.alter_column(table, column.name, server_default=None)


def _create_tables() -> None:
    op.create_table(
        "user_roles",
        sa.Column("user_id", sa.String(length=64), nullable=False),
        sa.Column("role", sa.String(length=32), nullable=False),
        _of_user("user_roles"),
        sa.PrimaryKeyConstraint("user_id", "role", name=op.f("pk_user_roles")),
    )
    op.create_table(
        "recovery_codes",
        sa.Column("user_id", sa.String(length=64), nullable=False),
        sa.Column("code_sha256", sa.String(length=64), nullable=False),
        _of_user("recovery_codes"),
        sa.PrimaryKeyConstraint("user_id", "code_sha256", name=op.f("pk_recovery_codes")),
    )
    op.create_table(
        "invitations",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("token_sha256", sa.String(length=64), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("roles", sa.JSON(), nullable=False),
        sa.Column("organisation_id", sa.String(length=64), nullable=True),
        sa.Column("municipality_id", sa.String(length=64), nullable=True),
        sa.Column("letter_id", sa.String(length=64), nullable=False),
        sa.Column("invited_by", sa.String(length=80), nullable=False),
        sa.Column("created_at", sa.String(length=32), nullable=False),
        sa.Column("expires_at", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_invitations_organisation_id")
        ),
        sa.ForeignKeyConstraint(
            ["municipality_id"], ["municipalities.id"], name=op.f("fk_invitations_municipality_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitations")),
        sa.UniqueConstraint("token_sha256", name=op.f("uq_invitations_token_sha256")),
    )
    op.create_table(
        "password_resets",
        sa.Column("token_sha256", sa.String(length=64), nullable=False),
        sa.Column("user_id", sa.String(length=64), nullable=False),
        sa.Column("expires_at", sa.String(length=32), nullable=False),
        _of_user("password_resets"),
        sa.PrimaryKeyConstraint("token_sha256", name=op.f("pk_password_resets")),
    )
    op.create_index(op.f("ix_password_resets_user_id"), "password_resets", ["user_id"])
    op.create_table(
        "document_parties",
        sa.Column("user_id", sa.String(length=64), nullable=False),
        sa.Column("document_id", sa.String(length=64), nullable=False),
        _of_user("document_parties"),
        sa.PrimaryKeyConstraint("user_id", "document_id", name=op.f("pk_document_parties")),
    )


def _of_user(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f(f"fk_{table}_user_id"))
