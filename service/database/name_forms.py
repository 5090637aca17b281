"""Confirmed forms of names and positions."""

from collections.abc import Iterable, Iterator, Mapping

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection, Row

from service.database.schema import name_forms
from service.database.times import from_text, to_text
from service.domain.ids import OrganisationId
from service.domain.name_forms import NameForms, NameKey

_BATCH = 500  # SQLite and PostgreSQL both take some thousands of parameters
_KEY = ("organisation_id", "what", "gender", "nominative")


class SqlNameForms:
    """One row per organisation, sort, gender and nominative; the newest confirmation stands."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def find(
        self, organisation_id: OrganisationId, keys: Iterable[NameKey]
    ) -> Mapping[NameKey, NameForms]:
        """Those of the names that are confirmed."""
        wanted = set(keys)
        found: dict[NameKey, NameForms] = {}
        for some in _in_batches(sorted({key.nominative for key in wanted})):
            rows = self._connection.execute(
                sa.select(name_forms).where(
                    name_forms.c.organisation_id == organisation_id,
                    name_forms.c.nominative.in_(some),
                )
            )
            found.update((forms.key, forms) for forms in map(_read, rows))
        return {key: forms for key, forms in found.items() if key in wanted}

    def put(self, forms: NameForms) -> None:
        """Remember the forms, in the place of earlier ones."""
        said = {
            "forms": dict(forms.forms),
            "confirmed_by": forms.confirmed_by,
            "confirmed_at": to_text(forms.confirmed_at),
        }
        dialect = self._connection.dialect.name
        insert = (postgresql if dialect == "postgresql" else sqlite).insert(name_forms)
        self._connection.execute(
            insert.values(
                organisation_id=forms.organisation_id,
                what=forms.key.what,
                gender=forms.key.gender,
                nominative=forms.key.nominative,
                **said,
            ).on_conflict_do_update(index_elements=[*_KEY], set_=said)
        )

    def list_of(self, organisation_id: OrganisationId) -> list[NameForms]:
        """Everything confirmed in an organisation, people first, by the alphabet."""
        rows = self._connection.execute(
            sa.select(name_forms)
            .where(name_forms.c.organisation_id == organisation_id)
            .order_by(name_forms.c.what, name_forms.c.nominative, name_forms.c.gender)
        )
        return [_read(row) for row in rows]


def _in_batches(names: list[str]) -> Iterator[list[str]]:
    return (names[place : place + _BATCH] for place in range(0, len(names), _BATCH))


def _read(row: Row[tuple[object, ...]]) -> NameForms:
    return NameForms(
        organisation_id=OrganisationId(row.organisation_id),
        key=NameKey(row.what, row.nominative, row.gender),
        forms=row.forms,
        confirmed_by=row.confirmed_by,
        confirmed_at=from_text(row.confirmed_at),
    )
