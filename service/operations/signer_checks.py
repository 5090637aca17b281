"""Whether the holder of a certificate may sign a document now, and which of its signatures."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from service.domain.access import Principal, require_sight
from service.domain.authorities import Authority, authorise
from service.domain.documents import Document, State
from service.domain.errors import (
    ConflictError,
    ForbiddenError,
    InvalidRequestError,
    NotFoundError,
    Problem,
)
from service.domain.ids import DocumentId
from service.domain.signatures import Method, Step, Steps, StepState
from service.operations.authorities import describe_signer
from service.operations.signature_steps import steps_of
from service.operations.signing_refusals import signing_refused
from service.ports import Clock, Transaction
from signing.acceptance import describe_certificate, find_chain, judge_certificate
from signing.report import Finding
from signing.trust import TrustPolicy

_REFUSED: Final = {
    Finding.REVOKED: "Сертификат отозван. Нужен другой сертификат.",
    Finding.UNTRUSTED: "Сертификат выдан не теми удостоверяющими центрами, которым здесь доверяют.",
}


@dataclass(frozen=True)
class Opening:
    """A document as it is now, its signatures, and who may sign for its organisation."""

    document: Document
    steps: Steps
    recorded: Sequence[Authority]


@dataclass(frozen=True)
class SignerCheck:
    """The questions asked of a signer; `trust` says whose certificates count."""

    clock: Clock
    trust: Callable[[], TrustPolicy]

    def choose_step(self, opening: Opening, certificate: bytes, place: int | None) -> Step:
        """The signature that the holder of this certificate may make now.

        Raises ConflictError, ForbiddenError (who may sign), InvalidRequestError (certificate).
        """
        document = opening.document
        if document.state is not State.AWAITING_SIGNATURES:
            message = "Документ не ждёт подписи."
            raise ConflictError(message, code="wrong_state")
        ready = [step for step in opening.steps if _is_offered(step, place)]
        if not ready:
            message = "Сейчас эту подпись поставить нельзя: не пришла очередь или она уже стоит."
            raise ConflictError(message, code="step_not_ready")
        if any(step.awaits_server for step in opening.steps):
            raise in_progress()
        with signing_refused("#/certificate"):
            holder = describe_certificate(certificate).holder
        return self._first_permitted(opening, ready, holder)

    def _first_permitted(self, opening: Opening, ready: Sequence[Step], holder: str) -> Step:
        refusals = []
        for step in ready:
            try:
                self.authorise(opening, step, holder)
            except ForbiddenError as refusal:
                refusals.append(refusal)
            else:
                return step
        raise refusals[0]

    def authorise(self, opening: Opening, step: Step, holder: str) -> None:
        """Refuse a holder who has no right to this signature today. Raises ForbiddenError."""
        today = self.clock.today()
        signer = describe_signer(opening.document, step.plan, holder, today)
        authorise(opening.recorded, signer)

    def find_chain(self, certificate: bytes, chain: Sequence[bytes]) -> tuple[bytes, ...]:
        """The authorities between a certificate and its root: of those sent and those known."""
        with signing_refused("#/certificate"):
            return find_chain(certificate, self.trust(), chain)

    def require_trusted(self, certificate: bytes, chain: Sequence[bytes]) -> None:
        """Refuse a certificate that is revoked or nobody vouches for. Raises GrifError."""
        with signing_refused("#/certificate"):
            finding = judge_certificate(certificate, self.trust(), chain=chain, at=self.clock.now())
        if finding in _REFUSED:
            problem = Problem("#/certificate", finding, _REFUSED[finding])
            raise InvalidRequestError((problem,), code=finding)


def look(tx: Transaction, principal: Principal, document_id: DocumentId) -> Opening:
    """The document with all that decides who may sign it. Raises NotFoundError."""
    document = tx.documents.find(document_id)
    if document is None:
        raise NotFoundError
    require_sight(principal, tx.organisations.find(document.organisation_id))
    recorded = tx.signatures.list_authorities(document.organisation_id)
    return Opening(document, steps_of(tx, document), recorded)


def _is_offered(step: Step, place: int | None) -> bool:
    is_open = step.state is StepState.READY and step.plan.method is Method.OWN_TOKEN
    return is_open and place in {None, step.place}


def in_progress() -> ConflictError:
    """Signatures are made one after another: each is on top of those before it."""
    message = "Сейчас ставится другая подпись. Повторите через несколько секунд."
    return ConflictError(message, code="signing_in_progress")
