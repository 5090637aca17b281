"""Letters in the database: who holds one, and what is left of it afterwards."""

import time
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from service.database.account_tables import letters
from service.database.database import SqlDatabase, open_database
from service.database.engine import open_engines
from service.domain.ids import LetterId
from service.domain.letters import Letter, LetterClaim
from tests.threads import run_together

LATER = datetime(2100, 1, 1, tzinfo=UTC)
NOT_ANY_MORE = -1.0


def make_letter(number: int = 1, *, expires_at: datetime = LATER) -> Letter:
    created_at = datetime(2026, 11, 23, 9, 0, tzinfo=UTC) + timedelta(seconds=number)
    name = LetterId(f"l-{number:03}")
    return Letter(name, "anna@school.example", "Тема", "Ссылка", created_at, expires_at)


def add(database: SqlDatabase, *new: Letter) -> None:
    with database.transaction() as tx:
        for letter in new:
            tx.letters.add(letter)


def claim(database: SqlDatabase, *, limit: int = 9, lease: float = 60.0) -> list[LetterClaim]:
    with database.transaction() as tx:
        return tx.letters.claim(limit=limit, lease_seconds=lease)


def test_a_letter_comes_back_as_it_was_written(database: SqlDatabase) -> None:
    add(database, make_letter())

    (held,) = claim(database)

    assert (held.letter, held.fence, held.failures) == (make_letter(), 1, 0)


def test_a_letter_in_somebodys_hands_is_not_given_to_another(database: SqlDatabase) -> None:
    add(database, make_letter())

    assert len(claim(database)) == 1
    assert claim(database) == []
    with database.snapshot() as tx:
        assert not tx.letters.is_due()


def test_no_letter_is_given_to_two_of_many(database: SqlDatabase, database_url: str) -> None:
    add(database, *map(make_letter, range(24)))

    def take(_: int) -> list[LetterId]:
        mine = open_database(database_url)
        held = [one.letter.id for _ in range(3) for one in claim(mine, limit=1)]
        mine.close()
        return held

    taken = [name for names in run_together(8, take) for name in names]

    assert sorted(taken) == sorted(set(taken))
    assert len(taken) + len(claim(database, limit=24)) == 24


def test_a_letter_whose_holder_vanished_goes_to_the_next_and_the_first_is_told(
    database: SqlDatabase,
) -> None:
    add(database, make_letter())
    (lost,) = claim(database, lease=NOT_ANY_MORE)
    (held,) = claim(database)

    with database.transaction() as tx:
        assert not tx.letters.note_sent(lost)
        assert tx.letters.note_sent(held)
        assert not tx.letters.note_sent(held)


@pytest.mark.parametrize("outcome", ["sent", "failed"])
def test_of_a_settled_letter_neither_address_nor_text_is_kept(
    database: SqlDatabase, database_url: str, outcome: str
) -> None:
    add(database, make_letter())
    (held,) = claim(database)

    with database.transaction() as tx:
        done = tx.letters.note_sent if outcome == "sent" else None
        assert done(held) if done else tx.letters.note_failed(held, "mail_refused")

    engine, _ = open_engines(database_url)
    with engine.connect() as connection:
        row = connection.execute(sa.select(letters)).one()
    engine.dispose()
    assert (row.recipient, row.subject, row.text) == ("", "", "")
    with database.snapshot() as tx:
        code = None if outcome == "sent" else "mail_refused"
        assert tx.letters.states_of([held.letter.id]) == {held.letter.id: (outcome, code)}
        assert not tx.letters.is_due()


def test_a_postponed_letter_waits_its_time_and_remembers_why(database: SqlDatabase) -> None:
    add(database, make_letter())
    (held,) = claim(database)

    with database.transaction() as tx:
        assert tx.letters.postpone(held, "mail_unavailable", delay_seconds=0.3)
        assert tx.letters.states_of([held.letter.id])[held.letter.id][1] == "mail_unavailable"
    assert claim(database) == []
    time.sleep(0.35)
    (again,) = claim(database)
    assert (again.failures, again.fence) == (1, 2)


def test_a_letter_nobody_needs_any_more_is_not_sent(database: SqlDatabase) -> None:
    past = datetime(2026, 1, 1, tzinfo=UTC)
    add(database, make_letter(1, expires_at=past), make_letter(2))

    (held,) = claim(database)

    assert held.letter.id == make_letter(2).id
    with database.snapshot() as tx:
        states = tx.letters.states_of([make_letter(1).id])
    assert states == {make_letter(1).id: ("failed", "mail_expired")}
