"""The deliver process as it runs: woken by tick, over a real queue and a real mail server."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from service.database.database import open_database
from service.database.migration import migrate
from service.domain.accounts import Tenant
from service.domain.ids import LetterId, WebhookId
from service.domain.letters import Letter
from service.domain.webhooks import Webhook
from service.operations.notices import ask_for_answer
from service.settings import Settings
from tests.factories import SCHOOL, seed
from tests.fakes import MONDAY
from tests.listening_program import Program, listen
from tests.mail import Mailbox, run_mail_server

pytestmark = pytest.mark.redis

ROOT = Path(__file__).parents[3]
LETTER = Letter(
    LetterId("l-1"),
    "anna@school.example",
    "Приглашение",
    "https://grif.example/invitation/secret",
    MONDAY,
    datetime(2100, 1, 1, tzinfo=UTC),
)


@contextmanager
def worker(verb: str, environment: dict[str, str], log: Path) -> Iterator[None]:
    with (
        log.open("ab") as output,
        subprocess.Popen(
            [sys.executable, "-m", "worker", verb], env=environment, cwd=ROOT, stderr=output
        ) as process,
    ):
        try:
            yield
        finally:
            process.terminate()
            process.wait(30)


def test_a_letter_nobody_hinted_at_is_found_by_tick_and_sent_once(
    tmp_path: Path, valkey_socket: Path
) -> None:
    mailbox, log = Mailbox(), tmp_path / "log"
    settings = Settings(data_dir=tmp_path)
    migrate(settings.database)
    database = open_database(settings.database)
    with database.transaction() as tx:
        tx.letters.add(LETTER)
    with run_mail_server(mailbox) as port:
        environment = {
            **os.environ,
            "GRIF_DATA_DIR": str(tmp_path),
            "GRIF_REDIS_URL": f"unix://{valkey_socket}",
            "GRIF_SMTP_HOST": "127.0.0.1",
            "GRIF_SMTP_PORT": str(port),
            "GRIF_SMTP_SECURITY": "none",
            "GRIF_SMTP_SENDER": "grif@region.example",
        }
        with worker("tick", environment, log), worker("deliver", environment, log):
            until = time.monotonic() + 60
            while not mailbox.messages and time.monotonic() < until:
                time.sleep(0.1)
            time.sleep(2)  # tick goes round twice more

    assert [message["Subject"] for message in mailbox.messages] == [LETTER.subject]
    with database.snapshot() as tx:
        assert tx.letters.states_of([LETTER.id]) == {LETTER.id: ("sent", None)}
    database.close()
    written = log.read_text("utf-8")
    assert "letter_sent" in written
    assert "anna@" not in written
    assert "secret" not in written


def test_a_notice_nobody_hinted_at_is_found_by_tick_and_sent_once(
    tmp_path: Path, valkey_socket: Path
) -> None:
    program, log = Program(), tmp_path / "log"
    settings = Settings(data_dir=tmp_path)
    migrate(settings.database)
    database = open_database(settings.database)
    seed(database)
    environment = {
        **os.environ,
        "GRIF_DATA_DIR": str(tmp_path),
        "GRIF_REDIS_URL": f"unix://{valkey_socket}",
        "GRIF_WEBHOOK_NETWORKS": "127.0.0.0/8",
    }
    with listen(program) as port:
        url = f"http://127.0.0.1:{port}/hooks?key=secret"
        webhook = Webhook(WebhookId("w-1"), url, "grifwh_secret", Tenant(SCHOOL), "user:1", MONDAY)
        with database.transaction() as tx:
            tx.webhooks.add(webhook)
            ask_for_answer(tx, webhook, MONDAY)
        with worker("tick", environment, log), worker("deliver", environment, log):
            until = time.monotonic() + 60
            while not program.heard and time.monotonic() < until:
                time.sleep(0.1)
            time.sleep(2)  # tick goes round twice more

    assert [path for path, *_ in program.heard] == ["/hooks?key=secret"]
    with database.snapshot() as tx:
        (delivery,) = tx.webhooks.list_deliveries(webhook.id, limit=9)
        assert (delivery.state, delivery.status) == ("sent", 200)
        assert set(tx.vitals.list_reports()) == {"tick"}
    database.close()
    assert "notice_sent" in log.read_text("utf-8")
    assert "secret" not in log.read_text("utf-8")
