"""docx to PDF/A, side by side: our engines, ``soffice --convert-to`` and a long-lived unoserver.

python -m benchmarks.conversion [--quick]

The same three filled documents go through every way in turn, round after round; what counts is the
CPU time of every process involved. The figures of one run belong together: compare their ratios.
"""

import argparse
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from statistics import median

from benchmarks.ways import Way, our_way, run_unoserver, soffice_way, unoserver_way
from doc_templates.catalogue import LIBRARY, load_catalogue
from doc_templates.filling import compile_template
from service.domain.filling import filling_context
from worker.libreoffice.installation import find_installation
from worker.pdf_check import check_pdf, finish_pdf
from worker.rendering import read_requisites

__all__ = ["ConversionReport", "measure", "run_unoserver"]

KINDS = ("consent_mentor_participation", "order_assign_pairs", "personalized_program")
ROUNDS, QUICK_ROUNDS = 4, 1
CHECKS = 20


@dataclass(frozen=True)
class Subject:
    """A filled document to convert."""

    kind: str
    docx: Path


@dataclass(frozen=True)
class Measurement:
    """Median milliseconds per document over the rounds: CPU of all processes, and by the clock."""

    way: str
    kind: str
    cpu_ms: float
    clock_ms: float


@dataclass(frozen=True)
class CheckCost:
    """CPU milliseconds that finishing and checking one PDF of ours takes."""

    kind: str
    pages: int
    finish_ms: float
    check_ms: float


@dataclass(frozen=True)
class ConversionReport:
    """Everything one run found."""

    libreoffice: str
    rounds: int
    measurements: tuple[Measurement, ...]
    checks: tuple[CheckCost, ...]

    def cpu_ms(self, way: str, kind: str) -> float:
        """Look one measurement up."""
        return next(m.cpu_ms for m in self.measurements if (m.way, m.kind) == (way, kind))

    def ratio(self, way: str, kind: str) -> float:
        """Say how many times the CPU of our first engine another way takes."""
        return self.cpu_ms(way, kind) / self.cpu_ms("in_process", kind)


def measure(*, quick: bool = False) -> ConversionReport:
    """Run the whole comparison: about two minutes, or half a minute when ``quick``."""
    rounds = QUICK_ROUNDS if quick else ROUNDS
    with tempfile.TemporaryDirectory(prefix="grif-bench-") as name, open_ways() as ways:
        folder = Path(name)
        subjects = fill_subjects(folder)
        measurements = compare(ways, subjects, rounds, folder)
        checks = [measure_check(subject, ways[0], folder) for subject in subjects]
    return ConversionReport(find_installation().version, rounds, tuple(measurements), tuple(checks))


@contextmanager
def open_ways() -> Iterator[list[Way]]:
    """Open everything that is compared, with as many documents per round as each way merits."""
    with ExitStack() as stack:
        yield [
            stack.enter_context(our_way("in_process", 32)),
            stack.enter_context(our_way("socket", 16)),
            stack.enter_context(our_way("cold", 3)),
            stack.enter_context(unoserver_way(12)),
            stack.enter_context(soffice_way(2)),
        ]


def fill_subjects(folder: Path) -> list[Subject]:
    """Fill the templates with their own samples."""
    catalogue = load_catalogue()
    requisites = read_requisites(LIBRARY / "organisation.json")
    subjects = []
    for code in KINDS:
        kind = catalogue.get_kind(code)
        day = date.fromisoformat(str(kind.sample["doc_date"]))
        context = filling_context(kind.sample, requisites, number="1-од", doc_date=day)
        docx = folder / f"{code}.docx"
        docx.write_bytes(compile_template(kind.template).fill(context))
        subjects.append(Subject(code, docx))
    return subjects


def compare(
    ways: Sequence[Way], subjects: Sequence[Subject], rounds: int, folder: Path
) -> list[Measurement]:
    """Measure every way with every document, by turns; one round before the first warms up."""
    taken: dict[tuple[str, str], list[tuple[float, float]]] = {}
    for turn in range(rounds + 1):
        for subject in subjects:
            for way in ways if turn % 2 else reversed(ways):
                count = way.count if turn else 1
                spent = _spend(way, subject, count, folder)
                if turn:
                    taken.setdefault((way.name, subject.kind), []).append(spent)
    return [
        Measurement(way, kind, median(cpu for cpu, _ in spent), median(clock for _, clock in spent))
        for (way, kind), spent in taken.items()
    ]


def measure_check(subject: Subject, way: Way, folder: Path) -> CheckCost:
    """Measure what the gate before signing costs."""
    target = folder / "checked.pdf"
    way.convert(subject.docx, [target])
    pdf = target.read_bytes()
    finished = finish_pdf(pdf)
    facts = check_pdf(finished)
    began = time.process_time()
    for _ in range(CHECKS):
        finish_pdf(pdf)
    between = time.process_time()
    for _ in range(CHECKS):
        check_pdf(finished)
    ended = time.process_time()
    return CheckCost(
        subject.kind,
        facts.pages,
        finish_ms=(between - began) / CHECKS * 1000,
        check_ms=(ended - between) / CHECKS * 1000,
    )


def _spend(way: Way, subject: Subject, count: int, folder: Path) -> tuple[float, float]:
    """Convert and return the CPU and clock milliseconds per document."""
    targets = [folder / f"{number}.pdf" for number in range(count)]
    cpu, clock = way.cpu_seconds(), time.monotonic()
    way.convert(subject.docx, targets)
    clock = time.monotonic() - clock
    cpu = way.cpu_seconds() - cpu
    return cpu / count * 1000, clock / count * 1000


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="one round instead of four")
    report = measure(quick=parser.parse_args().quick)
    print(f"LibreOffice {report.libreoffice}, CPU ms per document, median of {report.rounds}")
    for m in report.measurements:
        ratio = report.ratio(m.way, m.kind)
        print(f"{m.kind:30} {m.way:22} {m.cpu_ms:8.1f} {m.clock_ms:8.1f}  x{ratio:.2f}")
    for cost in report.checks:
        print(f"{cost.kind:30} {cost.pages} p. {cost.finish_ms:6.2f} + {cost.check_ms:.2f} ms")


if __name__ == "__main__":
    main()
