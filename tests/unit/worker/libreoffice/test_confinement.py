"""Limits that the kernel keeps, each tried in a process of its own."""

import os
import signal
import time
from collections.abc import Callable

from worker.libreoffice import confinement


def exit_code_of(work: Callable[[], None]) -> int:
    pid = os.fork()
    if pid == 0:
        try:
            work()
        finally:
            os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def test_a_process_past_its_cpu_time_is_killed() -> None:
    def burn() -> None:
        confinement.allow_cpu(0.1)
        while True:
            pass

    assert exit_code_of(burn) == -signal.SIGXCPU


def test_a_process_whose_parent_is_already_gone_ends_at_once() -> None:
    def orphaned() -> None:
        confinement.die_with(parent=os.getpid())  # not its parent

    assert exit_code_of(orphaned) == 1


def test_a_process_dies_with_its_parent() -> None:
    reading, writing = os.pipe()

    def parent() -> None:
        me = os.getpid()
        if os.fork() == 0:
            confinement.die_with(me)
            os.write(writing, b".")
            time.sleep(60)
        os.read(reading, 1)
        os.kill(me, signal.SIGKILL)

    assert exit_code_of(parent) == -signal.SIGKILL
    os.close(writing)
    assert os.read(reading, 1) == b""  # the last holder of the other end is gone
    os.close(reading)
