"""Reminders to those who have not signed: around the deadline, by a button, and never twice."""

import re
from collections.abc import Mapping
from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from service.database.database import SqlDatabase
from service.domain.access import Role
from service.domain.accounts import Tenant
from service.domain.documents import Document
from service.domain.errors import ConflictError
from service.operations.accounts import NewUser
from service.ports import IdSource
from tests.doors import CONSENT, PASSWORD, House, hidden
from tests.factories import CLERK, SCHOOL
from tests.link_table import ANNA, LINK
from tests.mail import WrittenLetter, take_letters
from tests.waiting import wait_for_signers

HEAD_NAME = "Мельник Ольга Сергеевна"
DAYS = 10
BY_LINK = {
    "role": "applicant",
    "method": "simple",
    "signer": ANNA,
    "email": "anna@school.example",
    "days": DAYS,
}
OWN_KEY = {"role": "applicant", "method": "own_token", "signer": HEAD_NAME, "days": DAYS}
DAY = timedelta(days=1)


@pytest.fixture
def waiting(house: House, memory_database: SqlDatabase) -> Document:
    document = order(house, BY_LINK)
    assert len(take_letters(memory_database)) == 1
    return document


def order(house: House, signature: Mapping[str, object], key: str = "key-1") -> Document:
    body = {**house.request(CONSENT), "signatures": [signature]}
    answer = house.program().post_document(body, key)
    assert answer.status_code == 202, answer.text
    return wait_for_signers(house)


def add_user(house: House, login: str, name: str, role: Role = Role.HEAD) -> None:
    email = f"{login}@school.example"
    user = NewUser(login, PASSWORD, name, frozenset({role}), Tenant(SCHOOL), email)
    house.services.accounts.add_user(user)


def tick(house: House, database: SqlDatabase) -> list[WrittenLetter]:
    """What the tick process does, three times over, as it would in three minutes."""
    for _ in range(3):
        house.services.signatures.expire_overdue()
        house.services.reminders.send_due()
    return take_letters(database)


def test_a_signer_is_reminded_three_days_and_a_day_before_and_when_it_is_too_late(
    house: House, waiting: Document, memory_database: SqlDatabase
) -> None:
    subjects = {}
    for day in range(DAYS + 5):
        for letter in tick(house, memory_database):
            assert letter.recipient == "anna@school.example"
            subjects[day] = letter.subject
        house.clock.go(DAY)

    again = "Напоминаем: Документ на подпись"
    assert subjects == {7: again, 9: again, 11: "Срок подписи вышел"}
    days = house.services.reminders.list_days(waiting)[1]
    assert [(day - house.clock.today()).days for day in days] == [-8, -6, -4]


def test_the_reminder_brings_a_new_link_in_place_of_the_old_one(
    house: House, memory_database: SqlDatabase
) -> None:
    order(house, BY_LINK)
    (first,) = take_letters(memory_database)
    house.clock.go(7 * DAY)
    (second,) = tick(house, memory_database)
    old, new = (LINK.search(letter.text) for letter in (first, second))
    assert old
    assert new
    browser = house.browser()
    assert (browser.get(old[0]).status_code, browser.get(new[0]).status_code) == (404, 200)
    assert "Прежняя ссылка больше не действует" in second.text


def test_whoever_is_typing_in_a_code_keeps_the_link(
    house: House, memory_database: SqlDatabase
) -> None:
    order(house, BY_LINK)
    (letter,) = take_letters(memory_database)
    found = LINK.search(letter.text)
    assert found
    token = found[0].removeprefix("/sign/")
    house.clock.go(7 * DAY)
    house.services.linked.send_code(token, agreed=True)
    take_letters(memory_database)

    assert tick(house, memory_database) == []
    assert house.services.linked.open(token).link.signer == ANNA
    house.clock.go(DAY)
    assert len(tick(house, memory_database)) == 1


@pytest.mark.usefixtures("waiting")
def test_nobody_is_written_to_before_the_morning(
    house: House, memory_database: SqlDatabase
) -> None:
    house.clock.moment = house.clock.moment.replace(hour=2, minute=59) + 7 * DAY  # 07:59 there
    assert tick(house, memory_database) == []
    house.clock.go(timedelta(minutes=1))
    assert len(tick(house, memory_database)) == 1


class DyingIds:
    """Gives ids until the letter: there the process dies."""

    def new(self) -> str:
        raise KeyboardInterrupt


def test_a_process_that_dies_in_between_has_sent_nothing_and_noted_nothing(
    house: House, memory_database: SqlDatabase
) -> None:
    add_user(house, "head", HEAD_NAME)
    order(house, OWN_KEY)
    house.clock.go(7 * DAY)
    desk = house.services.reminders
    living: IdSource = desk.ids
    object.__setattr__(desk, "ids", DyingIds())  # the services are frozen, death is not
    with pytest.raises(KeyboardInterrupt):
        desk.send_due()
    assert take_letters(memory_database) == []

    object.__setattr__(desk, "ids", living)
    (letter,) = tick(house, memory_database)
    assert letter.recipient == "head@school.example"


