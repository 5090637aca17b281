"""A row of every table for a tenant, made of what the metadata says: no table is left out."""

from datetime import date
from typing import Final

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from service.database.schema import metadata
from service.domain.accounts import Tenant

Row = dict[str, object]

TABLES: Final = {table.name: table for table in metadata.sorted_tables}
OF_THE_HOUSE: Final = frozenset({"municipalities", "organisations"})
"""Their rows are the tenants themselves."""

_OF_PEOPLE: Final = frozenset(
    {"user_roles", "sessions", "recovery_codes", "password_resets", "openid_identities"}
)
_VALUES: Final[dict[type, object]] = {
    sa.Integer: 1, sa.Double: 0.0, sa.Boolean: False, sa.Date: date(2026, 11, 23),
    sa.JSON: {}, sa.LargeBinary: b"x",
}  # fmt: skip


def make_row(table: sa.Table, tenant: Tenant) -> Row:
    """The tenant's row; what it refers to is the tenant's row of the other table."""
    return {column.name: _value(column, tenant) for column in table.columns if _is_told(column)}


def key_of(table: sa.Table, tenant: Tenant) -> tuple[object, ...]:
    """What the tenant's row is found by."""
    row = make_row(table, tenant)
    return tuple(row[column.name] for column in table.primary_key)


def fits(table: sa.Table, tenant: Tenant) -> bool:
    """Whether the tenant has such rows: a municipality has those that say so, and its people's."""
    is_owned = {"organisation_id", "municipality_id"} <= set(table.columns.keys())
    follows = table.name in _OF_PEOPLE
    return tenant.organisation_id is not None or is_owned or follows


def put_rows(connection: Connection, tenants: list[Tenant]) -> None:
    """Store every tenant's rows, as somebody whom neither walls nor keys hold back."""
    connection.execute(sa.text("SET LOCAL session_replication_role = replica"))
    for name, table in TABLES.items():
        for tenant in tenants:
            if name not in OF_THE_HOUSE and name != "failed_logins" and fits(table, tenant):
                connection.execute(sa.insert(table).values(make_row(table, tenant)))


def _is_told(column: sa.Column[object]) -> bool:
    return not column.nullable or column.name in {"organisation_id", "municipality_id"}


def _value(column: sa.Column[object], tenant: Tenant) -> object:
    own = {"organisation_id": tenant.organisation_id, "municipality_id": tenant.municipality_id}
    if column.name in own:
        return own[column.name]
    if not isinstance(column.type, sa.String):
        return next(value for kind, value in _VALUES.items() if isinstance(column.type, kind))
    name = tenant.organisation_id or tenant.municipality_id
    is_secret = column.name.endswith("sha256") or column.name == "id"
    noun = column.table.name if is_secret else column.name
    return f"{name}:{_REFERENCES.get(noun, noun)}"[: column.type.length]


_REFERENCES: Final = {
    "document_id": "documents", "user_id": "users", "webhook_id": "webhooks",
    "letter_id": "letters", "batch_id": "batches", "person_id": "people",
}  # fmt: skip
