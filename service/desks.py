"""How single desks are put together; `service.bootstrap` puts them side by side."""

import importlib.resources
from dataclasses import dataclass, replace

from argon2 import PasswordHasher

from doc_templates.catalogue import Catalogue
from service.backstage import Backstage
from service.domain.pack.points import Point, read_points
from service.identity_ports import IdentityProvider
from service.operations.accounts import AccountDesk
from service.operations.api_keys import ApiKeyDesk
from service.operations.batches import BatchDesk
from service.operations.consents import ConsentDesk
from service.operations.coverage import CoverageDesk
from service.operations.declining import DeclineDesk
from service.operations.detached import DetachedDesk
from service.operations.documents import DocumentDesk
from service.operations.health import HealthDesk
from service.operations.identities import IdentityDesk
from service.operations.joining import JoiningDesk
from service.operations.links import LinkDesk
from service.operations.organisations import OrganisationDesk
from service.operations.own_login import OwnLoginDesk
from service.operations.own_signing_day import OwnSigningDayDesk
from service.operations.packs import PackDesk
from service.operations.pair_rows import PairRowDesk
from service.operations.pairs import PairDesk
from service.operations.paper import PaperDesk, ScanCopier
from service.operations.passwords import Passwords
from service.operations.remarks import RemarkDesk
from service.operations.rollover import RolloverDesk
from service.operations.sessions import SessionDesk
from service.operations.signature_tickets import TicketDesk
from service.operations.signatures import SignatureDesk
from service.operations.signer_checks import SignerCheck
from service.operations.signer_reminders import SignerReminderDesk
from service.operations.signers import SignerDesk
from service.operations.signing_by_link import LinkedSigningDesk
from service.operations.templates import TemplateDesk
from service.operations.users import UserDesk
from service.operations.verification import Limits, Verifier
from service.operations.webhooks import WebhookDesk
from service.ports import BlobStore
from signing.trust import load_trust


@dataclass(frozen=True)
class Gate:
    """What stands between the service and people without an account."""

    verifier: Verifier
    own: Verifier
    limits: Limits
    copier: ScanCopier


def _read_roadmap(name: str = "roadmap.toml") -> tuple[Point, ...]:
    """The points of a roadmap that stands beside the rules of the pack."""
    roadmap = importlib.resources.files("service.domain.pack").joinpath(name)
    return read_points(roadmap.read_text("utf-8"))


def _open_coverage_desk(backstage: Backstage, points: tuple[Point, ...]) -> CoverageDesk:
    """What schools and municipalities owe."""
    return CoverageDesk(
        backstage.database,
        backstage.clock,
        backstage.ids,
        points,
        _read_roadmap("municipal_roadmap.toml"),
        backstage.mail,
        backstage.settings.address,
    )


def _open_webhook_desk(backstage: Backstage) -> WebhookDesk:
    """Notices to programs."""
    return WebhookDesk(
        backstage.database,
        backstage.clock,
        backstage.ids,
        backstage.notices,
        backstage.settings.webhook_allowed,
    )


def _open_health_desk(backstage: Backstage) -> HealthDesk:
    """How the parts are."""
    return HealthDesk(
        backstage.database,
        backstage.blobs,
        backstage.queue,
        backstage.clock,
        bool(backstage.settings.smtp_host),
    )


def open_document_desk(
    backstage: Backstage, catalogue: Catalogue, templates: TemplateDesk
) -> DocumentDesk:
    """Registration, and what becomes of documents."""
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


def open_template_desk(
    backstage: Backstage, catalogue: Catalogue, municipal_blobs: BlobStore
) -> TemplateDesk:
    """Own templates of organisations and municipalities."""
    return TemplateDesk(
        backstage.database,
        backstage.blobs,
        municipal_blobs,
        catalogue,
        backstage.clock,
        backstage.ids,
    )


def _open_ticket_desk(
    backstage: Backstage, signers: SignerCheck, municipal_kinds: frozenset[str]
) -> TicketDesk:
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
class SigningDesks:
    """The desks of signatures, by whatever means they are made."""

    signatures: SignatureDesk
    declining: DeclineDesk
    tickets: TicketDesk
    own_signing_day: OwnSigningDayDesk
    links: LinkDesk
    linked: LinkedSigningDesk
    reminders: SignerReminderDesk
    detached: DetachedDesk
    paper: PaperDesk


