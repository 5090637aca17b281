"""Detached signatures by an organisation's key, for whoever asked; part of the sign process."""

from dataclasses import dataclass

import structlog

from service.backstage import Backstage
from service.domain.blobs import BlobError
from service.domain.documents import Document
from service.domain.ids import OrganisationId
from service.domain.signatures import SEAL, Method
from signing.detached import sign_detached
from signing.errors import SigningError
from worker.keyring import Keyring
from worker.notary import NotaryOffice

log = structlog.get_logger()


@dataclass(frozen=True)
class DetachingDesk:
    """Signs beside documents what was ordered, each once."""

    backstage: Backstage
    keyring: Keyring
    office: NotaryOffice

    def sign_batch(self, organisation_id: OrganisationId) -> int:
        """Sign what is ordered; nothing is left to come back to, whatever came of it."""
        for document in self.backstage.detached.list_waiting(organisation_id):
            self._sign(document)
        return 0

    def _sign(self, document: Document) -> None:
        whose, orders = document.organisation_id, self.backstage.detached
        try:
            credential = self.keyring.get_credential(whose, _role_of(document))
            pdf = self.backstage.blobs.get(whose, document.files.final or "")
            signature = sign_detached(pdf, credential, self.office.authority)
        except SigningError as error:
            log.warning("detached_failed", document=document.id, code=error.code)
            orders.refuse(document, str(error.code))
        except BlobError as error:
            log.error("pdf_lost", document=document.id, error=type(error).__name__)  # noqa: TRY400 -- the hash says it all
            orders.refuse(document, "blob_lost")
        else:
            orders.keep(document, signature, credential.certificate.holder)


def _role_of(document: Document) -> str:
    """The key that signed last in the document, else the seal."""
    keys = [one for one in document.signature_plan if one.method is Method.SERVER_KEY]
    return keys[-1].role if keys else SEAL
