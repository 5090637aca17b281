"""What lies beside a document, made without the long way to it: for tests of who may reach it."""

from typing import Final

from service.domain.companions import CompanionRole
from service.domain.documents import Document
from service.domain.ids import OrganisationId, TicketId
from service.domain.people import Card
from service.domain.remarks import Remark
from service.domain.tickets import Ticket, TicketState
from service.operations.batch_people import BatchRow
from service.operations.batches import BatchOrder
from service.operations.companions import File, enclose
from signing.tickets import SigningTicket
from tests.doors import House
from tests.factories import make_principal

_OWN_DATA: Final = "pd_consent"


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
