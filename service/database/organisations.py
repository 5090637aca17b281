"""Tenants."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from types import MappingProxyType

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection

from service.database.schema import municipalities, organisations, registers
from service.domain.access import Principal
from service.domain.ids import MunicipalityId, OrganisationId, is_safe_id
from service.domain.organisations import Municipality, Organisation, Requisites
from service.domain.registers import Register

_COLUMNS = sa.select(
    organisations.c.id, organisations.c.municipality_id, organisations.c.requisites
)


class SqlOrganisations:
    """Organisations with their registers, and municipalities."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add_municipality(self, municipality: Municipality) -> None:
        """Add a municipality."""
        self._connection.execute(
            sa.insert(municipalities).values(id=municipality.id, name=municipality.name)
        )

    def find_municipality(self, municipality_id: MunicipalityId) -> Municipality | None:
        """The municipality or None."""
        if not is_safe_id(municipality_id):
            return None
        row = self._connection.execute(
            sa.select(municipalities).where(municipalities.c.id == municipality_id)
        ).one_or_none()
        return None if row is None else Municipality(MunicipalityId(row.id), row.name)

    def add(self, organisation: Organisation) -> bool:
        """Add an organisation with its registers; False when somebody has that id.

        Whoever has it may be out of reach, so nobody is asked: the key itself refuses.
        """
        dialect = self._connection.dialect.name
        insert = (postgresql if dialect == "postgresql" else sqlite).insert(organisations)
        added = self._connection.execute(
            insert.values(
                id=organisation.id,
                municipality_id=organisation.municipality_id,
                requisites=organisation.requisites.as_context(),
            )
            .on_conflict_do_nothing()
            .returning(organisations.c.id)
        ).one_or_none()
        if added is None:
            return False
        self._add_registers(organisation.id, organisation.registers.values())
        return True

    def set_requisites(self, organisation_id: OrganisationId, requisites: Requisites) -> None:
        """Change what letterheads say from now on; documents keep what they were made with."""
        self._connection.execute(
            sa.update(organisations)
            .where(organisations.c.id == organisation_id)
            .values(requisites=requisites.as_context())
        )

    def set_registers(self, organisation_id: OrganisationId, own: Iterable[Register]) -> None:
        """Make the organisation's own registers these and no others; counters stay."""
        self._connection.execute(
            sa.delete(registers).where(registers.c.organisation_id == organisation_id)
        )
        self._add_registers(organisation_id, own)

    def find(self, organisation_id: OrganisationId) -> Organisation | None:
        """The organisation or None."""
        if not is_safe_id(organisation_id):
            return None
        found = self._read(_COLUMNS.where(organisations.c.id == organisation_id))
        return found[0] if found else None

    def list_seen_by(self, principal: Principal) -> list[Organisation]:
        """The organisations that exist for the principal."""
        if principal.organisation_id is not None:
            return self._read(_COLUMNS.where(organisations.c.id == principal.organisation_id))
        return self._read(
            _COLUMNS.where(organisations.c.municipality_id == principal.municipality_id)
        )

    def list_all(self) -> list[Organisation]:
        """Every organisation: for checks of the whole archive by its keeper."""
        return self._read(_COLUMNS)

    def _add_registers(self, organisation_id: OrganisationId, own: Iterable[Register]) -> None:
        for register in own:
            self._connection.execute(
                sa.insert(registers).values(
                    organisation_id=organisation_id,
                    code=register.code,
                    pattern=register.pattern,
                    first_seq=register.first_seq,
                )
            )

    def _read(self, query: sa.Select[tuple[str, str, dict[str, str]]]) -> list[Organisation]:
        own = self._registers(query)
        return [
            Organisation(
                id=OrganisationId(row.id),
                municipality_id=MunicipalityId(row.municipality_id),
                requisites=Requisites(**row.requisites),
                registers=MappingProxyType(own[row.id]),
            )
            for row in self._connection.execute(query.order_by(organisations.c.id))
        ]

    def _registers(
        self, query: sa.Select[tuple[str, str, dict[str, str]]]
    ) -> Mapping[str, dict[str, Register]]:
        owners = query.with_only_columns(organisations.c.id)
        rows = self._connection.execute(
            sa.select(registers).where(registers.c.organisation_id.in_(owners))
        )
        found: defaultdict[str, dict[str, Register]] = defaultdict(dict)
        for row in rows:
            found[row.organisation_id][row.code] = Register(row.code, row.pattern, row.first_seq)
        return found
