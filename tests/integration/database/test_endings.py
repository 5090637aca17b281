"""Letters before a certificate, a term or a power of attorney ends: three moments, once each."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from service.database.database import SqlDatabase
from service.domain.access import Role
from service.domain.accounts import Tenant
from service.domain.keys import Certificate, KeyReport
from service.domain.signers import HEAD, Attorney, Term
from service.operations.accounts import AccountDesk, NewUser
from service.operations.endings import EndingDesk
from service.operations.mail import MailDesk
from service.operations.passwords import Passwords
from service.operations.signers import SignerDesk
from tests.factories import CLERK, MUNICIPALITY, OTHER_SCHOOL, SCHOOL
from tests.fakes import MONDAY, FakeClock, FakeQueue, RandomIds
from tests.mail import take_letters
from tests.unit.operations.conftest import CHEAP_HASHER

ZONE = ZoneInfo("Asia/Yekaterinburg")
# A day to come: letters expire by the clock of the database.
LAST = date(2035, 11, 30)


@pytest.fixture
def desk(database: SqlDatabase, clock: FakeClock, queue: FakeQueue) -> EndingDesk:
    accounts = AccountDesk(database, clock, RandomIds(), Passwords(CHEAP_HASHER))
    over, here = Tenant(municipality_id=MUNICIPALITY), Tenant(SCHOOL)
    for login, tenant, role in (
        ("head", here, Role.HEAD),
        ("clerk", here, Role.CLERK),
        ("admin", over, Role.ADMINISTRATOR),
        ("other", Tenant(OTHER_SCHOOL), Role.HEAD),
    ):
        address = f"{login}@school.example"
        accounts.add_user(
            NewUser(login, "a password of somebody", login, frozenset({role}), tenant, address)
        )
    mail = MailDesk(database, queue)
    return EndingDesk(database, clock, RandomIds(), mail, "https://grif.example", ZONE)


def go_to(clock: FakeClock, days_before: int, hour: int = 9) -> None:
    day = LAST - timedelta(days=days_before)
    clock.moment = datetime(day.year, day.month, day.day, hour, tzinfo=ZONE)


def report_key(database: SqlDatabase, serial: str = "01") -> None:
    end = datetime(LAST.year, LAST.month, LAST.day, 12, tzinfo=ZONE)
    held = Certificate("Мельник О. С.", "УЦ", serial, MONDAY, end)
    with database.transaction() as tx:
        tx.key_reports.put(SCHOOL, [KeyReport(SCHOOL, HEAD, held, None, MONDAY)])


def test_the_head_and_the_administrator_are_written_to_at_three_moments_once_each(
    database: SqlDatabase, desk: EndingDesk, clock: FakeClock
) -> None:
    report_key(database)
    sent = []
    for days in (31, 30, 30, 29, 14, 13, 4, 3, 2, 0, -1):
        go_to(clock, days)
        sent.append(desk.send_due())

    assert sent == [0, 2, 0, 0, 2, 0, 0, 2, 0, 0, 0]
    letters = take_letters(database)
    assert {letter.recipient for letter in letters} == {
        "head@school.example",
        "admin@school.example",
    }
    assert "Сертификат ключа организации" in letters[0].subject
    assert "30.11.2035" in letters[0].text
    assert "/signers?organisation=s-01" in letters[0].text


def test_after_a_silence_only_the_nearest_letter_is_written_and_never_at_night(
    database: SqlDatabase, desk: EndingDesk, clock: FakeClock
) -> None:
    report_key(database)
    go_to(clock, 10, hour=5)
    assert desk.send_due() == 0
    go_to(clock, 10)
    assert desk.send_due() == 2
    report_key(database, serial="02")  # another certificate that ends on the same day
    assert desk.send_due() == 2


def test_terms_and_attorneys_are_told_of_unless_somebody_follows(
    database: SqlDatabase, desk: EndingDesk, clock: FakeClock
) -> None:
    signers = SignerDesk(database, clock, RandomIds())
    begun = date(2035, 1, 1)
    acting = Term(
        HEAD, "Ковтун Анна Ильинична", "f", "и. о. директора", "приказ № 1", begun, LAST,
        Attorney("5f0c1a9e", LAST - timedelta(days=9)),
    )  # fmt: skip
    go_to(clock, 20)
    signers.appoint(CLERK, SCHOOL, acting)
    assert [one.title for one in desk.list_near(CLERK)] == [
        "МЧД 5f0c1a9e (Ковтун Анна Ильинична)",
        "Полномочия подписывающего (Ковтун Анна Ильинична)",
    ]

    signers.appoint(
        CLERK, SCHOOL,
        Term(HEAD, "Мельник Ольга Сергеевна", "f", "директор", "приказ № 2", LAST + timedelta(1)),
    )  # fmt: skip

    assert [one.title[:3] for one in desk.list_near(CLERK)] == ["МЧД"]
