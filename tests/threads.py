"""Many threads that begin at the same moment."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TypeVar

Result = TypeVar("Result")


def run_together(count: int, work: Callable[[int], Result]) -> list[Result]:
    """Call `work` with 0, 1, 2, … in as many threads; raises what any of them raised."""
    gate = Barrier(count)

    def run(number: int) -> Result:
        gate.wait()
        return work(number)

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(run, range(count)))
