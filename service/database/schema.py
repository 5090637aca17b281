"""The tables. A tenant's row carries its organisation; times are RFC 3339 UTC or epoch seconds."""

import sqlalchemy as sa

from service.database import account_tables, columns, house_tables, people_tables
from service.database.columns import key_column, organisation_column, owner_column

metadata = columns.metadata
"""Of all tables; those of accounts and people are in it because their modules are loaded here."""

account_tables.users  # noqa: B018 -- see above
people_tables.people  # noqa: B018 -- see above
house_tables.webhooks  # noqa: B018 -- see above

municipalities = sa.Table(
    "municipalities", metadata, key_column("id"), sa.Column("name", sa.Text, nullable=False)
)

organisations = sa.Table(
    "organisations",
    metadata,
    key_column("id"),
    sa.Column(
        "municipality_id",
        sa.String(64),
        sa.ForeignKey("municipalities.id"),
        nullable=False,
        index=True,
    ),
    sa.Column("requisites", sa.JSON, nullable=False),
)

registers = sa.Table(
    "registers",
    metadata,
    organisation_column(primary_key=True),
    sa.Column("code", sa.String(32), primary_key=True),
    sa.Column("pattern", sa.String(80), nullable=False),
    sa.Column("first_seq", sa.Integer, nullable=False),
)

register_counters = sa.Table(
    "register_counters",
    metadata,
    organisation_column(primary_key=True),
    sa.Column("register", sa.String(32), primary_key=True),
    sa.Column("year", sa.Integer, primary_key=True),
    sa.Column("last_seq", sa.Integer, nullable=False),
)

documents = sa.Table(
    "documents",
    metadata,
    key_column("id"),
    organisation_column(),
    sa.Column("kind", sa.String(64), nullable=False),
    sa.Column("kind_version", sa.Integer, nullable=False),
    sa.Column("template_sha256", sa.String(64), nullable=False),
    sa.Column("template_version_id", sa.String(64)),
    sa.Column("register", sa.String(32), nullable=False),
    sa.Column("year", sa.Integer, nullable=False),
    sa.Column("seq", sa.Integer, nullable=False),
    sa.Column("number", sa.String(120), nullable=False),
    sa.Column("doc_date", sa.Date, nullable=False),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("search_text", sa.Text, nullable=False),
    sa.Column("data", sa.JSON, nullable=False),
    sa.Column("requisites", sa.JSON, nullable=False),
    sa.Column("filing", sa.JSON, nullable=False),
    sa.Column("signature_plan", sa.JSON, nullable=False),
    sa.Column("demands", sa.JSON(none_as_null=True)),
    sa.Column("check_site", sa.String(120)),
    sa.Column("check_token", sa.String(64)),
    sa.Column("state", sa.String(32), nullable=False),
    sa.Column("docx_sha256", sa.String(64)),
    sa.Column("pdf_sha256", sa.String(64)),
    sa.Column("signing_sha256", sa.String(64)),
    sa.Column("signed_sha256", sa.String(64)),
    sa.Column("pages", sa.Integer),
    sa.Column("made_with", sa.JSON(none_as_null=True)),
    sa.Column("failure_code", sa.String(64)),
    sa.Column("failure_message", sa.Text),
    sa.Column("cancelled_by", sa.String(80)),
    sa.Column("cancelled_at", sa.String(32)),
    sa.Column("cancel_reason", sa.Text),
    sa.Column("fence", sa.Integer, nullable=False),
    sa.Column("failures", sa.Integer, nullable=False),
    sa.Column("unanswered", sa.Integer, nullable=False),
    sa.Column("lease_until", sa.Double, nullable=False),
    sa.Column("due_at", sa.Double, nullable=False),
    sa.Column("renew_at", sa.Double),
    sa.Column("created_by", sa.String(80), nullable=False),
    sa.Column("created_at", sa.String(32), nullable=False),
    sa.Column("updated_at", sa.String(32), nullable=False),
    sa.UniqueConstraint("organisation_id", "register", "year", "seq"),
    sa.Index("ix_documents_work", "state", "organisation_id", "due_at"),
    sa.Index("ix_documents_list", "organisation_id", "created_at", "id"),
    sa.Index("ix_documents_renewal", "renew_at"),
    # Holds all the roadmap asks of a row: the row itself is as long as its data.
    sa.Index(
        "ix_documents_pack", *("organisation_id", "kind", "doc_date", "state", "id", "number")
    ),
    sa.Index("ix_documents_check_token", "check_token", unique=True),
)

document_gists = sa.Table(
    "document_gists",
    metadata,
    sa.Column("document_id", sa.String(64), sa.ForeignKey("documents.id"), primary_key=True),
    organisation_column(),
    sa.Column("gist", sa.JSON, nullable=False),
)

