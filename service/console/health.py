"""`grif doctor`: every part with its version and state."""

import json
import platform
import shutil
import smtplib
import subprocess  # noqa: TID251 -- asks other programs for their versions
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

import click

from service.backstage import build_backstage
from service.console.help import RussianCommand
from service.settings import Settings
from signing.gost import streebog
from signing.gost.selftest import find_fault

_SECONDS = 60
_MAIL_SECONDS = 5
_PACKAGES = ("flask", "docxtpl", "python-docx", "pypdf", "pyhanko", "pikepdf", "rq", "sqlalchemy")
_FONT = Path("/usr/share/fonts/truetype/liberation/LiberationSerif-Regular.ttf")
_ENGINE_TITLES = {
    "in_process": "в своём процессе",
    "socket": "через сокет",
    "cold": "запуск на каждый документ",
}


@dataclass(frozen=True)
class Part:
    """One part: whether it is fit, its version and what is worth saying about it."""

    name: str
    is_fit: bool
    version: str = ""
    detail: str = ""


@click.command(cls=RussianCommand)
def doctor() -> None:
    """Показать каждую часть: версию и состояние. Код выхода 0, если всё исправно."""
    settings = Settings()
    all_fit = True
    for part in _list_parts(settings):
        all_fit = all_fit and part.is_fit
        mark = "✓" if part.is_fit else "✗"
        click.echo(f"{mark} {part.name:<38} {part.version:<10} {part.detail}".rstrip())
    click.echo("\nНастройки (GRIF_…):")
    for name in type(settings).model_fields:
        value = getattr(settings, name)
        shown = "задано" if name.endswith("_url") and value else value
        click.echo(f"  GRIF_{name.upper():<20} {shown if shown not in (None, '') else '—'}")
    sys.exit(0 if all_fit else 1)


def _list_parts(settings: Settings) -> Iterator[Part]:
    yield Part("Python", sys.version_info >= (3, 11), platform.python_version())
    for package in _PACKAGES:
        yield Part(package, is_fit=True, version=version(package))
    yield from _converter()
    yield Part("Шрифты Liberation", _FONT.exists(), detail="" if _FONT.exists() else "нет файлов")
    yield _program("poppler (pdftoppm)", ("pdftoppm", "-v"))
    yield _program("openssl", ("openssl", "version"))
    yield _gost()
    yield from _stores(settings)
    told = "задана" if settings.tsa_url else "не задана: приказы будут ждать подписи"
    yield Part("Служба меток времени", is_fit=True, detail=told)
    yield _mail(settings)
    yield _folder("Ключи подписи", settings.keys)
    yield _folder("Доверенные сертификаты", settings.trust)


def _converter() -> Iterator[Part]:
    answer = _run((sys.executable, "-m", "worker", "probe"))
    try:
        report = json.loads(answer)
    except ValueError:
        yield Part("LibreOffice", is_fit=False, detail="не отвечает")
        return
    for engine in report["engines"]:
        name = f"LibreOffice: {_ENGINE_TITLES[engine['name']]}"
        yield Part(name, engine["available"], engine["version"], engine["detail"])
    server = report["queue_server"]
    line = _run((server, "--version"))
    number = next((word for word in line.split() if word.startswith("v=")), "")
    yield Part("Сервер очереди", bool(number), number.removeprefix("v="), Path(server).name)


def _stores(settings: Settings) -> Iterator[Part]:
    if not settings.root.exists():
        yield Part("Данные", is_fit=True, detail="ещё не созданы: появятся при первом запуске")
        return
    backstage = build_backstage(settings)
    yield _probed("База данных", backstage.database.probe)
    yield _probed("Архив (запись)", backstage.blobs.probe)
    free = shutil.disk_usage(settings.root).free / 1e9
    yield Part("Свободное место", free > 1, f"{free:.0f} ГБ")
    is_alive = backstage.queue.is_alive()
    yield Part("Очередь", is_fit=True, detail="отвечает" if is_alive else "не запущена")


def _probed(name: str, probe: Callable[[], None]) -> Part:
    try:
        probe()
    except Exception as error:  # noqa: BLE001 -- whatever is wrong, the doctor reports and goes on
        return Part(name, is_fit=False, detail=type(error).__name__)
    return Part(name, is_fit=True, detail="отвечает")


def _gost() -> Part:
    fault = find_fault()
    source = "openssl" if streebog.is_provided() else "Гриф"
    return Part("Проверка подписей ГОСТ", not fault, detail=fault or f"хэш считает {source}")


def _mail(settings: Settings) -> Part:
    """Whether the mail server greets us; nothing is sent."""
    name = "Почта"
    if not settings.smtp_host:
        return Part(name, is_fit=True, detail="не задана: ссылки приглашений передают сами")
    place = (settings.smtp_host, settings.smtp_port)
    kind = smtplib.SMTP_SSL if settings.smtp_security == "tls" else smtplib.SMTP
    try:
        with kind(*place, timeout=_MAIL_SECONDS) as server:
            server.ehlo()
    except (smtplib.SMTPException, OSError) as error:
        return Part(name, is_fit=False, detail=f"не отвечает ({type(error).__name__})")
    return Part(name, is_fit=True, detail="отвечает")


def _folder(name: str, folder: Path) -> Part:
    count = sum(1 for _ in folder.rglob("*")) if folder.is_dir() else 0
    return Part(name, is_fit=True, detail=f"файлов: {count}" if count else "нет")


def _program(name: str, command: Sequence[str]) -> Part:
    line = _run(command)
    number = next((word for word in line.split() if word[0].isdigit()), "")
    return Part(name, bool(number), number)


def _run(command: Sequence[str]) -> str:
    try:
        done = subprocess.run(  # noqa: S603 -- fixed commands
            command, capture_output=True, timeout=_SECONDS, check=False, text=True
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout or done.stderr
