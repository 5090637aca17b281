"""Annulling a document: who did it, when and why."""

from service.domain.audit import Event
from service.domain.documents import Document, State, check_step
from service.domain.errors import InvalidRequestError, Problem
from service.domain.signatures import Decision
from service.domain.testimony import CANCELLED, attest_cancellation
from service.domain.texts import check_text
from service.operations.notices import announce
from service.ports import Transaction

_POINTER = "#/reason"


def check_cancellation(reason: str) -> None:
    """Refuse a reason that is not one printable line. Raises InvalidRequestError."""
    check_text(reason, _POINTER, empty="Напишите, почему документ аннулируют.")
    if not reason.isprintable():
        message = "Напишите причину одной строкой."
        raise InvalidRequestError((Problem(_POINTER, "control_character", message),))


def write_cancellation(tx: Transaction, document: Document, said: Decision) -> None:
    """Annul a held document.

    Raises ConflictError `wrong_state`.
    """
    check_step(document.state, State.CANCELLED)
    tx.documents.cancel(document.id, said)
    named = {"kind": document.kind, "number": document.number.text}
    detail = {**named, **attest_cancellation(said)}
    event = Event(CANCELLED, said.by, document.id, detail)
    tx.audit.append(document.organisation_id, event, said.at)
    announce(tx, document, State.CANCELLED, said.at)