document_warnings = sa.Table(
    "document_warnings",
    metadata,
    sa.Column("document_id", sa.String(64), sa.ForeignKey("documents.id"), primary_key=True),
    sa.Column("place", sa.Integer, primary_key=True),
    organisation_column(),
    sa.Column("code", sa.String(16), nullable=False),
    sa.Column("message", sa.Text, nullable=False),
    sa.Column("pointer", sa.Text, nullable=False),
)

warning_acceptances = sa.Table(
    "warning_acceptances",
    metadata,
    sa.Column("document_id", sa.String(64), sa.ForeignKey("documents.id"), primary_key=True),
    sa.Column("code", sa.String(16), primary_key=True),
    organisation_column(),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("accepted_by", sa.String(80), nullable=False),
    sa.Column("accepted_at", sa.String(32), nullable=False),
    sa.Index("ix_warning_acceptances_organisation", "organisation_id"),
)

archive_entries = sa.Table(
    "archive_entries",
    metadata,
    sa.Column("document_id", sa.String(64), sa.ForeignKey("documents.id"), primary_key=True),
    organisation_column(),
    sa.Column("kind", sa.String(64), nullable=False),
    sa.Column("year", sa.Integer, nullable=False),
    sa.Column("number", sa.String(120), nullable=False),
    sa.Column("doc_date", sa.Date, nullable=False),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("search_text", sa.Text, nullable=False),
    sa.Column("case_index", sa.String(32), nullable=False),
    sa.Column("retention_article", sa.String(32), nullable=False),
    sa.Column("retention_term", sa.String(120), nullable=False),
    sa.Column("keep_until", sa.Date),
    sa.Column("files", sa.JSON, nullable=False),
    sa.Column("pages", sa.Integer, nullable=False),
    sa.Column("made_with", sa.JSON(none_as_null=True)),
    sa.Column("archived_at", sa.String(32), nullable=False),
    sa.Index("ix_archive_entries_list", "organisation_id", "archived_at", "document_id"),
)

archive_renewals = sa.Table(
    "archive_renewals",
    metadata,
    sa.Column("document_id", sa.String(64), sa.ForeignKey("documents.id"), primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True),
    organisation_column(),
    sa.Column("sha256", sa.String(64), nullable=False),
    sa.Column("size_bytes", sa.Integer, nullable=False),
    sa.Column("renewed_at", sa.String(32), nullable=False),
)

audit_events = sa.Table(
    "audit_events",
    metadata,
    organisation_column(primary_key=True),
    sa.Column("seq", sa.Integer, primary_key=True),
    sa.Column("at", sa.String(32), nullable=False),
    sa.Column("action", sa.String(64), nullable=False),
    sa.Column("actor", sa.String(80), nullable=False),
    sa.Column("document_id", sa.String(64)),
    sa.Column("detail", sa.JSON, nullable=False),
    sa.Column("previous_hash", sa.String(64), nullable=False),
    sa.Column("hash", sa.String(64), nullable=False),
    sa.Index("ix_audit_events_document", "organisation_id", "document_id"),
)

audit_heads = sa.Table(
    "audit_heads",
    metadata,
    organisation_column(primary_key=True),
    sa.Column("seq", sa.Integer, nullable=False),
    sa.Column("hash", sa.String(64), nullable=False),
)

name_forms = sa.Table(
    "name_forms",
    metadata,
    organisation_column(primary_key=True),
    sa.Column("what", sa.String(16), primary_key=True),
    sa.Column("gender", sa.String(1), primary_key=True),
    sa.Column("nominative", sa.String(300), primary_key=True),
    sa.Column("forms", sa.JSON, nullable=False),
    sa.Column("confirmed_by", sa.String(80), nullable=False),
    sa.Column("confirmed_at", sa.String(32), nullable=False),
)

replays = sa.Table(
    "replays",
    metadata,
    sa.Column("principal_id", sa.String(80), primary_key=True),
    sa.Column("key", sa.String(255), primary_key=True),
    sa.Column("request_sha256", sa.String(64), nullable=False),
    sa.Column("document_id", sa.String(64), nullable=False),
    sa.Column("created_at", sa.String(32), nullable=False),
)


template_versions = sa.Table(
    "template_versions",
    metadata,
    key_column("id"),
    owner_column("organisation_id", "organisations.id"),
    owner_column("municipality_id", "municipalities.id"),
    sa.Column("kind", sa.String(64), nullable=False),
    sa.Column("number", sa.Integer, nullable=False),
    sa.Column("sha256", sa.String(64)),
    sa.Column("kind_version", sa.Integer, nullable=False),
    sa.Column("published_by", sa.String(80), nullable=False),
    sa.Column("published_at", sa.String(32), nullable=False),
    sa.Column("note", sa.Text, nullable=False),
    sa.CheckConstraint("(organisation_id IS NULL) <> (municipality_id IS NULL)", name="one_owner"),
    sa.UniqueConstraint("organisation_id", "kind", "number"),
    sa.UniqueConstraint("municipality_id", "kind", "number"),
)
