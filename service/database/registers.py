"""Running numbers: one counter row per organisation, register and year."""

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
