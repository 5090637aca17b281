"""The one place that puts the whole application together."""

from dataclasses import dataclass

from argon2 import PasswordHasher

from doc_templates.catalogue import Catalogue, load_catalogue
from service.backstage import Backstage, build_backstage, open_redis
from service.operations.accounts import AccountDesk
from service.operations.archive import ArchiveDesk
from service.operations.declension import DeclensionDesk
from service.operations.documents import DocumentDesk
from service.operations.organisations import OrganisationDesk
from service.operations.packs import PackDesk
from service.operations.remarks import RemarkDesk
from service.operations.stages import StageDesk
from service.operations.templates import TemplateDesk
from service.operations.verification import Limits, VerificationDesk, Verifier
from service.ports import BlobStore, Clock, Database, IdSource, JobQueue
from service.queue.rate_limits import RateLimits
from service.settings import Settings
from service.storage.filesystem import FilesystemStore
from service.verification import JudgeProcesses

MUNICIPALITIES = ".municipalities"
"""Folder of the archive for the templates of municipalities: no organisation's id begins so."""


@dataclass(frozen=True)
class Gate:
    """What stands between the service and people without an account."""

    verifier: Verifier
    own: Verifier
    limits: Limits


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
    organisations: OrganisationDesk
    declension: DeclensionDesk
    packs: PackDesk
    remarks: RemarkDesk
    templates: TemplateDesk
    verification: VerificationDesk
    limits: Limits


def build_services(settings: Settings) -> Services:
    """Put the application together. The database must have been migrated."""
    municipal_blobs = FilesystemStore(settings.archive / MUNICIPALITIES)
    backstage = build_backstage(settings)
    gate = Gate(
        JudgeProcesses(settings.trust, backstage.clock),
        JudgeProcesses(settings.trust, backstage.clock),
        RateLimits(open_redis(settings), backstage.clock),
    )
    return furnish(backstage, load_catalogue(), municipal_blobs, gate)


def furnish(
    backstage: Backstage, catalogue: Catalogue, municipal_blobs: BlobStore, gate: Gate
) -> Services:
    """Add the front desks and the library of templates to what works backstage."""
    templates = TemplateDesk(
        backstage.database,
        backstage.blobs,
        municipal_blobs,
        catalogue,
        backstage.clock,
        backstage.ids,
    )
    return Services(
        settings=backstage.settings,
        database=backstage.database,
        blobs=backstage.blobs,
        queue=backstage.queue,
        catalogue=catalogue,
        clock=backstage.clock,
        ids=backstage.ids,
        documents=_open_document_desk(backstage, catalogue, templates),
        stages=backstage.stages,
        archive=backstage.archive,
        accounts=AccountDesk(
            backstage.database, backstage.clock, backstage.ids, _password_hasher()
        ),
        organisations=OrganisationDesk(backstage.database),
        declension=DeclensionDesk(backstage.database, backstage.clock),
        packs=PackDesk(backstage.database, backstage.clock),
        remarks=RemarkDesk(backstage.database, backstage.clock),
        templates=templates,
        verification=VerificationDesk(
            backstage.database, backstage.blobs, catalogue, gate.verifier, gate.own
        ),
        limits=gate.limits,
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
    )


def _password_hasher() -> PasswordHasher:
    """Hash with argon2id as OWASP advises for a server: 19 MiB, two passes, one lane."""
    return PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
