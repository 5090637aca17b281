"""The tables of people and of documents ordered for many of them at once."""

import sqlalchemy as sa

from service.database.columns import key_column, metadata, organisation_column

people = sa.Table(
    "people",
    metadata,
    key_column("id"),
    organisation_column(),
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
    sa.Index("ix_people_list", "organisation_id", "search_text"),
)

batches = sa.Table(
    "batches",
    metadata,
    key_column("id"),
    organisation_column(),
    sa.Column("kind", sa.String(64), nullable=False),
    sa.Column("data", sa.JSON, nullable=False),
    sa.Column("token", sa.String(64), nullable=False),
    sa.Column("created_by", sa.String(80), nullable=False),
    sa.Column("created_at", sa.String(32), nullable=False),
    sa.Column("request_sha256", sa.String(64)),
    sa.UniqueConstraint("organisation_id", "token"),
)

batch_items = sa.Table(
    "batch_items",
    metadata,
    sa.Column("batch_id", sa.String(64), sa.ForeignKey("batches.id"), primary_key=True),
    sa.Column("place", sa.Integer, primary_key=True),
    organisation_column(),
    sa.Column("person_id", sa.String(64), sa.ForeignKey("people.id")),
    sa.Column("own", sa.JSON, nullable=False),
    sa.Column("document_id", sa.String(64), sa.ForeignKey("documents.id")),
    sa.Column("problems", sa.JSON, nullable=False),
    sa.Index("ix_batch_items_organisation", "organisation_id"),
)
