"""Requests from the samples of the real library, and what the rules of packs answer."""

from collections import Counter
from typing import Any, Final

import pytest

from doc_templates.catalogue import load_catalogue
from service.domain.documents import Document
from service.domain.errors import InvalidRequestError
from service.domain.ids import OrganisationId
from service.domain.remarks import Remark
from service.operations.documents import DocumentDesk
from service.operations.packs import PackReport
from service.operations.remarks import RemarkDesk
from service.operations.requests import DocumentRequest
from tests.factories import CLERK, SCHOOL

CATALOGUE: Final = load_catalogue()
ORDER: Final = "order_assign_pairs"
MENTOR_CONSENT: Final = "consent_mentor_participation"
MENTEE_CONSENT: Final = "consent_mentee_participation"
SATURDAY: Final[dict[str, Any]] = {"doc_date": "2025-09-27"}


def sample(kind: str, **changes: object) -> dict[str, Any]:
    return {**CATALOGUE.get_kind(kind).sample, **changes}


def ask(
    kind: str, key: str, organisation_id: OrganisationId = SCHOOL, **changes: object
) -> DocumentRequest:
    return DocumentRequest(organisation_id, kind, sample(kind, **changes), False, key)  # noqa: FBT003 -- as the record lists it


def refused(desk: DocumentDesk, request: DocumentRequest) -> list[tuple[str, str]]:
    with pytest.raises(InvalidRequestError) as refusal:
        desk.register_document(CLERK, request)
    assert refusal.value.code == "invalid_data"
    return [(problem.code, problem.pointer) for problem in refusal.value.problems]


def warned(remarks: RemarkDesk, document: Document) -> list[Remark]:
    return list(remarks.list_remarks([document]).get(document.id, ()))


def found(report: PackReport) -> Counter[str]:
    return Counter(f"{item.finding.code} {item.finding.severity}" for item in report.findings)
