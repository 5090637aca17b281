"""The one place that puts the whole application together."""

from dataclasses import dataclass

from doc_templates.catalogue import Catalogue, load_catalogue
from service.backstage import Backstage, build_backstage, open_redis
from service.desks import (
    Gate,
    furnish_for_administrators,
    furnish_for_packs,
    furnish_for_people,
    furnish_for_signing,
    open_document_desk,
    open_template_desk,
)
from service.domain.reach import EVERYTHING, Reach
from service.operations.accounts import AccountDesk
from service.operations.acquaintance import AcquaintanceDesk
from service.operations.api_keys import ApiKeyDesk
from service.operations.archive import ArchiveDesk
from service.operations.batches import BatchDesk
from service.operations.companions import CompanionDesk
from service.operations.consents import ConsentDesk
from service.operations.coverage import CoverageDesk
from service.operations.declension import DeclensionDesk
from service.operations.declining import DeclineDesk
from service.operations.detached import DetachedDesk
from service.operations.documents import DocumentDesk
from service.operations.drafts import DraftDesk
from service.operations.endings import EndingDesk
from service.operations.health import HealthDesk
from service.operations.history import HistoryDesk
from service.operations.identities import IdentityDesk
from service.operations.joining import JoiningDesk
from service.operations.links import LinkDesk
from service.operations.organisations import OrganisationDesk
from service.operations.own_login import OwnLoginDesk
from service.operations.own_signing_day import OwnSigningDayDesk
from service.operations.packs import PackDesk
from service.operations.pair_rows import PairRowDesk
from service.operations.pairs import PairDesk
from service.operations.paper import PaperDesk
from service.operations.people import PeopleDesk
from service.operations.previews import PreviewDesk
from service.operations.remarks import RemarkDesk
from service.operations.rollover import RolloverDesk
from service.operations.sessions import SessionDesk
from service.operations.signature_tickets import TicketDesk
from service.operations.signatures import SignatureDesk
from service.operations.signer_reminders import SignerReminderDesk
from service.operations.signers import SignerDesk
from service.operations.signing_by_link import LinkedSigningDesk
from service.operations.stages import StageDesk
from service.operations.templates import TemplateDesk
from service.operations.users import UserDesk
from service.operations.verification import Limits, VerificationDesk
from service.operations.watching import WatchDesk
from service.operations.webhooks import WebhookDesk
from service.ports import BlobStore, Clock, Database, IdSource, JobQueue
from service.queue.rate_limits import RateLimits
from service.settings import Settings
from service.storage.filesystem import FilesystemStore
from service.verification import JudgeProcesses

MUNICIPALITIES = ".municipalities"
"""Folder of the archive for the templates of municipalities: no organisation's id begins so."""


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
    drafts: DraftDesk
    previews: PreviewDesk
    watching: WatchDesk
    stages: StageDesk
    archive: ArchiveDesk
    signatures: SignatureDesk
    declining: DeclineDesk
    tickets: TicketDesk
    own_signing_day: OwnSigningDayDesk
    links: LinkDesk
    linked: LinkedSigningDesk
    reminders: SignerReminderDesk
    companions: CompanionDesk
    acquaintance: AcquaintanceDesk
    detached: DetachedDesk
    paper: PaperDesk
    accounts: AccountDesk
    sessions: SessionDesk
    own_login: OwnLoginDesk
    users: UserDesk
    identities: IdentityDesk
    joining: JoiningDesk
    organisations: OrganisationDesk
    keys: ApiKeyDesk
    webhooks: WebhookDesk
    health: HealthDesk
    declension: DeclensionDesk
    people: PeopleDesk
    batches: BatchDesk
    packs: PackDesk
    coverage: CoverageDesk
    pairs: PairDesk
    pair_rows: PairRowDesk
    rollover: RolloverDesk
    consents: ConsentDesk
    history: HistoryDesk
    remarks: RemarkDesk
    signers: SignerDesk
    endings: EndingDesk
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
    templates = open_template_desk(backstage, catalogue, shared)
    people = furnish_for_people(backstage)
    documents = open_document_desk(backstage, catalogue, templates)
    signing = furnish_for_signing(backstage, catalogue, gate)
    house = furnish_for_administrators(backstage)
    packs = furnish_for_packs(backstage, catalogue, documents, house.signers)
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
        drafts=DraftDesk(database, clock, catalogue),
        previews=PreviewDesk(database, backstage.queue, clock, ids, documents),
        watching=WatchDesk(database),
        stages=backstage.stages,
        archive=backstage.archive,
        companions=CompanionDesk(database, blobs),
        acquaintance=AcquaintanceDesk(database, clock, signing.links),
        declension=DeclensionDesk(database, clock),
        endings=backstage.endings,
        people=PeopleDesk(database, clock, ids),
        history=HistoryDesk(database),
        templates=templates,
        verification=VerificationDesk(database, blobs, catalogue, gate.verifier, gate.own),
        limits=gate.limits,
        # The desks of these groups have the same names here.
        **vars(people),
        **vars(signing),
        **vars(house),
        **vars(packs),
    )
