"""Stand-ins for the ports. Each of them passes the contract test of the real thing."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta, tzinfo
from uuid import uuid4

import sqlalchemy as sa
from sqlalchemy.pool import StaticPool

from service.database.database import SqlDatabase
from service.database.schema import metadata
from service.domain.blobs import BlobCorruptError, BlobMissingError, BlobOwner
from service.domain.errors import CannotVerifyError
from service.domain.health import QueueState
from service.domain.ids import MunicipalityId, is_safe_id
from service.domain.verification import Report, Sent
from service.jobs import QUEUES, Hint

MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@dataclass
class FakeClock:
    """Stands still until a test moves it; the offices are in `zone`."""

    moment: datetime = MONDAY
    zone: tzinfo = UTC

    def now(self) -> datetime:
        return self.moment

    def today(self) -> date:
        return self.day_of(self.moment)

    def day_of(self, moment: datetime) -> date:
        return moment.astimezone(self.zone).date()

    def go(self, step: timedelta) -> None:
        self.moment += step


@dataclass
class SequentialIds:
    """Ids in the form of a UUID that count from one."""

    last: int = 0

    def new(self) -> str:
        self.last += 1
        return f"{self.last:08x}-0000-7000-8000-000000000000"


class RandomIds:
    """Ids for many threads."""

    def new(self) -> str:
        return str(uuid4())


@dataclass
class FakeQueue:
    """Remembers the hints that were sent."""

    sent: list[Hint] = field(default_factory=list)
    alive: bool = True
    workers: dict[str, int] = field(default_factory=lambda: dict.fromkeys(QUEUES, 1))

    def send(self, hints: Iterable[Hint]) -> None:
        self.sent.extend(hints)

    def is_alive(self) -> bool:
        return self.alive

    def look(self) -> QueueState | None:
        return QueueState("Valkey 8.0", dict(self.workers)) if self.alive else None

    def take(self) -> list[Hint]:
        """The hints since the last time."""
        taken, self.sent = self.sent, []
        return taken


@dataclass
class FakeVerifier:
    """Gives the verdict that a test has chosen, and remembers what it was asked."""

    verdict: str = "unsigned"
    signatures: list[dict[str, object]] = field(default_factory=list)
    municipalities: list[MunicipalityId] = field(default_factory=list)
    refusal: CannotVerifyError | None = None
    asked: list[tuple[Sent, MunicipalityId | None]] = field(default_factory=list)

    def verify(self, sent: Sent, municipality_id: MunicipalityId | None) -> Report:
        if self.refusal is not None:
            raise self.refusal
        self.asked.append((sent, municipality_id))
        return Report(
            {
                "sentence": "Итог.",
                "verdict": self.verdict,
                "sha256": hashlib.sha256(sent.content).hexdigest(),
                "checked_at": MONDAY.isoformat(),
                "signatures": self.signatures,
                "document_timestamps": [],
                "has_unsigned_tail": False,
            }
        )

    def list_municipalities(self) -> list[MunicipalityId]:
        return self.municipalities


class MemoryStore:
    """A blob store that forgets everything in the end."""

    def __init__(self) -> None:
        self._contents: dict[tuple[BlobOwner, str], bytes] = {}

    def put(self, owner_id: BlobOwner, contents: Sequence[bytes]) -> list[str]:
        names = [hashlib.sha256(content).hexdigest() for content in contents]
        for name, content in zip(names, contents, strict=True):
            self._contents[_checked(owner_id), name] = content
        return names

    def get(self, owner_id: BlobOwner, sha256: str) -> bytes:
        content = self._contents.get((_checked(owner_id), sha256))
        if content is None:
            raise BlobMissingError(sha256)
        if hashlib.sha256(content).hexdigest() != sha256:
            raise BlobCorruptError(sha256)
        return content

    def has(self, owner_id: BlobOwner, sha256: str) -> bool:
        return (_checked(owner_id), sha256) in self._contents

    def list_names(self, owner_id: BlobOwner) -> list[str]:
        wanted = _checked(owner_id)
        return [name for owner, name in self._contents if owner == wanted]

    def sweep(self) -> int:
        return 0

    def probe(self) -> None:
        return None

    def damage(self, owner_id: BlobOwner, sha256: str) -> None:
        """Flip a byte behind the store's back."""
        content = self._contents[owner_id, sha256]
        self._contents[owner_id, sha256] = bytes([content[0] ^ 1]) + content[1:]

    def lose(self, owner_id: BlobOwner, sha256: str) -> None:
        """Take the bytes away behind the store's back."""
        del self._contents[owner_id, sha256]


def open_memory_database() -> SqlDatabase:
    """The real adapter over SQLite in memory, for one thread; its schema has no triggers."""
    engine = sa.create_engine("sqlite://", poolclass=StaticPool)
    metadata.create_all(engine)
    return SqlDatabase(engine, engine)


def _checked(owner_id: BlobOwner) -> BlobOwner:
    if not is_safe_id(owner_id):
        message = "not an organisation id"
        raise ValueError(message)
    return owner_id
