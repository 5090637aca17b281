"""Templates: take one, check an edited one, publish it."""

from apiflask import APIBlueprint
from flask import Response, url_for

from doc_templates.catalogue import Kind
from doc_templates.linting.findings import Finding, Report
from doc_templates.template_changes import Change, change_lines
from service.api.template_schemas import (
    ChangeOut,
    DiffOut,
    DiffQuery,
    FileDiffQuery,
    FindingOut,
    OwnerQuery,
    PlaceOut,
    PublishQuery,
    ReportOut,
    TemplateList,
    TemplateOut,
    TemplatesQuery,
    VersionQuery,
)
from service.domain.errors import InvalidRequestError, Problem
from service.domain.ids import MunicipalityId, OrganisationId
from service.domain.templates import Level, Owner, TemplateVersion, owner_of
from service.http.exchange import principal, services
from service.http.files import DOCX, Download, send
from service.http.uploads import read_docx
from service.operations.templates import ChosenTemplate, Publication

templates = APIBlueprint("templates", __name__, url_prefix="/templates", tag="Шаблоны")

BUILTIN, CURRENT = "builtin", "current"


@templates.get("")
@templates.doc(summary="Шаблоны: из поставки и опубликованные")
@templates.input(TemplatesQuery, location="query")
@templates.output(TemplateList)
def list_all(query_data: TemplatesQuery) -> TemplateList:
    """The library's templates and what was published over them; with a kind, all its versions."""
    organisation = query_data.organization_id
    versions = services().templates.list_versions(
        principal(), OrganisationId(organisation) if organisation else None, query_data.kind
    )
    kinds = services().catalogue.list_kinds()
    wanted = [kind for kind in kinds if query_data.kind in {None, kind.code}]
    newest: set[tuple[Owner, str]] = set()
    items = [_represent_builtin(kind) for kind in wanted]
    for version in versions:
        place = version.owner, version.kind
        items.append(represent(version, is_newest=place not in newest))
        newest.add(place)
    return TemplateList(items=items)


@templates.get("/<code:kind>/docx")
@templates.doc(summary="Файл шаблона: в силе, или указанной версии")
@templates.input(VersionQuery, location="query")
def docx(kind: str, query_data: VersionQuery) -> Response:
    """The bytes of a template."""
    return send(_download(kind, _find(kind, query_data, query_data.version or CURRENT)))


@templates.get("/<code:kind>/diff")
@templates.doc(summary="Что изменилось между двумя версиями шаблона")
@templates.input(DiffQuery, location="query")
@templates.output(DiffOut)
def diff(kind: str, query_data: DiffQuery) -> DiffOut:
    """The differences of two templates, as `grif template diff` tells them."""
    before = _find(kind, query_data, query_data.old)
    after = _find(kind, query_data, query_data.new)
    return _represent_changes(services().templates.compare(principal(), before.docx, after.docx))


@templates.post("/<code:kind>/diff")
@templates.doc(summary="Что изменено в присланном шаблоне; ничего не сохраняется")
@templates.input(FileDiffQuery, location="query")
@templates.output(DiffOut)
def diff_file(kind: str, query_data: FileDiffQuery) -> DiffOut:
    """The differences of the sent file from a template."""
    before = _find(kind, query_data, query_data.old)
    return _represent_changes(services().templates.compare(principal(), before.docx, read_docx()))


@templates.post("/<code:kind>/lint")
@templates.doc(summary="Проверить шаблон; ничего не сохраняется")
@templates.output(ReportOut)
def lint(kind: str) -> ReportOut:
    """What is wrong with the sent file as a template of the kind."""
    return _represent_report(services().templates.lint(principal(), kind, read_docx()))


@templates.post("/<code:kind>")
@templates.doc(summary="Опубликовать шаблон для своих новых документов")
@templates.input(PublishQuery, location="query")
@templates.output(TemplateOut, status_code=201, description="Действует для новых документов")
def publish(kind: str, query_data: PublishQuery) -> tuple[TemplateOut, int, dict[str, str]]:
    """Use the sent file for what is registered from here on."""
    publication = Publication(_owner(query_data), kind, read_docx(), query_data.note)
    shown = represent(services().templates.publish(principal(), publication), is_newest=True)
    return shown, 201, {"Location": shown.docx or ""}


