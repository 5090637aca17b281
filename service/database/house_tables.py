"""The tables of what administrators look after: keys of the organisations, processes, webhooks."""

import sqlalchemy as sa

from service.database.columns import (
    key_column,
    metadata,
    organisation_column,
    owner_column,
)

key_certificates = sa.Table(
    "key_certificates",
    metadata,
    organisation_column(primary_key=True),
    sa.Column("role", sa.String(64), primary_key=True),
    sa.Column("certificate", sa.JSON(none_as_null=True)),
    sa.Column("failure_code", sa.String(64)),
    sa.Column("seen_at", sa.String(32), nullable=False),
)

process_reports = sa.Table(
    "process_reports",
    metadata,
    sa.Column("process", sa.String(32), primary_key=True),
    sa.Column("detail", sa.JSON, nullable=False),
    sa.Column("reported_at", sa.String(32), nullable=False),
)

webhooks = sa.Table(
    "webhooks",
    metadata,
    key_column("id"),
    owner_column("organisation_id", "organisations.id"),
    owner_column("municipality_id", "municipalities.id"),
    sa.Column("url", sa.String(500), nullable=False),
    sa.Column("secret", sa.String(80), nullable=False),
    sa.Column("created_by", sa.String(80), nullable=False),
    sa.Column("created_at", sa.String(32), nullable=False),
    sa.Column("failing_since", sa.String(32)),
    sa.Column("disabled_at", sa.String(32)),
)

webhook_deliveries = sa.Table(
    "webhook_deliveries",
    metadata,
    key_column("id"),
    sa.Column("webhook_id", sa.String(64), sa.ForeignKey("webhooks.id"), nullable=False),
    sa.Column("document_id", sa.String(64)),
    sa.Column("body", sa.Text, nullable=False),
    sa.Column("state", sa.String(16), nullable=False),
    sa.Column("failure_code", sa.String(64)),
    sa.Column("status", sa.Integer),
    sa.Column("fence", sa.Integer, nullable=False),
    sa.Column("failures", sa.Integer, nullable=False),
    sa.Column("lease_until", sa.Double, nullable=False),
    sa.Column("due_at", sa.Double, nullable=False),
    sa.Column("created_at", sa.String(32), nullable=False),
    sa.Column("settled_at", sa.String(32)),
    sa.Index("ix_webhook_deliveries_work", "state", "due_at"),
    sa.Index("ix_webhook_deliveries_list", "webhook_id", "id"),
)
