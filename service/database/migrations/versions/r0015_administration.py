"""What administrators look after: keys of programs and of organisations, processes, webhooks."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables, and let keys of programs be used up and taken back."""
    for column in ("last_used_at", "revoked_at"):
        op.add_column("api_keys", sa.Column(column, sa.String(length=32), nullable=True))
    _create_reports()
    _create_webhooks()
    _create_deliveries()


def downgrade() -> None:
    """Remove the tables and the columns."""
    for table in ("webhook_deliveries", "webhooks", "process_reports", "key_certificates"):
        op.drop_table(table)
    for column in ("revoked_at", "last_used_at"):
        op.drop_column("api_keys", column)


def _create_reports() -> None:
    op.create_table(
        "key_certificates",
        sa.Column("organisation_id", sa.String(length=64), nullable=False),
        sa.Column("role", sa.String(length=64), nullable=False),
        sa.Column("certificate", sa.JSON(), nullable=True),
        sa.Column("failure_code", sa.String(length=64), nullable=True),
        sa.Column("seen_at", sa.String(length=32), nullable=False),
        _key("key_certificates", "organisation_id", "organisations.id"),
        sa.PrimaryKeyConstraint("organisation_id", "role", name=op.f("pk_key_certificates")),
    )
    op.create_table(
        "process_reports",
        sa.Column("process", sa.String(length=32), nullable=False),
        sa.Column("detail", sa.JSON(), nullable=False),
        sa.Column("reported_at", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("process", name=op.f("pk_process_reports")),
    )


def _create_webhooks() -> None:
    op.create_table(
        "webhooks",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("organisation_id", sa.String(length=64), nullable=True),
        sa.Column("municipality_id", sa.String(length=64), nullable=True),
        sa.Column("url", sa.String(length=500), nullable=False),
        sa.Column("secret", sa.String(length=80), nullable=False),
        sa.Column("created_by", sa.String(length=80), nullable=False),
        sa.Column("created_at", sa.String(length=32), nullable=False),
        sa.Column("failing_since", sa.String(length=32), nullable=True),
        sa.Column("disabled_at", sa.String(length=32), nullable=True),
        _key("webhooks", "organisation_id", "organisations.id"),
        _key("webhooks", "municipality_id", "municipalities.id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_webhooks")),
    )


def _create_deliveries() -> None:
    table = "webhook_deliveries"
    op.create_table(
        table,
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("webhook_id", sa.String(length=64), nullable=False),
        sa.Column("document_id", sa.String(length=64), nullable=True),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("failure_code", sa.String(length=64), nullable=True),
        sa.Column("status", sa.Integer(), nullable=True),
        sa.Column("fence", sa.Integer(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("lease_until", sa.Double(), nullable=False),
        sa.Column("due_at", sa.Double(), nullable=False),
        sa.Column("created_at", sa.String(length=32), nullable=False),
        sa.Column("settled_at", sa.String(length=32), nullable=True),
        _key(table, "webhook_id", "webhooks.id"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )
    op.create_index(f"ix_{table}_work", table, ["state", "due_at"], unique=False)
    op.create_index(f"ix_{table}_list", table, ["webhook_id", "id"], unique=False)


def _key(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [target], name=op.f(f"fk_{table}_{column}"))
