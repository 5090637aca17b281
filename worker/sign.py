"""The sign process: signs, archives and renews. Holds the keys, and never opens a docx."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import structlog

from service.backstage import Backstage
from service.domain.blobs import BlobError
from service.domain.documents import Claim, Failure, Stage
from service.domain.errors import ForbiddenError
from service.domain.ids import OrganisationId
from service.domain.keys import Certificate, KeyReport
from service.jobs import SignDocuments
from service.operations.stages import Setback
from service.ports import Progress
from signing.errors import CredentialError, SigningError
from worker.detaching import DetachingDesk
from worker.isolation import isolate
from worker.keyring import Keyring
from worker.notary import NotaryOffice, find_wait
from worker.renewing import RenewalDesk
from worker.runtime import KeepAlive, Stop
from worker.signatures import SignatureWork

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
            DetachingDesk(self.backstage, self.keyring, self.office).sign_batch,
            RenewalDesk(self.backstage, self.office).renew_batch,
        )
        for step in steps:
            while step(organisation_id):
                if self.stop.is_requested():
                    return
                if time.monotonic() > until:
                    self.backstage.queue.send([SignDocuments(organisation_id)])
                    return

    def inspect_keys(self, _lane: OrganisationId) -> None:
        """Write down what the certificates of all keys say: nobody else may look at the keys."""
        database, keyring = self.backstage.database, self.keyring
        with database.snapshot() as tx:
            organisations = [one.id for one in tx.organisations.list_all()]
        reports = {
            one: [self._inspect(one, role) for role in keyring.list_roles(one)]
            for one in organisations
        }
        with database.transaction() as tx:
            for organisation_id, found in reports.items():
                tx.key_reports.put(organisation_id, found)
            tx.vitals.report("sign", self._describe(), self.backstage.clock.now())

    def _describe(self) -> dict[str, str]:
        settings = self.backstage.settings
        return {"level": settings.signature_level, "tsa": "set" if settings.tsa_url else ""}

    def _inspect(self, organisation_id: OrganisationId, role: str) -> KeyReport:
        now = self.backstage.clock.now()
        try:
            found = self.keyring.describe(organisation_id, role)
        except CredentialError as error:
            return KeyReport(organisation_id, role, None, str(error.code), now)
        said = Certificate(
            found.holder, found.issuer, found.serial_hex, found.not_before, found.not_after
        )
        return KeyReport(organisation_id, role, said, None, now)

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
            return SignatureWork(self.backstage, self.keyring, self.office).advance(claim)
        except SigningError as error:
            return self._explain(claim, error)
        except ForbiddenError as error:
            log.warning("signer_refused", document=document.id, code=error.code)
            return Setback(claim, Failure(error.code, error.message), again=True, patient=True)
        except BlobError as error:
            log.error("pdf_lost", document=document.id, error=type(error).__name__)  # noqa: TRY400 -- the hash says it all
            return Setback(claim, _PDF_LOST, again=True)

    def _explain(self, claim: Claim, error: SigningError) -> Setback:
        """Say why the document waits, or what is wrong for good."""
        log.warning(
            "signing_failed", document=claim.document.id, code=error.code, detail=error.detail
        )
        wait = find_wait(error)
        # A key that is not there yet or an authority that is away may come back any day.
        patient = wait is not None or error.again or self.keyring.is_curable(error)
        failure = Failure(wait or str(error.code), error.message)
        return Setback(claim, failure, again=patient, patient=patient)
