"""What all tables share: the metadata they are in, and columns that many of them have."""

import sqlalchemy as sa

metadata = sa.MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
    }
)


def key_column(name: str) -> sa.Column[str]:
    """The id of a row."""
    return sa.Column(name, sa.String(64), primary_key=True)


def organisation_column(*, primary_key: bool = False) -> sa.Column[str]:
    """Whose row it is: the tenant."""
    return sa.Column(
        "organisation_id",
        sa.String(64),
        sa.ForeignKey("organisations.id"),
        primary_key=primary_key,
        nullable=False,
    )


def owner_column(name: str, target: str) -> sa.Column[str]:
    """One of two possible owners: an organisation or a municipality."""
    return sa.Column(name, sa.String(64), sa.ForeignKey(target))
