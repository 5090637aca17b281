"""`python -m worker VERB`: one background process of Grif, or all of them under a supervisor."""

import json
import os
import sys
from dataclasses import asdict
from pathlib import Path

import click

from service.backstage import SystemClock, build_backstage, open_redis
from service.jobs import (
    CallWebhooks,
    ConvertDocuments,
    DeliverMail,
    InspectKeys,
    MakePreviews,
    SignDocuments,
)
from service.logs import configure_logging
from service.settings import Settings
from worker.runtime import Stop, in_lane, serve
from worker.workspace import open_workspace

# Each verb imports the code of its own process and no other: the process with the keys never
# loads what opens a docx, and the one that opens a docx never loads what reads keys.


@click.group()
def main() -> None:
    """Фоновые процессы Grif."""
    configure_logging()


@main.command()
def convert() -> None:
    """Заполнять шаблоны и преобразовывать их в PDF/A. Ключей не видит."""
    from worker.convert import ConvertDesk  # noqa: PLC0415 -- see above
    from worker.libreoffice.door import open_converter  # noqa: PLC0415 -- see above
    from worker.options import converter_options  # noqa: PLC0415 -- see above
    from worker.previews import PreviewMaker  # noqa: PLC0415 -- see above

    settings, stop = Settings(), Stop()
    with open_workspace(settings.scratch) as workspace:
        converter = open_converter(converter_options(settings))
        try:
            backstage = build_backstage(settings)
            desk = ConvertDesk(backstage, converter, stop, workspace)
            maker = PreviewMaker(backstage, converter, stop, workspace)
            handlers = {
                ConvertDocuments.handler: in_lane(desk.convert_documents),
                MakePreviews.handler: in_lane(maker.make_previews),
            }
            serve(ConvertDocuments.queue, handlers, open_redis(settings), stop)
        finally:
            converter.close()


@main.command()
def sign() -> None:
    """Подписывать и складывать в архив. Документов Word не открывает."""
    from signing.timestamping import HttpTimestampAuthority  # noqa: PLC0415 -- see above
    from worker.keyring import Keyring  # noqa: PLC0415 -- see above
    from worker.notary import NotaryOffice  # noqa: PLC0415 -- see above
    from worker.sign import SignDesk  # noqa: PLC0415 -- see above

    settings, stop = Settings(), Stop()
    office = NotaryOffice(
        settings.signature_level,
        HttpTimestampAuthority(settings.tsa_url),
        settings.trust,
        settings.revocation_dir,
    )
    desk = SignDesk(build_backstage(settings), Keyring(settings.keys), office, stop)
    handlers = {
        SignDocuments.handler: in_lane(desk.sign_documents),
        InspectKeys.handler: desk.inspect_keys,
    }
    serve(SignDocuments.queue, handlers, open_redis(settings), stop)


@main.command()
def deliver() -> None:
    """Передавать письма почтовому серверу, а уведомления – программам. Документов не видит."""
    from worker.deliver import DeliverDesk, SmtpCarrier  # noqa: PLC0415 -- see above
    from worker.notices import CallDesk, HttpCaller  # noqa: PLC0415 -- see above

    settings, stop = Settings(), Stop()
    carrier = SmtpCarrier(
        settings.smtp_host,
        settings.smtp_port,
        settings.smtp_security,
        settings.smtp_sender,
        settings.smtp_user,
        settings.smtp_password_file,
    )
    backstage = build_backstage(settings)
    caller = HttpCaller(settings.webhook_allowed)
    handlers = {
        DeliverMail.handler: DeliverDesk(backstage.mail, carrier, stop).deliver_mail,
        CallWebhooks.handler: CallDesk(backstage.notices, caller, stop).call_webhooks,
    }
    serve(DeliverMail.queue, handlers, open_redis(settings), stop)


