"""The command line of Grif. Every verb speaks Russian; settings come from the environment."""

import os
import sys
from pathlib import Path

import click

from service.console.archive import archive
from service.console.checks import benchmark, check, test
from service.console.declension import decline
from service.console.forms import forms
from service.console.health import doctor
from service.console.help import RussianGroup
from service.console.kinds import kinds
from service.console.packs import check_pack
from service.console.paths import OutputFile
from service.console.programs import key, webhook
from service.console.sign_client import sign_client
from service.console.signers import signer
from service.console.templates import template
from service.console.tenants import organization, user
from service.console.verification import verify
from service.database.migration import migrate as migrate_database
from service.settings import Settings
from service.storage.occupation import occupied


@click.group(
    cls=RussianGroup,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
def main() -> None:
    """Grif: документы наставничества — от данных школы до подписанного PDF/A в архиве."""
    Settings()  # wrong settings are named before anything begins


@main.command()
@click.option("--once", is_flag=True, help="Закончить после проверки, не открывая веб-страницы")
def demo(*, once: bool) -> None:
    """Показать всё в работе на вымышленном муниципалитете из пяти школ."""
    from service.demo.run import run_demo  # noqa: PLC0415 -- the demo is loaded only when asked for

    sys.exit(run_demo(Settings(), once=once))


@main.command()
def migrate() -> None:
    """Создать базу данных или обновить её до новой версии."""
    settings = Settings()
    settings.root.mkdir(parents=True, exist_ok=True)
    migrate_database(settings.database_owner, login=settings.database)


@main.command()
def up() -> None:
    """Запустить всё в одном окне: очередь, веб, преобразование, подпись. Ctrl+C — остановить."""
    settings = Settings()
    with occupied(settings.root, "up"):  # the process it becomes takes hold of it again
        migrate_database(settings.database_owner, login=settings.database)
    click.echo(f"Откройте http://{settings.bind}/ — остановить: Ctrl+C")
    _become("up")


@main.command()
@click.argument("kind")
@click.argument("data", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("-o", "--output", type=OutputFile(), required=True, help="PDF")
@click.option("--number", default="б/н", show_default=True, help="Номер на документе")
@click.option(
    "--organization",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Реквизиты организации в JSON; по умолчанию — образцовой школы или отдела образования",
)
def render(kind: str, data: Path, output: Path, number: str, organization: Path | None) -> None:
    """Заполнить шаблон KIND данными DATA и получить PDF/A. Ничего не регистрируется."""
    chosen = ("--organization", str(organization)) if organization else ()
    _become("render", kind, str(data), "-o", str(output), "--number", number, *chosen)


@main.command()
@click.argument("document_id", metavar="ID")
@click.option("--compare", "comparing", is_flag=True, help="Сравнить с тем, что хранится")
@click.option(
    "-o",
    "--output",
    type=click.Path(file_okay=False, path_type=Path),
    help="Папка для docx и PDF; без неё файлы не остаются",
)
@click.option("--json", "as_json", is_flag=True, help="Вывести отчёт в JSON")
def rebuild(document_id: str, output: Path | None, *, comparing: bool, as_json: bool) -> None:
    """Собрать документ ID заново из хранимых данных и шаблона. Код 0 — тот же документ."""
    chosen = ("-o", str(output)) if output else ()
    flags = [name for name, on in (("--compare", comparing), ("--json", as_json)) if on]
    _become("rebuild", *chosen, *flags, "--", document_id)


def _become(verb: str, *arguments: str) -> None:
    """Go on as a process of `worker`: service knows nothing of it but its command line."""
    command = [sys.executable, "-m", "worker", verb, *arguments]
    os.execv(sys.executable, command)  # noqa: S606 -- our own interpreter


for command in (
    archive,
    benchmark,
    check,
    check_pack,
    decline,
    doctor,
    forms,
    key,
    kinds,
    organization,
    sign_client,
    signer,
    template,
    test,
    user,
    verify,
    webhook,
):
    main.add_command(command)

if __name__ == "__main__":
    main(prog_name="./grif")
