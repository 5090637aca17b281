"""Signs of life: what waits for how long, and what processes say of themselves."""

from collections.abc import Mapping
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from service.database.account_tables import letters
from service.database.document_rows import to_made_with
from service.database.house_tables import process_reports
from service.database.schema import documents
from service.database.times import EpochNow, from_text, to_text
from service.domain.documents import STAGE_STATES, UNFINISHED, Stage
from service.domain.health import ProcessReport
from service.domain.making import MadeWith


class SqlVitals:
    """Questions about the whole installation, and about nobody's documents in particular."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def database_version(self) -> str:
        """«SQLite 3.40.1», «PostgreSQL 17.2»."""
        numbers = self._connection.dialect.server_version_info or ()
        name = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}[self._connection.dialect.name]
        return f"{name} {'.'.join(str(number) for number in numbers)}"

    def longest_wait(self, stage: Stage) -> float:
        """For how many seconds a document has been due that nobody holds; 0 without any."""
        return self._since(
            documents.c.due_at,
            documents.c.state.in_(STAGE_STATES[stage]),
            documents.c.due_at <= EpochNow(),
            documents.c.lease_until < EpochNow(),
        )

    def longest_letter_wait(self) -> float:
        """For how many seconds a letter has been due that nobody holds; 0 without any."""
        return self._since(
            letters.c.due_at,
            letters.c.state == "waiting",
            letters.c.due_at <= EpochNow(),
            letters.c.lease_until < EpochNow(),
        )

    def count_waiting_for(self, code: str) -> int:
        """How many documents that are not finished wait for this reason."""
        return self._connection.execute(
            sa.select(sa.func.count())
            .select_from(documents)
            .where(documents.c.state.in_(UNFINISHED), documents.c.failure_code == code)
        ).scalar_one()

    def find_last_made(self) -> MadeWith | None:
        """What the newest document that has been converted was made with."""
        content = self._connection.execute(
            sa.select(documents.c.made_with)
            .where(documents.c.made_with.is_not(None))
            .order_by(documents.c.id.desc())
            .limit(1)
        ).scalar_one_or_none()
        return to_made_with(content)

    def report(self, process: str, detail: Mapping[str, str], at: datetime) -> None:
        """Let a process say how it is, in place of what it said before."""
        self._connection.execute(
            sa.delete(process_reports).where(process_reports.c.process == process)
        )
        self._connection.execute(
            sa.insert(process_reports).values(
                process=process, detail=dict(detail), reported_at=to_text(at)
            )
        )

    def list_reports(self) -> Mapping[str, ProcessReport]:
        """What processes said last, by their names."""
        rows = self._connection.execute(sa.select(process_reports))
        return {row.process: ProcessReport(row.detail, from_text(row.reported_at)) for row in rows}

    def _since(self, column: sa.Column[float], *which: sa.ColumnElement[bool]) -> float:
        first = sa.select(EpochNow() - sa.func.min(column)).where(*which)
        return float(self._connection.execute(first).scalar_one() or 0.0)
