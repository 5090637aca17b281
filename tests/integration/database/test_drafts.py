"""Drafts on both engines."""

from dataclasses import replace
from datetime import timedelta

import pytest

from service.database.database import SqlDatabase
from service.domain.accounts import User
from service.domain.drafts import SavedDraft
from service.domain.ids import DraftId, UserId
from tests.factories import SCHOOL
from tests.fakes import MONDAY

FIRST, SECOND = UserId("first"), UserId("second")
DRAFT = SavedDraft(DraftId("d-1"), FIRST, SCHOOL, "pd_consent", {"a": ["Ёжик\n "]}, MONDAY)


@pytest.fixture
def people(database: SqlDatabase) -> SqlDatabase:
    """A database with two people of the school."""
    with database.transaction() as tx:
        for user_id in (FIRST, SECOND):
            tx.accounts.add_user(
                User(user_id, user_id, "Имя", frozenset(), "", SCHOOL, None, MONDAY)
            )
    return database


def test_a_draft_comes_back_word_for_word(people: SqlDatabase) -> None:
    with people.transaction() as tx:
        tx.drafts.put(DRAFT)
    with people.snapshot() as tx:
        assert tx.drafts.find(FIRST, DRAFT.id) == DRAFT
        assert tx.drafts.find(SECOND, DRAFT.id) is None
        assert tx.drafts.find(FIRST, DraftId("d-2")) is None


def test_the_same_form_is_kept_once(people: SqlDatabase) -> None:
    later = replace(DRAFT, boxes={"a": ["б"]}, changed_at=MONDAY + timedelta(seconds=3))
    with people.transaction() as tx:
        tx.drafts.put(DRAFT)
        tx.drafts.put(later)
        assert tx.drafts.list_of(FIRST) == [later]


def test_the_form_of_another_is_another_form(people: SqlDatabase) -> None:
    theirs = replace(DRAFT, user_id=SECOND, boxes={})
    with people.transaction() as tx:
        tx.drafts.put(DRAFT)
        tx.drafts.put(theirs)
        tx.drafts.remove(FIRST, DRAFT.id)
        assert tx.drafts.list_of(FIRST) == []
        assert tx.drafts.list_of(SECOND) == [theirs]


def test_the_one_that_was_changed_last_comes_first_and_old_ones_go(people: SqlDatabase) -> None:
    newer = replace(DRAFT, id=DraftId("d-2"), changed_at=MONDAY + timedelta(days=1))
    with people.transaction() as tx:
        tx.drafts.put(DRAFT)
        tx.drafts.put(newer)
        assert tx.drafts.list_of(FIRST) == [newer, DRAFT]
        tx.drafts.forget(MONDAY + timedelta(hours=1))
        assert tx.drafts.list_of(FIRST) == [newer]
