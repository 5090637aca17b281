"""The page of the installation's state: every part in words, and trouble first."""

import re
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import NamedTuple

import pytest
from flask.testing import FlaskClient
from typing_extensions import override

from service.database.database import SqlDatabase
from service.domain.access import Role
from service.domain.accounts import Tenant
from service.domain.documents import Failure, Stage
from service.domain.keys import Certificate, KeyReport
from tests.doors import House, open_house
from tests.factories import CLERK, SCHOOL, make_new_document
from tests.fakes import MONDAY, MemoryStore

ROW = re.compile(
    r"<strong>([^<]+)</strong>(?:<span class=\"under\">([^<]*)</span>)?</td>\s*"
    r"<td class=\"whose\">([^<]*)</td>\s*<td class=\"state\"><span class=\"badge (\w+)\">"
)


class Seen(NamedTuple):
    """A row of the page."""

    version: str
    words: str
    tone: str


@pytest.fixture
def admin(house: House) -> FlaskClient:
    house.add_user("admin", None, Role.ADMINISTRATOR)
    return house.sign_in("admin")


def look(client: FlaskClient) -> Mapping[str, Seen]:
    found = ROW.findall(client.get("/admin/health").text)
    return {name: Seen(version, words, tone) for name, version, words, tone in found}


def report(house: House, process: str, **detail: str) -> None:
    with house.services.database.transaction() as tx:
        tx.vitals.report(process, detail, house.clock.now())


def test_a_fit_installation_is_called_so(house: House, admin: FlaskClient) -> None:
    report(house, "tick")
    report(house, "sign", level="B-T", tsa="set")
    house.archive(house.register())

    seen = look(admin)

    assert {name for name, one in seen.items() if one.tone in {"bad", "busy"}} == set()
    assert "Всё работает." in admin.get("/admin/health").text
    assert seen["База данных"].version.startswith("SQLite 3.")
    assert seen["Очередь"].version == "Valkey 8.0"
    assert seen["LibreOffice"].version == "7.4.7.2"
    assert seen["Преобразование (convert)"].words == "процессов: 1, очереди нет"
    assert seen["Метки времени"].version == "B-T"
    assert "ГБ" in seen["Место на диске"].words
    assert seen["Почта"].tone == "unset"


def test_a_process_that_does_not_listen_is_named_first(house: House, admin: FlaskClient) -> None:
    report(house, "tick")
    house.queue.workers["sign"] = 0

    page = admin.get("/admin/health").text

    assert "<title>Есть неисправность" in page
    assert "<li>Подпись и архив (sign): не запущен: работа ждёт</li>" in page
    assert look(admin)["Подпись и архив (sign)"].tone == "bad"


def test_without_the_queue_nobody_knows_who_listens(house: House, admin: FlaskClient) -> None:
    house.queue.alive = False

    seen = look(admin)

    assert seen["Очередь"].tone == "busy"
    assert seen["Преобразование (convert)"].tone == "off"


def test_a_heart_that_stopped_is_noticed(house: House, admin: FlaskClient) -> None:
    assert look(admin)["Напоминание (tick)"].tone == "bad"
    report(house, "tick")
    assert look(admin)["Напоминание (tick)"].tone == "good"

    house.clock.go(timedelta(minutes=4))

    assert look(admin)["Напоминание (tick)"].tone == "bad"


def test_documents_that_wait_for_a_time_stamp_are_counted(house: House, admin: FlaskClient) -> None:
    assert look(admin)["Метки времени"].tone == "off"
    report(house, "sign", level="B-T", tsa="")
    assert look(admin)["Метки времени"].tone == "busy"
    with house.services.database.transaction() as tx:
        tx.documents.add(make_new_document(1))
        (claim,) = tx.documents.claim(Stage.CONVERT, SCHOOL, limit=1, lease_seconds=60)
        tx.documents.postpone(claim, Failure("waiting_tsa", "…"), delay_seconds=60)

    stamps = look(admin)["Метки времени"]

    assert (stamps.words, stamps.tone) == ("служба не отвечает, документов ждёт: 1", "bad")


@pytest.mark.parametrize(
    ("days", "tone", "words"),
    [
        (90, "good", "годны: 1"),
        (20, "busy", "скоро кончатся: 1 из 1"),
        (-1, "bad", "не подписывают: 1 из 1"),
    ],
)
def test_keys_that_end_are_seen_before_they_do(
    house: House, admin: FlaskClient, days: int, tone: str, words: str
) -> None:
    assert look(admin)["Ключи подписи"].tone == "unset"
    ends = MONDAY + timedelta(days=days)
    certificate = Certificate("Мельник", "УЦ", "01", MONDAY - timedelta(days=300), ends)
    with house.services.database.transaction() as tx:
        tx.key_reports.put(SCHOOL, [KeyReport(SCHOOL, "head", certificate, None, MONDAY)])

    keys = look(admin)["Ключи подписи"]

    assert (keys.tone, keys.words) == (tone, words)


def test_a_program_that_is_silent_is_seen(house: House, admin: FlaskClient) -> None:
    assert look(admin)["Уведомления программам"].words == "некому сообщать"
    added = house.services.webhooks.add(CLERK, "https://a.example/", Tenant(SCHOOL))
    assert look(admin)["Уведомления программам"].tone == "good"
    with house.services.database.transaction() as tx:
        tx.webhooks.set_trouble(added.id, failing_since=MONDAY, disabled_at=None)

    assert look(admin)["Уведомления программам"].words == "не отвечают: 1 из 1"


class BrokenStore(MemoryStore):
    """A disk that nothing can be written to."""

    @override
    def probe(self) -> None:
        message = "read-only file system"
        raise OSError(message)


def test_an_archive_that_cannot_be_written_is_named(
    tmp_path: Path, memory_database: SqlDatabase
) -> None:
    house = open_house(tmp_path, memory_database, blobs=BrokenStore())
    house.add_user("admin", None, Role.ADMINISTRATOR)

    assert look(house.sign_in("admin"))["Архив"].tone == "bad"
