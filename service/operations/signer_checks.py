"""Whether the holder of a certificate may sign a document now, and which of its signatures."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from service.domain.access import Principal
from service.domain.documents import Document, State
from service.domain.errors import (
    ConflictError,
    ForbiddenError,
    InvalidRequestError,
    Problem,
)
from service.domain.ids import DocumentId
from service.domain.reading import normal_name
from service.domain.signatures import Method, Step, Steps, StepState
from service.domain.signers import Signer, authorise, describe_candidate, name_those_who_may
from service.operations.sight import see_document
from service.operations.signature_steps import steps_of
from service.operations.signing_refusals import signing_refused
from service.ports import Clock, Transaction
from signing.acceptance import describe_certificate, find_chain, judge_certificate
from signing.certificates import CertificateSummary
from signing.errors import SigningError
from signing.report import Finding
from signing.trust import TrustPolicy

NOT_YOURS: Final = "Подпись, которой ждёт документ, поставит другой человек."
_OF_ANOTHER: Final = (
    "Сертификат выдан другому человеку. Подпишите тем, в котором ваши фамилия, имя и отчество."
)
_REFUSED: Final = {
    Finding.REVOKED: "Сертификат отозван. Нужен другой сертификат.",
    Finding.UNTRUSTED: "Сертификат выдан не теми удостоверяющими центрами, которым здесь доверяют.",
}


@dataclass(frozen=True)
class Opening:
    """A document as it is now, its signatures, and who may sign for its organisation.

    `person` is the full name of a participant, who may sign nothing but what waits for them and
    with no other certificate than their own; "" when somebody sees to the signatures of others.
    """

    document: Document
    steps: Steps
    recorded: Sequence[Signer]
    person: str = ""


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
        if ready and not (ready := [step for step in ready if self.is_meant(opening, step)]):
            raise ForbiddenError(NOT_YOURS, code="not_your_signature")
        if not ready:
            message = "Сейчас эту подпись поставить нельзя: не пришла очередь или она уже стоит."
            raise ConflictError(message, code="step_not_ready")
        if any(step.awaits_server for step in opening.steps):
            raise in_progress()
        with signing_refused("#/certificate"):
            described = describe_certificate(certificate)
            return self._first_permitted(opening, ready, described)

    def _first_permitted(
        self, opening: Opening, ready: Sequence[Step], certificate: CertificateSummary
    ) -> Step:
        refusals: list[ForbiddenError | SigningError] = []
        for step in ready:
            try:
                self.authorise(opening, step, certificate.holder)
                _require_strength(step, certificate)
            except (ForbiddenError, SigningError) as refusal:
                refusals.append(refusal)
            else:
                return step
        raise refusals[0]

    def list_signable(self, opening: Opening) -> Steps:
        """The signatures that whoever looks may offer to a certificate now."""
        offered = (step for step in opening.steps if _is_offered(step, None))
        return tuple(step for step in offered if self.is_meant(opening, step))

    def is_meant(self, opening: Opening, step: Step) -> bool:
        """Whether whoever looks has anything to do with a signature."""
        data, today = opening.document.data, self.clock.today()
        names = name_those_who_may(opening.recorded, data, step.plan, today)
        return not opening.person or normal_name(opening.person) in names

    def authorise(self, opening: Opening, step: Step, holder: str) -> None:
        """Refuse a holder who has no right to this signature today. Raises ForbiddenError."""
        if opening.person and normal_name(holder) != normal_name(opening.person):
            raise ForbiddenError(_OF_ANOTHER, code="certificate_of_another")
        today = self.clock.today()
        candidate = describe_candidate(opening.document.data, step.plan, holder, today)
        authorise(opening.recorded, candidate)

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
    document = see_document(tx, principal, document_id)
    recorded = tx.signers.list_of(document.organisation_id)
    user_id = principal.user_id if principal.reads_own_only else None
    person = tx.accounts.name_of(user_id) if user_id is not None else ""
    return Opening(document, steps_of(tx, document), recorded, person)


def _is_offered(step: Step, place: int | None) -> bool:
    is_open = step.state is StepState.READY and step.plan.method is Method.OWN_TOKEN
    return is_open and place in {None, step.place}


def _require_strength(step: Step, certificate: CertificateSummary) -> None:
    if step.plan.qualified:
        certificate.require_qualified()


def in_progress() -> ConflictError:
    """Signatures are made one after another: each is on top of those before it."""
    message = "Сейчас ставится другая подпись. Повторите через несколько секунд."
    return ConflictError(message, code="signing_in_progress")
