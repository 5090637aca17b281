"""The sign process raises documents to the level asked for, says what it waits for, and renews."""

from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from typing_extensions import override

from service.backstage import Backstage, assemble
from service.database.database import SqlDatabase
from service.database.schema import documents
from service.domain.archive import Entry
from service.domain.documents import Document, Stage, State
from service.domain.ids import DocumentId, OrganisationId
from service.jobs import SignDocuments
from service.ports import Progress
from signing.credentials import Credential
from signing.report import Level
from signing.signing import SignatureRequest, sign
from signing.timestamping import TimestampAuthority
from signing.verification import verify
from tests.doors import ORDER, House, open_house
from tests.factories import SCHOOL
from tests.fakes import FakeClock, FakeQueue
from tests.pki import AbsentAuthority
from tests.signable import make_pdf
from tests.town import NOW, STAMPING, Town, TownStatus, TownTime
from worker.keyring import Keyring
from worker.notary import NotaryOffice
from worker.runtime import Stop
from worker.sign import SignDesk


@dataclass(frozen=True)
class TownKeys(Keyring):
    """Everybody has the head's key."""

    credential: Credential | None = None

    @override
    def get_credential(self, organisation_id: OrganisationId, role: str) -> Credential:
        assert self.credential is not None
        return self.credential


@dataclass
class Installation:
    """A school's order that awaits its signature, and whoever is needed for that."""

    house: House
    backstage: Backstage
    database: SqlDatabase
    town: Town
    folder: Path
    head: Credential
    document_id: DocumentId
    queue: FakeQueue = field(default_factory=FakeQueue)

    def publish_lists(self) -> None:
        """Put fresh lists of both authorities into the folder for places without a network."""
        status = TownStatus(self.town)
        for name, one in (("root", self.town.root), ("int", self.town.intermediate)):
            (self.folder / "lists" / f"{name}.crl").write_bytes(status.make_list(one).dump())

    def run(self, authority: TimestampAuthority, level: Level = "B-LTA") -> Document:
        """Give the sign process a turn; returns the document after it."""
        office = NotaryOffice(level, authority, self.folder / "trust", self.folder / "lists")
        keys = TownKeys(self.folder, credential=self.head)
        SignDesk(self.backstage, keys, office, Stop()).sign_documents(SCHOOL)
        return self.find()

    def has_renewal(self) -> bool:
        with self.database.snapshot() as tx:
            (renew_at,) = tx._connection.execute(sa.select(documents.c.renew_at)).scalars()  # noqa: SLF001 -- as below
        return renew_at is not None

    def find(self) -> Document:
        with self.database.snapshot() as tx:
            document = tx.documents.find(self.document_id)
        assert document is not None
        return document

    def find_entry(self) -> Entry:
        with self.database.snapshot() as tx:
            entry = tx.archive.find(self.document_id)
        assert entry is not None
        return entry

    def read(self, digest: str | None) -> bytes:
        return self.backstage.blobs.get(SCHOOL, digest or "")

    def list_told_levels(self) -> list[str]:
        """What the document itself says of its signatures."""
        with self.database.snapshot() as tx:
            steps = tx.signatures.list_of([self.document_id])[self.document_id]
        return [step.proof.level for step in steps if step.proof]

    def make_due(self, **columns: object) -> None:
        """Let time pass by the database's clock."""
        with self.database.transaction() as tx:
            tx._connection.execute(sa.update(documents).values(due_at=0.0, **columns))  # noqa: SLF001 -- nobody else may do this


@pytest.fixture(scope="module")
def town() -> Town:
    return Town()


@pytest.fixture(scope="module")
def clock(town: Town) -> TownTime:
    return town.open_clock()


@pytest.fixture
def order(tmp_path: Path, memory_database: SqlDatabase, town: Town) -> Installation:
    house = open_house(tmp_path, memory_database)
    document = house.register(kind=ORDER, sign=True)
    queue = FakeQueue()
    # The database in memory is for one thread: a lease is not extended from another meanwhile.
    settings = house.services.settings.model_copy(update={"lease_seconds": 3600.0})
    backstage = assemble(
        settings,
        database=memory_database,
        blobs=house.services.blobs,
        queue=queue,
        clock=FakeClock(),
    )
    _convert(backstage)
    (tmp_path / "lists").mkdir()
    (tmp_path / "trust").mkdir()
    (tmp_path / "trust" / "root.der").write_bytes(town.trust.roots[0].dump())
    (tmp_path / "trust" / "int.der").write_bytes(town.trust.intermediates[0].dump())
    head = town.open_head()
    return Installation(house, backstage, memory_database, town, tmp_path, head, document.id, queue)


