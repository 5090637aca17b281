"""What the routes of the role matrix name, made without the long way to it."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

from service.domain.access import Principal, Role, Scope
from service.domain.accounts import Tenant
from service.domain.companions import CompanionRole
from service.domain.documents import Document
from service.domain.drafts import SavedDraft
from service.domain.ids import DraftId, OrganisationId, PreviewId, TicketId
from service.domain.people import Card
from service.domain.remarks import Remark
from service.domain.templates import Owner
from service.domain.tickets import Ticket, TicketState
from service.operations.batch_people import BatchRow
from service.operations.batches import BatchOrder
from service.operations.companions import File, enclose
from service.operations.templates import Publication
from service.operations.users import Guest
from signing.tickets import SigningTicket
from tests.actors import Actor, let_in
from tests.doors import CONSENT, House
from tests.factories import HEADS_TERM, MUNICIPALITY, SCHOOL, make_principal
from tests.printing import make_preview_order, print_previews
from tests.role_matrix import LEVEL, Target

_OWN_DATA: Final = "pd_consent"


@dataclass(frozen=True)
class Thing:
    """What an address names, in one organisation."""

    document: str = "nothing"
    user: str = "nobody"
    invitation: str = "nothing"
    session: str = "nothing"
    ticket: str = "nothing"
    person: str = "nobody"
    batch: str = "nothing"
    organisation: str = "nothing"
    signer: str = "nobody"
    key: str = "nothing"
    webhook: str = "nothing"
    draft: str = "nothing"

    def path(self, pattern: str) -> str:
        names = {
            "<id:document_id>": self.document,
            "<id:user_id>": self.user,
            "<id:invitation_id>": self.invitation,
            "<id:handle>": self.session,
            "<id:ticket_id>": self.ticket,
            "<id:person_id>": self.person,
            "<id:batch_id>": self.batch,
            "<id:organisation_id>": self.organisation,
            "<id:signer_id>": self.signer,
            "<id:key_id>": self.key,
            "<id:webhook_id>": self.webhook,
            "<id:draft_id>": self.draft,
            LEVEL: "municipality",
            "<int:place>": "1",
            "<code:kind>": CONSENT,
            "<code>": "V16",
            "<int:number>": "1",
        }
        for name, value in names.items():
            pattern = pattern.replace(name, value)
        return pattern


def make_thing(house: House, number: int, organisation_id: OrganisationId, target: Target) -> Thing:
    """What a route of this target needs, in an organisation."""
    if target in {"document", "page", "file", "warning", "ticket"}:
        return make_document(house, f"key-{number}", organisation_id, target)
    if target in {"person", "batch"}:
        person, batch = order_batch(house, f"token-{number}", organisation_id)
        return Thing(person=person, batch=batch)
    if target in {"user", "session"}:
        tenant = Tenant(organisation_id)
        user = let_in(house, f"user-{number}-{organisation_id}", {Role.CURATOR}, tenant)
        return Thing(user=user.id, session=Actor(house, user).handle())
    if target == "template":
        publish(house)
    if target == "plugin":
        put_plugin(house)
    return make_kept(house, number, organisation_id, target)


def make_kept(house: House, number: int, organisation_id: OrganisationId, target: Target) -> Thing:
    """What administrators look after, made when a route names it."""
    desks, keeper, tenant = house.services, make_principal(organisation_id), Tenant(organisation_id)
    makers: dict[Target, Callable[[], Thing]] = {
        "invitation": lambda: Thing(invitation=invite(house, organisation_id)),
        "organisation": lambda: Thing(organisation=organisation_id),
        "signer": lambda: Thing(
            signer=desks.signers.appoint(keeper, organisation_id, HEADS_TERM).id
        ),
        "key": lambda: Thing(key=make_key(house, organisation_id)),
        "webhook": lambda: Thing(
            webhook=desks.webhooks.add(keeper, "https://a.example/", tenant).id
        ),
        "draft": lambda: Thing(draft=begin_draft(house, number, organisation_id)),
        "preview": lambda: Thing(draft=order_preview(house, number, organisation_id)),
    }
    return makers.get(target, Thing)()


def make_key(house: House, organisation_id: OrganisationId) -> str:
    """One that nobody uses: it may be revoked."""
    tenant = Tenant(organisation_id)
    house.services.accounts.issue_api_key("лишний", frozenset({Scope.READ}), tenant)
    found = house.services.keys.list_keys(make_principal(organisation_id))
    return next(key.id for key in found if key.revoked_at is None and key.label == "лишний")


def begin_draft(house: House, number: int, organisation_id: OrganisationId) -> str:
    """A form that the actor began, for an organisation that may be out of sight by now."""
    draft_id = DraftId(f"draft-{number}")
    with house.services.database.transaction() as tx:
        actor = tx.accounts.find_user("actor")
        assert actor is not None
        now = house.clock.now()
        tx.drafts.put(SavedDraft(draft_id, actor.id, organisation_id, CONSENT, {}, now))
    return draft_id


def order_preview(house: House, number: int, organisation_id: OrganisationId) -> str:
    """Pages of a form that the actor began, made already."""
    draft_id = DraftId(begin_draft(house, number, organisation_id))
    with house.services.database.transaction() as tx:
        actor = tx.accounts.find_user("actor")
        assert actor is not None
        order = make_preview_order(actor.id, draft_id, organisation_id)
        tx.previews.put(PreviewId(f"preview-{draft_id}"), order)
    print_previews(house, organisation_id)
    return draft_id


def make_document(house: House, key: str, organisation_id: OrganisationId, target: Target) -> Thing:
    document = house.register(f"{key}-{organisation_id}", organisation_id=organisation_id)
    if target == "page":
        document = house.archive(document)
    if target == "warning":
        warn(house, document)
    if target == "file":
        put_beside(house, document)
    ticket = offer(house, document) if target == "ticket" else "nothing"
    return Thing(document=document.id, ticket=ticket)


def publish(house: House) -> None:
    """Templates of the municipality and of the school."""
    for owner in (Owner(municipality_id=MUNICIPALITY), Owner(organisation_id=SCHOOL)):
        principal = Principal(
            "key:k", frozenset({Scope.TEMPLATES}), owner.organisation_id, owner.municipality_id
        )
        template = house.kind(CONSENT).template
        house.services.templates.publish(principal, Publication(owner, CONSENT, template))


def put_plugin(house: House) -> None:
    """Put CryptoPro's script where the settings say."""
    settings = house.services.settings
    script = settings.root / "cadesplugin_api.js"
    script.parent.mkdir(parents=True, exist_ok=True)
    script.write_text("// theirs", encoding="utf-8")
    # The settings are frozen: this is what the environment would say.
    object.__setattr__(settings, "cades_plugin_file", script)