def furnish_for_signing(backstage: Backstage, catalogue: Catalogue, gate: Gate) -> SigningDesks:
    """The desks of signatures, which know the kinds that municipalities sign."""
    municipal = frozenset(kind.code for kind in catalogue.list_kinds() if kind.is_municipal)
    database, blobs, clock = backstage.database, backstage.blobs, backstage.clock
    signatures = replace(backstage.signatures, municipal_kinds=municipal)
    links = replace(backstage.links, municipal_kinds=municipal)
    trust = backstage.settings.trust
    # Read anew for each signer: a list of revoked certificates is there to be replaced.
    signers = SignerCheck(clock, lambda: load_trust([trust]))
    return SigningDesks(
        signatures,
        DeclineDesk(signatures, signers),
        _open_ticket_desk(backstage, signers, municipal),
        OwnSigningDayDesk(database, signers, municipal),
        links,
        LinkedSigningDesk(database, blobs, clock, backstage.ids, backstage.mail, signatures),
        replace(backstage.reminders, links=links),
        DetachedDesk(database, blobs, backstage.queue, clock, gate.own, municipal),
        PaperDesk(database, blobs, clock, signatures, gate.copier),
    )


@dataclass(frozen=True)
class PeopleDesks:
    """The desks of people and of how they get in."""

    accounts: AccountDesk
    sessions: SessionDesk
    own_login: OwnLoginDesk
    users: UserDesk
    identities: IdentityDesk
    joining: JoiningDesk


def furnish_for_people(backstage: Backstage) -> PeopleDesks:
    """The desks of people, with one way to hash passwords."""
    database, clock, ids, mail = (
        backstage.database,
        backstage.clock,
        backstage.ids,
        backstage.mail,
    )
    passwords, address = Passwords(_password_hasher()), backstage.settings.address
    accounts = AccountDesk(database, clock, ids, passwords)
    sessions = SessionDesk(database, clock, passwords)
    own_login = OwnLoginDesk(database, clock, ids, passwords, sessions, mail, address)
    users = UserDesk(database, clock, ids, accounts, sessions, mail, address)
    identities = IdentityDesk(database, clock, sessions, own_login, _open_provider(backstage))
    joining = JoiningDesk(database, identities, users)
    return PeopleDesks(accounts, sessions, own_login, users, identities, joining)


def _open_provider(backstage: Backstage) -> IdentityProvider | None:
    """The provider of the settings; its code needs the extra `oidc` and is loaded for it alone."""
    settings = backstage.settings
    if not settings.oidc_issuer:
        return None
    from service.openid.provider import OpenIdProvider, Options  # noqa: PLC0415 -- see above

    options = Options(
        issuer=settings.oidc_issuer,
        client_id=settings.oidc_client_id,
        secret_file=settings.oidc_client_secret_file,
        title=settings.oidc_title,
        scopes=settings.oidc_scopes,
        requires_trusted=settings.oidc_require_trusted,
        callback=f"{settings.address}/sign-in/openid/callback",
    )
    return OpenIdProvider(options, backstage.clock)


def _password_hasher() -> PasswordHasher:
    """Hash with argon2id as OWASP advises for a server: 19 MiB, two passes, one lane."""
    return PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)


@dataclass(frozen=True)
class HouseDesks:
    """The desks of whoever keeps an installation."""

    organisations: OrganisationDesk
    keys: ApiKeyDesk
    webhooks: WebhookDesk
    health: HealthDesk
    signers: SignerDesk


def furnish_for_administrators(backstage: Backstage) -> HouseDesks:
    """The desks of organisations, of who signs for them and of the programs they let in."""
    database, clock, ids = backstage.database, backstage.clock, backstage.ids
    return HouseDesks(
        OrganisationDesk(database, clock),
        ApiKeyDesk(database, clock, ids),
        _open_webhook_desk(backstage),
        _open_health_desk(backstage),
        SignerDesk(database, clock, ids),
    )


@dataclass(frozen=True)
class PackDesks:
    """The desks of the pack of a year: its rules, what is owed, what is made again or for many."""

    packs: PackDesk
    remarks: RemarkDesk
    coverage: CoverageDesk
    pairs: PairDesk
    pair_rows: PairRowDesk
    rollover: RolloverDesk
    consents: ConsentDesk
    batches: BatchDesk


def furnish_for_packs(
    backstage: Backstage, catalogue: Catalogue, documents: DocumentDesk, signers: SignerDesk
) -> PackDesks:
    """The desks of the pack, which read one roadmap."""
    database, clock, ids = backstage.database, backstage.clock, backstage.ids
    points = _read_roadmap()
    coverage = _open_coverage_desk(backstage, points)
    return PackDesks(
        PackDesk(database, clock, catalogue),
        RemarkDesk(database, clock, catalogue),
        coverage,
        PairDesk(database, clock, coverage),
        PairRowDesk(database, catalogue),
        RolloverDesk(database, clock, catalogue, signers, points),
        ConsentDesk(database, clock),
        BatchDesk(database, clock, ids, catalogue, documents),
    )
