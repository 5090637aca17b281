"""What background processes are given: everything but the doors and the library of templates.

It is apart from bootstrap so that the process with the signing keys never loads, not even
indirectly, the code that opens a docx.
"""

import os
from dataclasses import dataclass
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from redis import Redis

from service.database.database import open_database
from service.domain.ids import uuid7
from service.domain.reach import EVERYTHING, Reach
from service.operations.archive import ArchiveDesk
from service.operations.detached_orders import DetachedOrders
from service.operations.endings import EndingDesk
from service.operations.links import LinkDesk
from service.operations.mail import MailDesk
from service.operations.notices import NoticeDesk
from service.operations.preview_line import PreviewLine
from service.operations.signatures import SignatureDesk
from service.operations.signer_reminders import SignerReminderDesk
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
        return self.day_of(self.now())

    def day_of(self, moment: datetime) -> date:
        """The date of a moment where the offices are."""
        return moment.astimezone(self._zone).date()


class Uuid7Source:
    """Ids that sort by time (RFC 9562)."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    def new(self) -> str:
        """A new id."""
        return uuid7(int(self._clock.now().timestamp() * 1000), os.urandom(10))


@dataclass(frozen=True)
class Backstage:
    """The ports, and the desks of background work."""

    settings: Settings
    database: Database
    blobs: BlobStore
    queue: JobQueue
    clock: Clock
    ids: IdSource
    stages: StageDesk
    archive: ArchiveDesk
    signatures: SignatureDesk
    mail: MailDesk
    notices: NoticeDesk
    links: LinkDesk
    reminders: SignerReminderDesk
    endings: EndingDesk
    detached: DetachedOrders
    previews: PreviewLine


def build_backstage(settings: Settings, unsaid: Reach = EVERYTHING) -> Backstage:
    """Open what the settings name. The database must have been migrated.

    `unsaid`: see `open_database`.
    """
    settings.root.mkdir(parents=True, exist_ok=True)
    return assemble(
        settings,
        database=open_database(settings.database, unsaid),
        blobs=FilesystemStore(settings.archive),
        queue=RqQueue(open_redis(settings)),
        clock=SystemClock(settings.timezone),
    )


def assemble(
    settings: Settings, *, database: Database, blobs: BlobStore, queue: JobQueue, clock: Clock
) -> Backstage:
    """Put the desks over given ports; tests bring their own."""
    stages = StageDesk(database, queue, clock, settings.lease_seconds)
    ids, mail = Uuid7Source(clock), MailDesk(database, queue)
    links = LinkDesk(
        database, clock, ids, mail, settings.address, address_days=settings.address_days
    )
    zone, limit = ZoneInfo(settings.timezone), settings.signer_reminders
    return Backstage(
        settings=settings,
        database=database,
        blobs=blobs,
        queue=queue,
        clock=clock,
        ids=ids,
        stages=stages,
        archive=ArchiveDesk(database, blobs, clock, stages),
        signatures=SignatureDesk(database, queue, clock),
        mail=mail,
        notices=NoticeDesk(database, queue, clock, ids, mail, settings.address),
        detached=DetachedOrders(database, blobs, queue, clock),
        previews=PreviewLine(database, queue, clock),
        links=links,
        reminders=SignerReminderDesk(database, clock, ids, links, limit, zone),
        endings=EndingDesk(database, clock, ids, mail, settings.address, zone),
    )


def open_redis(settings: Settings) -> Redis:
    """Connect to the queue server, patiently enough for a restart and no more."""
    return Redis.from_url(settings.redis, socket_connect_timeout=2, socket_timeout=5)