def invite(house: House, organisation_id: OrganisationId) -> str:
    admin = replace(make_principal(organisation_id), scopes=frozenset(Scope))
    guest = Guest("b@a.example", "Имя", frozenset({Role.CLERK}), Tenant(organisation_id))
    house.services.users.invite(admin, guest)
    return house.services.users.list_users(admin).invitations[0].id


def warn(house: House, document: Document) -> None:
    """A warning that waits to be accepted."""
    with house.services.database.transaction() as tx:
        tx.remarks.add(document.organisation_id, document.id, [Remark("V16", "Проверьте", "")])


def put_beside(house: House, document: Document) -> None:
    """A file beside the document."""
    services, content = house.services, b"{}"
    (digest,) = services.blobs.put(document.organisation_id, [content])
    role, now = CompanionRole.EVIDENCE, house.clock.now()
    file = File(role, digest, len(content), "application/json", "Имя Рек", "key:1", now)
    with services.database.transaction() as tx:
        enclose(tx, document, file)


def offer(house: House, document: Document) -> str:
    """A ticket that was answered long ago: what it says now is that it cannot be used again."""
    now, owner = house.clock.now(), document.organisation_id
    offered = SigningTicket(
        "t", "user:u", document.id, "attrs", "Signature_head", now, now, 1, "0", "0", 0, 1,
        "sha256", "0", "", (), "", "completed",
    )  # fmt: skip
    ticket = Ticket(
        TicketId(f"ticket-{document.id}"), owner, document.id, 1, "user:u", "0", "0",
        offered.to_dict(), now, TicketState.COMPLETED,
    )  # fmt: skip
    with house.services.database.transaction() as tx:
        tx.signatures.add_ticket(ticket)
    return ticket.id


def order_batch(house: House, token: str, organisation_id: OrganisationId) -> tuple[str, str]:
    """Somebody in the bank, and a batch for this person whose document lacks an address."""
    clerk, desks = make_principal(organisation_id), house.services
    sample = dict(house.kind(_OWN_DATA).sample)
    for field in ("subject", "subject_address", "subject_id"):
        del sample[field]
    person = desks.people.add_person(
        clerk, organisation_id, Card("Цой", "Артём", "", "m", "учитель")
    )
    order = BatchOrder(organisation_id, _OWN_DATA, sample, (BatchRow(person.id),), token)
    return person.id, desks.batches.order(clerk, order).id
