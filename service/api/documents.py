"""Documents: ask for one, watch it, fetch its files, answer for its warnings."""

from collections.abc import Sequence
from typing import Any

from apiflask import APIBlueprint
from flask import Response, url_for

from service.api.pack_schemas import AcceptanceIn, WarningOut
from service.api.schemas import (
    CancelIn,
    DocumentIn,
    DocumentLinks,
    DocumentList,
    DocumentOut,
    DocumentQuery,
    DocumentTemplateOut,
    FailureOut,
    IdempotencyHeaders,
)
from service.api.signature_schemas import DecisionOut, ProofOut, SignatureIn, SignatureOut
from service.domain.documents import UNFINISHED, Document
from service.domain.ids import DocumentId, OrganisationId
from service.domain.remarks import Remark
from service.domain.signatures import Proof, Step, Steps
from service.http.cursors import Place, read_cursor, write_cursor
from service.http.exchange import principal, services
from service.http.files import document_download, send
from service.operations.remarks import AcceptedWarning
from service.operations.requests import DocumentRequest
from service.operations.signature_plans import WantedSignature
from service.ports import DocumentFilter

documents = APIBlueprint("documents", __name__, url_prefix="/documents", tag="Документы")

POLL_SECONDS = "1"


@documents.post("")
@documents.doc(summary="Зарегистрировать документ")
@documents.input(IdempotencyHeaders, location="headers")
@documents.input(DocumentIn)
@documents.output(DocumentOut, status_code=202, description="Принят, зарегистрирован и готовится")
def create(
    headers_data: IdempotencyHeaders, json_data: DocumentIn
) -> tuple[DocumentOut, int, dict[str, str]]:
    """Give the document its number and put it on its way."""
    document = services().documents.register_document(
        principal(),
        DocumentRequest(
            organisation_id=OrganisationId(json_data.organization_id),
            kind=json_data.kind,
            data=json_data.data,
            sign=json_data.sign,
            signatures=tuple(_read_signature(one) for one in json_data.signatures),
            idempotency_key=headers_data.idempotency_key,
            accepted_warnings=tuple(
                AcceptedWarning(said.code, said.reason) for said in json_data.accepted_warnings
            ),
        ),
    )
    shown = show_one(document)
    return shown, 202, {"Location": shown.links.self_, "Retry-After": POLL_SECONDS}


@documents.get("")
@documents.doc(summary="Список документов, сначала новые")
@documents.input(DocumentQuery, location="query")
@documents.output(DocumentList)
def list_all(query_data: DocumentQuery) -> DocumentList:
    """Documents of the organisations the key sees."""
    query = query_data
    organisation = query.organization_id
    found = services().documents.list_documents(
        principal(),
        DocumentFilter(
            organisation_ids=(OrganisationId(organisation),) if organisation else (),
            kind=query.kind,
            states=(query.state,) if query.state else None,
            before=read_cursor(query.cursor) if query.cursor else None,
            limit=query.limit + 1,
        ),
    )
    shown = found[: query.limit]
    more = len(found) > query.limit
    return DocumentList(
        items=_represent_all(shown),
        next_cursor=write_cursor(_place(shown[-1])) if more else None,
    )


@documents.get("/<id:document_id>")
@documents.doc(summary="Документ и его состояние")
@documents.output(DocumentOut)
def show(document_id: str) -> tuple[DocumentOut, int, dict[str, str]]:
    """One document."""
    document = services().documents.get_document(principal(), DocumentId(document_id))
    waiting = document.state in UNFINISHED
    return show_one(document), 200, {"Retry-After": POLL_SECONDS} if waiting else {}


@documents.get("/<id:document_id>/pdf")
@documents.doc(summary="PDF документа: подписанный, если документ подписан")
def pdf(document_id: str) -> Response:
    """The PDF that counts."""
    return _send_file(DocumentId(document_id), "pdf")


@documents.get("/<id:document_id>/docx")
@documents.doc(summary="Документ в формате DOCX")
def docx(document_id: str) -> Response:
    """The filled template."""
    return _send_file(DocumentId(document_id), "docx")


