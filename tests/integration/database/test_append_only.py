"""The database itself refuses to change what is archived and what happened."""

from datetime import date

import pytest
import sqlalchemy as sa

from service.database.database import SqlDatabase
from service.database.engine import open_engines
from service.domain.archive import ArchivedFile, Entry, Renewal, Retention
from service.domain.audit import GENESIS, Event, first_break
from service.domain.companions import Companion, CompanionRole
from tests.factories import OTHER_SCHOOL, SCHOOL, make_new_document, make_version
from tests.fakes import MONDAY
from tests.threads import run_together

EVENT = Event("document:registered", "key:1", None, {"number": "1-од", "n": 1, "ok": True})

RENEWAL = Renewal(
    make_new_document(1).id,
    SCHOOL,
    ArchivedFile("pdf", "1" * 64, 9),
    "2036-11-23T09:00:00.000+00:00",
)
COMPANION = Companion(
    document_id=make_new_document(1).id,
    organisation_id=SCHOOL,
    role=CompanionRole.SCAN,
    sha256="2" * 64,
    size_bytes=9,
    media_type="application/pdf",
    title="Имя Рек",
    added_by="key:1",
    added_at=MONDAY,
)


def execute(url: str, statement: str) -> None:
    writer, reader = open_engines(url)
    try:
        with writer.begin() as connection:
            connection.execute(sa.text(statement))
    finally:
        writer.dispose()
        reader.dispose()


@pytest.fixture
def filled(database: SqlDatabase) -> SqlDatabase:
    document = make_new_document(1)
    entry = Entry(
        document_id=document.id,
        organisation_id=SCHOOL,
        kind=document.kind,
        number="1-од",
        doc_date=date(2026, 11, 23),
        title=document.title,
        case_index="01-05",
        retention=Retention("19а", "5 лет", date(2031, 12, 31)),
        files=(ArchivedFile("pdf", "0" * 64, 7),),
        pages=2,
        archived_at="2026-11-23T09:00:00.000+00:00",
    )
    with database.transaction() as tx:
        tx.documents.add(document)
        tx.archive.add(entry, search_text="1-од о паре")
        tx.archive.add_renewal(RENEWAL)
        tx.companions.add(COMPANION)
        tx.audit.append(SCHOOL, EVENT, MONDAY)
        tx.audit.append(SCHOOL, EVENT, MONDAY)
        tx.templates.add(make_version(1))
    with database.snapshot() as tx:
        assert tx.archive.find(document.id) == entry.with_renewals([RENEWAL])
    return database


@pytest.mark.usefixtures("filled")
@pytest.mark.parametrize(
    "table",
    ["audit_events", "archive_entries", "archive_renewals", "template_versions", "companions"],
)
@pytest.mark.parametrize("statement", ["UPDATE {} SET organisation_id = 's-02'", "DELETE FROM {}"])
def test_a_row_can_be_neither_changed_nor_removed(
    database_url: str, table: str, statement: str
) -> None:
    with pytest.raises(sa.exc.DatabaseError, match=f"{table} is append-only"):
        execute(database_url, statement.format(table))


@pytest.mark.usefixtures("filled")
@pytest.mark.parametrize(
    ("table", "column"),
    [
        ("audit_events", "hash"),
        ("archive_entries", "title"),
        ("archive_renewals", "sha256"),
        ("template_versions", "note"),
        ("companions", "title"),
    ],
)
def test_a_row_cannot_be_written_over(database_url: str, table: str, column: str) -> None:
    if database_url.startswith("sqlite"):
        statement = f"REPLACE INTO {table} SELECT * FROM {table}"  # noqa: S608 -- fixed names
    else:
        statement = (
            f"INSERT INTO {table} SELECT * FROM {table} "  # noqa: S608 -- fixed names
            f"ON CONFLICT ON CONSTRAINT pk_{table} DO UPDATE SET {column} = ''"
        )
    with pytest.raises(sa.exc.DatabaseError, match=f"{table} is append-only"):
        execute(database_url, statement)


def test_the_tables_cannot_be_emptied(filled: SqlDatabase, database_url: str) -> None:
    is_sqlite = database_url.startswith("sqlite")  # it knows no TRUNCATE, and empties by DELETE
    statement = "DELETE FROM audit_events" if is_sqlite else "TRUNCATE audit_events"
    filled.close()

    with pytest.raises(sa.exc.DatabaseError, match="append-only"):
        execute(database_url, statement)


def test_events_are_chained_within_their_organisation(filled: SqlDatabase) -> None:
    with filled.transaction() as tx:
        tx.audit.append(OTHER_SCHOOL, EVENT, MONDAY)
        trail = list(tx.audit.read(SCHOOL))
        other = list(tx.audit.read(OTHER_SCHOOL))

        assert [item.seq for item in trail] == [1, 2]
        assert trail[0].event == EVENT
        assert first_break(trail, tx.audit.head(SCHOOL)) is None
        assert [(item.seq, item.previous_hash) for item in other] == [(1, GENESIS)]


def test_writers_of_one_trail_wait_for_each_other(database: SqlDatabase) -> None:
    def write(_number: int) -> None:
        for _ in range(5):
            with database.transaction() as tx:
                tx.audit.append(SCHOOL, EVENT, MONDAY)

    run_together(6, write)

    with database.snapshot() as tx:
        trail = list(tx.audit.read(SCHOOL))
        assert len(trail) == 30
        assert first_break(trail, tx.audit.head(SCHOOL)) is None