def _convert(backstage: Backstage) -> None:
    (claim,) = backstage.stages.claim(Stage.CONVERT, SCHOOL, limit=1)
    docx, pdf = backstage.blobs.put(SCHOOL, [b"docx", make_pdf()])
    files = replace(claim.document.files, docx=docx, pdf=pdf)
    backstage.stages.commit([Progress(claim, State.AWAITING_SIGNATURES, files, pages=2)])


@pytest.mark.parametrize("level", ["B-B", "B-T", "B-LT", "B-LTA"])
def test_the_document_reaches_the_level_of_the_settings(
    level: Level, order: Installation, clock: TownTime
) -> None:
    order.publish_lists()
    document = order.run(clock, level)

    report = verify(order.read(document.files.final), order.town.trust)
    assert (document.state, document.failure) == (State.ARCHIVED, None)
    assert (report.verdict, report.signatures[0].level) == ("valid", level)
    assert order.list_told_levels() == [level]


@pytest.mark.parametrize(
    ("usual", "demanded", "reached"),
    [
        ("B-T", "B-LTA", "B-LTA"),
        ("B-B", "B-LT", "B-LT"),
        ("B-B", "B-T", "B-T"),
        ("B-LTA", "B-B", "B-LTA"),
        ("B-T", "", "B-T"),
    ],
)
def test_of_the_kind_and_the_settings_the_stricter_decides(
    usual: Level, demanded: str, reached: Level, order: Installation, clock: TownTime
) -> None:
    order.publish_lists()
    order.make_due(demands={"level": demanded, "carries_data": False})
    document = order.run(clock, usual)

    report = verify(order.read(document.files.final), order.town.trust)
    assert (document.state, document.failure) == (State.ARCHIVED, None)
    assert (report.verdict, report.signatures[0].level) == ("valid", reached)
    assert order.has_renewal() == (reached == "B-LTA")


def test_a_kind_that_asks_for_more_than_can_be_had_waits_as_the_settings_would(
    order: Installation, clock: TownTime
) -> None:
    order.make_due(demands={"level": "B-LT", "carries_data": False})
    waiting = order.run(clock, "B-B")
    order.publish_lists()
    order.make_due()
    done = order.run(clock, "B-B")

    assert waiting.failure is not None
    assert waiting.failure.code in {"waiting_ocsp", "waiting_crl"}
    assert waiting.files.signed is None
    assert (done.state, done.failure) == (State.ARCHIVED, None)


def test_a_document_of_which_one_signature_has_no_time_is_not_finished(
    order: Installation, clock: TownTime
) -> None:
    place = SignatureRequest("Signature_other", "signature_deputy", "B-B")
    untimed = sign(order.read(order.find().files.pdf), place, order.head, None).content
    order.make_due(pdf_sha256=order.backstage.blobs.put(SCHOOL, [untimed])[0])
    document = order.run(clock, "B-T")

    assert document.failure is not None
    assert (document.state, document.failure.code) == (State.FAILED, "level_not_reached")
    assert document.files.signed is None


def test_while_the_time_is_away_the_document_waits_and_then_goes_on(
    order: Installation, clock: TownTime
) -> None:
    order.publish_lists()
    waiting = order.run(AbsentAuthority())
    order.make_due()
    done = order.run(clock)

    assert waiting.failure is not None
    assert (waiting.state, waiting.failure.code) == (State.AWAITING_SIGNATURES, "waiting_tsa")
    assert waiting.files.signed is None
    assert (done.state, done.failure) == (State.ARCHIVED, None)


def test_while_nobody_tells_of_revocation_the_document_waits_and_then_goes_on(
    order: Installation, clock: TownTime
) -> None:
    waiting = order.run(clock)
    order.publish_lists()
    order.make_due()
    done = order.run(clock)

    assert waiting.failure is not None
    assert waiting.state is State.AWAITING_SIGNATURES
    assert waiting.failure.code in {"waiting_ocsp", "waiting_crl"}
    assert waiting.files.signed is None
    assert (done.state, done.failure) == (State.ARCHIVED, None)


def test_a_damaged_list_is_waited_out(order: Installation, clock: TownTime) -> None:
    (order.folder / "lists" / "root.crl").write_bytes(b"not a list")
    waiting = order.run(clock)

    assert waiting.failure is not None
    assert (waiting.state, waiting.failure.code) == (
        State.AWAITING_SIGNATURES,
        "waiting_revocation",
    )