@documents.post("/<id:document_id>/retry")
@documents.doc(summary="Повторить после ошибки")
@documents.output(DocumentOut, status_code=202, description="Снова готовится")
def retry(document_id: str) -> DocumentOut:
    """Put a failed document on its way again."""
    return show_one(services().documents.retry_document(principal(), DocumentId(document_id)))


@documents.post("/<id:document_id>/cancel")
@documents.doc(summary="Аннулировать: номер остаётся за документом")
@documents.input(CancelIn)
@documents.output(DocumentOut)
def cancel(document_id: str, json_data: CancelIn) -> DocumentOut:
    """Annul a document."""
    desk, reason = services().documents, json_data.reason
    return show_one(desk.cancel_document(principal(), DocumentId(document_id), reason))


@documents.post("/<id:document_id>/warnings/<code>/acceptance")
@documents.doc(summary="Принять замечание с пояснением")
@documents.input(AcceptanceIn)
@documents.output(DocumentOut)
def accept_warning(document_id: str, code: str, json_data: AcceptanceIn) -> DocumentOut:
    """Answer for a warning about a document."""
    said = AcceptedWarning(code, json_data.reason)
    document = services().remarks.accept_warning(principal(), DocumentId(document_id), said)
    return show_one(document)


def represent(document: Document, remarks: Sequence[Remark], steps: Steps) -> DocumentOut:
    """The document as programs see it."""
    files = document.files
    failure = document.failure
    return DocumentOut(
        id=document.id,
        organization_id=document.organisation_id,
        kind=document.kind,
        title=document.title,
        state=document.state,
        number=document.number.text,
        date=document.doc_date,
        register_code=document.number.register,
        year=document.number.year,
        pages=document.pages,
        sign=document.sign,
        signatures=[_represent_step(step) for step in steps],
        template=DocumentTemplateOut(
            sha256=document.template_sha256, version_id=document.template_version_id
        ),
        links=DocumentLinks(
            self_=_link("show", document),
            pdf=_link("pdf", document) if files.final else None,
            docx=_link("docx", document) if files.docx else None,
            check=document.check_page.url if document.check_page else None,
        ),
        failure=None if failure is None else FailureOut(code=failure.code, message=failure.message),
        cancellation=document.cancellation and DecisionOut(**vars(document.cancellation)),
        warnings=[
            WarningOut(
                code=remark.code,
                message=remark.message,
                pointer=remark.pointer,
                accepted=remark.is_accepted,
            )
            for remark in remarks
        ],
        created_at=document.created_at,
        updated_at=document.updated_at,
    )


def show_one(document: Document) -> DocumentOut:
    """The document with its warnings and signatures."""
    return _represent_all([document])[0]


def _represent_all(documents: Sequence[Document]) -> list[DocumentOut]:
    remarks = services().remarks.list_remarks(documents)
    steps = services().signatures.list_steps(documents)
    return [represent(one, remarks.get(one.id, ()), steps[one.id]) for one in documents]


def _represent_step(step: Step) -> SignatureOut:
    plan = step.plan
    return SignatureOut(
        step=step.place,
        role=plan.role,
        title=plan.title,
        method=plan.method,
        turn=plan.turn,
        state=step.state,
        signer=plan.signer or None,
        confirm=step.awaits_confirmation,
        expires_at=step.expires_at,
        decision=step.decision and DecisionOut(**vars(step.decision)),
        proof=step.proof and ProofOut(**_without_file(step.proof)),
    )


def _read_signature(given: SignatureIn) -> WantedSignature:
    said = given.model_dump()
    return WantedSignature(**{**said, "signer": given.signer or "", "email": given.email or ""})


def _without_file(proof: Proof) -> dict[str, Any]:
    return {name: value for name, value in vars(proof).items() if name != "sha256"}


def _link(endpoint: str, document: Document) -> str:
    return url_for(f"api.documents.{endpoint}", document_id=document.id)


def _place(document: Document) -> Place:
    return document.created_at.isoformat(timespec="milliseconds"), document.id


def _send_file(document_id: DocumentId, role: str) -> Response:
    desk = services().documents
    document = desk.get_document(principal(), document_id)
    return send(document_download(document, role, desk.get_file(principal(), document_id, role)))
