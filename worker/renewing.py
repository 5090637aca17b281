"""Renewing archived documents before their newest timestamp ages; part of the sign process."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import structlog

from service.backstage import Backstage
from service.domain.blobs import BlobError
from service.domain.documents import Claim, Failure, Stage, State
from service.domain.ids import OrganisationId
from service.operations.stages import Setback
from service.ports import Progress
from signing.errors import SigningError
from signing.renewal import plan_renewal
from worker.isolation import isolate
from worker.notary import NotaryOffice, find_wait
from worker.runtime import KeepAlive

_BATCH = 8
_PDF_LOST = Failure("blob_lost", "Файл документа не читается из хранилища.")

log = structlog.get_logger()


@dataclass(frozen=True)
class RenewalDesk:
    """Puts a fresh timestamp over what is due, and keeps what was there before."""

    backstage: Backstage
    office: NotaryOffice

    def renew_batch(self, organisation_id: OrganisationId) -> int:
        """Renew some of what is due; returns how many documents were tried."""
        stages = self.backstage.stages
        claims = stages.claim(Stage.RENEW, organisation_id, limit=_BATCH)
        if claims:
            with KeepAlive(stages, claims):
                for claim in claims:
                    self._settle(isolate(self._renew_all, [claim]))
        return len(claims)

    def _settle(self, outcomes: Sequence[Progress | Setback]) -> None:
        for outcome in outcomes:
            if isinstance(outcome, Setback):
                self.backstage.stages.commit([outcome])
            else:
                self.backstage.archive.renew(outcome)

    def _renew_all(self, claims: Sequence[Claim]) -> list[Progress | Setback]:
        return [self._renew(claim) for claim in claims]

    def _renew(self, claim: Claim) -> Progress | Setback:
        document, blobs = claim.document, self.backstage.blobs
        try:
            old = blobs.get(document.organisation_id, document.files.final or "")
            content = self.office.renew(old)
            renew_at = plan_renewal(content)
        except SigningError as error:
            log.warning("renewal_failed", document=document.id, code=error.code)
            code = find_wait(error) or str(error.code)
            return Setback(claim, Failure(code, error.message), again=True)
        except BlobError as error:
            log.error("pdf_lost", document=document.id, error=type(error).__name__)  # noqa: TRY400 -- the hash says it all
            return Setback(claim, _PDF_LOST, again=True)
        (digest,) = blobs.put(document.organisation_id, [content])
        files = replace(document.files, signed=digest)
        return Progress(claim, State.ARCHIVED, files, document.pages, renew_at=renew_at)