@pytest.mark.parametrize(
    ("name", "role"),
    [(HEAD_NAME, Role.PARTICIPANT), ("мельник  ольга сергеевна", Role.CLERK)],
)
def test_a_key_of_ones_own_is_asked_for_by_the_name_of_the_signer(
    house: House, memory_database: SqlDatabase, name: str, role: Role
) -> None:
    add_user(house, "signer", name, role)
    add_user(house, "other", "Другой Пётр Петрович", Role.HEAD)
    document = order(house, OWN_KEY)
    house.clock.go(7 * DAY)
    (letter,) = tick(house, memory_database)
    assert letter.recipient == "signer@school.example"
    assert f"/documents/{document.id}" in letter.text
    assert document.title not in letter.text
    assert "до 03.12.2026" in letter.text


def test_a_key_that_must_be_agreed_to_is_asked_of_those_with_the_role(
    house: House, memory_database: SqlDatabase
) -> None:
    add_user(house, "acting", "Врио Иван Иванович", Role.ACTING_HEAD)
    add_user(house, "clerk", "Писарь Пётр Петрович", Role.CLERK)
    planned = {"role": "head", "method": "server_key", "confirm": True, "days": DAYS}
    body = {**house.request("order_assign_pairs"), "signatures": [planned]}
    assert house.program().post_document(body).status_code == 202
    wait_for_signers(house)
    house.clock.go(7 * DAY)
    (letter,) = tick(house, memory_database)
    assert letter.recipient == "acting@school.example"


def test_a_signature_on_paper_and_one_nobody_answers_for_are_not_written_about(
    house: House, memory_database: SqlDatabase
) -> None:
    order(house, {**BY_LINK, "method": "paper", "email": None})
    order(house, OWN_KEY, "key-2")
    house.clock.go(7 * DAY)
    assert tick(house, memory_database) == []


# The button.


@pytest.fixture
def head(house: House) -> FlaskClient:
    house.add_user("head")
    return house.sign_in("head")


def press(head: FlaskClient, document: Document) -> int:
    card = f"/documents/{document.id}"
    form = {"_csrf": hidden(head.get(card), "_csrf")}
    return head.post(f"{card}/signatures/1/remind", data=form).status_code


def test_the_button_reminds_once_a_day_and_three_times_in_all(
    house: House, waiting: Document, head: FlaskClient, memory_database: SqlDatabase
) -> None:
    card = f"/documents/{waiting.id}"
    for _ in range(3):
        assert "Напомнить</button>" in head.get(card).text
        assert press(head, waiting) == 303
        assert "Напомнить</button>" not in head.get(card).text
        assert press(head, waiting) == 409
        house.clock.go(DAY)
        head = house.sign_in("head")
    assert press(head, waiting) == 409
    text = head.get(card).text
    assert "Напоминание отправлено 23.11.2026, 24.11.2026, 25.11.2026" in text
    assert text.count("Подписывающему отправлено напоминание") == 3
    assert len(take_letters(memory_database)) == 3
    house.clock.go(4 * DAY)
    assert tick(house, memory_database) == []


def test_the_button_says_why_nobody_can_be_written_to(
    house: House, head: FlaskClient, memory_database: SqlDatabase
) -> None:
    document = order(house, OWN_KEY)
    house.clock.go(7 * DAY)
    head = house.sign_in("head")
    assert tick(house, memory_database) == []
    with pytest.raises(ConflictError) as refused:
        house.services.reminders.remind(CLERK, document.id, 1)
    assert refused.value.code == "nobody_to_remind"
    assert press(head, document) == 409
    add_user(house, "signer", HEAD_NAME)
    assert press(head, document) == 303
    assert [letter.recipient for letter in take_letters(memory_database)] == [
        "signer@school.example"
    ]


def test_programs_remind_by_the_same_rules(house: House, waiting: Document) -> None:
    program = house.program()
    path = f"/api/v1/documents/{waiting.id}/signatures/1/reminder"
    first, second = (program.client.post(path, headers=program.headers) for _ in range(2))
    assert first.status_code == 202
    assert (second.status_code, second.get_json()["code"]) == (409, "reminded_today")


def test_neither_log_nor_trail_names_the_signer(
    house: House, waiting: Document, capsys: pytest.CaptureFixture[str]
) -> None:
    house.clock.go(7 * DAY)
    house.services.reminders.send_due()
    events = house.services.history.list_events(CLERK, waiting)
    said = capsys.readouterr().out + repr(events)
    assert "document:signature:reminded" in said
    assert re.search(r"anna|Иванова", said) is None
