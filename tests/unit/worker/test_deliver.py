"""Letters on their way, over a real mail server."""

import ssl
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from service.database.database import SqlDatabase
from service.domain.ids import LetterId, OrganisationId
from service.domain.letters import Letter
from service.jobs import DeliverMail, subject_of
from service.operations.mail import MailDesk, delay_after
from tests.fakes import MONDAY, FakeQueue
from tests.mail import PASSWORD, USER, Mailbox, run_mail_server
from tests.tls import make_certificate
from worker.deliver import Carrier, DeliverDesk, DeliveryError, Security, SmtpCarrier, compose
from worker.runtime import Stop

LANE = OrganisationId("everybody")
SENDER = "grif@region.example"
LETTER = Letter(
    LetterId("l-1"),
    "anna@school.example",
    "Приглашение в Гриф",
    "Здравствуйте, Анна Ивановна!\n\nhttps://grif.example/invitation/секрет\n",
    MONDAY,
    datetime(2100, 1, 1, tzinfo=UTC),
)


@pytest.fixture
def mailbox() -> Mailbox:
    return Mailbox()


@pytest.fixture
def port(mailbox: Mailbox) -> Iterator[int]:
    with run_mail_server(mailbox) as port:
        yield port


@pytest.fixture
def mail(memory_database: SqlDatabase, queue: FakeQueue) -> MailDesk:
    return MailDesk(memory_database, queue)


def carrier(port: int, security: Security = "none", **more: str | Path) -> SmtpCarrier:
    user, file = str(more.get("user", "")), more.get("password_file")
    return SmtpCarrier(
        "localhost", port, security, SENDER, user, None if file is None else Path(file)
    )


def post(mail: MailDesk, *letters: Letter) -> None:
    with mail.database.transaction() as tx:
        for letter in letters:
            tx.letters.add(letter)


def state_of(mail: MailDesk, letter: Letter = LETTER) -> tuple[str, str | None]:
    with mail.database.snapshot() as tx:
        return tx.letters.states_of([letter.id])[letter.id]


def deliver(mail: MailDesk, by: Carrier) -> None:
    DeliverDesk(mail, by, Stop()).deliver_mail(LANE)


def test_a_letter_arrives_once_in_russian(mail: MailDesk, mailbox: Mailbox, port: int) -> None:
    post(mail, LETTER)

    deliver(mail, carrier(port))
    deliver(mail, carrier(port))

    (message,) = mailbox.messages
    assert message["Subject"] == LETTER.subject
    assert (message["To"], message["From"]) == (LETTER.recipient, SENDER)
    assert message.get_content().replace("\r\n", "\n") == LETTER.text
    assert message["Message-ID"] == "<l-1@region.example>"
    assert message["Auto-Submitted"] == "auto-generated"
    assert mailbox.recipients == [LETTER.recipient]
    assert state_of(mail) == ("sent", None)


def test_a_letter_that_goes_twice_has_the_same_message_id() -> None:
    assert compose(LETTER, SENDER)["Message-ID"] == compose(LETTER, SENDER)["Message-ID"]


def test_nothing_in_a_letter_becomes_a_header() -> None:
    with pytest.raises(ValueError, match=r"linefeed|CR or LF"):
        compose(
            Letter(LETTER.id, "a@b.example\r\nBcc: c@d.example", "", "", MONDAY, MONDAY), SENDER
        )


@pytest.mark.parametrize(
    ("answers", "state"),
    [
        ({"recipient_answer": "550 no such user"}, ("failed", "mail_recipient")),
        ({"recipient_answer": "450 greylisted"}, ("waiting", "mail_recipient")),
        ({"answer": "554 spam"}, ("failed", "mail_refused")),
        ({"answer": "451 later"}, ("waiting", "mail_refused")),
    ],
    ids=["unknown", "greylisted", "spam", "busy"],
)
def test_what_the_server_will_never_take_fails_and_the_rest_waits(
    mail: MailDesk, mailbox: Mailbox, port: int, answers: dict[str, str], state: tuple[str, str]
) -> None:
    post(mail, LETTER)
    for name, answer in answers.items():
        setattr(mailbox, name, answer)

    deliver(mail, carrier(port))

    assert mailbox.messages == []
    assert state_of(mail) == state


