"""The whole line, POST to archived, against the usual way: CPU seconds per document."""

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from benchmarks.ways import cpu_of, run_unoserver
from tests.e2e.installation import SCHOOL, Installation, install

ROOT = Path(__file__).resolve().parents[1]


@dataclass(frozen=True)
class Case:
    """One kind of document to make in a batch; orders are signed on both sides."""

    title: str
    kind: str
    sign: bool
    count: int


@dataclass(frozen=True)
class Comparison:
    """Median CPU milliseconds per document of interleaved rounds."""

    case: Case
    ours_ms: float
    usual_ms: float

    @property
    def ratio(self) -> float:
        """How many times less CPU we take."""
        return self.usual_ms / self.ours_ms


@dataclass(frozen=True)
class Endurance:
    """A long run: throughput, and resident memory of the convert process tree at both ends."""

    documents: int
    seconds: float
    memory_before_mb: float
    memory_after_mb: float


CASES = (
    Case("Согласие", "consent_mentor_participation", sign=False, count=64),
    Case("Приказ с подписью", "order_assign_pairs", sign=True, count=32),
    Case("Программа", "personalized_program", sign=False, count=32),
)


def compare(cases: Sequence[Case], rounds: int) -> list[Comparison]:
    """Measure every case in interleaved rounds, ours and the usual way by turns."""
    ours: dict[Case, list[float]] = {case: [] for case in cases}
    usual: dict[Case, list[float]] = {case: [] for case in cases}
    with _installation() as grif, run_unoserver() as (port, server_pid):
        for turn in range(rounds + 1):
            for case in cases:
                ours_ms = _measure_ours(grif, case, turn)
                usual_ms = _measure_usual(grif, case, port, server_pid)
                if turn:  # the first round warms both sides up
                    ours[case].append(ours_ms)
                    usual[case].append(usual_ms)
    return [Comparison(case, median(ours[case]), median(usual[case])) for case in cases]


def endure(documents: int) -> Endurance:
    """Make many consents in one run and watch the memory of the convert processes."""
    with _installation() as grif:
        _make(grif, CASES[0].kind, "warm", 64, sign=False)
        before = _memory(grif)
        began = time.monotonic()
        _make(grif, CASES[0].kind, "long", documents, sign=False)
        return Endurance(documents, time.monotonic() - began, before, _memory(grif))


@contextmanager
def _installation() -> Iterator[Installation]:
    with (
        tempfile.TemporaryDirectory(prefix="grif-bench-") as folder,
        install(Path(folder), key_type="rsa") as grif,
    ):
        yield grif


def _measure_ours(grif: Installation, case: Case, turn: int) -> float:
    before = cpu_of(grif.supervisor.pid)
    _make(grif, case.kind, f"{case.kind}-{turn}", case.count, sign=case.sign)
    return (cpu_of(grif.supervisor.pid) - before) / case.count * 1000


def _make(grif: Installation, kind: str, label: str, count: int, *, sign: bool) -> None:
    for number in range(count):
        grif.post(kind, f"{label}-{number}", sign=sign)
    counts = grif.await_settled(600)
    if set(counts) != {"archived"}:
        message = f"not everything was archived: {counts}"
        raise RuntimeError(message)


def _measure_usual(grif: Installation, case: Case, port: int, server_pid: int) -> float:
    key = grif.settings.keys / SCHOOL / "head.p12"
    with tempfile.TemporaryDirectory(prefix="grif-usual-") as folder:
        command = [
            *(sys.executable, "-m", "benchmarks.usual_way"),
            *("--kind", case.kind, "--count", str(case.count), "--port", str(port)),
            *("--key", str(key), "--tsa", grif.settings.tsa_url, "--out", folder),
            *(("--sign",) if case.sign else ()),
        ]
        before = cpu_of(server_pid)
        done = subprocess.run(command, cwd=ROOT, capture_output=True, check=True)
        server = (cpu_of(server_pid) - before) * case.count / (case.count + 1)
    return (float(json.loads(done.stdout)["cpu_seconds"]) + server) / case.count * 1000


def _memory(grif: Installation) -> float:
    workers = grif.find_processes("worker convert") + grif.find_processes("libreoffice.zygote")
    return float(sum(process.memory_info().rss for process in workers)) / 1e6
