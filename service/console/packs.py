"""`grif check-pack`: whether the documents of a school year agree with one another."""

import json
import sys
from collections.abc import Mapping

import click

from doc_templates.catalogue import Catalogue, SignerRule
from service.bootstrap import Services, build_services
from service.console.help import RussianCommand
from service.domain.blobs import BlobError
from service.domain.documents import Document
from service.domain.ids import DocumentId, OrganisationId
from service.domain.pack.facts import FileFacts, Severity, SignatureFacts
from service.domain.signatures import Steps
from service.operations.packs import FileEvidence, PackFinding, PackReport
from service.operations.signature_steps import steps_of
from service.ports import DocumentFilter
from service.settings import Settings
from signing.errors import TrustError
from signing.pdfa_guard import check as check_pdfa
from signing.trust import TrustPolicy
from signing.verification import load_trust, verify

_ALL = 1_000_000_000
_TITLES: Mapping[Severity, str] = {
    Severity.ERROR: "ОШИБКА",
    Severity.WARNING: "предупреждение",
    Severity.NOTE: "ещё нет",
}


@click.command("check-pack", cls=RussianCommand)
@click.option("--organization", required=True, help="Организация")
@click.option("--year", type=click.IntRange(1900, 2999), help="Год начала учебного года")
@click.option("--files", is_flag=True, help="Проверить и файлы: чьи подписи, цел ли PDF/A")
@click.option("--json", "as_json", is_flag=True, help="Вывести JSON")
def check_pack(organization: str, year: int | None, *, files: bool, as_json: bool) -> None:
    """Проверить комплект документов года. Код выхода 1 — есть ошибки."""
    settings = Settings()
    services, organisation_id = build_services(settings), OrganisationId(organization)
    evidence = _inspect(services, settings, organisation_id) if files else {}
    report = _check(services, organisation_id, year, evidence)
    if as_json:
        click.echo(json.dumps(_as_json(report), ensure_ascii=False, indent=2))
    else:
        _print(report)
    sys.exit(1 if report.count(Severity.ERROR) else 0)


def _check(
    services: Services,
    organisation_id: OrganisationId,
    year: int | None,
    evidence: Mapping[DocumentId, FileEvidence],
) -> PackReport:
    with services.database.snapshot() as tx:
        organisation = tx.organisations.find(organisation_id)
        if organisation is None:
            click.echo(f"Нет такой организации: {organisation_id}", err=True)
            sys.exit(2)
        return services.packs.check_organisation(tx, organisation, year, evidence)


def _inspect(
    services: Services, settings: Settings, organisation_id: OrganisationId
) -> Mapping[DocumentId, FileEvidence]:
    """What the signed files of the organisation say of themselves."""
    with services.database.snapshot() as tx:
        documents = tx.documents.search(DocumentFilter((organisation_id,), limit=_ALL))
        signed = [one for one in documents if one.files.signed is not None]
        planned = {one.id: _planned(steps_of(tx, one)) for one in signed}
    if not signed:
        return {}
    try:
        trust = load_trust((settings.trust,))
        return {
            one.id: _evidence(
                services.blobs.get(organisation_id, one.files.final or ""),
                trust,
                _signers(services.catalogue, one),
                planned[one.id],
            )
            for one in signed
        }
    except TrustError as error:
        click.echo(error.message, err=True)
    except BlobError:
        click.echo("Файл архива не читается. Запустите «grif archive fsck».", err=True)
    sys.exit(2)


def _signers(catalogue: Catalogue, document: Document) -> Mapping[str, SignerRule]:
    """Who signs the document by its kind, by the name of the signature."""
    kind = catalogue.kinds.get(document.kind)
    rules = () if kind is None else kind.signers_for(document.data)
    return {f"Signature_{rule.role}": rule for rule in rules}


def _planned(steps: Steps) -> frozenset[str]:
    """The signatures of those whom the plan names, successors among them, whatever is printed."""
    return frozenset(step.plan.field_name for step in steps if step.is_in_pdf and step.plan.signer)


def _evidence(
    pdf: bytes, trust: TrustPolicy, signers: Mapping[str, SignerRule], planned: frozenset[str]
) -> FileEvidence:
    by_key = {name for name, rule in signers.items() if rule.method == "server_key"}
    signatures = tuple(
        SignatureFacts(
            valid_from=one.certificate.not_before,
            valid_to=one.certificate.not_after,
            holder=one.certificate.holder,
            signed_at=one.signed_at,
            kind=one.strength or "unep",
            required=signers[one.field_name].strength if one.field_name in signers else "unep",
            is_signers=one.field_name in by_key - planned,
        )
        for one in verify(pdf, trust).signatures
        if one.certificate is not None and one.signed_at is not None
    )
    return FileEvidence(signatures, FileFacts(pdfa_ok=not check_pdfa(pdf), fonts_embedded=True))


def _print(report: PackReport) -> None:
    for item in report.findings:
        state = "принято" if item.is_accepted else _TITLES[item.finding.severity]
        document = item.document
        where = f"№ {document.number} от {document.doc_date:%d.%m.%Y}: " if document else ""
        click.echo(f"{item.finding.code}  {state}: {where}{item.finding.message}")
    click.echo(
        f"{report.year.title} учебный год. Документов: {report.documents}, "
        f"ошибок: {report.count(Severity.ERROR)}, "
        f"предупреждений: {report.count(Severity.WARNING)}"
    )


def _as_json(report: PackReport) -> dict[str, object]:
    return {
        "organization_id": report.organisation.id,
        "school_year": report.year.title,
        "documents": report.documents,
        "errors": report.count(Severity.ERROR),
        "warnings": report.count(Severity.WARNING),
        "findings": [_finding_as_json(item) for item in report.findings],
    }


def _finding_as_json(item: PackFinding) -> dict[str, object]:
    document = item.document
    return {
        "code": item.finding.code,
        "severity": str(item.finding.severity),
        "message": item.finding.message,
        "pointer": item.finding.pointer,
        "accepted": item.is_accepted,
        "document": None
        if document is None
        else {
            "id": document.id,
            "kind": document.kind,
            "number": document.number,
            "date": document.doc_date.isoformat(),
        },
    }
