"""A document that awaits signatures, in the hands of whoever changes its steps."""

from service.domain.access import Principal, require_sight, require_writing
from service.domain.documents import STATE_TITLES, Document, State
from service.domain.errors import ConflictError, NotFoundError
from service.domain.ids import DocumentId
from service.domain.signatures import Step, Steps, find_step, plan_steps
from service.ports import Transaction


def hold_awaiting(
    tx: Transaction,
    principal: Principal,
    document_id: DocumentId,
    municipal_kinds: frozenset[str],
) -> Document:
    """The document, held, when it awaits signatures.

    Raises NotFoundError, ForbiddenError (its kind is not theirs to make), ConflictError.
    """
    document = tx.documents.hold(document_id)
    if document is None:
        raise NotFoundError
    require_sight(principal, tx.organisations.find(document.organisation_id))
    require_writing(principal, is_municipal=document.kind in municipal_kinds)
    if document.state is not State.AWAITING_SIGNATURES:
        message = f"Документ в состоянии «{STATE_TITLES[document.state]}»: подписать его нельзя."
        raise ConflictError(message, code="wrong_state")
    return document


def steps_of(tx: Transaction, document: Document) -> Steps:
    """The document's steps; those of its plan while nobody has opened it."""
    opened = tx.signatures.list_of([document.id]).get(document.id)
    return opened or plan_steps(document.signature_plan)


def require_step(steps: Steps, place: int) -> Step:
    """The step with this place. Raises NotFoundError."""
    step = find_step(steps, place)
    if step is None:
        raise NotFoundError
    return step
