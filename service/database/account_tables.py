"""The tables of people and programs, of how they get in, and of letters to them."""

import sqlalchemy as sa

from service.database.columns import key_column, metadata, organisation_column, owner_column

api_keys = sa.Table(
    "api_keys",
    metadata,
    key_column("id"),
    sa.Column("secret_sha256", sa.String(64), nullable=False, unique=True),
    sa.Column("label", sa.String(120), nullable=False),
    sa.Column("scopes", sa.JSON, nullable=False),
    owner_column("organisation_id", "organisations.id"),
    owner_column("municipality_id", "municipalities.id"),
    sa.Column("created_at", sa.String(32), nullable=False),
    sa.Column("expires_at", sa.String(32)),
    sa.Column("last_used_at", sa.String(32)),
    sa.Column("revoked_at", sa.String(32)),
)

users = sa.Table(
    "users",
    metadata,
    key_column("id"),
    sa.Column("login", sa.String(120), nullable=False, unique=True),
    sa.Column("name", sa.String(200), nullable=False),
    sa.Column("password_hash", sa.String(255), nullable=False),
    owner_column("organisation_id", "organisations.id"),
    owner_column("municipality_id", "municipalities.id"),
    sa.Column("created_at", sa.String(32), nullable=False),
    sa.Column("email", sa.String(254), nullable=False),
    sa.Column("blocked_at", sa.String(32)),
    sa.Column("totp_secret", sa.String(64)),
    sa.Column("totp_confirmed", sa.Boolean, nullable=False),
    sa.Column("totp_step", sa.Integer, nullable=False),
)

user_roles = sa.Table(
    "user_roles",
    metadata,
    sa.Column("user_id", sa.String(64), sa.ForeignKey("users.id"), primary_key=True),
    sa.Column("role", sa.String(32), primary_key=True),
)

recovery_codes = sa.Table(
    "recovery_codes",
    metadata,
    sa.Column("user_id", sa.String(64), sa.ForeignKey("users.id"), primary_key=True),
    sa.Column("code_sha256", sa.String(64), primary_key=True),
)

drafts = sa.Table(
    "drafts",
    metadata,
    sa.Column("user_id", sa.String(64), sa.ForeignKey("users.id"), primary_key=True),
    sa.Column("id", sa.String(64), primary_key=True),
    organisation_column(),
    sa.Column("kind", sa.String(64), nullable=False),
    sa.Column("boxes", sa.JSON, nullable=False),
    sa.Column("changed_at", sa.String(32), nullable=False),
    sa.Index("ix_drafts_organisation", "organisation_id"),
)

previews = sa.Table(
    "previews",
    metadata,
    key_column("id"),
    sa.Column("user_id", sa.String(64), sa.ForeignKey("users.id"), nullable=False),
    sa.Column("draft_id", sa.String(64), nullable=False),
    organisation_column(),
    sa.Column("kind", sa.String(64), nullable=False),
    sa.Column("made_of", sa.String(64), nullable=False),
    sa.Column("source", sa.JSON, nullable=False),
    sa.Column("doc_date", sa.Date, nullable=False),
    sa.Column("remarks", sa.JSON, nullable=False),
    sa.Column("state", sa.String(16), nullable=False),
    sa.Column("failure_code", sa.String(64)),
    sa.Column("failure_message", sa.Text),
    sa.Column("pages", sa.Integer),
    sa.Column("pdf_sha256", sa.String(64)),
    sa.Column("pdf", sa.LargeBinary),
    sa.Column("fence", sa.Integer, nullable=False),
    sa.Column("failures", sa.Integer, nullable=False),
    sa.Column("lease_until", sa.Double, nullable=False),
    sa.Column("due_at", sa.Double, nullable=False),
    sa.Column("ordered_at", sa.String(32), nullable=False),
    sa.UniqueConstraint("user_id", "draft_id"),
    sa.Index("ix_previews_work", "state", "due_at"),
    sa.Index("ix_previews_organisation", "organisation_id"),
)

