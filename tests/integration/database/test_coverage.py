"""The matrix of schools and points over both databases, and how many questions it asks."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import count

import pytest

from service.database.database import SqlDatabase
from service.domain.access import Role, Scope
from service.domain.accounts import Tenant
from service.domain.audit import Event
from service.domain.documents import State
from service.domain.errors import ForbiddenError, NotFoundError
from service.domain.ids import OrganisationId
from service.domain.pack.coverage import Progress
from service.domain.reminders import REMINDED, Reminder
from service.operations.accounts import AccountDesk, NewUser
from service.operations.coverage import CoverageDesk, Outcome, School
from service.operations.mail import MailDesk
from service.operations.passwords import Passwords
from service.ports import DocumentFilter
from tests.factories import (
    CLERK,
    FOREIGN_SCHOOL,
    OFFICER,
    OTHER_SCHOOL,
    SCHOOL,
    make_new_document,
    make_organisation,
)
from tests.fakes import MONDAY, FakeClock, FakeQueue, RandomIds
from tests.pack_facts import MENTOR, pair, person
from tests.pack_papers import DUTIES, POINTS
from tests.questions import counted_questions
from tests.unit.operations.conftest import CHEAP_HASHER

# A day to come: letters expire by the clock of the database.
AUTUMN = datetime(2035, 10, 1, 9, 0, tzinfo=MONDAY.tzinfo)
PASSWORD = "a password of somebody"
_SEQ = count(1)


@pytest.fixture
def at(clock: FakeClock) -> FakeClock:
    clock.moment = AUTUMN
    return clock


@pytest.fixture
def desk(database: SqlDatabase, at: FakeClock, queue: FakeQueue) -> CoverageDesk:
    points, duties = tuple(POINTS.values()), tuple(DUTIES.values())
    mail = MailDesk(database, queue)
    return CoverageDesk(database, at, RandomIds(), points, duties, mail, "https://grif.example")


def add(
    database: SqlDatabase,
    kind: str,
    data: dict[str, object] | None = None,
    *,
    school: OrganisationId = SCHOOL,
    day: date = date(2035, 9, 24),
    state: State = State.ARCHIVED,
) -> None:
    new = make_new_document(next(_SEQ), organisation_id=school, kind=kind, doc_date=day)
    with database.transaction() as tx:
        document = tx.documents.add(replace(new, data=data or {}))
        tx.documents.force_state(document.id, state)


def school_of(desk: CoverageDesk, organisation_id: OrganisationId = SCHOOL) -> School:
    schools = desk.cover(OFFICER).schools
    return next(one for one in schools if one.organisation.id == organisation_id)


def progress(desk: CoverageDesk, code: str) -> Progress:
    found = {one.point.code: one for one in school_of(desk).standings}
    return found[code].progress


def let_in(database: SqlDatabase, at: FakeClock, login: str, email: str, *roles: Role) -> None:
    accounts = AccountDesk(database, at, RandomIds(), Passwords(CHEAP_HASHER))
    granted = frozenset(roles or {Role.HEAD})
    accounts.add_user(NewUser(login, PASSWORD, f"Имя {login}", granted, Tenant(SCHOOL), email))


def test_documents_come_with_their_states_and_the_data_that_counts(
    database: SqlDatabase, desk: CoverageDesk
) -> None:
    mentor = person(MENTOR, "p-103")
    add(database, "order_approve_regulation", state=State.AWAITING_SIGNATURES)
    add(database, "order_assign_pairs", {"pairs": [pair(mentees=[])]})
    add(database, "pd_consent", {"subject": mentor}, day=date(2033, 9, 1))
    add(database, "consent_mentor_participation", {"employee": mentor}, day=date(2034, 9, 1))

    assert progress(desk, "regulation") is Progress.WAITING
    assert progress(desk, "pairs") is Progress.DONE
    assert progress(desk, "pd_consents") is Progress.DONE
    assert progress(desk, "mentor_consents") is Progress.ABSENT


def test_cancelled_documents_and_those_of_another_year_do_not_count(
    database: SqlDatabase, desk: CoverageDesk
) -> None:
    add(database, "order_appoint_curator", state=State.CANCELLED)
    add(database, "order_appoint_curator", day=date(2035, 7, 31))
    add(database, "order_appoint_curator", day=date(2036, 8, 1))

    assert progress(desk, "curator") is Progress.ABSENT


def test_an_officer_sees_the_schools_of_the_municipality_and_a_school_itself(
    database: SqlDatabase, desk: CoverageDesk
) -> None:
    add(database, "order_appoint_curator", school=FOREIGN_SCHOOL)

    assert [one.organisation.id for one in desk.cover(OFFICER).schools] == [SCHOOL, OTHER_SCHOOL]
    assert [one.organisation.id for one in desk.cover(CLERK).schools] == [SCHOOL]


def test_sixty_schools_are_asked_about_in_a_few_questions(
    database: SqlDatabase, desk: CoverageDesk
) -> None:
    with counted_questions() as for_two:
        desk.cover(OFFICER)
    with database.transaction() as tx:
        for number in range(100, 158):
            tx.organisations.add(make_organisation(OrganisationId(f"s-{number}")))
    for seq in range(1, 21):
        school = OrganisationId(f"s-{100 + seq}")
        add(database, "order_assign_pairs", {"pairs": [pair()]}, school=school)

    with counted_questions() as for_sixty:
        found = desk.cover(OFFICER)

    assert len(found.schools) == 60
    assert len(for_sixty) == len(for_two) <= 6


def test_a_late_school_is_written_to_once_a_day(
    database: SqlDatabase, desk: CoverageDesk, at: FakeClock
) -> None:
    let_in(database, at, "head", "head@school.example")
    let_in(database, at, "mentor", "mentor@school.example", Role.PARTICIPANT)
    let_in(database, at, "nowhere", "", Role.CLERK)

    assert desk.remind(OFFICER, [SCHOOL]) == {SCHOOL: Outcome.SENT}
    assert desk.remind(OFFICER, [SCHOOL]) == {SCHOOL: Outcome.TODAY}
    at.go(timedelta(days=1))
    assert desk.remind(OFFICER, [SCHOOL]) == {SCHOOL: Outcome.SENT}

    with database.transaction() as tx:
        letters = [claim.letter for claim in tx.letters.claim(limit=9, lease_seconds=60)]
        events = [one.event for one in tx.audit.read(SCHOOL)]
    assert [letter.recipient for letter in letters] == ["head@school.example"] * 2
    assert "– Приказ о кураторе: срок был 09.09.2035" in letters[0].text
    assert "https://grif.example/" in letters[0].text
    assert "Приказ об утверждении Положения" in letters[0].text
    assert [(event.action, event.actor) for event in events] == [(REMINDED, OFFICER.id)] * 2


def test_the_matrix_tells_who_was_reminded_when(
    database: SqlDatabase, desk: CoverageDesk, at: FakeClock
) -> None:
    let_in(database, at, "head", "head@school.example")
    desk.remind(OFFICER, [SCHOOL])

    assert school_of(desk).reminder == Reminder(SCHOOL, date(2035, 10, 1), AUTUMN, OFFICER.id, 1)
    assert school_of(desk, OTHER_SCHOOL).reminder is None


def test_nobody_is_written_to_in_time_or_without_an_address(
    database: SqlDatabase, desk: CoverageDesk, at: FakeClock
) -> None:
    assert desk.remind(OFFICER, [SCHOOL]) == {SCHOOL: Outcome.NOBODY}
    let_in(database, at, "head", "head@school.example")
    at.moment = datetime(2035, 9, 9, 9, 0, tzinfo=AUTUMN.tzinfo)
    assert desk.remind(OFFICER, [SCHOOL]) == {SCHOOL: Outcome.IN_TIME}

    with database.snapshot() as tx:
        assert not tx.letters.is_due()
        assert not list(tx.audit.read(SCHOOL))


def test_only_the_officer_of_the_municipality_reminds(
    database: SqlDatabase, desk: CoverageDesk
) -> None:
    with pytest.raises(NotFoundError):
        desk.remind(CLERK, [SCHOOL])
    with pytest.raises(ForbiddenError):
        desk.remind(replace(OFFICER, scopes=frozenset({Scope.READ})), [SCHOOL])
    with pytest.raises(NotFoundError):
        desk.remind(OFFICER, [SCHOOL, FOREIGN_SCHOOL])

    with database.snapshot() as tx:
        assert tx.reminders.list_newest([SCHOOL, FOREIGN_SCHOOL]) == {}


def test_pairs_are_listed_school_by_school(database: SqlDatabase, desk: CoverageDesk) -> None:
    add(database, "order_assign_pairs", {"pairs": [pair()]}, school=OTHER_SCHOOL)
    add(database, "order_assign_pairs", {"pairs": [pair(), pair()]})
    add(database, "order_assign_pairs", {"pairs": [pair()]}, school=FOREIGN_SCHOOL)

    found = desk.list_pairs(OFFICER)

    schools = [one.organisation.id for one in found]
    assert schools == [SCHOOL, SCHOOL, OTHER_SCHOOL]
    assert found[0].pair.people("mentor")[0].code == "p-103"


def test_the_history_of_a_document_is_its_own_events_in_order(database: SqlDatabase) -> None:
    with database.transaction() as tx:
        one, other = (tx.documents.add(make_new_document(seq)) for seq in (1, 2))
        for action, document in (("a", one), ("b", other), ("c", one)):
            tx.audit.append(SCHOOL, Event(action, CLERK.id, document.id, {}), MONDAY)

    with database.snapshot() as tx:
        assert [event.event.action for event in tx.audit.list_about(one)] == ["a", "c"]


def test_archived_documents_are_narrowed_by_state(database: SqlDatabase) -> None:
    wanted = DocumentFilter((SCHOOL,), states=(State.CANCELLED,))

    with database.snapshot() as tx:
        assert tx.archive.search(wanted) == []
