"""What reminding signers needs from the database; see `service.ports`."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Protocol

from service.domain.endings import Ending
from service.domain.ids import DocumentId
from service.domain.signer_reminders import SignerReminder


class Endings(Protocol):
    """Who was told of which end; `note` is False when that had been done."""

    def note(self, ending: Ending, days: int, at: datetime) -> bool: ...


class SignerReminders(Protocol):
    """Looks at signatures around their deadlines: one per signature and day."""

    def add(self, reminder: SignerReminder) -> None: ...
    def list_days(self, document_id: DocumentId) -> Mapping[int, Sequence[date]]: ...
    def list_unseen(
        self, now: datetime, today: date, *, limit: int
    ) -> list[tuple[DocumentId, int]]: ...
