"""Between a row of `documents` and a Document."""

from dataclasses import asdict
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy.engine import Row

from service.database.times import EpochNow, from_text, to_text
from service.domain.checks import CheckPage
from service.domain.demands import Demands
from service.domain.documents import (
    Document,
    Failure,
    Files,
    Filing,
    State,
)
from service.domain.ids import DocumentId, OrganisationId, TemplateVersionId
from service.domain.making import MadeWith
from service.domain.organisations import Requisites
from service.domain.pack.gist import take_gist
from service.domain.reading import list_names
from service.domain.registers import Number
from service.domain.search import searchable
from service.domain.signatures import Decision, PlannedSignature
from service.ports import NewDocument

FILE_COLUMNS = tuple((role, f"{role}_sha256") for role in ("docx", "pdf", "signing", "signed"))
_PLAN = TypeAdapter(tuple[PlannedSignature, ...])


def to_values(document: NewDocument) -> dict[str, object]:
    """The columns of a newly registered document."""
    created_at = to_text(document.created_at)
    number = document.number
    return {
        "id": document.id,
        "organisation_id": document.organisation_id,
        "kind": document.kind,
        "kind_version": document.kind_version,
        "template_sha256": document.template_sha256,
        "template_version_id": document.template_version_id,
        "register": number.register,
        "year": number.year,
        "seq": number.seq,
        "number": number.text,
        "doc_date": document.doc_date,
        "title": document.title,
        "search_text": searchable(number.text, document.title, *list_names(document.data)),
        "data": dict(document.data),
        "requisites": document.requisites.as_context(),
        "filing": asdict(document.filing),
        "signature_plan": _PLAN.dump_python(document.signature_plan, mode="json"),
        "demands": asdict(document.demands),
        "check_site": None if document.check_page is None else document.check_page.site,
        "check_token": None if document.check_page is None else document.check_page.token,
        "state": State.REGISTERED,
        "fence": 0,
        "failures": 0,
        "unanswered": 0,
        "lease_until": 0.0,
        "due_at": EpochNow(),
        "created_by": document.created_by,
        "created_at": created_at,
        "updated_at": created_at,
    }


def to_gist(document: NewDocument) -> dict[str, object]:
    """The row beside it that says what the roadmap asks for."""
    return {
        "document_id": document.id,
        "organisation_id": document.organisation_id,
        "gist": take_gist(document.data),
    }


def to_document(row: Row[Any]) -> Document:
    """The document of a row."""
    return Document(
        id=DocumentId(row.id),
        organisation_id=OrganisationId(row.organisation_id),
        kind=row.kind,
        kind_version=row.kind_version,
        template_sha256=row.template_sha256,
        template_version_id=None
        if row.template_version_id is None
        else TemplateVersionId(row.template_version_id),
        number=Number(row.register, row.year, row.seq, row.number),
        doc_date=row.doc_date,
        title=row.title,
        data=row.data,
        requisites=Requisites(**row.requisites),
        filing=Filing(**row.filing),
        signature_plan=_PLAN.validate_python(row.signature_plan),
        state=State(row.state),
        files=Files(row.docx_sha256, row.pdf_sha256, row.signing_sha256, row.signed_sha256),
        pages=row.pages,
        made_with=to_made_with(row.made_with),
        failure=None
        if row.failure_code is None
        else Failure(row.failure_code, row.failure_message or ""),
        cancellation=None
        if row.cancelled_at is None
        else Decision(row.cancelled_by, from_text(row.cancelled_at), row.cancel_reason or ""),
        created_by=row.created_by,
        created_at=from_text(row.created_at),
        updated_at=from_text(row.updated_at),
        demands=Demands(**(row.demands or {})),
        check_page=None if row.check_token is None else CheckPage(row.check_site, row.check_token),
    )


def to_made_with(content: dict[str, Any] | None) -> MadeWith | None:
    """What a column `made_with` says; None for what was made before it was written down."""
    return None if content is None else MadeWith(**content)