@main.command()
def tick() -> None:
    """Раз в секунду напоминать очереди о том, что ждёт работы."""
    from worker.tick import Ticker  # noqa: PLC0415 -- see above

    stop = Stop()
    stop.request_on_signals()
    Ticker(build_backstage(Settings()), stop).run()


@main.command()
def up() -> None:
    """Запустить всё: очередь, веб, convert, sign, deliver и tick."""
    from service.console.failures import told_in_russian  # noqa: PLC0415 -- see above
    from service.storage.occupation import occupied  # noqa: PLC0415 -- see above
    from worker.programs import list_programs  # noqa: PLC0415 -- see above
    from worker.supervisor import Supervisor  # noqa: PLC0415 -- see above

    environment = dict(os.environ)  # noqa: TID251 -- an entry point: children get what it got
    settings = Settings()
    with told_in_russian(), occupied(settings.root, "up"):
        Supervisor(list_programs(settings, environment), Stop()).run()


@main.command()
@click.argument("kind")
@click.argument("data", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), required=True)
@click.option("--number", default="б/н")
@click.option("--organization", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def render(kind: str, data: Path, output: Path, number: str, organization: Path | None) -> None:
    """Напечатать на пробу: заполнить и преобразовать, ничего не сохраняя."""
    from worker.libreoffice.door import open_converter  # noqa: PLC0415 -- see above
    from worker.options import converter_options  # noqa: PLC0415 -- see above
    from worker.rendering import (  # noqa: PLC0415 -- see above
        TrialError,
        TrialPrint,
        example_author,
        read_json,
        read_requisites,
        render_file,
        write_trial,
    )

    settings = Settings()
    try:
        today = SystemClock(settings.timezone).today()
        trial = TrialPrint(kind, read_json(data), today, number)
        requisites = read_requisites(organization or example_author(kind))
        with open_workspace(settings.scratch) as workspace:
            converter = open_converter(converter_options(settings))
            try:
                pdf = render_file(trial, requisites, converter, workspace)
            finally:
                converter.close()
        write_trial(output, pdf)
    except TrialError as error:
        for line in error.lines:
            print(line, file=sys.stderr)
        sys.exit(error.exit_code)


@main.command()
@click.argument("document_id")
@click.option("-o", "--output", type=click.Path(file_okay=False, path_type=Path))
@click.option("--compare", "comparing", is_flag=True)
@click.option("--json", "as_json", is_flag=True)
def rebuild(document_id: str, output: Path | None, *, comparing: bool, as_json: bool) -> None:
    """Собрать документ заново из того, что с ним хранится, и сравнить."""
    from service.console.failures import told_in_russian  # noqa: PLC0415 -- see above
    from worker.libreoffice.door import open_converter  # noqa: PLC0415 -- see above
    from worker.options import converter_options  # noqa: PLC0415 -- see above
    from worker.rebuilding.desk import Request, serve_request  # noqa: PLC0415 -- see above

    with told_in_russian():
        settings = Settings()
        with open_workspace(settings.scratch) as workspace:
            request = Request(document_id, output, comparing=comparing, as_json=as_json)
            answer = serve_request(
                request,
                build_backstage(settings),
                lambda: open_converter(converter_options(settings)),
                workspace,
            )
        for line in answer.lines:
            print(line, file=sys.stderr if answer.is_refusal else sys.stdout)
        sys.exit(answer.exit_code)


@main.command()
def probe() -> None:
    """Сообщить в JSON, какие движки LibreOffice здесь работают."""
    from worker.libreoffice.door import probe as probe_engines  # noqa: PLC0415 -- see above
    from worker.options import converter_options  # noqa: PLC0415 -- see above
    from worker.programs import find_queue_server  # noqa: PLC0415 -- see above

    settings = Settings()
    engines = [asdict(s) for s in probe_engines(converter_options(settings))]
    print(json.dumps({"engines": engines, "queue_server": str(find_queue_server())}))


if __name__ == "__main__":
    main()
