"""Previews on both engines: one row per form, leases, and what is left of a settled one."""

import hashlib
from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa

from service.database.account_tables import previews
from service.database.database import SqlDatabase, open_database
from service.domain.accounts import User
from service.domain.documents import Failure
from service.domain.ids import DraftId, OrganisationId, PreviewId, UserId
from service.domain.previews import PreviewClaim, PreviewOrder, PreviewState
from tests.factories import OTHER_SCHOOL, SCHOOL
from tests.fakes import MONDAY
from tests.printing import make_preview_order
from tests.threads import run_together

FIRST, SECOND = UserId("first"), UserId("second")
FORM = DraftId("form-1")
ORDER = make_preview_order(FIRST, FORM)
LOST = -1.0


@pytest.fixture
def people(database: SqlDatabase) -> SqlDatabase:
    """A database with two people of the school."""
    with database.transaction() as tx:
        for user_id in (FIRST, SECOND):
            tx.accounts.add_user(
                User(user_id, user_id, "Имя", frozenset(), "", SCHOOL, None, MONDAY)
            )
    return database


def put(database: SqlDatabase, *orders: PreviewOrder) -> None:
    with database.transaction() as tx:
        for order in orders:
            name = f"{order.user_id}-{order.draft_id}-{order.source.doc_date}"
            tx.previews.put(PreviewId(name), order)


def claim(
    database: SqlDatabase, organisation_id: OrganisationId = SCHOOL, *, lease: float = 60.0
) -> PreviewClaim | None:
    with database.transaction() as tx:
        return tx.previews.claim(organisation_id, lease_seconds=lease)


def test_an_order_comes_back_as_it_was(people: SqlDatabase) -> None:
    put(people, ORDER)
    held = claim(people)
    with people.snapshot() as tx:
        preview = tx.previews.find(FIRST, FORM)

    assert held is not None
    assert preview is not None
    assert (held.source, held.kind, held.failures) == (ORDER.source, ORDER.kind, 0)
    assert (preview.state, preview.remarks) == (PreviewState.WAITING, ORDER.remarks)
    assert (preview.made_of, preview.ordered_at) == (ORDER.source.sha256(), MONDAY)
    assert (preview.pages, preview.pdf_sha256, preview.failure) == (None, None, None)


def test_it_is_held_once_and_by_its_own_organisation(people: SqlDatabase) -> None:
    put(people, ORDER)
    with people.snapshot() as tx:
        assert tx.previews.due_organisations() == [SCHOOL]
    assert claim(people, OTHER_SCHOOL) is None
    assert claim(people) is not None
    assert claim(people) is None
    with people.snapshot() as tx:
        assert tx.previews.due_organisations() == []


def test_a_settled_row_holds_the_pages_and_nothing_they_were_made_of(people: SqlDatabase) -> None:
    put(people, ORDER)
    held = claim(people)
    assert held is not None
    with people.transaction() as tx:
        assert tx.previews.note_ready(held, b"%PDF", 3)
        assert not tx.previews.note_ready(held, b"%PDF", 3)
        preview = tx.previews.find(FIRST, FORM)
        assert preview is not None
        digest = hashlib.sha256(b"%PDF").hexdigest()
        assert (preview.state, preview.pages) == (PreviewState.READY, 3)
        assert preview.pdf_sha256 == digest
        assert tx.previews.read_pdf(FIRST, FORM) == b"%PDF"
        assert tx.previews.read_pdf(SECOND, FORM) is None
    assert _sources(people) == [{}]


def _sources(database: SqlDatabase) -> list[object]:
    with database.snapshot() as tx:
        return list(tx._connection.execute(sa.select(previews.c.source)).scalars())  # noqa: SLF001 -- what no port tells


def test_a_newer_order_takes_the_place_of_one_in_hand(people: SqlDatabase) -> None:
    newer = replace(ORDER, source=replace(ORDER.source, number="___-од"))
    put(people, ORDER)
    older = claim(people)
    put(people, newer)
    held = claim(people)
    assert older is not None
    assert held is not None
    assert (held.id, held.source.number) == (older.id, "___-од")
    with people.transaction() as tx:
        assert not tx.previews.note_ready(older, b"older", 1)
        assert not tx.previews.note_failed(older, Failure("a", "б"))
        assert not tx.previews.postpone(older, delay_seconds=0)
        assert tx.previews.note_failed(held, Failure("a", "б"))
        preview = tx.previews.find(FIRST, FORM)
    assert preview is not None
    assert (preview.state, preview.failure) == (PreviewState.FAILED, Failure("a", "б"))


def test_one_whose_holder_vanished_goes_to_the_next(people: SqlDatabase) -> None:
    put(people, ORDER)
    lost, held = claim(people, lease=LOST), claim(people)
    assert lost is not None
    assert held is not None
    with people.transaction() as tx:
        assert not tx.previews.note_ready(lost, b"late", 1)
        assert tx.previews.postpone(held, delay_seconds=0)
    again = claim(people)
    assert again is not None
    assert again.failures == 1


def test_no_preview_is_given_to_two_of_many(people: SqlDatabase, database_url: str) -> None:
    put(people, *(make_preview_order(FIRST, DraftId(f"f-{n}")) for n in range(12)))

    def take(_: int) -> list[PreviewId]:
        mine = open_database(database_url)
        held = [one.id for _ in range(3) if (one := claim(mine)) is not None]
        mine.close()
        return held

    taken = [name for names in run_together(4, take) for name in names]
    assert sorted(taken) == sorted(set(taken))


def test_only_what_nobody_asked_for_since_is_forgotten(people: SqlDatabase) -> None:
    theirs = replace(ORDER, user_id=SECOND)
    put(people, ORDER, theirs)
    later = MONDAY + timedelta(hours=1)
    with people.transaction() as tx:
        tx.previews.keep(SECOND, FORM, later)
        tx.previews.forget(later)
        assert tx.previews.find(FIRST, FORM) is None
        kept = tx.previews.find(SECOND, FORM)
        assert kept is not None
        assert kept.ordered_at == later
        tx.previews.remove(SECOND, FORM)
        assert tx.previews.find(SECOND, FORM) is None
