"""What the use cases need from the world, as Protocols; bootstrap chooses who answers."""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from service.account_ports import Accounts, Drafts, Invitations, Letters, Previews, Sessions
from service.domain.archive import Entry, Renewal
from service.domain.audit import ChainedEvent, Event, Head
from service.domain.blobs import BlobOwner
from service.domain.checks import CheckPage
from service.domain.demands import NOTHING, Demands
from service.domain.documents import (
    Claim,
    Document,
    Failure,
    Files,
    Filing,
    Glance,
    Stage,
    State,
)
from service.domain.health import QueueState
from service.domain.ids import DocumentId, OrganisationId, TemplateVersionId, UserId
from service.domain.making import MadeWith
from service.domain.name_forms import NameForms, NameKey
from service.domain.organisations import Requisites
from service.domain.pack.facts import PackDocument, PackQuestion
from service.domain.registers import Number
from service.domain.replays import Replay
from service.domain.search import Term
from service.domain.signatures import Decision, PlannedSignature, Steps
from service.domain.tickets import TicketOutcome
from service.house_ports import KeyReports, Organisations, Registers, Vitals, Webhooks
from service.identity_ports import Identities
from service.jobs import Hint
from service.pack_ports import Papers, Remarks, Reminders
from service.people_ports import Batches, People
from service.reminder_ports import Endings, SignerReminders
from service.signature_ports import Acquaintances, Companions, Links, Signatures, Signers
from service.template_ports import Templates


class Clock(Protocol):
    """The one door to time: `now` is aware UTC, days are those where the offices are."""

    def now(self) -> datetime: ...
    def today(self) -> date: ...
    def day_of(self, moment: datetime) -> date: ...


class IdSource(Protocol):
    """Gives new ids that sort by time."""

    def new(self) -> str: ...


class BlobStore(Protocol):
    """Content-addressed bytes of one owner. A name is the SHA-256 (hex) of the content.

    `put` returns only when the bytes are on disk. `get` raises BlobMissingError, and
    BlobCorruptError when the bytes no longer match their name.
    """

    def put(self, owner_id: BlobOwner, contents: Sequence[bytes]) -> list[str]: ...
    def get(self, owner_id: BlobOwner, sha256: str) -> bytes: ...
    def has(self, owner_id: BlobOwner, sha256: str) -> bool: ...
    def list_names(self, owner_id: BlobOwner) -> Iterable[str]: ...
    def sweep(self) -> int: ...
    def probe(self) -> None: ...


class JobQueue(Protocol):
    """Sends hints. A hint that cannot be sent is dropped: `tick` sends it again.

    `look` is None when the server does not answer.
    """

    def send(self, hints: Iterable[Hint]) -> None: ...
    def is_alive(self) -> bool: ...
    def look(self) -> QueueState | None: ...


@dataclass(frozen=True)
class NewDocument:
    """A document about to be registered, all but its number."""

    id: DocumentId
    organisation_id: OrganisationId
    kind: str
    kind_version: int
    template_sha256: str
    template_version_id: TemplateVersionId | None
    number: Number
    doc_date: date
    title: str
    data: Mapping[str, object]
    requisites: Requisites
    filing: Filing
    signature_plan: tuple[PlannedSignature, ...]
    created_by: str
    created_at: datetime
    check_page: CheckPage | None = None
    demands: Demands = NOTHING


@dataclass(frozen=True)
class Progress:
    """What a finished stage adds; `made_with` and `renew_at` stay as they were without new ones.

    `steps` are the signatures that changed; `waits`: nothing to do until somebody comes.
    """

    claim: Claim
    state: State
    files: Files
    pages: int | None
    made_with: MadeWith | None = None
    renew_at: datetime | None = None
    steps: Steps = ()
    ticket: TicketOutcome | None = None
    waits: bool = False


@dataclass(frozen=True)
class DocumentFilter:
    """Which documents a list shows; None = any. `text` looks in number and title.

    Each of `terms` is in them. With `about`, only documents that name this person.
    """

    organisation_ids: tuple[OrganisationId, ...]
    kind: str | None = None
    year: int | None = None
    text: str | None = None
    states: tuple[State, ...] | None = None
    before: tuple[str, str] | None = None
    limit: int = 50
    about: UserId | None = None
    terms: tuple[Term, ...] = ()


