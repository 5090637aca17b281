"""A real mail server for tests: it keeps what it takes, and says no when it is told to.

And a look at the letters that wait for one.
"""

import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from socket import socket

import sqlalchemy as sa
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from service.database.account_tables import letters
from service.database.database import SqlDatabase
from service.database.walls import begin_within
from service.domain.reach import EVERYTHING

USER, PASSWORD = "grif", "the password of the mail"


@dataclass
class Mailbox:
    """What the server took, newest last, and what it answers to the next letter."""

    messages: list[EmailMessage] = field(default_factory=list)
    recipients: list[str] = field(default_factory=list)
    answer: str = "250 OK"
    recipient_answer: str = "250 OK"
    logins: list[tuple[str, str]] = field(default_factory=list)

    async def handle_RCPT(  # noqa: N802 -- the hook's name is aiosmtpd's
        self,
        _server: SMTP,
        _session: Session,
        envelope: Envelope,
        address: str,
        _options: list[str],
    ) -> str:
        if self.recipient_answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return self.recipient_answer

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802 -- see above
        if self.answer.startswith("250"):
            content = envelope.content
            assert isinstance(content, bytes)
            message = message_from_bytes(content, policy=default)
            assert isinstance(message, EmailMessage)
            self.messages.append(message)
            self.recipients.extend(envelope.rcpt_tos)
        return self.answer

    def authenticate(
        self, _server: SMTP, _session: Session, _envelope: Envelope, _mechanism: str, data: object
    ) -> AuthResult:
        assert isinstance(data, LoginPassword)
        login, password = data.login.decode(), data.password.decode()
        self.logins.append((login, password))
        is_known = (login, password) == (USER, PASSWORD)
        return AuthResult(success=is_known, handled=is_known)


@contextmanager
def run_mail_server(
    mailbox: Mailbox, *, starttls: ssl.SSLContext | None = None, needs_login: bool = False
) -> Iterator[int]:
    """Serve on loopback until the block ends; yields the port. Nobody logs in without TLS."""
    with socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    controller = Controller(
        mailbox,
        hostname="127.0.0.1",
        port=port,
        tls_context=starttls,
        require_starttls=starttls is not None,
        authenticator=mailbox.authenticate,
        auth_required=needs_login,
    )
    controller.start()
    try:
        yield port
    finally:
        controller.stop()


@dataclass(frozen=True)
class WrittenLetter:
    """A letter as it waits in the database."""

    recipient: str
    subject: str
    text: str


def take_letters(database: SqlDatabase) -> list[WrittenLetter]:
    """Take away all that waits, oldest first, whatever the database's clock says."""
    with database._writer.begin() as connection:  # noqa: SLF001 -- no port gives letters by another clock
        begin_within(connection, EVERYTHING)
        rows = connection.execute(sa.select(letters).order_by(letters.c.id)).all()
        connection.execute(sa.delete(letters))
    return [WrittenLetter(row.recipient, row.subject, row.text) for row in rows]
