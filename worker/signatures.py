"""One signature of one document: what came back from a token, or one by a key that is here.

Each claim brings one signature at most, and commits it: a timestamp that was had is never asked
for again because of what comes after it. What makes the signatures last comes after the last one.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import structlog

from service.backstage import Backstage
from service.domain.documents import Claim, Document, Failure, Files, State
from service.domain.errors import ForbiddenError
from service.domain.ids import UserId
from service.domain.pack.proofs import names_person
from service.domain.signatures import (
    SEAL,
    Proof,
    Step,
    Steps,
    StepState,
    find_step,
    finish,
    is_complete,
    open_due,
    plan_steps,
    put_step,
)
from service.domain.signers import Signer, Term, authorise, describe_candidate, find_printed
from service.domain.tickets import Ticket, TicketOutcome
from service.ports import Progress
from signing.acceptance import describe_certificate
from signing.certificates import CertificateSummary
from signing.deferred import CompletedPdf, Reply, SigningTicket, complete
from signing.errors import SigningError
from signing.fields import FieldSpec, is_visible, prepare_fields
from signing.renewal import plan_renewal
from signing.report import LEVELS, Level
from signing.signing import SignatureRequest, SignedPdf, sign
from worker.enclosing import enclose
from worker.keyring import Keyring
from worker.notary import NotaryOffice, begin, lasts

log = structlog.get_logger()


@dataclass(frozen=True)
class _Case:
    """A claimed document with its signatures: `stored` as they were, `steps` as they are due.

    `level` is what all of them have to reach.
    """

    claim: Claim
    stored: Steps
    steps: Steps
    submitted: Ticket | None
    recorded: Sequence[Signer]
    level: Level

    @property
    def document(self) -> Document:
        return self.claim.document


@dataclass(frozen=True)
class SignatureWork:
    """Brings documents one signature further."""

    backstage: Backstage
    keyring: Keyring
    office: NotaryOffice

    def advance(self, claim: Claim) -> Progress:
        """Open the plan, make the next signature that can be made here, and say what is left.

        Raises SigningError, BlobError, ForbiddenError (a key in the hands of the wrong person).
        """
        case = self._open(claim)
        if case.submitted is not None:
            return self._embed(case, case.submitted)
        step = next((step for step in case.steps if step.awaits_server), None)
        if step is not None:
            return self._sign(case, step)
        return self._conclude(case, case.steps, self._read(case))

    def _open(self, claim: Claim) -> _Case:
        document = claim.document
        with self.backstage.database.snapshot() as tx:
            stored = tx.signatures.list_of([document.id]).get(document.id, ())
            submitted = tx.signatures.find_submitted(document.id)
            recorded = tx.signers.list_of(document.organisation_id)
        planned = stored or plan_steps(document.signature_plan)
        steps = open_due(planned, self.backstage.clock.now())
        level = self.office.find_level(document.demands.level)
        return _Case(claim, stored, steps, submitted, recorded, level)

    def _read(self, case: _Case) -> bytes:
        """The PDF that the next signature goes on top of, with a field for every signature.

        What it was made from and what proves the signatures that are not in it goes in first.
        """
        document = case.document
        blobs = self.backstage.blobs
        pdf = blobs.get(document.organisation_id, document.files.to_sign or "")
        pdf = enclose(pdf, document, case.steps, blobs)
        fields = [
            FieldSpec(step.plan.field_name, step.plan.bookmark)
            for step in case.steps
            if step.is_in_pdf
        ]
        if document.files.signing is not None or len(fields) < len(("first", "second")):
            return pdf
        return prepare_fields(pdf, fields)

    def _sign(self, case: _Case, step: Step) -> Progress:
        plan, document = step.plan, case.document
        credential = self.keyring.get_credential(document.organisation_id, plan.role)
        _require_strength(step, credential.certificate)
        term = self._admit(case, step, credential.certificate)
        level = begin(case.level)
        request = SignatureRequest(plan.field_name, plan.bookmark, level, plan.certifies)
        signed = sign(self._read(case), request, credential, self.office.authority)
        return self._keep(case, step, signed, term)

    def _embed(self, case: _Case, ticket: Ticket) -> Progress:
        """Put a reply into the document; one that turns out bad leaves the document as it was."""
        try:
            step = _require_ready(case, ticket.place)
            certificate = describe_certificate(str(ticket.offer["certificate"]).encode())
            _require_strength(step, certificate)
            term = self._authorise(case, step, certificate.holder, ticket.submitted_at)
            completed = self._complete(case.document, ticket)
        except SigningError as error:
            if error.again:
                raise
            return self._refuse(case, ticket, Failure(error.code, error.message))
        except ForbiddenError as error:
            return self._refuse(case, ticket, Failure(error.code, error.message))
        progress = self._keep(case, step, completed, term)
        return replace(progress, ticket=TicketOutcome(ticket.id))

    def _complete(self, document: Document, ticket: Ticket) -> CompletedPdf:
        prepared = self.backstage.blobs.get(document.organisation_id, ticket.prepared_sha256)
        reply = Reply(ticket.user_id, document.files.to_sign or "", ticket.reply or b"")
        offer = SigningTicket.from_dict(ticket.offer)  # as it was when the reply came in time
        return complete(offer, prepared, reply, self.office.authority, at=ticket.submitted_at)

    def _refuse(self, case: _Case, ticket: Ticket, failure: Failure) -> Progress:
        progress = self._conclude(case, case.steps, self._read(case))
        return replace(progress, ticket=TicketOutcome(ticket.id, failure))

    def _admit(self, case: _Case, step: Step, certificate: CertificateSummary) -> Term | None:
        """Refuse a key here that belongs to another person than the signer.

        The key of an organisation signs for whoever agreed to it, or else has to sign by the plan
        or the document: their right must last till now.
        """
        plan, holder = step.plan, certificate.holder
        if plan.role == SEAL:
            return None
        is_recorded = any(one.term.role == plan.role for one in case.recorded)
        printed = find_printed(case.document.data, plan.role)
        is_known = is_recorded or plan.signer or printed
        if not names_person(holder):
            holder = self._name_who_agreed(step) or plan.signer or printed
        return self._authorise(case, step, holder) if is_known and holder else None

    def _name_who_agreed(self, step: Step) -> str:
        """The full name of the person who agreed to this signature; "" when nobody had to."""
        kind, _, key = step.confirmation.by.partition(":") if step.confirmation else ("", "", "")
        if kind != "user":
            return ""
        with self.backstage.database.snapshot() as tx:
            return tx.accounts.name_of(UserId(key))

    def _authorise(
        self, case: _Case, step: Step, holder: str, at: datetime | None = None
    ) -> Term | None:
        """The term by which this person signs: when the reply came, else now."""
        day = self.backstage.clock.day_of(at or self.backstage.clock.now())
        return authorise(
            case.recorded, describe_candidate(case.document.data, step.plan, holder, day)
        )

    def _keep(
        self, case: _Case, step: Step, signed: SignedPdf | CompletedPdf, term: Term | None
    ) -> Progress:
        (digest,) = self.backstage.blobs.put(case.document.organisation_id, [signed.content])
        attorney = term.attorney if term else None
        proof = Proof(
            signed_at=signed.signed_at,
            sha256=digest,
            level=signed.level,
            holder=signed.certificate.holder,
            serial=signed.certificate.serial_hex,
            ground=term.ground if term else _find_ground(case.steps, step),
            mchd=attorney.number if attorney else "",
            unmarked=_is_unmarked(case, step, signed.content),
        )
        return self._conclude(case, put_step(case.steps, finish(step, proof)), signed.content)

    def _conclude(self, case: _Case, steps: Steps, pdf: bytes) -> Progress:
        """Say how things stand with this PDF and these steps."""
        steps = open_due(steps, self.backstage.clock.now())
        is_signed = is_complete(steps)
        if is_signed and (is_complete(case.stored) or not lasts(case.level)):
            return self._close(case, steps, pdf)
        files = case.document.files
        (digest,) = self.backstage.blobs.put(case.document.organisation_id, [pdf])
        if digest != files.pdf:
            files = replace(files, signing=digest)
        waits = not is_signed and not any(step.awaits_server for step in steps)
        return _report(case, State.AWAITING_SIGNATURES, files, steps, waits=waits)

    def _close(self, case: _Case, steps: Steps, pdf: bytes) -> Progress:
        """Raise the document to its level: nobody signs it any more."""
        has_signature = any(step.is_in_pdf for step in steps)  # else nothing is there to last
        raised = self.office.raise_level(pdf, case.level) if has_signature else pdf
        (digest,) = self.backstage.blobs.put(case.document.organisation_id, [raised])
        files = replace(case.document.files, signed=digest)
        reached = tuple(_raise(step, case.level) for step in steps)
        progress = _report(case, State.SIGNED, files, reached)
        is_renewed = has_signature and case.level == "B-LTA"
        return replace(progress, renew_at=plan_renewal(raised) if is_renewed else None)


def _report(
    case: _Case, state: State, files: Files, steps: Steps, *, waits: bool = False
) -> Progress:
    return Progress(
        claim=case.claim,
        state=state,
        files=files,
        pages=case.document.pages,
        steps=tuple(step for step in steps if step not in case.stored),
        waits=waits,
    )


def _raise(step: Step, level: Level) -> Step:
    """Say of a signature in the PDF what level it is at, now that the document is."""
    if step.proof is None or not step.is_in_pdf:
        return step
    reached = max((level, *(one for one in LEVELS if one == step.proof.level)), key=LEVELS.index)
    return replace(step, proof=replace(step.proof, level=reached))


def _is_unmarked(case: _Case, step: Step, pdf: bytes) -> bool:
    """Whether the mark was left off the sheet: a person should know why there is none."""
    if not step.plan.bookmark or is_visible(pdf, step.plan.field_name):
        return False
    log.warning("mark_left_off", document=case.document.id, role=step.plan.role)
    return True


def _require_ready(case: _Case, place: int) -> Step:
    """The step that a reply is for, if it is still wanted. Raises ForbiddenError."""
    step = find_step(case.steps, place)
    if step is None or step.state is not StepState.READY:
        message = "Эту подпись больше не ждут: её отклонили, заменили или она уже стоит."
        raise ForbiddenError(message, code="step_not_ready")
    return step


def _require_strength(step: Step, certificate: CertificateSummary) -> None:
    """Refuse a certificate that is not qualified where the law asks for one (CredentialError)."""
    if step.plan.qualified:
        certificate.require_qualified()


def _find_ground(steps: Steps, step: Step) -> str:
    """By what right somebody signs who took another's place: the order that was named then."""
    left = [
        one.decision.reason
        for one in steps
        if one.state is StepState.REPLACED and one.plan.role == step.plan.role and one.decision
    ]
    return left[-1] if left else ""
