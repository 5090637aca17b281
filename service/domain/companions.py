"""Files beside a document: what proves a simple signature, a scan of paper, a detached signature.

They are kept as long as the document itself. The table refuses changes, and the audit trail names
each of them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from service.domain.ids import DocumentId, OrganisationId

ADDED = "document:file:added"
"""The audit event of a new file."""

SIGNATURE: Final = "application/pkcs7-signature"
"""The media type of a detached signature (RFC 8551, 3.2.1)."""


class CompanionRole(StrEnum):
    """What the file is to the document."""

    EVIDENCE = "evidence"
    SHOWN = "shown"
    SCAN = "scan"
    DETACHED = "detached"


ROLE_TITLES: Mapping[CompanionRole, str] = {
    CompanionRole.EVIDENCE: "Подтверждение по ссылке",
    CompanionRole.SHOWN: "Документ, каким его показали подписавшему",
    CompanionRole.SCAN: "Скан-копия подписанного на бумаге документа",
    CompanionRole.DETACHED: "Отсоединённая подпись",
}


@dataclass(frozen=True)
class Companion:
    """A file of a document; `number` names it among the document's files, from 1."""

    document_id: DocumentId
    organisation_id: OrganisationId
    role: CompanionRole
    sha256: str
    size_bytes: int
    media_type: str
    title: str
    added_by: str
    added_at: datetime
    number: int = 0


@dataclass(frozen=True)
class DetachedOrder:
    """Somebody wants a detached signature by the organisation's key; why there is none yet."""

    ordered_by: str
    ordered_at: datetime
    failure_code: str | None = None
