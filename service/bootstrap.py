"""The one place that puts the whole application together."""

import importlib.resources
from dataclasses import dataclass, replace

from argon2 import PasswordHasher

from doc_templates.catalogue import Catalogue, load_catalogue
from service.backstage import Backstage, build_backstage, open_redis
from service.domain.pack.points import read_points
from service.domain.reach import EVERYTHING, Reach
from service.operations.accounts import AccountDesk
from service.operations.acquaintance import AcquaintanceDesk
from service.operations.api_keys import ApiKeyDesk
from service.operations.archive import ArchiveDesk
from service.operations.batches import BatchDesk
from service.operations.companions import CompanionDesk
from service.operations.coverage import CoverageDesk
from service.operations.declension import DeclensionDesk
from service.operations.detached import DetachedDesk
from service.operations.documents import DocumentDesk
from service.operations.health import HealthDesk
from service.operations.history import HistoryDesk
from service.operations.links import LinkDesk
from service.operations.organisations import OrganisationDesk
from service.operations.own_login import OwnLoginDesk
from service.operations.packs import PackDesk
from service.operations.paper import PaperDesk, ScanCopier
from service.operations.passwords import Passwords
from service.operations.people import PeopleDesk
from service.operations.remarks import RemarkDesk
from service.operations.sessions import SessionDesk
from service.operations.signature_tickets import TicketDesk
from service.operations.signatures import SignatureDesk
from service.operations.signer_checks import SignerCheck
from service.operations.signers import SignerDesk
from service.operations.signing_by_link import LinkedSigningDesk
from service.operations.stages import StageDesk
from service.operations.templates import TemplateDesk
from service.operations.users import UserDesk
from service.operations.verification import Limits, VerificationDesk, Verifier
from service.operations.webhooks import WebhookDesk
from service.ports import BlobStore, Clock, Database, IdSource, JobQueue
from service.queue.rate_limits import RateLimits
from service.settings import Settings
from service.storage.filesystem import FilesystemStore
from service.verification import JudgeProcesses
from signing.trust import load_trust

MUNICIPALITIES = ".municipalities"
"""Folder of the archive for the templates of municipalities: no organisation's id begins so."""


@dataclass(frozen=True)
class Gate:
    """What stands between the service and people without an account."""

    verifier: Verifier
    own: Verifier
    limits: Limits
    copier: ScanCopier


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
    signatures: SignatureDesk
    tickets: TicketDesk
    links: LinkDesk
    linked: LinkedSigningDesk
    companions: CompanionDesk
    acquaintance: AcquaintanceDesk
    detached: DetachedDesk
    paper: PaperDesk
    accounts: AccountDesk
    sessions: SessionDesk
    own_login: OwnLoginDesk
    users: UserDesk
    organisations: OrganisationDesk
    keys: ApiKeyDesk
    webhooks: WebhookDesk
    health: HealthDesk
    declension: DeclensionDesk
    people: PeopleDesk
    batches: BatchDesk
    packs: PackDesk
    coverage: CoverageDesk
    history: HistoryDesk
    remarks: RemarkDesk
    signers: SignerDesk
    templates: TemplateDesk
    verification: VerificationDesk
    limits: Limits


def build_services(settings: Settings, unsaid: Reach = EVERYTHING) -> Services:
    """Put the application together. The database must have been migrated.

    `unsaid`: see `open_database`.
    """
    municipal_blobs = FilesystemStore(settings.archive / MUNICIPALITIES)
    backstage = build_backstage(settings, unsaid)
    gate = Gate(
        JudgeProcesses(settings.trust, backstage.clock),
        JudgeProcesses(settings.trust, backstage.clock),
        RateLimits(open_redis(settings), backstage.clock),
        JudgeProcesses(settings.trust, backstage.clock),
    )
    return furnish(backstage, load_catalogue(), municipal_blobs, gate)


def furnish(backstage: Backstage, catalogue: Catalogue, shared: BlobStore, gate: Gate) -> Services:
    """Add the front desks and the library to what works backstage; `shared` is municipalities'."""
    templates = _template_desk(backstage, catalogue, shared)
    people = _furnish_for_people(backstage)
    documents = _open_document_desk(backstage, catalogue, templates)
    signing = _furnish_for_signing(backstage, catalogue, gate)
    database, blobs = backstage.database, backstage.blobs
    clock, ids = backstage.clock, backstage.ids
    return Services(
        settings=backstage.settings,
        database=database,
        blobs=blobs,
        queue=backstage.queue,
        catalogue=catalogue,
        clock=clock,
        ids=ids,
        documents=documents,
        stages=backstage.stages,
        archive=backstage.archive,
        companions=CompanionDesk(database, blobs),
        acquaintance=AcquaintanceDesk(database, clock, signing.links),
        organisations=OrganisationDesk(database, clock),
        keys=ApiKeyDesk(database, clock, ids),
        webhooks=_open_webhook_desk(backstage),
        health=_open_health_desk(backstage),
        declension=DeclensionDesk(database, clock),
        people=PeopleDesk(database, clock, ids),
        batches=BatchDesk(database, clock, ids, catalogue, documents),
        coverage=_open_coverage_desk(backstage),
        history=HistoryDesk(database),
        packs=PackDesk(database, clock, catalogue),
        remarks=RemarkDesk(database, clock, catalogue),
        signers=SignerDesk(database, clock, ids),
        templates=templates,
        verification=VerificationDesk(database, blobs, catalogue, gate.verifier, gate.own),
        limits=gate.limits,
        # The desks of these two groups have the same names here.
        **vars(people),
        **vars(signing),
    )


