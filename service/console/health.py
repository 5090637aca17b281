"""`grif doctor`: every part with its version and state."""

import json
import os
import platform
import shutil
import smtplib
import subprocess  # noqa: TID251 -- asks other programs for their versions
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Final

import click

from service.backstage import open_redis
from service.console.failures import explain
from service.console.help import RussianCommand
from service.database.database import open_database
from service.queue.rq_queue import RqQueue
from service.settings import Settings
from service.storage.filesystem import FilesystemStore
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
    for name, examine in _EXAMINATIONS.items():
        try:
            yield from list(examine(settings))
        except Exception as error:  # noqa: BLE001 -- whatever is wrong, the doctor goes on
            yield Part(name, is_fit=False, detail=explain(error))


def _fonts(_settings: Settings) -> Iterator[Part]:
    yield Part("Шрифты Liberation", _FONT.exists(), detail="" if _FONT.exists() else "нет файлов")


def _converter(_settings: Settings) -> Iterator[Part]:
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


def _database(settings: Settings) -> Iterator[Part]:
    if not settings.database_url and not (settings.root / "grif.db").exists():
        yield Part(_DATABASE, is_fit=True, detail="появится при первом запуске")
        return
    database = open_database(settings.database)
    try:
        with database.snapshot() as tx:
            count = len(tx.organisations.list_all())
        wall = _WALLS[database.is_walled()]
    finally:
        database.close()
    yield Part(_DATABASE, is_fit=True, detail=f"отвечает, организаций: {count}{wall}")


def _archive(settings: Settings) -> Iterator[Part]:
    if not settings.archive_dir and not settings.root.exists():
        yield Part(_ARCHIVE, is_fit=True, detail="появится при первом запуске")
        return
    FilesystemStore(settings.archive).probe()
    yield Part(_ARCHIVE, is_fit=True, detail="отвечает")


def _space(settings: Settings) -> Iterator[Part]:
    there = next(folder for folder in (settings.root, *settings.root.parents) if folder.exists())
    free = shutil.disk_usage(there).free / 1e9
    yield Part("Свободное место", free > 1, f"{free:.0f} ГБ")


def _queue(settings: Settings) -> Iterator[Part]:
    is_alive = RqQueue(open_redis(settings)).is_alive()
    own = "отвечает" if is_alive else "не запущена: её запускает ./grif up"
    given = "отвечает" if is_alive else "не отвечает по GRIF_REDIS_URL"
    is_fit = is_alive or not settings.redis_url
    yield Part("Очередь", is_fit, detail=given if settings.redis_url else own)


def _authority(settings: Settings) -> Iterator[Part]:
    told = "задана" if settings.tsa_url else "не задана: приказы будут ждать подписи"
    yield Part("Служба меток времени", is_fit=True, detail=told)


def _gost(_settings: Settings) -> Iterator[Part]:
    fault = find_fault()
    detail = fault or f"хэш считает {_STREEBOG[streebog.find_way()]}"
    yield Part("Проверка подписей ГОСТ", not fault, detail=detail)


def _mail(settings: Settings) -> Iterator[Part]:
    """Whether the mail server greets us; nothing is sent."""
    if not settings.smtp_host:
        yield Part(_MAIL, is_fit=True, detail="не задана: ссылки приглашений передают сами")
        return
    place = (settings.smtp_host, settings.smtp_port)
    kind = smtplib.SMTP_SSL if settings.smtp_security == "tls" else smtplib.SMTP
    try:
        with kind(*place, timeout=_MAIL_SECONDS) as server:
            server.ehlo()
    except (smtplib.SMTPException, OSError) as error:
        detail = f"не отвечает ({type(error).__name__})"
        yield Part(_MAIL, is_fit=False, detail=detail)
        return
    yield Part(_MAIL, is_fit=True, detail="отвечает")


def _folder(name: str, folder: Path) -> Iterator[Part]:
    """Count the files of a folder; one that is there and cannot be read is not fit."""
    count = sum(len(files) for _, _, files in os.walk(folder, onerror=_raise))
    yield Part(name, is_fit=True, detail=f"файлов: {count}" if count else "нет")


def _raise(error: OSError) -> None:
    if not isinstance(error, FileNotFoundError):
        raise error


def _program(name: str, command: Sequence[str]) -> Iterator[Part]:
    line = _run(command)
    number = next((word for word in line.split() if word[0].isdigit()), "")
    yield Part(name, bool(number), number)


def _run(command: Sequence[str]) -> str:
    try:
        done = subprocess.run(  # noqa: S603 -- fixed commands
            command, capture_output=True, timeout=_SECONDS, check=False, text=True
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout or done.stderr


_STREEBOG: Final[Mapping[streebog.Way, str]] = {
    "openssl": "openssl",
    "libgcrypt": "libgcrypt",
    "here": "сам Гриф: медленно, поставьте libgcrypt20",
}
_DATABASE: Final = "База данных"
_WALLS: Final = {
    None: "",
    True: ", строки организаций разделены",
    False: ", строки организаций не разделены: вход выше политик (см. «PostgreSQL» в руководстве)",
}
_ARCHIVE: Final = "Архив (запись)"
_MAIL: Final = "Почта"
_EXAMINATIONS: Final[Mapping[str, Callable[[Settings], Iterable[Part]]]] = {
    "LibreOffice": _converter,
    "Шрифты Liberation": _fonts,
    "poppler (pdftoppm)": lambda _: _program("poppler (pdftoppm)", ("pdftoppm", "-v")),
    "openssl": lambda _: _program("openssl", ("openssl", "version")),
    "Проверка подписей ГОСТ": _gost,
    _DATABASE: _database,
    _ARCHIVE: _archive,
    "Свободное место": _space,
    "Очередь": _queue,
    "Служба меток времени": _authority,
    _MAIL: _mail,
    "Ключи подписи": lambda settings: _folder("Ключи подписи", settings.keys),
    "Доверенные сертификаты": lambda settings: _folder("Доверенные сертификаты", settings.trust),
}
