"""The sign process: signs, archives and renews. Holds the keys, and never opens a docx."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import structlog

from service.backstage import Backstage
from service.domain.blobs import BlobError
from service.domain.documents import Claim, Document, Failure, Stage, State
from service.domain.ids import OrganisationId
from service.domain.pack.facts import Facts, PackDocument, SignatureFacts
from service.domain.pack.proofs import check_signatures
from service.jobs import SignDocuments
from service.operations.stages import Setback
from service.ports import Progress
from signing.certificates import CertificateSummary
from signing.errors import SigningError
from signing.signing import SignatureRequest, sign
from worker.isolation import isolate
from worker.keyring import Keyring
from worker.notary import NotaryOffice, find_wait
from worker.renewing import RenewalDesk
from worker.runtime import KeepAlive, Stop

_TURN_SECONDS = 30.0
_ARCHIVE_BATCH = 64
_PDF_LOST = Failure("blob_lost", "Файл документа не читается из хранилища.")

log = structlog.get_logger()


@dataclass(frozen=True)
class SignDesk:
    """Signs what awaits a server signature, archives what is complete, renews what ages."""

    backstage: Backstage
    keyring: Keyring
    office: NotaryOffice
    stop: Stop

    def sign_documents(self, organisation_id: OrganisationId) -> None:
        """Sign, archive and renew what is due, batch by batch, for one turn."""
        until = time.monotonic() + _TURN_SECONDS
        steps: Sequence[Callable[[OrganisationId], int]] = (
            self._sign_batch,
            self._archive_batch,
            RenewalDesk(self.backstage, self.office).renew_batch,
        )
        for step in steps:
            while step(organisation_id):
                if self.stop.is_requested():
                    return
                if time.monotonic() > until:
                    self.backstage.queue.send([SignDocuments(organisation_id)])
                    return

    def _sign_batch(self, organisation_id: OrganisationId) -> int:
        stages, settings = self.backstage.stages, self.backstage.settings
        claims = stages.claim(Stage.SIGN, organisation_id, limit=settings.batch_size)
        if claims:
            with KeepAlive(stages, claims):
                outcomes = [
                    outcome for claim in claims for outcome in isolate(self._sign_all, [claim])
                ]
            stages.commit(outcomes)
        return len(claims)

    def _archive_batch(self, organisation_id: OrganisationId) -> int:
        return self.backstage.archive.archive_documents(organisation_id, limit=_ARCHIVE_BATCH)

    def _sign_all(self, claims: Sequence[Claim]) -> list[Progress | Setback]:
        return [self._sign(claim) for claim in claims]

    def _sign(self, claim: Claim) -> Progress | Setback:
        document = claim.document
        try:
            pdf = self.backstage.blobs.get(document.organisation_id, document.files.pdf or "")
            for step in document.signature_plan:
                credential = self.keyring.get_credential(document.organisation_id, step.role)
                if (mismatch := _find_mismatch(document, credential.certificate)) is not None:
                    log.warning("signer_mismatch", document=document.id)
                    return Setback(claim, mismatch, again=True, patient=True)
                request = SignatureRequest(
                    f"Signature_{step.role}", step.bookmark, self.office.signing_level
                )
                pdf = sign(pdf, request, credential, self.office.authority).content
            pdf = self.office.raise_level(pdf)
            renew_at = self.office.plan_renewal(pdf)
        except SigningError as error:
            return self._explain(claim, error)
        except BlobError as error:
            log.error("pdf_lost", document=document.id, error=type(error).__name__)  # noqa: TRY400 -- the hash says it all
            return Setback(claim, _PDF_LOST, again=True)
        (digest,) = self.backstage.blobs.put(document.organisation_id, [pdf])
        files = replace(document.files, signed=digest)
        return Progress(claim, State.SIGNED, files, document.pages, renew_at=renew_at)

    def _explain(self, claim: Claim, error: SigningError) -> Setback:
        """Say why the document waits, or what is wrong for good."""
        log.warning("signing_failed", document=claim.document.id, code=error.code)
        wait = find_wait(error)
        # A key that is not there yet or an authority that is away may come back any day.
        patient = wait is not None or error.again or self.keyring.is_curable(error)
        failure = Failure(wait or str(error.code), error.message)
        return Setback(claim, failure, again=patient, patient=patient)


def _find_mismatch(document: Document, certificate: CertificateSummary) -> Failure | None:
    """Why this key must not sign this document: it belongs to another person than the signer.

    The data names one signer: of several keys nobody knows whose it must be.
    """
    if len(document.signature_plan) > 1:
        return None
    signature = SignatureFacts(
        valid_from=certificate.not_before,
        valid_to=certificate.not_after,
        holder=certificate.holder,
        signed_at=certificate.not_before,  # signing itself looks at the clock
    )
    subject = PackDocument(document.kind, document.doc_date, document.data)
    found = next(check_signatures(Facts(subject, signatures=(signature,))), None)
    return None if found is None else Failure("signer_mismatch", found.message)