class Documents(Protocol):
    """Documents of all organisations; every question names whose.

    `hold` is `find` for a transaction that will change the document: nobody else changes it before
    the end. Whoever holds or settles several takes them in the order of their ids.
    """

    def add(self, document: NewDocument) -> Document: ...
    def find(self, document_id: DocumentId) -> Document | None: ...
    def hold(self, document_id: DocumentId) -> Document | None: ...
    def find_by_token(self, token: str) -> Document | None: ...
    def search(self, wanted: DocumentFilter) -> list[Document]: ...
    def glance(self, document_ids: Sequence[DocumentId]) -> list[Glance]: ...
    def count_by_state(self, organisation_ids: Sequence[OrganisationId]) -> Mapping[State, int]: ...
    def claim(
        self, stage: Stage, organisation_id: OrganisationId, *, limit: int, lease_seconds: float
    ) -> list[Claim]: ...
    def extend(self, claims: Sequence[Claim], *, lease_seconds: float) -> None: ...
    def advance(self, progress: Progress) -> bool: ...
    def postpone(self, claim: Claim, failure: Failure, *, delay_seconds: float) -> bool: ...
    def fail(self, claim: Claim, failure: Failure) -> bool: ...
    def force_state(self, document_id: DocumentId, state: State) -> None: ...
    def cancel(self, document_id: DocumentId, said: Decision) -> None: ...
    def due_organisations(self, stage: Stage) -> list[OrganisationId]: ...


class Packs(Protocol):
    """Documents as the rules of the pack see them: cancelled ones are left out."""

    def list_documents(self, wanted: PackQuestion) -> list[PackDocument]: ...
    def find_previous(
        self, organisation_id: OrganisationId, number: Number
    ) -> PackDocument | None: ...


class ConfirmedForms(Protocol):
    """Forms of names and positions that people have confirmed; `put` replaces earlier ones."""

    def find(
        self, organisation_id: OrganisationId, keys: Iterable[NameKey]
    ) -> Mapping[NameKey, NameForms]: ...
    def put(self, forms: NameForms) -> None: ...
    def list_of(self, organisation_id: OrganisationId) -> list[NameForms]: ...


class Archive(Protocol):
    """Manifest rows of archived documents."""

    def add(self, entry: Entry, *, search_text: str) -> None: ...
    def add_renewal(self, renewal: Renewal) -> None: ...
    def search(self, wanted: DocumentFilter) -> list[Entry]: ...
    def find(self, document_id: DocumentId) -> Entry | None: ...


class AuditLog(Protocol):
    """Append-only chained events of an organisation.

    Appending makes others wait until the transaction ends: it comes after all work on documents.
    """

    def append(self, organisation_id: OrganisationId, event: Event, at: datetime) -> None: ...
    def read(self, organisation_id: OrganisationId) -> Iterable[ChainedEvent]: ...
    def head(self, organisation_id: OrganisationId) -> Head: ...
    def list_about(self, document: Document) -> list[ChainedEvent]: ...


class Replays(Protocol):
    """Idempotency keys. `remember` raises ReplayedError when the key is already taken."""

    def find(self, principal_id: str, key: str) -> Replay | None: ...
    def remember(self, principal_id: str, key: str, replay: Replay, at: datetime) -> None: ...


class Transaction(Protocol):
    """One unit of work; leaving the context without an exception commits it."""

    @property
    def documents(self) -> Documents: ...
    @property
    def signatures(self) -> Signatures: ...
    @property
    def links(self) -> Links: ...
    @property
    def endings(self) -> Endings: ...
    @property
    def signer_reminders(self) -> SignerReminders: ...
    @property
    def companions(self) -> Companions: ...
    @property
    def acquaintances(self) -> Acquaintances: ...
    @property
    def registers(self) -> Registers: ...
    @property
    def packs(self) -> Packs: ...
    @property
    def papers(self) -> Papers: ...
    @property
    def reminders(self) -> Reminders: ...
    @property
    def remarks(self) -> Remarks: ...
    @property
    def organisations(self) -> Organisations: ...
    @property
    def name_forms(self) -> ConfirmedForms: ...
    @property
    def people(self) -> People: ...
    @property
    def batches(self) -> Batches: ...
    @property
    def signers(self) -> Signers: ...
    @property
    def key_reports(self) -> KeyReports: ...
    @property
    def archive(self) -> Archive: ...
    @property
    def audit(self) -> AuditLog: ...
    @property
    def replays(self) -> Replays: ...
    @property
    def accounts(self) -> Accounts: ...
    @property
    def sessions(self) -> Sessions: ...
    @property
    def drafts(self) -> Drafts: ...
    @property
    def previews(self) -> Previews: ...
    @property
    def invitations(self) -> Invitations: ...
    @property
    def identities(self) -> Identities: ...
    @property
    def letters(self) -> Letters: ...
    @property
    def webhooks(self) -> Webhooks: ...
    @property
    def vitals(self) -> Vitals: ...
    @property
    def templates(self) -> Templates: ...


class Database(Protocol):
    """Opens units of work: `transaction` may write, `snapshot` only reads."""

    def transaction(self) -> AbstractContextManager[Transaction]: ...
    def snapshot(self) -> AbstractContextManager[Transaction]: ...
    def probe(self) -> None: ...
