"""The one place that chooses who answers the ports."""

import os
from dataclasses import dataclass
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from argon2 import PasswordHasher
from doc_templates.catalogue import Catalogue, load_catalogue
from redis import Redis

from service.database.database import SqlDatabase, open_database
from service.domain.ids import uuid7
from service.operations.accounts import AccountDesk
from service.operations.archive import ArchiveDesk
from service.operations.documents import DocumentDesk
from service.operations.stages import StageDesk
from service.ports import BlobStore, Clock, Database, IdSource, JobQueue
from service.queue.rq_queue import RqQueue
from service.settings import Settings
from service.storage.filesystem import FilesystemStore


class SystemClock:
    """The computer's clock; `today` is the date in the offices' time zone."""

    def __init__(self, timezone: str) -> None:
        self._zone = ZoneInfo(timezone)

    def now(self) -> datetime:
        """Now, in UTC."""
        return datetime.now(UTC)  # noqa: TID251 -- this is the Clock

    def today(self) -> date:
        """Today's date where the offices are."""
        return self.now().astimezone(self._zone).date()


class Uuid7Source:
    """Ids that sort by time (RFC 9562)."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    def new(self) -> str:
        """A new id."""
        return uuid7(int(self._clock.now().timestamp() * 1000), os.urandom(10))


@dataclass(frozen=True)
class Services:
    """Everything an entry point hands over: ports and the desks of use cases."""

    settings: Settings
    database: Database
    blobs: BlobStore
    queue: JobQueue
    catalogue: Catalogue
    clock: Clock
    ids: IdSource
    documents: DocumentDesk
    stages: StageDesk
    archive: ArchiveDesk
    accounts: AccountDesk


def build_services(settings: Settings) -> Services:
    """Put the application together. The database must have been migrated."""
    settings.root.mkdir(parents=True, exist_ok=True)
    database: SqlDatabase = open_database(settings.database)
    return assemble(
        settings,
        database=database,
        blobs=FilesystemStore(settings.archive),
        queue=RqQueue(open_redis(settings)),
        clock=SystemClock(settings.timezone),
    )


def assemble(
    settings: Settings, *, database: Database, blobs: BlobStore, queue: JobQueue, clock: Clock
) -> Services:
    """Build the desks over given ports; tests bring their own."""
    catalogue = load_catalogue()
    ids = Uuid7Source(clock)
    stages = StageDesk(database, queue, clock, settings.lease_seconds)
    return Services(
        settings=settings,
        database=database,
        blobs=blobs,
        queue=queue,
        catalogue=catalogue,
        clock=clock,
        ids=ids,
        documents=DocumentDesk(database, blobs, queue, catalogue, clock, ids),
        stages=stages,
        archive=ArchiveDesk(database, blobs, catalogue, clock, stages),
        accounts=AccountDesk(database, clock, ids, PasswordHasher()),
    )


def open_redis(settings: Settings) -> Redis:
    """Connect to the queue server, patiently enough for a restart and no more."""
    return Redis.from_url(settings.redis, socket_connect_timeout=2, socket_timeout=5)
