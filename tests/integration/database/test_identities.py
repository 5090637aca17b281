"""Attempts and identities, on both engines and behind the second wall."""

from dataclasses import replace
from datetime import timedelta

import pytest

from service.database.database import SqlDatabase
from service.domain.accounts import User
from service.domain.identities import Attempt, Identity, Joining
from service.domain.ids import UserId
from service.domain.reach import NOTHING, Reach, reach_of, reaching
from tests.factories import FOREIGN_SCHOOL, SCHOOL
from tests.fakes import MONDAY

PERSON = Identity("https://id.example", "1000299353")
ATTEMPT = Attempt("a" * 64, "/pack?year=2025", None, MONDAY)


def _let_in(database: SqlDatabase) -> tuple[User, User]:
    """A person of one school and one of another municipality's."""
    own, other = (
        User(UserId(login), login, "Имя", frozenset(), "", school, None, MONDAY)
        for login, school in (("own", SCHOOL), ("other", FOREIGN_SCHOOL))
    )
    with database.transaction() as tx:
        tx.accounts.add_user(own)
        tx.accounts.add_user(other)
    return own, other


def test_an_attempt_remembers_the_invitation_that_somebody_accepts(database: SqlDatabase) -> None:
    joining = replace(ATTEMPT, joining=Joining("c" * 64, "anna"))
    with database.transaction() as tx:
        tx.identities.begin(joining)
    with database.transaction() as tx:
        assert tx.identities.take(ATTEMPT.token_sha256) == joining


def _take_once(database: SqlDatabase) -> None:
    with reaching(NOTHING), database.transaction() as tx:
        tx.identities.begin(ATTEMPT)
    with reaching(NOTHING), database.transaction() as tx:
        assert tx.identities.take("b" * 64) is None
        assert tx.identities.take(ATTEMPT.token_sha256) == ATTEMPT
        assert tx.identities.take(ATTEMPT.token_sha256) is None


def _link_once(database: SqlDatabase) -> None:
    own, other = _let_in(database)
    with reaching(reach_of(own)), database.transaction() as tx:
        assert tx.identities.link(PERSON, own.id, MONDAY)
        assert not tx.identities.link(replace(PERSON, subject="2"), own.id, MONDAY)
    with reaching(reach_of(other)), database.transaction() as tx:
        assert not tx.identities.link(PERSON, other.id, MONDAY)
    with reaching(NOTHING), database.snapshot() as tx:
        assert tx.identities.find_owner(replace(PERSON, issuer="https://other").sha256) is None


def test_an_attempt_is_taken_once(database: SqlDatabase) -> None:
    _take_once(database)


@pytest.mark.postgresql
def test_behind_the_wall_an_attempt_is_taken_once(walled: SqlDatabase) -> None:
    _take_once(walled)


def test_an_identity_is_one_persons(database: SqlDatabase) -> None:
    _link_once(database)


@pytest.mark.postgresql
def test_behind_the_wall_an_identity_is_one_persons_whoever_asks(walled: SqlDatabase) -> None:
    _link_once(walled)
    with reaching(Reach(FOREIGN_SCHOOL)), walled.transaction() as tx:
        assert not tx.identities.unlink(UserId("own"))
    with reaching(NOTHING), walled.snapshot() as tx:
        owner = tx.identities.find_owner(PERSON.sha256)
        assert owner is not None
        assert tx.accounts.get_user(owner).organisation_id == SCHOOL


def test_a_link_is_found_and_goes(database: SqlDatabase) -> None:
    own, other = _let_in(database)
    with database.transaction() as tx:
        tx.identities.link(PERSON, own.id, MONDAY)
    with database.transaction() as tx:
        assert tx.identities.find_link(own.id, PERSON.issuer) == MONDAY
        assert tx.identities.find_link(own.id, "https://other") is None
        assert tx.identities.find_link(other.id, PERSON.issuer) is None
        assert [tx.identities.unlink(own.id), tx.identities.unlink(own.id)] == [True, False]
        assert tx.identities.find_owner(PERSON.sha256) is None


def test_old_attempts_are_swept(database: SqlDatabase) -> None:
    later = replace(ATTEMPT, token_sha256="c" * 64, began_at=MONDAY + timedelta(minutes=1))
    with database.transaction() as tx:
        tx.identities.begin(ATTEMPT)
        tx.identities.begin(later)
        tx.identities.forget_attempts(later.began_at)
        assert tx.identities.take(ATTEMPT.token_sha256) is None
        assert tx.identities.take(later.token_sha256) == later
