"""`grif demo`: the product's main job on a fictional municipality of five schools.

Everything goes the way a real installation works: a program posts each document over REST, the
background processes do the rest, and every PDF is fetched back and verified.
"""

import json
import os
import shutil
import signal
import socket
import time
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from service.bootstrap import build_services
from service.database.migration import migrate
from service.demo import pki as authority
from service.demo.mailbox import run_mailbox
from service.demo.pack import plan_pack
from service.demo.processes import await_ready, run_authority, run_grif
from service.demo.report import show_table
from service.demo.seeding import Login, hand_out_keys, list_holders, seed
from service.demo.workload import Outcome, make_documents, verify_documents
from service.settings import Settings
from service.storage.occupation import occupied

_DATA = Path(__file__).with_name("data") / "municipality.json"
_FOLDER = "demo"
_MAIL = "mail"
_FLEETING = ("archive", "queue", "scratch", "keys", "trust", _MAIL)


@dataclass(frozen=True)
class _Stage:
    """The demo's own folder and the settings of the Grif that runs in it."""

    folder: Path
    settings: Settings
    environment: Mapping[str, str]

    @property
    def log(self) -> Path:
        """Where the processes log to."""
        return self.folder / "grif.log"


def run_demo(settings: Settings, *, once: bool) -> int:
    """Run the demo; returns the exit code: 0 when every document is archived and verified.

    Raises ConflictError when it runs in this folder already.
    """
    with occupied(settings.root / _FOLDER, "demo"):
        return _run(settings, once=once)


def _run(settings: Settings, *, once: bool) -> int:
    began = time.monotonic()
    municipality = json.loads(_DATA.read_text("utf-8"))
    stage = _set_up(settings, municipality)
    with ExitStack() as processes:
        mail = stage.folder / _MAIL
        processes.enter_context(run_mailbox(mail, stage.settings.smtp_port))
        grif = processes.enter_context(run_grif(stage.environment, stage.log))
        port = urlsplit(stage.settings.tsa_url).port or 0
        processes.enter_context(run_authority(stage.folder / "pki", port, stage.environment))
        seeded = seed(build_services(stage.settings), municipality)
        await_ready(grif, stage.settings.bind)
        print(
            f"Подготовка: {time.monotonic() - began:.1f} с. Готовлю документы пяти школ…",
            flush=True,
        )
        outcome = make_documents(stage.settings.bind, seeded.api_keys, plan_pack(municipality))
        rows = verify_documents(stage.settings.bind, seeded.api_keys, outcome, stage.settings.trust)
        show_table(rows)
        is_good = bool(rows) and all(row.is_good for row in rows)
        _summarise(stage, outcome, is_good=is_good)
        if not once:
            _serve(stage.settings, seeded.logins)
    return 0 if is_good else 1


def _set_up(settings: Settings, municipality: Mapping[str, Any]) -> _Stage:
    """Begin afresh in the demo's folder; only the certification authority is kept."""
    folder = settings.root / _FOLDER
    _clear(folder)
    holders = list_holders(municipality)
    ca = authority.ensure_pki(folder / "pki", holders)
    bind = settings.bind if _is_free(settings.bind) else f"127.0.0.1:{_free_port()}"
    own = Settings(
        data_dir=folder,
        bind=bind,
        public_url=f"http://{bind}",
        tsa_url=f"{_authority_url()}/tsa",
        converter=settings.converter,
        smtp_host="127.0.0.1",
        smtp_port=_free_port(),
        smtp_security="none",
    )
    hand_out_keys(ca, holders, own.keys, own.trust)
    migrate(own.database_owner, login=own.database)
    return _Stage(folder, own, _environment(own))


def _clear(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name in _FLEETING:
        shutil.rmtree(folder / name, ignore_errors=True)
    for file in folder.glob("grif.*"):
        file.unlink()


def _environment(settings: Settings) -> dict[str, str]:
    inherited = {
        name: value
        for name, value in os.environ.items()  # noqa: TID251 -- an entry point: children inherit
        if not name.startswith("GRIF_")
    }
    chosen = {
        "GRIF_DATA_DIR": str(settings.root),
        "GRIF_BIND": settings.bind,
        "GRIF_PUBLIC_URL": settings.public_url,
        "GRIF_TSA_URL": settings.tsa_url,
        "GRIF_CONVERTER": settings.converter,
        "GRIF_SMTP_HOST": settings.smtp_host,
        "GRIF_SMTP_PORT": str(settings.smtp_port),
        "GRIF_SMTP_SECURITY": settings.smtp_security,
    }
    return {**inherited, **chosen}


def _authority_url() -> str:
    # The certificates name this address for OCSP and revocation lists; when somebody else has the
    # port, time stamps come from another one and only online revocation checks would miss it.
    usual = urlsplit(authority.DEFAULT_URL)
    if _is_free(usual.netloc):
        return authority.DEFAULT_URL
    return f"http://127.0.0.1:{_free_port()}"


def _is_free(address: str) -> bool:
    host, _, port = address.rpartition(":")
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, int(port)))
        except OSError:
            return False
    return True


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _summarise(stage: _Stage, outcome: Outcome, *, is_good: bool) -> None:
    count, seconds = len(outcome.documents), outcome.seconds
    print(
        f"\nДокументов: {count}, за {seconds:.1f} с — {count / max(seconds, 0.001):.1f} в секунду."
    )
    print(f"Архив: {stage.settings.archive}")
    print(f"Письма: {stage.folder / _MAIL}")
    print(f"Журнал процессов: {stage.log}")
    verdict = "Все документы в архиве, все подписи действительны."
    print(verdict if is_good else "Есть документы с ошибками: смотрите таблицу и журнал.")


def _serve(settings: Settings, logins: tuple[Login, ...]) -> None:
    print(f"\nОткройте http://{settings.bind}/ и войдите:")
    for login in logins:
        print(f"  {login.login:<10} {login.password:<16} {login.who}")
    print("Остановить: Ctrl+C", flush=True)  # into a file, too, before the long wait
    stopped = {signal.SIGINT, signal.SIGTERM}
    signal.pthread_sigmask(signal.SIG_BLOCK, stopped)
    signal.sigwait(stopped)
