"""Running numbers: one counter row per organisation, register and year."""

from collections.abc import Mapping

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection

from service.database.schema import register_counters
from service.domain.ids import OrganisationId
from service.domain.registers import Number, Register


class SqlRegisters:
    """Counters without gaps or doubles.

    The row lock of a counter makes takers wait for each other until commit; a rolled back
    transaction gives its number back.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def take(self, organisation_id: OrganisationId, register: Register, year: int) -> Number:
        """The next number of the register in `year`."""
        dialect = self._connection.dialect.name
        insert = (postgresql if dialect == "postgresql" else sqlite).insert(register_counters)
        statement = (
            insert.values(
                organisation_id=organisation_id,
                register=register.code,
                year=year,
                last_seq=register.first_seq,
            )
            .on_conflict_do_update(
                index_elements=["organisation_id", "register", "year"],
                set_={"last_seq": register_counters.c.last_seq + 1},
            )
            .returning(register_counters.c.last_seq)
        )
        seq = self._connection.execute(statement).scalar_one()
        return register.number(year, int(seq))

    def list_taken(self, organisation_id: OrganisationId, year: int) -> Mapping[str, int]:
        """The last number of every register that was used in `year`, by its code."""
        rows = self._connection.execute(
            sa.select(register_counters.c.register, register_counters.c.last_seq).where(
                register_counters.c.organisation_id == organisation_id,
                register_counters.c.year == year,
            )
        )
        return {row.register: row.last_seq for row in rows}
