"""The real web server, as `./grif up` starts it, alone."""

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path

from service.database.migration import migrate
from service.demo.pki import ensure_pki
from service.settings import Settings
from tests.e2e.installation import HEAD, ROOT
from worker.programs import list_programs

_START_SECONDS = 30
_STOP_SECONDS = 40


@dataclass(frozen=True)
class WebServer:
    """A server that answers at `port`, with its settings and its process."""

    settings: Settings
    port: int
    process: "subprocess.Popen[bytes]"


@contextmanager
def run_web_server(folder: Path) -> Iterator[WebServer]:
    """Run it over an empty database in `folder`, without a queue, for the length of the block."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    queue = f"unix://{folder}/none.sock"
    settings = Settings(data_dir=folder, bind=f"127.0.0.1:{port}", redis_url=queue)
    migrate(settings.database)
    shutil.copytree(ensure_pki(folder / "pki", [HEAD]).trust, settings.trust)
    kept = {k: v for k, v in os.environ.items() if not k.startswith("GRIF_")}
    environment = kept | {"GRIF_DATA_DIR": str(folder), "GRIF_REDIS_URL": queue}
    (web,) = (p for p in list_programs(settings, environment) if p.name == "web")
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(list(web.command), cwd=ROOT, env=environment, stderr=log)
        try:
            _await_answer(port)
            yield WebServer(settings, port, process)
        finally:
            process.terminate()
            process.wait(_STOP_SECONDS)


def _await_answer(port: int) -> None:
    until = time.monotonic() + _START_SECONDS
    while True:
        try:
            with closing(HTTPConnection("127.0.0.1", port, timeout=20)) as connection:
                connection.request("GET", "/healthz")
                assert connection.getresponse().status == 200
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(0.1)
        else:
            return
