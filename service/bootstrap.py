"""The one place that puts the whole application together."""

from dataclasses import dataclass

from argon2 import PasswordHasher

from doc_templates.catalogue import Catalogue, load_catalogue
from service.backstage import Backstage, build_backstage
from service.operations.accounts import AccountDesk
from service.operations.archive import ArchiveDesk
from service.operations.declension import DeclensionDesk
from service.operations.documents import DocumentDesk
from service.operations.organisations import OrganisationDesk
from service.operations.packs import PackDesk
from service.operations.remarks import RemarkDesk
from service.operations.signature_tickets import TicketDesk
from service.operations.signatures import SignatureDesk
from service.operations.signer_checks import SignerCheck
from service.operations.signers import SignerDesk
from service.operations.stages import StageDesk
from service.operations.templates import TemplateDesk
from service.ports import BlobStore, Clock, Database, IdSource, JobQueue
from service.settings import Settings
from service.storage.filesystem import FilesystemStore
from signing.trust import load_trust

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
    stages: StageDesk
    archive: ArchiveDesk
    signatures: SignatureDesk
    tickets: TicketDesk
    accounts: AccountDesk
    organisations: OrganisationDesk
    declension: DeclensionDesk
    packs: PackDesk
    remarks: RemarkDesk
    signers: SignerDesk
    templates: TemplateDesk


def build_services(settings: Settings) -> Services:
    """Put the application together. The database must have been migrated."""
    municipal_blobs = FilesystemStore(settings.archive / MUNICIPALITIES)
    return furnish(build_backstage(settings), load_catalogue(), municipal_blobs)


def furnish(backstage: Backstage, catalogue: Catalogue, municipal_blobs: BlobStore) -> Services:
    """Add the front desks and the library of templates to what works backstage."""
    templates = _template_desk(backstage, catalogue, municipal_blobs)
    return Services(
        settings=backstage.settings,
        database=backstage.database,
        blobs=backstage.blobs,
        queue=backstage.queue,
        catalogue=catalogue,
        clock=backstage.clock,
        ids=backstage.ids,
        documents=DocumentDesk(
            backstage.database,
            backstage.blobs,
            backstage.queue,
            catalogue,
            backstage.clock,
            backstage.ids,
            templates,
        ),
        stages=backstage.stages,
        archive=backstage.archive,
        signatures=backstage.signatures,
        tickets=_ticket_desk(backstage),
        accounts=AccountDesk(
            backstage.database, backstage.clock, backstage.ids, _password_hasher()
        ),
        organisations=OrganisationDesk(backstage.database),
        declension=DeclensionDesk(backstage.database, backstage.clock),
        packs=PackDesk(backstage.database, backstage.clock, catalogue),
        remarks=RemarkDesk(backstage.database, backstage.clock),
        signers=SignerDesk(backstage.database, backstage.clock, backstage.ids),
        templates=templates,
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


def _ticket_desk(backstage: Backstage) -> TicketDesk:
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
    )


def _password_hasher() -> PasswordHasher:
    """Hash with argon2id as OWASP advises for a server: 19 MiB, two passes, one lane."""
    return PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
