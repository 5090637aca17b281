"""One signature, ours against stock pyHanko: CPU time per signature, by turns in one run."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from benchmarks.conversion import fill_subjects
from benchmarks.ways import our_way
from service.demo.pki import ensure_pki
from service.demo.processes import run_authority
from tests.pki import HEAD
from tests.pki_gost import make_gost_pki
from worker.pdf_check import finish_pdf

ROOT = Path(__file__).resolve().parents[1]
ROUNDS, QUICK_ROUNDS = 5, 1
COUNT = 12
ORDER = "order_assign_pairs"
SIDES = ("ours", "stock")
MODULES = {"ours": "benchmarks.our_signing", "stock": "benchmarks.stock_signing"}

Spent = dict[str, list[float]]


@dataclass(frozen=True)
class Cost:
    """CPU milliseconds of one signature: median, the first of a process, the dearest of all."""

    median_ms: float
    first_ms: float
    worst_ms: float


@dataclass(frozen=True)
class SignatureReport:
    """What each case costs us, and stock pyHanko where it can do the same."""

    pdf_bytes: int
    ours: dict[str, Cost]
    stock: dict[str, Cost]

    def ratio(self, case: str) -> float:
        """How many times less CPU we take."""
        return self.stock[case].median_ms / self.ours[case].median_ms


def measure(*, quick: bool = False) -> SignatureReport:
    """Sign by turns: every round is a fresh process of each side."""
    spent: dict[str, list[Spent]] = {side: [] for side in SIDES}
    with tempfile.TemporaryDirectory(prefix="grif-bench-") as name, _prepare(Path(name)) as options:
        for turn in range(QUICK_ROUNDS if quick else ROUNDS):
            for side in SIDES if turn % 2 else reversed(SIDES):
                spent[side].append(_run(MODULES[side], options))
        size = (Path(name) / "order.pdf").stat().st_size
    return SignatureReport(size, _sum_up(spent["ours"]), _sum_up(spent["stock"]))


@contextmanager
def _prepare(folder: Path) -> Iterator[list[str]]:
    """Convert an order, make keys of every kind, and run the authority in its own process."""
    pdf = folder / "order.pdf"
    docx = next(one.docx for one in fill_subjects(folder) if one.kind == ORDER)
    with our_way("in_process", 1) as way:
        way.convert(docx, [pdf])
    pdf.write_bytes(finish_pdf(pdf.read_bytes()))
    for key_type in ("rsa", "ec"):
        ensure_pki(folder / key_type, [HEAD], key_type=key_type)
    for bits in (256, 512):
        (folder / f"gost-{bits}").mkdir()
        make_gost_pki(folder / f"gost-{bits}", bits)
    with run_authority(folder / "rsa", 0, os.environ) as url:
        what = ["--pdf", str(pdf), "--keys", str(folder), "--tsa", f"{url}/tsa"]
        yield [*what, "--count", str(COUNT)]


def _run(module: str, options: list[str]) -> Spent:
    command = [sys.executable, "-m", module, *options]
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, check=True)
    spent: Spent = json.loads(done.stdout)
    return spent


def _sum_up(rounds: list[Spent]) -> dict[str, Cost]:
    costs = {}
    for case in rounds[0]:
        first = [spent[case][0] for spent in rounds]
        later = [one for spent in rounds for one in spent[case][1:]]
        milliseconds = (median(later), median(first), max(*first, *later))
        costs[case] = Cost(*(1000 * seconds for seconds in milliseconds))
    return costs
