"""Letters: what waits to be sent, under leases by the database's clock.

A letter that is settled, sent or not, keeps neither its address nor its text: it may have held a
link that opens a door.
"""

from collections.abc import Sequence
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from service.database.account_tables import letters
from service.database.times import EpochNow, UtcNowText, from_text, to_text
from service.domain.ids import LetterId
from service.domain.letters import Letter, LetterClaim

_WAITING, _SENT, _FAILED = "waiting", "sent", "failed"
_NOT_LEASED = 0.0
EXPIRED: Final = "mail_expired"


class SqlLetters:
    """One row per letter. A claim moves its fence on; settling must name the newest fence."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, letter: Letter) -> None:
        """Store a letter, due at once."""
        self._connection.execute(
            sa.insert(letters).values(
                id=letter.id,
                recipient=letter.recipient,
                subject=letter.subject,
                text=letter.text,
                state=_WAITING,
                fence=0,
                failures=0,
                lease_until=_NOT_LEASED,
                due_at=EpochNow(),
                created_at=to_text(letter.created_at),
                expires_at=to_text(letter.expires_at),
            )
        )

    def claim(self, *, limit: int, lease_seconds: float) -> list[LetterClaim]:
        """Lease letters that are due and in nobody's hands, oldest first; drop expired ones."""
        self._drop_expired()
        chosen = (
            sa.select(letters.c.id)
            .where(*_due())
            .order_by(letters.c.due_at, letters.c.id)
            .limit(limit)
            .with_for_update(skip_locked=True)
            .cte("chosen")
        )
        rows = self._connection.execute(
            sa.update(letters)
            .where(letters.c.id.in_(sa.select(chosen.c.id)))
            .values(fence=letters.c.fence + 1, lease_until=EpochNow() + lease_seconds)
            .returning(letters)
        )
        claims = [LetterClaim(_letter(row), row.fence, row.failures) for row in rows]
        return sorted(claims, key=lambda claim: claim.letter.id)

    def is_due(self) -> bool:
        """Whether any letter waits that nobody holds."""
        return bool(self._connection.execute(sa.select(sa.exists().where(*_due()))).scalar_one())

    def note_sent(self, claim: LetterClaim) -> bool:
        """The mail server has taken the letter; False when the claim is no longer ours."""
        return self._settle(claim, state=_SENT, failure_code=None)

    def note_failed(self, claim: LetterClaim, code: str) -> bool:
        """Nobody will ever take this letter."""
        return self._settle(claim, state=_FAILED, failure_code=code)

    def postpone(self, claim: LetterClaim, code: str, *, delay_seconds: float) -> bool:
        """Try again later, saying why."""
        return self._change(
            claim,
            failures=claim.failures + 1,
            failure_code=code,
            due_at=EpochNow() + delay_seconds,
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
            .where(letters.c.state == _WAITING, letters.c.expires_at <= UtcNowText())
            .where(letters.c.lease_until <= EpochNow())
            .values(state=_FAILED, failure_code=EXPIRED, **_FORGOTTEN)
        )

    def _settle(self, claim: LetterClaim, **values: object) -> bool:
        return self._change(claim, **_FORGOTTEN, **values)

    def _change(self, claim: LetterClaim, **values: object) -> bool:
        result = self._connection.execute(
            sa.update(letters)
            .where(
                letters.c.id == claim.letter.id,
                letters.c.state == _WAITING,
                letters.c.fence == claim.fence,
            )
            .values(lease_until=_NOT_LEASED, **values)
        )
        return result.rowcount == 1


_FORGOTTEN: Final[dict[str, object]] = {
    "recipient": "",
    "subject": "",
    "text": "",
    "settled_at": UtcNowText(),
}


def _due() -> tuple[sa.ColumnElement[bool], ...]:
    now = EpochNow()
    return (letters.c.state == _WAITING, letters.c.due_at <= now, letters.c.lease_until <= now)


def _letter(row: Row[Any]) -> Letter:
    return Letter(
        id=LetterId(row.id),
        recipient=row.recipient,
        subject=row.subject,
        text=row.text,
        created_at=from_text(row.created_at),
        expires_at=from_text(row.expires_at),
    )
