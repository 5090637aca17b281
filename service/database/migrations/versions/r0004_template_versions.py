"""Templates of municipalities and organisations, and which one a document was made by."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_TABLE = "template_versions"


def upgrade() -> None:
    """Make the table with its walls, and the column that points at it."""
    _create_table()
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            f"CREATE TRIGGER {_TABLE}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {_TABLE} "
            "FOR EACH STATEMENT EXECUTE FUNCTION grif_append_only()"
        )
    else:
        _wall_sqlite()
    op.add_column("documents", sa.Column("template_version_id", sa.String(64), nullable=True))


def downgrade() -> None:
    """Remove both; the bytes stay where they are."""
    op.drop_column("documents", "template_version_id")
    op.drop_table(_TABLE)


def _create_table() -> None:
    op.create_table(
        _TABLE,
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("organisation_id", sa.String(length=64), nullable=True),
        sa.Column("municipality_id", sa.String(length=64), nullable=True),
        sa.Column("kind", sa.String(length=64), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=True),
        sa.Column("kind_version", sa.Integer(), nullable=False),
        sa.Column("published_by", sa.String(length=80), nullable=False),
        sa.Column("published_at", sa.String(length=32), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "(organisation_id IS NULL) <> (municipality_id IS NULL)",
            name=op.f("ck_template_versions_one_owner"),
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisations.id"],
            name=op.f("fk_template_versions_organisation_id"),
        ),
        sa.ForeignKeyConstraint(
            ["municipality_id"],
            ["municipalities.id"],
            name=op.f("fk_template_versions_municipality_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_template_versions")),
        sa.UniqueConstraint(
            "organisation_id",
            "kind",
            "number",
            name=op.f("uq_template_versions_organisation_id_kind_number"),
        ),
        sa.UniqueConstraint(
            "municipality_id",
            "kind",
            "number",
            name=op.f("uq_template_versions_municipality_id_kind_number"),
        ),
    )


def _wall_sqlite() -> None:
    # REPLACE deletes a row without asking the trigger on DELETE, so INSERT has one as well.
    same = (
        "id = NEW.id OR (kind = NEW.kind AND number = NEW.number AND "
        "(organisation_id = NEW.organisation_id OR municipality_id = NEW.municipality_id))"
    )
    taken = f"WHEN EXISTS (SELECT 1 FROM {_TABLE} WHERE {same})"  # noqa: S608 -- names from above
    for verb, when in (("UPDATE", ""), ("DELETE", ""), ("INSERT", taken)):
        op.execute(
            f"CREATE TRIGGER {_TABLE}_no_{verb.lower()} BEFORE {verb} ON {_TABLE} {when} "
            f"BEGIN SELECT RAISE(ABORT, '{_TABLE} is append-only'); END"
        )
