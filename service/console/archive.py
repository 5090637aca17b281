"""`grif archive`: list, export and check what is kept."""

import json
import sys
from pathlib import Path

import click

from service.backstage import Backstage, build_backstage
from service.bootstrap import MUNICIPALITIES
from service.console.help import RussianGroup
from service.console.paths import OutputFile
from service.domain.blobs import BlobError
from service.domain.ids import OrganisationId
from service.operations.archive import ArchiveFault, Finding
from service.operations.keeping import KeeperDesk
from service.settings import Settings
from service.storage.filesystem import FilesystemStore

_FINDINGS = {
    Finding.MISSING: "файл пропал",
    Finding.CHANGED: "файл изменён",
    Finding.UNTRACKED: "лишний файл, которого не знает ни один документ",
    Finding.AUDIT_BROKEN: "журнал изменён, начиная с события",
    Finding.ROW_CHANGED: "запись в базе не та, что в журнале событий",
}
_FIELDS = {
    "kind": "вид",
    "number": "номер",
    "date": "дата",
    "content": "данные, реквизиты или заголовок",
    "files": "хеши файлов",
    "state": "состояние",
    "manifest": "опись архива",
    "made_with": "чем сделан документ",
    "plan": "план подписей",
    "signatures": "подписи по плану",
    "companions": "файлы при документе",
    "row": "нет документа",
    "registration": "нет события регистрации",
}

_organization = click.option(
    "--organization", "organizations", multiple=True, help="Организация (можно несколько раз)"
)
_kind = click.option("--kind", help="Вид документа")
_year = click.option("--year", type=int, help="Год документа")
_text = click.option("-q", "--query", help="Слова из номера или заголовка")


@click.group(cls=RussianGroup)
def archive() -> None:
    """Архив: список, выгрузка, проверка."""


@archive.command("list")
@_organization
@_kind
@_year
@_text
@click.option("--json", "as_json", is_flag=True, help="Вывести JSON")
def list_archive(
    organizations: tuple[str, ...],
    kind: str | None,
    year: int | None,
    query: str | None,
    *,
    as_json: bool,
) -> None:
    """Показать документы архива, новые сверху."""
    desk, chosen, _ = _open(organizations)
    entries = desk.list_entries(chosen, kind=kind, year=year, text=query)
    if as_json:
        rows = [
            {
                "document_id": entry.document_id,
                "organization_id": entry.organisation_id,
                "kind": entry.kind,
                "number": entry.number,
                "date": entry.doc_date.isoformat(),
                "title": entry.title,
                "archived_at": entry.archived_at,
            }
            for entry in entries
        ]
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    for entry in entries:
        day = f"{entry.doc_date:%d.%m.%Y}"
        click.echo(
            f"{entry.organisation_id:<12} {day}  № {entry.number:<12} {entry.title}  "
            f"[{entry.document_id}]"
        )
    click.echo(f"Всего: {len(entries)}")


@archive.command("export")
@_organization
@_kind
@_year
@_text
@click.option("-o", "--output", type=OutputFile(), required=True, help="ZIP")
def export_archive(
    organizations: tuple[str, ...],
    kind: str | None,
    year: int | None,
    query: str | None,
    output: Path,
) -> None:
    """Выгрузить документы в контейнер ZIP с описью manifest.json."""
    desk, chosen, _ = _open(organizations)
    entries = desk.list_entries(chosen, kind=kind, year=year, text=query)
    partial = output.with_name(f"{output.name}.part")
    try:
        with partial.open("wb") as target:
            count = desk.export(entries, target)
    except BlobError as error:
        partial.unlink(missing_ok=True)
        click.echo("Файл архива не читается. Запустите «grif archive fsck».", err=True)
        raise SystemExit(1) from error
    partial.rename(output)
    click.echo(f"Выгружено документов: {len(entries)}, файлов: {count}. Контейнер: {output}")


@archive.command("fsck")
@_organization
def check_archive(organizations: tuple[str, ...]) -> None:
    """Перечитать каждый файл и каждое событие журнала и сверить с записанным."""
    desk, chosen, backstage = _open(organizations)
    report = backstage.archive.check(chosen)
    templates = FilesystemStore(backstage.settings.archive / MUNICIPALITIES)
    damaged = desk.find_damaged_templates(templates)
    for fault in (*report.faults, *report.leftovers):
        click.echo(_describe(fault), err=True)
    for version in damaged:
        text = f"{version.owner.id}: шаблон пропал или изменён: {version.sha256}"
        click.echo(text, err=True)
    faults = len(report.faults) + len(damaged)
    click.echo(
        f"Проверено файлов: {report.files}, событий журнала: {report.events}, "
        f"нарушений: {faults}, лишних файлов: {len(report.leftovers)}"
    )
    sys.exit(1 if faults else 0)


def _describe(fault: ArchiveFault) -> str:
    fields = ", ".join(_FIELDS.get(name, name) for name in fault.fields)
    text = f"{fault.organisation_id}: {_FINDINGS[fault.finding]}: {fault.subject}"
    return f"{text} ({fields})" if fields else text


def _open(organizations: tuple[str, ...]) -> tuple[KeeperDesk, list[OrganisationId], Backstage]:
    backstage = build_backstage(Settings())
    desk = KeeperDesk(backstage.database, backstage.blobs)
    known = desk.list_organisations()
    chosen = [OrganisationId(name) for name in organizations] or known
    unknown = sorted(set(chosen) - set(known))
    if unknown:
        click.echo(f"Нет такой организации: {', '.join(unknown)}", err=True)
        sys.exit(2)
    return desk, chosen, backstage