def test_without_anybody_to_trust_the_document_waits(order: Installation, clock: TownTime) -> None:
    order.publish_lists()
    for file in (order.folder / "trust").iterdir():
        file.unlink()
    waiting = order.run(clock)

    assert waiting.failure is not None
    assert (waiting.state, waiting.failure.code) == (State.AWAITING_SIGNATURES, "waiting_trust")


def test_a_revoked_key_signs_nothing(order: Installation, clock: TownTime) -> None:
    serial = int(order.head.certificate.serial_hex, 16)
    order.town.revoked[serial] = NOW - timedelta(days=1)
    order.publish_lists()
    order.town.revoked.clear()
    document = order.run(clock)

    assert document.failure is not None
    assert (document.state, document.failure.code) == (State.FAILED, "certificate_revoked")
    assert document.files.signed is None


def test_nothing_is_renewed_before_its_time(order: Installation, clock: TownTime) -> None:
    order.publish_lists()
    first = order.run(clock)
    order.make_due()

    assert order.run(clock).files == first.files
    assert order.find_entry().renewed_at is None


def test_an_archived_document_is_renewed_when_it_is_time(
    order: Installation, clock: TownTime
) -> None:
    order.publish_lists()
    old = order.run(clock)
    order.make_due(renew_at=0.0)
    order.queue.take()
    order.backstage.stages.rehint()
    hints = order.queue.take()
    renewed = order.run(clock)
    entry = order.find_entry()

    assert hints == [SignDocuments(SCHOOL)]
    assert renewed.state is State.ARCHIVED
    assert order.read(renewed.files.final).startswith(order.read(old.files.final))
    assert [file.sha256 for file in entry.earlier] == [old.files.final]
    assert entry.files[0].sha256 == renewed.files.final
    assert entry.renewed_at is not None
    report = verify(order.read(renewed.files.final), order.town.trust)
    assert (report.verdict, len(report.document_timestamps)) == ("valid", 2)


def test_a_renewal_is_told_in_the_audit_trail_and_both_files_are_kept(
    order: Installation, clock: TownTime
) -> None:
    order.publish_lists()
    order.run(clock)
    order.make_due(renew_at=0.0)
    order.run(clock)

    with order.database.snapshot() as tx:
        actions = [one.event.action for one in tx.audit.read(SCHOOL)]
    report = order.backstage.archive.check([SCHOOL])
    assert actions[-2:] == ["document:archived", "document:renewed"]
    assert (report.faults, report.leftovers) == ((), ())
    order.backstage.blobs.lose(SCHOOL, order.find_entry().earlier[0].sha256)  # type: ignore[attr-defined]
    assert len(order.backstage.archive.check([SCHOOL]).faults) == 1


def test_a_renewed_document_is_not_renewed_again_at_once(
    order: Installation, clock: TownTime
) -> None:
    order.publish_lists()
    order.run(clock)
    order.make_due(renew_at=0.0)
    renewed = order.run(clock)
    order.make_due()

    assert order.run(clock).files == renewed.files


def test_a_renewal_waits_for_the_time_and_the_document_stays_archived(
    order: Installation, clock: TownTime
) -> None:
    order.publish_lists()
    old = waiting = order.run(clock)
    for _ in range(7):  # more often than a document may fail
        order.make_due(renew_at=0.0)
        waiting = order.run(AbsentAuthority())
    order.make_due()
    renewed = order.run(clock)

    assert waiting.failure is not None
    assert (waiting.state, waiting.failure.code) == (State.ARCHIVED, "waiting_tsa")
    assert waiting.files == old.files
    assert (renewed.state, renewed.failure) == (State.ARCHIVED, None)
    assert renewed.files != old.files


def test_a_time_that_ends_soon_is_not_asked_every_second(order: Installation, town: Town) -> None:
    ending = replace(STAMPING, lasts=timedelta(days=41))
    order.publish_lists()
    order.run(TownTime(town, town.issue("Служба времени перед концом", ending)))

    with order.database.snapshot() as tx:
        (renew_at,) = tx._connection.execute(sa.select(documents.c.renew_at)).scalars()  # noqa: SLF001 -- as above
    left = timedelta(seconds=renew_at - NOW.timestamp())
    assert timedelta(days=19) < left < timedelta(days=21)
