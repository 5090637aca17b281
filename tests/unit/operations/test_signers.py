"""Who may sign for an organisation."""

from dataclasses import replace
from datetime import date

import pytest

from service.database.database import SqlDatabase
from service.domain.access import Scope
from service.domain.errors import ForbiddenError, InvalidRequestError, NotFoundError
from service.domain.ids import SignerId
from service.domain.signers import Attorney, Term
from service.operations.signers import SignerDesk
from tests.factories import CLERK, HEADS_TERM, OTHER_SCHOOL, SCHOOL, STRANGER, make_principal
from tests.fakes import MONDAY, FakeClock, SequentialIds

HEAD = replace(HEADS_TERM, full_name="  Мельник  Ольга Сергеевна")


@pytest.fixture
def desk(memory_database: SqlDatabase, clock: FakeClock, ids: SequentialIds) -> SignerDesk:
    return SignerDesk(memory_database, clock, ids)


def test_terms_are_listed_the_latest_first(desk: SignerDesk) -> None:
    head = desk.appoint(CLERK, SCHOOL, HEAD)
    deputy = desk.appoint(
        CLERK, SCHOOL, replace(HEAD, full_name="Скляр Лев Кузьмич", since=date(2025, 7, 1))
    )

    assert desk.list_signers(CLERK, SCHOOL) == [deputy, head]
    assert head.term == HEADS_TERM
    assert (head.recorded_by, head.recorded_at) == (CLERK.id, MONDAY)


def test_a_term_ends_and_stays_in_the_list(desk: SignerDesk) -> None:
    head = desk.appoint(CLERK, SCHOOL, HEAD)

    ended = desk.end_term(CLERK, head.id, date(2026, 8, 31))

    assert ended.term == replace(head.term, until=date(2026, 8, 31))
    assert desk.list_signers(CLERK, SCHOOL) == [ended]


def test_the_trail_holds_who_and_when_and_no_name(
    desk: SignerDesk, memory_database: SqlDatabase
) -> None:
    head = desk.appoint(CLERK, SCHOOL, HEAD)
    desk.end_term(CLERK, head.id, date(2026, 8, 31))

    with memory_database.snapshot() as tx:
        events = [item.event for item in tx.audit.read(SCHOOL)]
    assert [(event.action, event.actor) for event in events] == [
        ("signer:appointed", CLERK.id),
        ("signer:ended", CLERK.id),
    ]
    assert "Мельник" not in repr(events)


@pytest.mark.parametrize(
    ("asked", "pointer"),
    [
        (replace(HEAD, full_name=" "), "#/full_name"),
        (replace(HEAD, position="п" * 301), "#/position"),
        (replace(HEAD, ground="приказ\x00"), "#/ground"),
        (replace(HEAD, person_id="п" * 65), "#/person_id"),
        (replace(HEAD, attorney=Attorney("", date(2026, 8, 31))), "#/attorney/number"),
        (replace(HEAD, role="Директор"), "#/role"),
        (replace(HEAD, gender="x"), "#/gender"),
        (replace(HEAD, until=date(2023, 8, 14)), "#/until"),
    ],
    ids=[
        *("no name", "too long", "unprintable", "long code", "no number"),
        *("role", "gender", "ends before it begins"),
    ],
)
def test_a_wrong_field_is_named(desk: SignerDesk, asked: Term, pointer: str) -> None:
    with pytest.raises(InvalidRequestError) as refusal:
        desk.appoint(CLERK, SCHOOL, asked)

    assert [problem.pointer for problem in refusal.value.problems] == [pointer]
    assert desk.list_signers(CLERK, SCHOOL) == []


def test_a_term_does_not_end_before_it_begins(desk: SignerDesk) -> None:
    head = desk.appoint(CLERK, SCHOOL, HEAD)

    with pytest.raises(InvalidRequestError):
        desk.end_term(CLERK, head.id, date(2023, 8, 14))


def test_another_organisation_sees_and_ends_nothing(desk: SignerDesk) -> None:
    head = desk.appoint(CLERK, SCHOOL, HEAD)
    other = make_principal(OTHER_SCHOOL)

    assert desk.list_signers(other, OTHER_SCHOOL) == []
    with pytest.raises(NotFoundError):
        desk.list_signers(STRANGER, SCHOOL)
    with pytest.raises(NotFoundError):
        desk.appoint(STRANGER, SCHOOL, HEAD)
    with pytest.raises(NotFoundError):
        desk.end_term(other, head.id, date(2026, 8, 31))
    with pytest.raises(NotFoundError):
        desk.end_term(CLERK, SignerId("nothing"), date(2026, 8, 31))


def test_whoever_writes_documents_does_not_decide_who_signs_them(desk: SignerDesk) -> None:
    head = desk.appoint(CLERK, SCHOOL, HEAD)
    writer = replace(CLERK, scopes=frozenset(Scope) - {Scope.SIGNERS})

    with pytest.raises(ForbiddenError):
        desk.appoint(writer, SCHOOL, HEAD)
    with pytest.raises(ForbiddenError):
        desk.end_term(writer, head.id, date(2026, 8, 31))
    assert desk.list_signers(writer, SCHOOL) == [head]


def test_whoever_comes_next_signs_from_the_day_after(desk: SignerDesk) -> None:
    head = desk.appoint(CLERK, SCHOOL, HEAD)
    said = replace(HEAD, full_name="Скляр Лев Кузьмич", since=date(2026, 9, 1), role="other")

    successor = desk.replace(CLERK, head.id, said)

    assert successor.term.role == head.term.role
    ended = replace(head, term=replace(head.term, until=date(2026, 8, 31)))
    assert desk.list_signers(CLERK, SCHOOL) == [successor, ended]


def test_a_term_that_ends_earlier_is_not_made_longer_by_the_next(desk: SignerDesk) -> None:
    head = desk.appoint(CLERK, SCHOOL, replace(HEAD, until=date(2026, 5, 31)))

    desk.replace(CLERK, head.id, replace(HEAD, since=date(2026, 9, 1)))

    assert desk.get_signer(CLERK, head.id).term.until == date(2026, 5, 31)


def test_the_next_term_begins_after_the_one_before(desk: SignerDesk) -> None:
    head = desk.appoint(CLERK, SCHOOL, HEAD)

    with pytest.raises(InvalidRequestError) as refusal:
        desk.replace(CLERK, head.id, HEAD)

    assert [one.pointer for one in refusal.value.problems] == ["#/since"]
    assert desk.list_signers(CLERK, SCHOOL) == [head]


def test_a_stranger_replaces_nobody(desk: SignerDesk) -> None:
    head = desk.appoint(CLERK, SCHOOL, HEAD)

    with pytest.raises(NotFoundError):
        desk.replace(STRANGER, head.id, replace(HEAD, since=date(2026, 9, 1)))
    with pytest.raises(NotFoundError):
        desk.list_keys(STRANGER, SCHOOL)