def test_while_the_server_is_away_the_letter_waits_and_then_arrives(
    mail: MailDesk, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("service.operations.mail._FIRST_DELAY_SECONDS", 0.0)
    post(mail, LETTER)
    with run_mail_server(mailbox) as port:
        pass
    held = mail.claim()
    assert held is not None
    with pytest.raises(DeliveryError, match="mail_unavailable") as refused:
        carrier(port).carry(held.letter)
    assert refused.value.again
    assert mail.postpone(held, refused.value.code)
    assert state_of(mail) == ("waiting", "mail_unavailable")

    with run_mail_server(mailbox) as port:
        deliver(mail, carrier(port))

    assert len(mailbox.messages) == 1


def test_each_attempt_waits_twice_as_long_up_to_an_hour() -> None:
    delays = [delay_after(failures) for failures in range(10)]

    assert delays[:4] == [30, 60, 120, 240]
    assert delays[7:] == [3600, 3600, 3600]


def test_without_a_server_letters_wait_untouched(mail: MailDesk) -> None:
    post(mail, LETTER)

    deliver(mail, SmtpCarrier("", 587, "starttls", SENDER))

    assert state_of(mail) == ("waiting", None)
    held = mail.claim()
    assert held is not None
    assert (held.fence, held.failures) == (1, 0)


def test_who_asks_to_stop_keeps_the_next_letter_for_later(
    mail: MailDesk, mailbox: Mailbox, port: int
) -> None:
    post(mail, LETTER)
    stop = Stop()
    stop.request()

    DeliverDesk(mail, carrier(port), stop).deliver_mail(LANE)

    assert mailbox.messages == []
    assert state_of(mail) == ("waiting", None)


def test_a_letter_that_waits_is_hinted_again_without_a_word_about_it(
    mail: MailDesk, queue: FakeQueue
) -> None:
    mail.rehint()
    assert queue.take() == []

    post(mail, LETTER)
    mail.rehint()

    assert queue.take() == [DeliverMail()]
    assert subject_of(DeliverMail()) == "everybody"


def test_the_log_names_the_letter_and_nobody(mail: MailDesk, mailbox: Mailbox, port: int) -> None:
    second = replace(LETTER, id=LetterId("l-2"), created_at=MONDAY + timedelta(seconds=1))
    post(mail, LETTER, second)
    mailbox.recipient_answer = "550 anna@school.example is unknown"
    with capture_logs() as lines:
        deliver(mail, carrier(port))

    assert {line["letter"] for line in lines} == {"l-1", "l-2"}
    assert "anna" not in str(lines)
    assert "invitation" not in str(lines)


@pytest.fixture
def trusted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """The certificate of the test's server counts as trusted."""
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "certificate.pem"))
    return monkeypatch


@pytest.fixture
def encrypted(tmp_path: Path) -> ssl.SSLContext:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(make_certificate(tmp_path), tmp_path / "key.pem")
    return context


def test_the_certificate_of_the_server_is_held_against_the_trusted_ones(
    mail: MailDesk, mailbox: Mailbox, encrypted: ssl.SSLContext, trusted: pytest.MonkeyPatch
) -> None:
    post(mail, LETTER)
    with run_mail_server(mailbox, starttls=encrypted) as port:
        with trusted.context() as nobody:
            nobody.delenv("SSL_CERT_FILE")
            deliver(mail, carrier(port, "starttls"))
        assert state_of(mail) == ("waiting", "mail_unavailable")

        post(mail, second := replace(LETTER, id=LetterId("l-2")))
        deliver(mail, carrier(port, "starttls"))

    assert state_of(mail, second) == ("sent", None)


@pytest.mark.usefixtures("trusted")
@pytest.mark.parametrize("wrong", ["old", "старый", None])
def test_grif_introduces_itself_with_the_password_of_the_moment(
    wrong: str | None, mail: MailDesk, tmp_path: Path, encrypted: ssl.SSLContext, mailbox: Mailbox
) -> None:
    file = tmp_path / "password"
    file.write_text(f"{PASSWORD}\n", encoding="utf-8")
    post(mail, LETTER)
    with run_mail_server(mailbox, starttls=encrypted, needs_login=True) as port:
        deliver(mail, carrier(port, "starttls", user=USER, password_file=file))
        assert mailbox.logins == [(USER, PASSWORD)]
        assert len(mailbox.messages) == 1

        post(mail, second := replace(LETTER, id=LetterId("l-2")))
        file.unlink() if wrong is None else file.write_text(wrong, encoding="utf-8")
        deliver(mail, carrier(port, "starttls", user=USER, password_file=file))

    assert state_of(mail, second) == ("waiting", "mail_login")


def test_a_server_that_cannot_encrypt_gets_no_letter(
    mail: MailDesk, mailbox: Mailbox, port: int
) -> None:
    post(mail, LETTER)

    deliver(mail, carrier(port, "starttls"))

    assert mailbox.messages == []
    assert state_of(mail) == ("waiting", "mail_server_unfit")