sessions = sa.Table(
    "sessions",
    metadata,
    sa.Column("token_sha256", sa.String(64), primary_key=True),
    sa.Column("user_id", sa.String(64), sa.ForeignKey("users.id"), nullable=False, index=True),
    sa.Column("csrf_token", sa.String(64), nullable=False),
    sa.Column("created_at", sa.String(32), nullable=False),
    sa.Column("expires_at", sa.String(32), nullable=False),
    sa.Column("last_seen_at", sa.String(32), nullable=False),
    sa.Column("browser", sa.String(120), nullable=False),
    sa.Column("awaits_code", sa.Boolean, nullable=False),
)

invitations = sa.Table(
    "invitations",
    metadata,
    key_column("id"),
    sa.Column("token_sha256", sa.String(64), nullable=False, unique=True),
    sa.Column("email", sa.String(254), nullable=False),
    sa.Column("name", sa.String(200), nullable=False),
    sa.Column("roles", sa.JSON, nullable=False),
    owner_column("organisation_id", "organisations.id"),
    owner_column("municipality_id", "municipalities.id"),
    sa.Column("letter_id", sa.String(64), nullable=False),
    sa.Column("invited_by", sa.String(80), nullable=False),
    sa.Column("created_at", sa.String(32), nullable=False),
    sa.Column("expires_at", sa.String(32), nullable=False),
)

password_resets = sa.Table(
    "password_resets",
    metadata,
    sa.Column("token_sha256", sa.String(64), primary_key=True),
    sa.Column("user_id", sa.String(64), sa.ForeignKey("users.id"), nullable=False, index=True),
    sa.Column("expires_at", sa.String(32), nullable=False),
)

openid_attempts = sa.Table(
    "openid_attempts",
    metadata,
    sa.Column("token_sha256", sa.String(64), primary_key=True),
    sa.Column("target", sa.Text, nullable=False),
    sa.Column("user_id", sa.String(64), sa.ForeignKey("users.id")),
    sa.Column("began_at", sa.String(32), nullable=False),
    sa.Column("invitation_sha256", sa.String(64)),
    sa.Column("login", sa.String(120)),
)

openid_identities = sa.Table(
    "openid_identities",
    metadata,
    sa.Column("identity_sha256", sa.String(64), primary_key=True),
    sa.Column("user_id", sa.String(64), sa.ForeignKey("users.id"), nullable=False),
    sa.Column("issuer", sa.String(500), nullable=False),
    sa.Column("linked_at", sa.String(32), nullable=False),
    sa.UniqueConstraint("user_id", "issuer"),
)

document_parties = sa.Table(
    "document_parties",
    metadata,
    sa.Column("user_id", sa.String(64), sa.ForeignKey("users.id"), primary_key=True),
    sa.Column("document_id", sa.String(64), primary_key=True),
)

failed_logins = sa.Table(
    "failed_logins",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("login_sha256", sa.String(64), nullable=False),
    sa.Column("at", sa.String(32), nullable=False),
    sa.Index("ix_failed_logins_login", "login_sha256", "at"),
)

letters = sa.Table(
    "letters",
    metadata,
    key_column("id"),
    sa.Column("recipient", sa.String(254), nullable=False),
    sa.Column("subject", sa.Text, nullable=False),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("state", sa.String(16), nullable=False),
    sa.Column("failure_code", sa.String(64)),
    sa.Column("fence", sa.Integer, nullable=False),
    sa.Column("failures", sa.Integer, nullable=False),
    sa.Column("lease_until", sa.Double, nullable=False),
    sa.Column("due_at", sa.Double, nullable=False),
    sa.Column("created_at", sa.String(32), nullable=False),
    sa.Column("expires_at", sa.String(32), nullable=False),
    sa.Column("settled_at", sa.String(32)),
    sa.Index("ix_letters_work", "state", "due_at"),
)