@templates.post("/<code:kind>/withdraw")
@templates.doc(summary="Отказаться от своего шаблона: действует шаблон уровнем выше")
@templates.input(OwnerQuery, location="query")
@templates.output(TemplateOut)
def withdraw(kind: str, query_data: OwnerQuery) -> TemplateOut:
    """Go back to the template of the level above."""
    version = services().templates.withdraw(principal(), _owner(query_data), kind)
    return represent(version, is_newest=True)


def represent(version: TemplateVersion, *, is_newest: bool) -> TemplateOut:
    """A published version as programs see it."""
    owner, in_force = version.owner, is_newest and version.sha256 is not None
    return TemplateOut(
        kind=version.kind,
        level=owner.level,
        owner_id=owner.id,
        version=version.number,
        sha256=version.sha256,
        kind_version=version.kind_version,
        in_force=in_force,
        outdated=in_force and services().templates.is_outdated(version),
        published_by=version.published_by,
        published_at=version.published_at,
        note=version.note,
        docx=_link(version) if version.sha256 else None,
    )


def _link(version: TemplateVersion) -> str:
    owner = version.owner
    return url_for(
        "api.templates.docx",
        kind=version.kind,
        organization_id=owner.organisation_id,
        municipality_id=owner.municipality_id,
        version=version.number,
    )


def _represent_builtin(kind: Kind) -> TemplateOut:
    return TemplateOut(
        kind=kind.code,
        level=Level.BUILTIN,
        owner_id=None,
        version=kind.version,
        sha256=kind.template_sha256,
        kind_version=kind.version,
        in_force=True,
        outdated=False,
        published_by=None,
        published_at=None,
        note="",
        docx=url_for("api.templates.docx", kind=kind.code, version=BUILTIN),
    )


def _represent_report(report: Report) -> ReportOut:
    return ReportOut(
        publishable=report.is_publishable,
        findings=[_represent_finding(found) for found in report.findings],
        hidden=report.hidden,
    )


def _represent_finding(found: Finding) -> FindingOut:
    place = found.place
    return FindingOut(
        code=found.code,
        severity=found.severity,
        message=found.message,
        place=PlaceOut(
            area=place.area,
            part=place.part,
            table=place.table,
            row=place.row,
            cell=place.cell,
            paragraph=place.paragraph,
            text=place.describe(),
            near=place.near,
        ),
    )


def _represent_changes(changes: list[Change]) -> DiffOut:
    return DiffOut(
        identical=not changes,
        changes=[
            ChangeOut(area=one.area, place=one.place, removed=one.removed, added=one.added)
            for one in changes
        ],
        lines=list(change_lines(changes)),
    )


def _find(kind: str, query: OwnerQuery, version: str) -> ChosenTemplate:
    """A template by what the address calls it: a number, `builtin` or `current`."""
    desk = services().templates
    if version == BUILTIN:
        return desk.get_builtin(principal(), kind)
    number = None if version == CURRENT else int(version)
    return desk.get_version(principal(), _owner(query), kind, number)


def _owner(query: OwnerQuery) -> Owner:
    organisation, municipality = query.organization_id, query.municipality_id
    if organisation and municipality:
        message = "Укажите что-то одно: организацию или муниципалитет."
        raise InvalidRequestError((Problem("#/query/municipality_id", "invalid", message),))
    if organisation:
        return Owner(organisation_id=OrganisationId(organisation))
    if municipality:
        return Owner(municipality_id=MunicipalityId(municipality))
    return owner_of(principal())


def _download(kind: str, found: ChosenTemplate) -> Download:
    version = found.version
    suffix = BUILTIN if version is None else f"{version.owner.id}-{version.number}"
    name = f"{kind}-{suffix}.docx"
    return Download(found.docx, DOCX, name, name)
