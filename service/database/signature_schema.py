"""The tables of signatures: steps of plans, tickets for keys of one's own, who may sign."""

import sqlalchemy as sa

from service.database.columns import key_column, metadata, organisation_column

signature_steps = sa.Table(
    "signature_steps",
    metadata,
    sa.Column("document_id", sa.String(64), sa.ForeignKey("documents.id"), primary_key=True),
    sa.Column("place", sa.Integer, primary_key=True),
    organisation_column(),
    sa.Column("state", sa.String(16), nullable=False),
    sa.Column("expires_at", sa.String(32)),
    sa.Column("sha256", sa.String(64)),
    sa.Column("content", sa.JSON, nullable=False),
    sa.Index("ix_signature_steps_due", "state", "expires_at"),
    sa.Index("ix_signature_steps_organisation", "organisation_id"),
)

signature_tickets = sa.Table(
    "signature_tickets",
    metadata,
    key_column("id"),
    sa.Column("document_id", sa.String(64), sa.ForeignKey("documents.id"), nullable=False),
    organisation_column(),
    sa.Column("place", sa.Integer, nullable=False),
    sa.Column("user_id", sa.String(80), nullable=False),
    sa.Column("state", sa.String(16), nullable=False),
    sa.Column("source_sha256", sa.String(64), nullable=False),
    sa.Column("prepared_sha256", sa.String(64), nullable=False),
    sa.Column("offer", sa.JSON, nullable=False),
    sa.Column("expires_at", sa.String(32), nullable=False),
    sa.Column("reply", sa.LargeBinary),
    sa.Column("reply_sha256", sa.String(64)),
    sa.Column("submitted_at", sa.String(32)),
    sa.Column("failure_code", sa.String(64)),
    sa.Column("failure_message", sa.Text),
    sa.Index("ix_signature_tickets_document", "document_id", "state"),
    sa.Index("ix_signature_tickets_organisation", "organisation_id"),
)

signers = sa.Table(
    "signers",
    metadata,
    key_column("id"),
    organisation_column(),
    sa.Column("role", sa.String(64), nullable=False),
    sa.Column("person_id", sa.String(64), nullable=False),
    sa.Column("full_name", sa.String(200), nullable=False),
    sa.Column("gender", sa.String(1), nullable=False),
    sa.Column("position", sa.String(300), nullable=False),
    sa.Column("ground", sa.String(500), nullable=False),
    sa.Column("since", sa.Date, nullable=False),
    sa.Column("until", sa.Date),
    sa.Column("attorney_number", sa.String(64)),
    sa.Column("attorney_until", sa.Date),
    sa.Column("recorded_by", sa.String(80), nullable=False),
    sa.Column("recorded_at", sa.String(32), nullable=False),
    sa.Index("ix_signers_organisation", "organisation_id"),
)

signing_links = sa.Table(
    "signing_links",
    metadata,
    key_column("id"),
    sa.Column("token_sha256", sa.String(64), nullable=False, unique=True),
    sa.Column("purpose", sa.String(16), nullable=False),
    sa.Column("document_id", sa.String(64), sa.ForeignKey("documents.id"), nullable=False),
    organisation_column(),
    sa.Column("place", sa.Integer, nullable=False),
    sa.Column("pdf_sha256", sa.String(64), nullable=False),
    sa.Column("signer", sa.String(500), nullable=False),
    sa.Column("email", sa.String(254), nullable=False),
    sa.Column("created_by", sa.String(80), nullable=False),
    sa.Column("created_at", sa.String(32), nullable=False),
    sa.Column("expires_at", sa.String(32), nullable=False),
    sa.Column("state", sa.String(16), nullable=False),
    sa.Column("code_sha256", sa.String(64)),
    sa.Column("code_sent_at", sa.String(32)),
    sa.Column("code_attempts", sa.Integer, nullable=False),
    sa.Column("codes", sa.Integer, nullable=False),
    sa.Column("over_at", sa.String(32)),
    sa.Index("ix_signing_links_document", "document_id", "place"),
    sa.Index("ix_signing_links_organisation", "organisation_id"),
)

companions = sa.Table(
    "companions",
    metadata,
    sa.Column("document_id", sa.String(64), sa.ForeignKey("documents.id"), primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True),
    organisation_column(),
    sa.Column("role", sa.String(16), nullable=False),
    sa.Column("sha256", sa.String(64), nullable=False),
    sa.Column("size_bytes", sa.Integer, nullable=False),
    sa.Column("media_type", sa.String(80), nullable=False),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("added_by", sa.String(80), nullable=False),
    sa.Column("added_at", sa.String(32), nullable=False),
    sa.Index("ix_companions_organisation", "organisation_id"),
)

acquaintances = sa.Table(
    "acquaintances",
    metadata,
    sa.Column("document_id", sa.String(64), sa.ForeignKey("documents.id"), primary_key=True),
    sa.Column("person", sa.String(500), primary_key=True),
    organisation_column(),
    sa.Column("method", sa.String(16), nullable=False),
    sa.Column("read_at", sa.String(32), nullable=False),
    sa.Column("noted_by", sa.String(80), nullable=False),
    sa.Column("sha256", sa.String(64)),
    sa.Index("ix_acquaintances_organisation", "organisation_id"),
)

detached_orders = sa.Table(
    "detached_orders",
    metadata,
    sa.Column("document_id", sa.String(64), sa.ForeignKey("documents.id"), primary_key=True),
    organisation_column(),
    sa.Column("ordered_by", sa.String(80), nullable=False),
    sa.Column("ordered_at", sa.String(32), nullable=False),
    sa.Column("failure_code", sa.String(64)),
    sa.Index("ix_detached_orders_organisation", "organisation_id"),
)
