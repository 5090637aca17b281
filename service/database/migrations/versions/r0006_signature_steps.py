"""Signature plans come alive: their steps, tickets for keys of one's own, who may sign."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def _document_of(table: str) -> tuple[sa.ForeignKeyConstraint, sa.ForeignKeyConstraint]:
    return (
        sa.ForeignKeyConstraint(
            ["document_id"], ["documents.id"], name=op.f(f"fk_{table}_document_id")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f(f"fk_{table}_organisation_id")
        ),
    )


def upgrade() -> None:
    """Make the tables, and a place for the PDF that is on its way through the signers."""
    op.add_column("documents", sa.Column("signing_sha256", sa.String(length=64), nullable=True))
    op.create_table(
        "signature_steps",
        sa.Column("document_id", sa.String(length=64), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.String(length=64), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("expires_at", sa.String(length=32), nullable=True),
        sa.Column("sha256", sa.String(length=64), nullable=True),
        sa.Column("content", sa.JSON(), nullable=False),
        *_document_of("signature_steps"),
        sa.PrimaryKeyConstraint("document_id", "place", name=op.f("pk_signature_steps")),
    )
    op.create_index("ix_signature_steps_due", "signature_steps", ["state", "expires_at"])
    op.create_index("ix_signature_steps_organisation", "signature_steps", ["organisation_id"])
    op.create_table(
        "signature_tickets",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("document_id", sa.String(length=64), nullable=False),
        sa.Column("organisation_id", sa.String(length=64), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.String(length=80), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("source_sha256", sa.String(length=64), nullable=False),
        sa.Column("prepared_sha256", sa.String(length=64), nullable=False),
        sa.Column("offer", sa.JSON(), nullable=False),
        sa.Column("expires_at", sa.String(length=32), nullable=False),
        sa.Column("reply", sa.LargeBinary(), nullable=True),
        sa.Column("reply_sha256", sa.String(length=64), nullable=True),
        sa.Column("submitted_at", sa.String(length=32), nullable=True),
        sa.Column("failure_code", sa.String(length=64), nullable=True),
        sa.Column("failure_message", sa.Text(), nullable=True),
        *_document_of("signature_tickets"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signature_tickets")),
    )
    op.create_index("ix_signature_tickets_document", "signature_tickets", ["document_id", "state"])
    op.create_index("ix_signature_tickets_organisation", "signature_tickets", ["organisation_id"])
    op.create_table(
        "signers",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("organisation_id", sa.String(length=64), nullable=False),
        sa.Column("role", sa.String(length=64), nullable=False),
        sa.Column("person_id", sa.String(length=64), nullable=False),
        sa.Column("full_name", sa.String(length=200), nullable=False),
        sa.Column("gender", sa.String(length=1), nullable=False),
        sa.Column("position", sa.String(length=300), nullable=False),
        sa.Column("ground", sa.String(length=500), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("attorney_number", sa.String(length=64), nullable=True),
        sa.Column("attorney_until", sa.Date(), nullable=True),
        sa.Column("recorded_by", sa.String(length=80), nullable=False),
        sa.Column("recorded_at", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_signers_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signers")),
    )
    op.create_index("ix_signers_organisation", "signers", ["organisation_id"])


def downgrade() -> None:
    """Remove them."""
    op.drop_table("signers")
    op.drop_table("signature_tickets")
    op.drop_table("signature_steps")
    op.drop_column("documents", "signing_sha256")
