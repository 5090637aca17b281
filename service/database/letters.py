"""Letters: what waits to be sent, under leases by the database's clock.

A letter that is settled, sent or not, keeps neither its address nor its text: it may have held a
link that opens a door.
"""

from collections.abc import Sequence
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from service.database.account_tables import letters
from service.database.outbox import FAILED, SENT, WAITING, Outbox
from service.database.times import EpochNow, UtcNowText, from_text, to_text
from service.domain.ids import LetterId
from service.domain.letters import Letter, LetterClaim

EXPIRED: Final = "mail_expired"


class SqlLetters:
    """One row per letter, in an outbox."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._outbox = Outbox(connection, letters)

    def add(self, letter: Letter) -> None:
        """Store a letter, due at once."""
        self._outbox.add(
            id=letter.id,
            recipient=letter.recipient,
            subject=letter.subject,
            text=letter.text,
            created_at=to_text(letter.created_at),
            expires_at=to_text(letter.expires_at),
        )

    def claim(self, *, limit: int, lease_seconds: float) -> list[LetterClaim]:
        """Lease letters that are due and in nobody's hands, oldest first; drop expired ones."""
        self._drop_expired()
        rows = self._outbox.claim(limit=limit, lease_seconds=lease_seconds)
        return [LetterClaim(_letter(row), row.fence, row.failures) for row in rows]

    def is_due(self) -> bool:
        """Whether any letter waits that nobody holds."""
        return self._outbox.is_due()

    def note_sent(self, claim: LetterClaim) -> bool:
        """The mail server has taken the letter; False when the claim is no longer ours."""
        return self._settle(claim, state=SENT, failure_code=None)

    def note_failed(self, claim: LetterClaim, code: str) -> bool:
        """Nobody will ever take this letter."""
        return self._settle(claim, state=FAILED, failure_code=code)

    def postpone(self, claim: LetterClaim, code: str, *, delay_seconds: float) -> bool:
        """Try again later, saying why."""
        return self._outbox.postpone(
            claim.letter.id,
            claim.fence,
            claim.failures,
            delay_seconds=delay_seconds,
            failure_code=code,
        )

    def states_of(self, letter_ids: Sequence[LetterId]) -> dict[LetterId, tuple[str, str | None]]:
        """For each letter `waiting`, `sent` or `failed`, and the code of its last failure."""
        rows = self._connection.execute(
            sa.select(letters.c.id, letters.c.state, letters.c.failure_code).where(
                letters.c.id.in_(letter_ids)
            )
        )
        return {LetterId(row.id): (row.state, row.failure_code) for row in rows}

    def _drop_expired(self) -> None:
        self._connection.execute(
            sa.update(letters)
            .where(letters.c.state == WAITING, letters.c.expires_at <= UtcNowText())
            .where(letters.c.lease_until <= EpochNow())
            .values(state=FAILED, failure_code=EXPIRED, **_FORGOTTEN)
        )

    def _settle(self, claim: LetterClaim, **values: object) -> bool:
        return self._outbox.settle(claim.letter.id, claim.fence, **_FORGOTTEN, **values)


_FORGOTTEN: Final[dict[str, object]] = {
    "recipient": "",
    "subject": "",
    "text": "",
    "settled_at": UtcNowText(),
}


def _letter(row: Row[Any]) -> Letter:
    return Letter(
        id=LetterId(row.id),
        recipient=row.recipient,
        subject=row.subject,
        text=row.text,
        created_at=from_text(row.created_at),
        expires_at=from_text(row.expires_at),
    )
