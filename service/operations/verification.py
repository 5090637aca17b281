"""What anybody may ask without an account: are these signatures good, is this the document."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final, Protocol

from doc_templates.catalogue import Catalogue
from service.domain.blobs import BlobError
from service.domain.documents import Document, State
from service.domain.errors import CannotVerifyError, NotFoundError
from service.domain.ids import MunicipalityId
from service.domain.organisations import Municipality
from service.domain.reach import Reach, reaching
from service.domain.verification import Report, Sent
from service.ports import BlobStore, Database

_DAMAGED: Final = "Файл документа в хранилище не читается. Сообщите в организацию."


class Verifier(Protocol):
    """Judges signatures. A file that cannot be examined is "unverifiable", never an error.

    `verify` raises CannotVerifyError when nobody can judge now.
    """

    def verify(self, sent: Sent, municipality_id: MunicipalityId | None) -> Report: ...  # noqa: D102 -- the class says it
    def list_municipalities(self) -> list[MunicipalityId]: ...  # noqa: D102 -- as its name says


class Limits(Protocol):
    """Counts what one caller does in a minute; returns the seconds to wait, 0 to go on."""

    def take(self, what: str, who: str, per_minute: int) -> int: ...  # noqa: D102 -- the class says it


class Match(StrEnum):
    """Whether a file is the document: to the last bit, as it was before signing, or not at all."""

    SAME = "same"
    BEFORE_SIGNING = "before_signing"
    DIFFERENT = "different"


@dataclass(frozen=True)
class PublicDocument:
    """What the page of a document tells anybody who has its address; nothing about people.

    `organisation` is the short name of that day. `sha256` is of the PDF that counts, None while it
    is not made. `report` is about its signatures; when there should be one and is none, `fault`
    says why.
    """

    kind_title: str
    number: str
    doc_date: date
    organisation: str
    state: State
    sha256: str | None
    is_signed: bool
    report: Report | None = None
    fault: str = ""


@dataclass(frozen=True)
class VerificationDesk:
    """The use cases of people without an account.

    `own` judges the documents of this installation: files from outside do not keep it busy.
    """

    database: Database
    blobs: BlobStore
    catalogue: Catalogue
    verifier: Verifier
    own: Verifier

    def verify(self, sent: Sent, municipality_id: MunicipalityId | None = None) -> Report:
        """Judge the signatures of a file. Raises CannotVerifyError."""
        return self.verifier.verify(sent, municipality_id)

    def list_municipalities(self) -> Sequence[Municipality]:
        """Municipalities whose certificates are trusted for their own documents only."""
        with self.database.snapshot() as tx:
            found = map(tx.organisations.find_municipality, self.verifier.list_municipalities())
            return [one for one in found if one is not None]

    def show_document(self, token: str) -> PublicDocument:
        """What anybody may know about the document of this page. Raises NotFoundError."""
        document, municipality_id = self._find(token)
        report, fault = self._judge(document, municipality_id)
        return PublicDocument(
            kind_title=self._title(document.kind),
            number=document.number.text,
            doc_date=document.doc_date,
            organisation=document.requisites.short_name,
            state=document.state,
            sha256=document.files.final,
            is_signed=document.files.signed is not None,
            report=report,
            fault=fault,
        )

    def compare(self, token: str, content: bytes) -> Match:
        """Say whether `content` is the document of this page. Raises NotFoundError."""
        document, _ = self._find(token)
        digest = hashlib.sha256(content).hexdigest()
        if digest == document.files.final:
            return Match.SAME
        return Match.BEFORE_SIGNING if digest == document.files.pdf else Match.DIFFERENT

    def _find(self, token: str) -> tuple[Document, MunicipalityId | None]:
        with self.database.snapshot() as tx:
            document = tx.documents.find_by_token(token)
            if document is None:
                raise NotFoundError
        within = Reach(document.organisation_id)
        with reaching(within), self.database.snapshot() as tx:
            organisation = tx.organisations.find(document.organisation_id)
        return document, None if organisation is None else organisation.municipality_id

    def _judge(
        self, document: Document, municipality_id: MunicipalityId | None
    ) -> tuple[Report | None, str]:
        if document.files.signed is None:
            return None, ""
        try:
            content = self.blobs.get(document.organisation_id, document.files.signed)
            return self.own.verify(Sent(content), municipality_id), ""
        except BlobError:
            return None, _DAMAGED
        except CannotVerifyError as error:
            return None, error.message

    def _title(self, code: str) -> str:
        kind = self.catalogue.kinds.get(code)
        return "Документ" if kind is None else kind.title
