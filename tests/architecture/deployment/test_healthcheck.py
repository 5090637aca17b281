"""Whether a process is well: who asks, and what is answered."""

import importlib.util
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from types import ModuleType
from typing import Any

import pytest
import yaml

from tests.deployment import PROCESSES, ROOT, Target


@pytest.fixture(scope="module")
def healthcheck() -> ModuleType:
    path = ROOT / "deploy" / "healthcheck.py"
    spec = importlib.util.spec_from_file_location("healthcheck", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("name", PROCESSES)
def test_compose_and_image_ask_for_health_in_the_same_way(
    services: dict[str, dict[str, Any]], targets: dict[str, Target], name: str
) -> None:
    (health,) = targets[name].having("HEALTHCHECK")
    wanted = services[name]["healthcheck"]["test"][1:]
    assert yaml.safe_load(health.partition(" CMD ")[2]) == wanted
    assert wanted == ["python", "deploy/healthcheck.py", name]


@pytest.fixture
def sleeper() -> Iterator["subprocess.Popen[bytes]"]:
    code = "import time\nwhile True: time.sleep(0.05)"
    with subprocess.Popen([sys.executable, "-c", code, "sleeper"]) as process:
        time.sleep(0.2)
        yield process
        process.kill()


def test_a_process_that_wakes_up_is_well(
    healthcheck: ModuleType, sleeper: "subprocess.Popen[bytes]"
) -> None:
    assert healthcheck.is_waking(b"\0sleeper", within_seconds=4)
    sleeper.send_signal(signal.SIGSTOP)
    os.waitid(os.P_PID, sleeper.pid, os.WSTOPPED | os.WNOWAIT)
    assert not healthcheck.is_waking(b"\0sleeper", within_seconds=0.5)


def test_a_process_that_is_not_there_is_ill(healthcheck: ModuleType) -> None:
    assert not healthcheck.is_waking(b"\0nobody\0is\0called\0so")


def test_web_and_workers_are_ill_when_nothing_answers() -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{unused.getsockname()[1]}"
        nothing = {"GRIF_BIND": address, "GRIF_REDIS_URL": f"redis://{address}"}
        assert [
            _check(name, nothing).returncode for name in ("web", "convert", "sign", "deliver")
        ] == [1] * 4


def _check(name: str, settings: dict[str, str] | None = None) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, ROOT / "deploy" / "healthcheck.py", name],
        env={"PYTHONPATH": str(ROOT), **(settings or {})},
        capture_output=True,
        check=False,
    )
