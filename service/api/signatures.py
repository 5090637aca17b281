"""Signatures of a document: sign with a key of one's own, decline, let another sign."""

from apiflask import APIBlueprint
from flask import url_for

from service.api.documents import show_one
from service.api.schemas import DocumentOut
from service.api.signature_schemas import (
    DeclineIn,
    LinkIn,
    LinkOut,
    PayloadOut,
    ReplacementIn,
    ReplyIn,
    TicketFailureOut,
    TicketIn,
    TicketOut,
)
from service.domain.ids import DocumentId, TicketId
from service.domain.tickets import Ticket
from service.http.exchange import principal, services
from service.http.uploads import read_scan
from service.operations.links import Addressee
from service.operations.signature_tickets import Offered, Wish
from service.operations.signatures import Successor

signatures = APIBlueprint("signatures", __name__, tag="Подписи")


@signatures.post("/documents/<id:document_id>/signature-tickets")
@signatures.doc(summary="Получить запрос на подпись своим ключом")
@signatures.input(TicketIn)
@signatures.output(TicketOut, status_code=201, description="Что подписать и до какого времени")
def create_ticket(document_id: str, json_data: TicketIn) -> tuple[TicketOut, int, dict[str, str]]:
    """Offer the document to the holder of the certificate."""
    wish = Wish(
        certificate=json_data.certificate.encode(),
        chain=tuple(one.encode() for one in json_data.chain),
        mode=json_data.mode,
        digest=json_data.digest,
        place=json_data.step,
    )
    offered = services().tickets.create_ticket(principal(), DocumentId(document_id), wish)
    shown = _represent(offered)
    return shown, 201, {"Location": shown.link}


@signatures.get("/signature-tickets/<id:ticket_id>")
@signatures.doc(summary="Запрос на подпись и что с ним")
@signatures.output(TicketOut)
def show_ticket(ticket_id: str) -> TicketOut:
    """The offer and what has become of it."""
    return _represent(services().tickets.get_ticket(principal(), TicketId(ticket_id)))


@signatures.put("/signature-tickets/<id:ticket_id>")
@signatures.doc(summary="Прислать подпись; повтор того же ответа ничего не меняет")
@signatures.input(ReplyIn)
@signatures.output(TicketOut, status_code=202, description="Подпись верна и ставится в документ")
def submit_reply(ticket_id: str, json_data: ReplyIn) -> TicketOut:
    """Check what the signer's program made and put it on its way into the document."""
    reply = json_data.signature.encode()
    ticket = services().tickets.submit_reply(principal(), TicketId(ticket_id), reply)
    return _represent(Offered(ticket, None))


@signatures.post("/documents/<id:document_id>/signatures/<int:step>/decline")
@signatures.doc(summary="Отказаться подписывать, с причиной")
@signatures.input(DeclineIn)
@signatures.output(DocumentOut)
def decline(document_id: str, step: int, json_data: DeclineIn) -> DocumentOut:
    """Write down that the signer will not sign."""
    return show_one(
        services().declining.decline_step(
            principal(), DocumentId(document_id), step, json_data.reason
        )
    )


@signatures.post("/documents/<id:document_id>/signatures/<int:step>/replacement")
@signatures.doc(summary="Заменить подписывающего: исполняющим обязанности по приказу")
@signatures.input(ReplacementIn)
@signatures.output(DocumentOut)
def replace_signer(document_id: str, step: int, json_data: ReplacementIn) -> DocumentOut:
    """Let somebody else sign in the same role."""
    successor = Successor(
        json_data.signer, json_data.ground, json_data.method, json_data.email or ""
    )
    return show_one(
        services().signatures.replace_signer(principal(), DocumentId(document_id), step, successor)
    )


@signatures.post("/documents/<id:document_id>/signatures/<int:step>/link")
@signatures.doc(summary="Отправить ссылку на простую электронную подпись; прежняя не действует")
@signatures.input(LinkIn)
@signatures.output(LinkOut, status_code=202, description="Письмо со ссылкой отправляется")
def send_link(document_id: str, step: int, json_data: LinkIn) -> LinkOut:
    """Send the signer a link."""
    to = Addressee(json_data.email, json_data.signer or "")
    link = services().links.send_link(principal(), DocumentId(document_id), step, to)
    return LinkOut(
        id=link.id, step=link.place, sent_to=link.masked_email, expires_at=link.expires_at
    )


@signatures.post("/documents/<id:document_id>/signatures/<int:step>/reminder")
@signatures.doc(summary="Напомнить подписывающему: не чаще раза в день и не больше, чем настроено")
@signatures.output(DocumentOut, status_code=202, description="Письмо отправляется")
def remind(document_id: str, step: int) -> DocumentOut:
    """Write to the signer once more."""
    services().reminders.remind(principal(), DocumentId(document_id), step)
    return show_one(services().documents.get_document(principal(), DocumentId(document_id)))


@signatures.post("/documents/<id:document_id>/signatures/<int:step>/scan")
@signatures.doc(summary="Прислать скан подписанного на бумаге: PDF, JPEG или PNG")
@signatures.output(DocumentOut, status_code=202, description="Скан-копия хранится при документе")
def accept_scan(document_id: str, step: int) -> DocumentOut:
    """Take the scan of a signature by hand."""
    paper, content = services().paper, read_scan()
    return show_one(paper.accept_scan(principal(), DocumentId(document_id), step, content))


def _represent(offered: Offered) -> TicketOut:
    ticket, payload = offered.ticket, offered.payload
    return TicketOut(
        id=ticket.id,
        document_id=ticket.document_id,
        step=ticket.place,
        state=ticket.state,
        expires_at=ticket.expires_at,
        payload=None if payload is None else PayloadOut.model_validate(payload.to_dict()),
        failure=_represent_failure(ticket),
        link=url_for("api.signatures.show_ticket", ticket_id=ticket.id),
    )


def _represent_failure(ticket: Ticket) -> TicketFailureOut | None:
    failure = ticket.failure
    return None if failure is None else TicketFailureOut(code=failure.code, message=failure.message)
