"""Reminders to those who have not signed yet: on which days of a deadline, and what they say."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from service.domain.documents import Document
from service.domain.ids import DocumentId, OrganisationId
from service.domain.letters import Wording

SIGNER_REMINDED: Final = "document:signature:reminded"
REMINDER_LIFETIME: Final = timedelta(days=7)
MORNING: Final = 8
"""The hour before which nobody is written to, where the offices are."""

DAYS_AROUND: Final = (-3, -1, 1)
"""When to remind, counted from the deadline."""

GRACE: Final = timedelta(days=2)
"""So late a reminder still makes sense: the process may have been away on its day."""


@dataclass(frozen=True)
class SignerReminder:
    """A look at one signature on one day; `letters` went out then, and none means nobody to write.

    There is one at most for a signature and a day, which is what keeps letters from going twice.
    """

    document_id: DocumentId
    organisation_id: OrganisationId
    place: int
    day: date
    sent_at: datetime
    sent_by: str
    letters: int


def is_due(deadline: date, days: int, reminded: Collection[date], today: date) -> bool:
    """Whether a signature that has `days` until its deadline deserves a reminder today.

    What was sent since the last day for it counts as that reminder.
    """
    opened = deadline - timedelta(days=days)
    points = (deadline + timedelta(days=one) for one in DAYS_AROUND)
    passed = [one for one in points if opened < one <= today <= one + GRACE]
    return bool(passed) and all(day < max(passed) for day in reminded)


def waiting_wording(name: str, document: Document, address: str, until: date | None) -> Wording:
    """A letter to a user: a document waits for them. What it says is not for a letter."""
    term = f" до {until:%d.%m.%Y}" if until else ""
    return Wording(
        "Напоминание: документ ждёт вашей подписи",
        f"Здравствуйте, {name}!\n\n"
        f"{_name(document)} ждёт вашей подписи{term}. Откройте его в Грифе:\n\n{address}\n\n"
        "Если вы уже подписали, ничего не делайте.\n",
    )


def expired_wording(name: str, document: Document, until: date) -> Wording:
    """A letter to somebody whose time is up: only the organisation opens the signature anew."""
    return Wording(
        "Срок подписи вышел",
        f"Здравствуйте, {name}!\n\n"
        f"{_name(document)} ждал вашей подписи до {until:%d.%m.%Y}, и срок вышел. "
        "Чтобы подписать его, сообщите в организацию: там откроют подпись заново.\n",
    )


def _name(document: Document) -> str:
    """Its number and date; titles name people."""
    organisation = document.requisites.short_name
    return f"Документ № {document.number.text} от {document.doc_date:%d.%m.%Y} ({organisation})"
