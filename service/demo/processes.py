"""The demo's own processes: the authority for time and certificates, and Grif itself."""

import json
import subprocess  # noqa: TID251 -- starts the demo's authority and Grif as a user would
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from service.demo.client import RequestRefusedError, RestClient

_READY_SECONDS = 60.0
_GRACE_SECONDS = 40.0


@contextmanager
def run_authority(pki: Path, port: int, environment: Mapping[str, str]) -> Iterator[str]:
    """Serve time stamps, OCSP and revocation lists on loopback; yields the base URL."""
    command = [sys.executable, "-m", "service.demo.authority", "--pki", str(pki)]
    with subprocess.Popen(  # noqa: S603 -- our own module
        [*command, "--port", str(port), "--die-with-parent"],
        env=dict(environment),
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            if process.stdout is None:
                message = "no pipe"
                raise RuntimeError(message)
            port = json.loads(process.stdout.readline())["port"]
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()


@contextmanager
def run_grif(environment: Mapping[str, str], log: Path) -> Iterator["subprocess.Popen[bytes]"]:
    """Run everything `./grif up` runs until the block ends; its log lines go to `log`."""
    with (
        log.open("ab") as output,
        subprocess.Popen(
            [sys.executable, "-m", "worker", "up"], env=dict(environment), stderr=output
        ) as process,
    ):
        try:
            yield process
        finally:
            process.terminate()
            try:
                process.wait(_GRACE_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()


def await_ready(process: "subprocess.Popen[bytes]", address: str) -> None:
    """Wait until the web process answers that it is ready. Raises TimeoutError."""
    client, until = RestClient(address), time.monotonic() + _READY_SECONDS
    while time.monotonic() < until and process.poll() is None:
        try:
            client.get("/readyz")
        except (OSError, RequestRefusedError):
            time.sleep(0.1)
        else:
            return
    message = "Grif не запустился, подробности в журнале"
    raise TimeoutError(message)
