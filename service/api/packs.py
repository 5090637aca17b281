"""Packs: the documents of an organisation and a school year, held against the rules."""

from apiflask import APIBlueprint
from flask import url_for

from service.api.pack_schemas import PackDocumentOut, PackFindingOut, PackOut, PackQuery
from service.domain.ids import OrganisationId
from service.domain.pack.facts import PackDocument, Severity
from service.http.exchange import principal, services
from service.operations.packs import PackFinding, PackReport

packs = APIBlueprint("packs", __name__, url_prefix="/packs", tag="Комплекты")


@packs.get("/<id:organization_id>")
@packs.doc(summary="Проверить комплект учебного года")
@packs.input(PackQuery, location="query")
@packs.output(PackOut)
def check(organization_id: str, query_data: PackQuery) -> PackOut:
    """Every finding about the pack."""
    report = services().packs.check_pack(
        principal(), OrganisationId(organization_id), query_data.year
    )
    return represent(report)


def represent(report: PackReport) -> PackOut:
    """The report as programs see it."""
    return PackOut(
        organization_id=report.organisation.id,
        school_year=report.year.title,
        documents=report.documents,
        errors=report.count(Severity.ERROR),
        warnings=report.count(Severity.WARNING),
        findings=[_represent_finding(item) for item in report.findings],
    )


def _represent_finding(item: PackFinding) -> PackFindingOut:
    return PackFindingOut(
        code=item.finding.code,
        severity=item.finding.severity,
        message=item.finding.message,
        pointer=item.finding.pointer,
        accepted=item.is_accepted,
        document=None if item.document is None else _represent_document(item.document),
    )


def _represent_document(document: PackDocument) -> PackDocumentOut:
    return PackDocumentOut(
        id=document.id or "",
        kind=document.kind,
        number=document.number,
        date=document.doc_date,
        link=url_for("api.documents.show", document_id=document.id),
    )
