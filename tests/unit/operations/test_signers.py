"""Who may sign for an organisation."""

from dataclasses import replace
from datetime import date

import pytest

from service.database.database import SqlDatabase
from service.domain.access import Scope
from service.domain.errors import ForbiddenError, InvalidRequestError, NotFoundError
from service.domain.ids import SignerId
from service.operations.signers import Appointment, SignerDesk
from tests.factories import CLERK, OTHER_SCHOOL, SCHOOL, STRANGER, make_principal
from tests.fakes import FakeClock, SequentialIds

HEAD = Appointment(
    full_name="  Мельник  Ольга Сергеевна",
    gender="f",
    position="директор",
    authority="приказ от 14.08.2023 № 91",
    since=date(2023, 8, 15),
)


@pytest.fixture
def desk(memory_database: SqlDatabase, clock: FakeClock, ids: SequentialIds) -> SignerDesk:
    return SignerDesk(memory_database, clock, ids)


def test_terms_are_listed_the_latest_first(desk: SignerDesk) -> None:
    head = desk.appoint(CLERK, SCHOOL, HEAD)
    deputy = desk.appoint(
        CLERK, SCHOOL, replace(HEAD, full_name="Скляр Лев Кузьмич", since=date(2025, 7, 1))
    )

    assert desk.list_signers(CLERK, SCHOOL) == [deputy, head]
    assert head.full_name == "Мельник Ольга Сергеевна"


def test_a_term_ends_and_stays_in_the_list(desk: SignerDesk) -> None:
    head = desk.appoint(CLERK, SCHOOL, HEAD)

    desk.end_term(CLERK, SCHOOL, head.id, date(2026, 8, 31))

    assert desk.list_signers(CLERK, SCHOOL) == [replace(head, until=date(2026, 8, 31))]


def test_the_trail_holds_who_and_when_and_no_name(
    desk: SignerDesk, memory_database: SqlDatabase
) -> None:
    head = desk.appoint(CLERK, SCHOOL, HEAD)
    desk.end_term(CLERK, SCHOOL, head.id, date(2026, 8, 31))

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
        (replace(HEAD, gender="x"), "#/gender"),
        (replace(HEAD, until=date(2023, 8, 14)), "#/until"),
    ],
    ids=["no name", "too long", "gender", "ends before it begins"],
)
def test_a_wrong_field_is_named(desk: SignerDesk, asked: Appointment, pointer: str) -> None:
    with pytest.raises(InvalidRequestError) as refusal:
        desk.appoint(CLERK, SCHOOL, asked)

    assert [problem.pointer for problem in refusal.value.problems] == [pointer]
    assert desk.list_signers(CLERK, SCHOOL) == []


def test_a_term_does_not_end_before_it_begins(desk: SignerDesk) -> None:
    head = desk.appoint(CLERK, SCHOOL, HEAD)

    with pytest.raises(InvalidRequestError):
        desk.end_term(CLERK, SCHOOL, head.id, date(2023, 8, 14))


def test_another_organisation_sees_and_ends_nothing(desk: SignerDesk) -> None:
    head = desk.appoint(CLERK, SCHOOL, HEAD)
    other = make_principal(OTHER_SCHOOL)

    assert desk.list_signers(other, OTHER_SCHOOL) == []
    with pytest.raises(NotFoundError):
        desk.list_signers(STRANGER, SCHOOL)
    with pytest.raises(NotFoundError):
        desk.appoint(STRANGER, SCHOOL, HEAD)
    with pytest.raises(NotFoundError):
        desk.end_term(other, OTHER_SCHOOL, head.id, date(2026, 8, 31))
    with pytest.raises(NotFoundError):
        desk.end_term(CLERK, SCHOOL, SignerId("nothing"), date(2026, 8, 31))


def test_whoever_only_reads_appoints_nobody(desk: SignerDesk) -> None:
    reader = replace(CLERK, scopes=frozenset({Scope.READ}))

    with pytest.raises(ForbiddenError):
        desk.appoint(reader, SCHOOL, HEAD)
