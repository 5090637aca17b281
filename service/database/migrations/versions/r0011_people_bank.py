"""A bank of people, and documents ordered for many of them at once."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "people",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("organisation_id", sa.String(64), nullable=False),
        sa.Column("surname", sa.String(100), nullable=False),
        sa.Column("given_name", sa.String(100), nullable=False),
        sa.Column("patronymic", sa.String(100), nullable=False),
        sa.Column("gender", sa.String(1), nullable=False),
        sa.Column("position", sa.String(300), nullable=False),
        sa.Column("workplace_gen", sa.String(300), nullable=False),
        sa.Column("born", sa.Date),
        sa.Column("email", sa.String(254), nullable=False),
        sa.Column("experience_years", sa.Integer),
        sa.Column("category", sa.String(32), nullable=False),
        sa.Column("is_mentor", sa.Boolean, nullable=False),
        sa.Column("is_mentee", sa.Boolean, nullable=False),
        sa.Column("search_text", sa.Text, nullable=False),
        sa.Column("archived_at", sa.String(32)),
        sa.PrimaryKeyConstraint("id", name="pk_people"),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name="fk_people_organisation_id"
        ),
    )
    op.create_index("ix_people_list", "people", ["organisation_id", "search_text"])
    op.create_table(
        "batches",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("organisation_id", sa.String(64), nullable=False),
        sa.Column("kind", sa.String(64), nullable=False),
        sa.Column("data", sa.JSON, nullable=False),
        sa.Column("token", sa.String(64), nullable=False),
        sa.Column("created_by", sa.String(80), nullable=False),
        sa.Column("created_at", sa.String(32), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_batches"),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name="fk_batches_organisation_id"
        ),
        sa.UniqueConstraint("organisation_id", "token", name="uq_batches_organisation_id_token"),
    )
    op.create_table(
        "batch_items",
        sa.Column("batch_id", sa.String(64), nullable=False),
        sa.Column("place", sa.Integer, nullable=False),
        sa.Column("organisation_id", sa.String(64), nullable=False),
        sa.Column("person_id", sa.String(64), nullable=False),
        sa.Column("own", sa.JSON, nullable=False),
        sa.Column("document_id", sa.String(64)),
        sa.Column("problems", sa.JSON, nullable=False),
        sa.PrimaryKeyConstraint("batch_id", "place", name="pk_batch_items"),
        sa.ForeignKeyConstraint(["batch_id"], ["batches.id"], name="fk_batch_items_batch_id"),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_batch_items_person_id"),
        sa.ForeignKeyConstraint(
            ["document_id"], ["documents.id"], name="fk_batch_items_document_id"
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name="fk_batch_items_organisation_id"
        ),
    )
    op.create_index("ix_batch_items_organisation", "batch_items", ["organisation_id"])


def downgrade() -> None:
    """Remove the tables."""
    op.drop_table("batch_items")
    op.drop_table("batches")
    op.drop_table("people")
