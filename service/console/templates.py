"""`grif template`: an office's own templates, from export to publication."""

import json
import sys
from dataclasses import asdict
from pathlib import Path

import click

from doc_templates.errors import UnsafeTemplateError
from doc_templates.linting.findings import Report, report_lines
from doc_templates.template_changes import change_lines, find_changes
from service.bootstrap import Services, build_services
from service.console.help import RussianGroup
from service.console.paths import OutputFile
from service.console.tenants import chosen_tenant
from service.domain.access import Principal, Scope
from service.domain.templates import Owner, TemplateRejectedError, TemplateVersion
from service.operations.templates import ChosenTemplate, Publication
from service.settings import Settings

_CONSOLE = "console"
_BUILTIN, _CURRENT = "builtin", "current"
_LEVELS = {"builtin": "из поставки", "municipality": "муниципалитет", "organization": "организация"}

_file = click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
_kind = click.option("--kind", required=True, help="Вид документа: ./grif kinds")
_organization = click.option("--organization", help="Организация")
_municipality = click.option("--municipality", help="Муниципалитет (все его организации)")


@click.group(cls=RussianGroup)
def template() -> None:
    """Свои шаблоны: взять, проверить, опубликовать, сравнить."""


@template.command("list")
@click.option("--kind", help="Вид документа: тогда все версии")
def list_templates(kind: str | None) -> None:
    """Показать опубликованные шаблоны; остальные документы делаются по шаблонам из поставки."""
    services = build_services(Settings())
    with services.database.snapshot() as tx:
        organisations = tx.organisations.list_all()
        owners = {
            owner: None
            for one in organisations
            for owner in (
                Owner(municipality_id=one.municipality_id),
                Owner(organisation_id=one.id),
            )
        }
        versions = tx.templates.list_of(owners, kind)
    seen: set[tuple[Owner, str]] = set()
    for version in versions:
        is_newest = (version.owner, version.kind) not in seen
        seen.add((version.owner, version.kind))
        if is_newest or kind is not None:
            click.echo(_line(services, version, is_newest=is_newest))
    if not versions:
        click.echo("Своих шаблонов нет: документы делаются по шаблонам из поставки.")


@template.command("export")
@click.argument("kind")
@click.option("-o", "--output", type=OutputFile(), help="Файл .docx; по умолчанию KIND.docx")
@_organization
@_municipality
def export_template(
    kind: str, output: Path | None, organization: str | None, municipality: str | None
) -> None:
    """Взять шаблон вида KIND, чтобы править его в Word: свой, если он есть, или из поставки."""
    services = build_services(Settings())
    found = _find(services, kind, _owner(services, organization, municipality), _CURRENT)
    target = output or Path(f"{kind}.docx")
    target.write_bytes(found.docx)
    click.echo(f"{target}: {_source(found)}")


@template.command("lint")
@_file
@_kind
@click.option("--json", "as_json", is_flag=True, help="Вывести JSON")
def lint_file(file: Path, kind: str, *, as_json: bool) -> None:
    """Проверить шаблон FILE. Код выхода 1 — есть ошибки."""
    services = build_services(Settings())
    report = services.templates.lint(_principal(None), kind, file.read_bytes())
    if as_json:
        click.echo(json.dumps(_as_json(report), ensure_ascii=False, indent=2))
    else:
        _print(report)
    sys.exit(0 if report.is_publishable else 1)


@template.command("publish")
@_file
@_kind
@_organization
@_municipality
@click.option("--note", default="", help="Пояснение: что изменено")
def publish_file(
    file: Path, kind: str, organization: str | None, municipality: str | None, note: str
) -> None:
    """Проверить шаблон FILE и делать по нему новые документы организации или муниципалитета."""
    services = build_services(Settings())
    owner = _required_owner(services, organization, municipality)
    docx = file.read_bytes()
    try:
        version = services.templates.publish(
            _principal(owner), Publication(owner, kind, docx, note)
        )
    except TemplateRejectedError as error:
        _print(services.templates.lint(_principal(owner), kind, docx))
        raise click.ClickException(error.message) from error
    click.echo(f"Опубликована версия {version.number}: новые документы делаются по ней.")


