"""`grif verify`: whether the signatures of a PDF hold, for anybody, without the service."""

import json
import sys
from pathlib import Path

import click

from service.console.help import RussianCommand
from service.settings import Settings
from signing.errors import TrustError
from signing.verification import VerificationReport, load_trust
from signing.verification import verify as verify_pdf


@click.command(cls=RussianCommand)
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--trust",
    "trusted",
    multiple=True,
    type=click.Path(exists=True, path_type=Path),
    help="Доверенный сертификат (PEM, DER) или папка с ними; по умолчанию GRIF_TRUST_DIR",
)
@click.option("--json", "as_json", is_flag=True, help="Вывести отчёт в JSON")
def verify(file: Path, trusted: tuple[Path, ...], *, as_json: bool) -> None:
    """Проверить подписи PDF. Код выхода 0 — только если действительны все."""
    try:
        trust = load_trust(trusted or (Settings().trust,))
    except TrustError as error:
        click.echo(error.message, err=True)
        sys.exit(2)
    report = verify_pdf(file.read_bytes(), trust)
    if as_json:
        click.echo(json.dumps(report.to_dict(), ensure_ascii=False, indent=2))
    else:
        _print(report)
    sys.exit(0 if report.verdict == "valid" else 1)


def _print(report: VerificationReport) -> None:
    click.echo(report.sentence)
    for line in report.lines():
        click.echo(f"  {line}")
