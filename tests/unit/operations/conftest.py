"""The desks over fakes: a database in memory, a clock that stands, a queue that remembers."""

import pytest
from argon2 import PasswordHasher

from service.database.database import SqlDatabase
from service.operations.accounts import AccountDesk
from service.operations.archive import ArchiveDesk
from service.operations.documents import DocumentDesk
from service.operations.keeping import KeeperDesk
from service.operations.mail import MailDesk
from service.operations.own_login import OwnLoginDesk
from service.operations.passwords import Passwords
from service.operations.sessions import SessionDesk
from service.operations.stages import StageDesk
from service.operations.templates import TemplateDesk
from service.operations.users import UserDesk
from tests.factories import make_catalogue
from tests.fakes import FakeClock, FakeQueue, MemoryStore, SequentialIds

CHEAP_HASHER = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


@pytest.fixture
def desk(
    memory_database: SqlDatabase,
    blobs: MemoryStore,
    queue: FakeQueue,
    clock: FakeClock,
    ids: SequentialIds,
) -> DocumentDesk:
    catalogue = make_catalogue()
    templates = TemplateDesk(memory_database, blobs, MemoryStore(), catalogue, clock, ids)
    return DocumentDesk(memory_database, blobs, queue, catalogue, clock, ids, templates)


@pytest.fixture
def stages(memory_database: SqlDatabase, queue: FakeQueue, clock: FakeClock) -> StageDesk:
    return StageDesk(memory_database, queue, clock, lease_seconds=60.0)


@pytest.fixture
def archive(
    memory_database: SqlDatabase, blobs: MemoryStore, clock: FakeClock, stages: StageDesk
) -> ArchiveDesk:
    return ArchiveDesk(memory_database, blobs, clock, stages)


@pytest.fixture
def accounts(memory_database: SqlDatabase, clock: FakeClock, ids: SequentialIds) -> AccountDesk:
    return AccountDesk(memory_database, clock, ids, Passwords(CHEAP_HASHER))


@pytest.fixture
def sessions(memory_database: SqlDatabase, clock: FakeClock) -> SessionDesk:
    return SessionDesk(memory_database, clock, Passwords(CHEAP_HASHER))


@pytest.fixture
def mail(memory_database: SqlDatabase, queue: FakeQueue) -> MailDesk:
    return MailDesk(memory_database, queue)


@pytest.fixture
def own_login(sessions: SessionDesk, ids: SequentialIds, mail: MailDesk) -> OwnLoginDesk:
    return OwnLoginDesk(
        sessions.database,
        sessions.clock,
        ids,
        sessions.passwords,
        sessions,
        mail,
        "https://grif.example",
    )


@pytest.fixture
def users(accounts: AccountDesk, sessions: SessionDesk, mail: MailDesk) -> UserDesk:
    return UserDesk(
        accounts.database,
        accounts.clock,
        accounts.ids,
        accounts,
        sessions,
        mail,
        "https://grif.example",
    )


@pytest.fixture
def keeper(memory_database: SqlDatabase, blobs: MemoryStore) -> KeeperDesk:
    return KeeperDesk(memory_database, blobs)