@template.command("withdraw")
@click.argument("kind")
@_organization
@_municipality
def withdraw_template(kind: str, organization: str | None, municipality: str | None) -> None:
    """Отказаться от своего шаблона вида KIND: действует шаблон уровнем выше."""
    services = build_services(Settings())
    owner = _required_owner(services, organization, municipality)
    services.templates.withdraw(_principal(owner), owner, kind)
    click.echo("Свой шаблон отменён. Документы, сделанные по нему, не меняются.")


@template.command("diff")
@click.argument("kind")
@click.argument(
    "file", required=False, type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
@_organization
@_municipality
@click.option("--from", "old", default=_BUILTIN, show_default=True, help="Версия, с которой")
@click.option("--to", "new", default=_CURRENT, show_default=True, help="Версия, до которой")
def diff_templates(
    kind: str,
    file: Path | None,
    organization: str | None,
    municipality: str | None,
    old: str,
    new: str,
) -> None:
    """Показать, что изменилось в шаблоне вида KIND: в FILE или между версиями.

    Версия — номер, builtin (из поставки) или current (в силе). С FILE сравнивается он.
    """
    services = build_services(Settings())
    owner = _owner(services, organization, municipality)
    before = _find(services, kind, owner, old).docx
    after = file.read_bytes() if file else _find(services, kind, owner, new).docx
    try:
        changes = find_changes(before, after)
    except UnsafeTemplateError as error:
        raise click.ClickException(error.message) from error
    click.echo("\n".join(change_lines(changes)))


def _principal(owner: Owner | None) -> Principal:
    """Whoever can run commands on the server acts for whom he names."""
    if owner is None:
        return Principal(_CONSOLE, frozenset(Scope))
    return Principal(_CONSOLE, frozenset(Scope), owner.organisation_id, owner.municipality_id)


def _owner(services: Services, organization: str | None, municipality: str | None) -> Owner | None:
    if organization is None and municipality is None:
        return None
    return _required_owner(services, organization, municipality)


def _required_owner(
    services: Services, organization: str | None, municipality: str | None
) -> Owner:
    tenant = chosen_tenant(services, organization, municipality)
    return Owner(tenant.organisation_id, tenant.municipality_id)


def _find(services: Services, kind: str, owner: Owner | None, version: str) -> ChosenTemplate:
    desk, principal = services.templates, _principal(owner)
    if version == _BUILTIN or (owner is None and version == _CURRENT):
        return desk.get_builtin(principal, kind)
    if owner is None or not (version == _CURRENT or version.isdecimal()):
        message = "Версия — номер, builtin или current; для номера укажите, чья она."
        raise click.UsageError(message)
    return desk.get_version(principal, owner, kind, None if version == _CURRENT else int(version))


def _source(found: ChosenTemplate) -> str:
    version = found.version
    if version is None:
        return f"шаблон {_LEVELS['builtin']}"
    return f"{_LEVELS[version.owner.level]} {version.owner.id}, версия {version.number}"


def _line(services: Services, version: TemplateVersion, *, is_newest: bool) -> str:
    day = f"{version.published_at:%d.%m.%Y}"
    owner = f"{_LEVELS[version.owner.level]} {version.owner.id}"
    if version.sha256 is None:
        state = "отменён"
    elif not is_newest:
        state = "заменён"
    else:
        state = "НЕ ПОДХОДИТ К ВИДУ" if services.templates.is_outdated(version) else "в силе"
    return (
        f"{version.kind:<32} {owner:<30} версия {version.number} от {day}, {state}  {version.note}"
    )


def _as_json(report: Report) -> dict[str, object]:
    findings = [
        {**asdict(found), "place": {**asdict(found.place), "text": found.place.describe()}}
        for found in report.findings
    ]
    return {
        "publishable": report.is_publishable,
        "findings": findings,
        "hidden": report.hidden,
    }


def _print(report: Report) -> None:
    for line in report_lines(report):
        click.echo(line)
    errors = len(report.errors)
    warnings = len(report.findings) - errors
    click.echo(f"Ошибок: {errors}, предупреждений: {warnings}.")