def _open_coverage_desk(backstage: Backstage) -> CoverageDesk:
    roadmap = importlib.resources.files("service.domain.pack").joinpath("roadmap.toml")
    return CoverageDesk(
        backstage.database,
        backstage.clock,
        backstage.ids,
        read_points(roadmap.read_text("utf-8")),
        backstage.mail,
        backstage.settings.address,
    )


def _open_webhook_desk(backstage: Backstage) -> WebhookDesk:
    return WebhookDesk(
        backstage.database,
        backstage.clock,
        backstage.ids,
        backstage.notices,
        backstage.settings.webhook_allowed,
    )


def _open_health_desk(backstage: Backstage) -> HealthDesk:
    return HealthDesk(
        backstage.database,
        backstage.blobs,
        backstage.queue,
        backstage.clock,
        bool(backstage.settings.smtp_host),
    )


def _open_document_desk(
    backstage: Backstage, catalogue: Catalogue, templates: TemplateDesk
) -> DocumentDesk:
    return DocumentDesk(
        backstage.database,
        backstage.blobs,
        backstage.queue,
        catalogue,
        backstage.clock,
        backstage.ids,
        templates,
        backstage.settings.public_url,
        backstage.settings.carry_data,
    )


def _template_desk(
    backstage: Backstage, catalogue: Catalogue, municipal_blobs: BlobStore
) -> TemplateDesk:
    return TemplateDesk(
        backstage.database,
        backstage.blobs,
        municipal_blobs,
        catalogue,
        backstage.clock,
        backstage.ids,
    )


def _ticket_desk(backstage: Backstage, municipal_kinds: frozenset[str]) -> TicketDesk:
    trust = backstage.settings.trust
    # Read anew for each signer: a list of revoked certificates is there to be replaced.
    signers = SignerCheck(backstage.clock, lambda: load_trust([trust]))
    return TicketDesk(
        backstage.database,
        backstage.blobs,
        backstage.queue,
        backstage.clock,
        backstage.ids,
        signers,
        municipal_kinds,
    )


@dataclass(frozen=True)
class _SigningDesks:
    """The desks of signatures, by whatever means they are made."""

    signatures: SignatureDesk
    tickets: TicketDesk
    links: LinkDesk
    linked: LinkedSigningDesk
    detached: DetachedDesk
    paper: PaperDesk


def _furnish_for_signing(backstage: Backstage, catalogue: Catalogue, gate: Gate) -> _SigningDesks:
    municipal = frozenset(kind.code for kind in catalogue.list_kinds() if kind.is_municipal)
    database, blobs, clock = backstage.database, backstage.blobs, backstage.clock
    signatures = replace(backstage.signatures, municipal_kinds=municipal)
    return _SigningDesks(
        signatures,
        _ticket_desk(backstage, municipal),
        replace(backstage.links, municipal_kinds=municipal),
        LinkedSigningDesk(database, blobs, clock, backstage.ids, backstage.mail, signatures),
        DetachedDesk(database, blobs, backstage.queue, clock, gate.own, municipal),
        PaperDesk(database, blobs, clock, signatures, gate.copier),
    )


@dataclass(frozen=True)
class _PeopleDesks:
    """The desks of people and of how they get in."""

    accounts: AccountDesk
    sessions: SessionDesk
    own_login: OwnLoginDesk
    users: UserDesk


def _furnish_for_people(backstage: Backstage) -> _PeopleDesks:
    database, clock, ids, mail = (
        backstage.database,
        backstage.clock,
        backstage.ids,
        backstage.mail,
    )
    passwords, address = Passwords(_password_hasher()), backstage.settings.address
    accounts = AccountDesk(database, clock, ids, passwords)
    sessions = SessionDesk(database, clock, passwords)
    return _PeopleDesks(
        accounts,
        sessions,
        OwnLoginDesk(database, clock, ids, passwords, sessions, mail, address),
        UserDesk(database, clock, ids, accounts, sessions, mail, address),
    )


def _password_hasher() -> PasswordHasher:
    """Hash with argon2id as OWASP advises for a server: 19 MiB, two passes, one lane."""
    return PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
