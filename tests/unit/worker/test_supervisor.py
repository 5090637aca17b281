"""The supervisor keeps programs running, and itself before all."""

import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from structlog.testing import capture_logs
from typing_extensions import override

from worker import supervisor
from worker.runtime import Stop
from worker.supervisor import Program, Supervisor


class QuietStop(Stop):
    """A stop that leaves the signals of the test alone."""

    @override
    def request_on_signals(self) -> None:
        return None


def _await(condition: Callable[[], bool]) -> None:
    until = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < until
        time.sleep(0.02)


def test_a_program_that_cannot_be_started_again_stops_no_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(supervisor, "_MAX_PAUSE_SECONDS", 0.1)
    script = tmp_path / "once"
    script.write_text('#!/bin/sh\nrm -- "$0"\n', encoding="utf-8")
    script.chmod(0o700)
    stop = QuietStop()
    everybody = Supervisor(
        [Program("steady", ["/bin/sleep", "60"], {}), Program("once", [str(script)], {})], stop
    )
    thread = threading.Thread(target=everybody.run)

    with capture_logs() as lines:
        thread.start()
        _await(lambda: sum(line["event"] == "process_not_started" for line in lines) > 1)
        steady = everybody.pids()["steady"]
        is_steady_alive = Path(f"/proc/{steady}").exists()
        stop.request()
        thread.join(20)

    assert is_steady_alive
    assert not thread.is_alive()
