"""`grif check`, `grif test` and `grif benchmark`: whether the tree is good, and how fast."""

import subprocess  # noqa: TID251 -- runs the tools that judge the code
import sys
from collections.abc import Sequence
from pathlib import Path

import click

from service.console.help import RussianCommand

ROOT = Path(__file__).resolve().parents[2]

_CHECKS: tuple[tuple[str, Sequence[str]], ...] = (
    ("ruff check", ("ruff", "check", ".")),
    ("ruff format", ("ruff", "format", "--check", ".")),
    ("mypy", ("mypy", "-p", "service", "-p", "doc_templates", "-p", "signing", "-p", "worker")),
    ("mypy tests", ("mypy", "tests", "benchmarks")),
    ("import-linter", ("lint-imports",)),
)
_PASS_ON = {"ignore_unknown_options": True, "allow_interspersed_args": False}


@click.command(cls=RussianCommand)
def check() -> None:
    """Проверить исходный код: ruff, mypy, import-linter."""
    failed = [name for name, command in _CHECKS if not _succeeds(name, command)]
    if failed:
        click.echo(f"Не прошли: {', '.join(failed)}", err=True)
        sys.exit(1)


@click.command(cls=RussianCommand, context_settings=_PASS_ON)
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def test(arguments: tuple[str, ...]) -> None:
    """Выполнить все тесты; доводы передаются pytest."""
    chosen = arguments or ("-n", "2", "--dist", "loadgroup", "-rs")
    command = [sys.executable, "-m", "pytest", *chosen]
    sys.exit(subprocess.run(command, cwd=ROOT, check=False).returncode)  # noqa: S603 -- our own tests


@click.command(cls=RussianCommand)
@click.option("--quick", is_flag=True, help="Меньше повторов")
def benchmark(*, quick: bool) -> None:
    """Измерить скорость рядом с обычными решениями; итог — в docs/performance.md."""
    command = [sys.executable, "-m", "benchmarks.run", *(("--quick",) if quick else ())]
    sys.exit(subprocess.run(command, cwd=ROOT, check=False).returncode)  # noqa: S603 -- our own code


def _succeeds(name: str, command: Sequence[str]) -> bool:
    click.echo(f"— {name}", err=True)
    tool = Path(sys.executable).with_name(command[0])
    done = subprocess.run([tool, *command[1:]], cwd=ROOT, check=False)  # noqa: S603 -- fixed tools
    return done.returncode == 0
