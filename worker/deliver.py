"""The deliver process: hands letters to the mail server. Sees neither documents nor keys.

The database knows which letters wait. A letter is marked as sent in the moment the server has
answered 250 for its text (RFC 5321 §4.2.5), so it is sent once, unless this process dies between
the two: then it goes again, under the same Message-ID, by which mail systems tell the two are one.
"""

import smtplib
import ssl
import time
from contextlib import suppress
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP as WIRE
from enum import StrEnum
from pathlib import Path
from typing import Literal, Protocol

import structlog

from service.domain.ids import OrganisationId
from service.domain.letters import Letter, LetterClaim
from service.operations.mail import MailDesk
from worker.runtime import Stop

Security = Literal["starttls", "tls", "none"]

_TURN_SECONDS = 30.0
_TIMEOUT_SECONDS = 30.0
_PERMANENT = 500

log = structlog.get_logger()


class Trouble(StrEnum):
    """Why a letter was not taken."""

    RECIPIENT = "mail_recipient"
    REFUSED = "mail_refused"
    UNFIT = "mail_server_unfit"
    LOGIN = "mail_login"
    AWAY = "mail_unavailable"


class DeliveryError(Exception):
    """A letter was not taken; `again` says whether that may change without a new letter."""

    def __init__(self, code: Trouble, *, again: bool) -> None:
        super().__init__(code)
        self.code = code
        self.again = again


class Carrier(Protocol):
    """Takes a letter to its reader's mail server."""

    def is_ready(self) -> bool:
        """Whether there is a server at all; until there is, letters wait untouched."""

    def carry(self, letter: Letter) -> None:
        """Hand the letter over. Raises DeliveryError."""


@dataclass(frozen=True)
class SmtpCarrier:
    """The mail server of the settings; its password is read anew each time, so it may change."""

    host: str
    port: int
    security: Security
    sender: str
    user: str = ""
    password_file: Path | None = None

    def is_ready(self) -> bool:
        """Whether the settings name a server."""
        return bool(self.host)

    def carry(self, letter: Letter) -> None:
        """Hand the letter over. Raises DeliveryError."""
        try:
            with self._connect() as server:
                self._introduce(server)
                server.send_message(compose(letter, self.sender), self.sender, [letter.recipient])
                _part(server)
        except smtplib.SMTPRecipientsRefused as error:
            code, _ = next(iter(error.recipients.values()))
            raise DeliveryError(Trouble.RECIPIENT, again=code < _PERMANENT) from error
        except smtplib.SMTPDataError as error:
            raise DeliveryError(Trouble.REFUSED, again=error.smtp_code < _PERMANENT) from error
        except smtplib.SMTPNotSupportedError as error:  # no STARTTLS, or no Cyrillic addresses
            raise DeliveryError(Trouble.UNFIT, again=True) from error
        except smtplib.SMTPAuthenticationError as error:
            raise DeliveryError(Trouble.LOGIN, again=True) from error
        except (smtplib.SMTPException, OSError) as error:
            raise DeliveryError(Trouble.AWAY, again=True) from error

    def _connect(self) -> smtplib.SMTP:
        if self.security == "tls":
            context = ssl.create_default_context()
            return smtplib.SMTP_SSL(self.host, self.port, timeout=_TIMEOUT_SECONDS, context=context)
        return smtplib.SMTP(self.host, self.port, timeout=_TIMEOUT_SECONDS)

    def _introduce(self, server: smtplib.SMTP) -> None:
        if self.security == "starttls":
            server.starttls(context=ssl.create_default_context())
        if self.user:
            server.login(self.user, self._read_password())

    def _read_password(self) -> str:
        # ASCII only: Python's own client speaks the older form of the login commands.
        try:
            text = self.password_file.read_text("ascii") if self.password_file else ""
        except (OSError, UnicodeError) as error:
            raise DeliveryError(Trouble.LOGIN, again=True) from error
        return text.partition("\n")[0]


@dataclass(frozen=True)
class DeliverDesk:
    """Carries letters one by one, each under its own lease."""

    mail: MailDesk
    carrier: Carrier
    stop: Stop

    def deliver_mail(self, _lane: OrganisationId) -> None:
        """Carry what is due, for one turn."""
        until = time.monotonic() + _TURN_SECONDS
        while not self.stop.is_requested() and self.carrier.is_ready():
            if (claim := self.mail.claim()) is None:
                return
            self._carry(claim)
            if time.monotonic() > until:
                self.mail.hint()
                return

    def _carry(self, claim: LetterClaim) -> None:
        try:
            self.carrier.carry(claim.letter)
        except DeliveryError as error:
            log.warning("letter_not_taken", letter=claim.letter.id, code=error.code)
            settle = self.mail.postpone if error.again else self.mail.note_refused
            settle(claim, error.code)
        else:
            is_ours = self.mail.note_sent(claim)
            log.info("letter_sent", letter=claim.letter.id, on_time=is_ours)


def compose(letter: Letter, sender: str) -> EmailMessage:
    """The letter as it travels (RFC 5322); its Message-ID is the same at every attempt."""
    message = EmailMessage(policy=WIRE)
    message["From"] = sender
    message["To"] = letter.recipient
    message["Subject"] = letter.subject
    message["Date"] = letter.created_at
    message["Message-ID"] = f"<{letter.id}@{sender.rpartition('@')[2]}>"
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834: nobody's holiday answer comes back
    message.set_content(letter.text)
    return message


def _part(server: smtplib.SMTP) -> None:
    # The letter has been taken by now: what goes wrong from here on must not send it again.
    with suppress(smtplib.SMTPException, OSError):
        server.quit()
