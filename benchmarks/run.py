"""One command: measure everything side by side in one run and write docs/performance.md.

python -m benchmarks.run [--quick] [--signatures | --load | --line]
"""

import argparse
import os
import platform
import re
from collections.abc import Iterator
from dataclasses import astuple
from importlib.metadata import version
from pathlib import Path

from benchmarks.conversion import KINDS, ConversionReport, measure
from benchmarks.load import describe as describe_load
from benchmarks.load import measure as measure_load
from benchmarks.signatures import SignatureReport
from benchmarks.signatures import measure as measure_signatures
from benchmarks.slow_line import describe as describe_line
from benchmarks.slow_line import measure as measure_line
from benchmarks.whole_line import CASES, Comparison, Endurance, compare, endure
from signing.gost import streebog

PAGE = Path(__file__).resolve().parents[1] / "docs" / "performance.md"
WAYS = ("in_process", "socket", "cold", "unoserver", "soffice --convert-to")
ROUNDS, QUICK_ROUNDS = 3, 1
DOCUMENTS, QUICK_DOCUMENTS = 1000, 200
MEMORY_DRIFT = 0.10

CONVERSION_TARGETS = {"consent_mentor_participation": 3.0, "personalized_program": 1.4}
LINE_TARGETS = {"consent_mentor_participation": 5.0}
SIGNATURE_TARGETS = {"rsa B-B": 4.0, "ec B-B": 1.6}
DEAREST_SIGNATURE_MS = 1000.0

_STREEBOG: dict[streebog.Way, str] = {
    "openssl": "OpenSSL with `gostprov`",
    "libgcrypt": "libgcrypt",
    "here": "our own tables in Python",
}


def main() -> None:
    """Measure and write the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer rounds and documents")
    parser.add_argument(
        "--signatures", action="store_true", help="measure signatures alone, keep the rest"
    )
    parser.add_argument("--load", action="store_true", help="measure the web alone, keep the rest")
    parser.add_argument("--line", action="store_true", help="measure a slow line, keep the rest")
    options = parser.parse_args()
    quick: bool = options.quick
    if options.load:
        text = _replace(_load(quick))
    elif options.line:
        text = _replace(list(describe_line(measure_line())))
    elif options.signatures:
        text = _replace(list(_signatures(measure_signatures(quick=quick))))
    else:
        text = _measure(quick)
    PAGE.write_text(text, "utf-8")
    print(text)


def _load(quick: bool) -> list[str]:  # noqa: FBT001 -- the one switch there is
    return list(describe_load(measure_load(quick=quick)))


def _replace(section: list[str]) -> str:
    """Return the page with the section measured anew."""
    page = PAGE.read_text("utf-8")
    title = section[0]
    return re.sub(rf"{title}\n.*?(?=\n## |\Z)", lambda _: "\n".join(section), page, flags=re.DOTALL)


def _measure(quick: bool) -> str:  # noqa: FBT001 -- the one switch there is
    """Measure everything; return the page."""
    signatures = list(_signatures(measure_signatures(quick=quick)))
    conversion = measure(quick=quick)
    line = compare(CASES, QUICK_ROUNDS if quick else ROUNDS)
    endurance = endure(QUICK_DOCUMENTS if quick else DOCUMENTS)
    lines = [
        *_introduction(conversion),
        *_conversion(conversion),
        *_whole_line(line, conversion),
        *signatures,
        *_load(quick),
        *describe_line(measure_line()),
        *_endurance(endurance),
    ]
    return "\n".join(lines) + "\n"


def _introduction(report: ConversionReport) -> Iterator[str]:
    yield "# Performance"
    yield ""
    yield "Written by `python -m benchmarks.run`: everything below was measured in one run, by"
    yield "turns, on the same three documents (the samples of an order, a consent, a programme)."
    yield "Figures are CPU milliseconds per document of all processes involved, medians of the"
    yield "rounds. They belong to this machine: compare the ratios. Signatures, the web under load"
    yield "and the slow line may have been measured again (`--signatures`, `--load`, `--line`)."
    yield ""
    yield (
        f"{os.cpu_count()} cores, Python {platform.python_version()}, "
        f"LibreOffice {report.libreoffice}, docxtpl {version('docxtpl')}, "
        f"unoserver {version('unoserver')}, pyHanko {version('pyhanko')}."
    )
    yield ""


def _conversion(report: ConversionReport) -> Iterator[str]:
    yield "## Conversion: docx to PDF/A-2b"
    yield ""
    yield f"| way | {' | '.join(KINDS)} |"
    yield f"|---|{'---:|' * len(KINDS)}"
    for way in WAYS:
        cells = (f"{report.cpu_ms(way, k):.1f} (x{report.ratio(way, k):.2f})" for k in KINDS)
        yield f"| {way} | {' | '.join(cells)} |"
    yield ""
    for kind, target in CONVERSION_TARGETS.items():
        ratio = report.ratio("unoserver", kind)
        yield f"- `{kind}` against unoserver: {_verdict(ratio, target)}"
    yield ""
    yield "The gate after it (`worker.pdf_check`: every PDF is validated as PDF/A-2b):"
    yield ""
    for cost in report.checks:
        yield f"- `{cost.kind}`, {cost.pages} p.: {cost.finish_ms + cost.check_ms:.1f} ms"
    yield ""


def _whole_line(comparisons: list[Comparison], conversion: ConversionReport) -> Iterator[str]:
    yield "## The whole line: POST to archived"
    yield ""
    yield "Ours: HTTP, validation, registration, audit, queue, filling, conversion, PDF/A check,"
    yield "signature (orders: PAdES B-T), archive. The usual way (`benchmarks/usual_way.py`):"
    yield "docxtpl, a long-lived unoserver, stock pyHanko for orders, and a file written; it"
    yield "registers, checks and archives nothing. The time stamp authority is left out on both"
    yield "sides."
    yield ""
    checks = {cost.kind: cost.finish_ms + cost.check_ms for cost in conversion.checks}
    yield "| document | ours | of it the PDF/A check | usual way | ratio |"
    yield "|---|---:|---:|---:|---:|"
    for item in comparisons:
        kind, ratio = item.case.kind, f"x{item.ratio:.2f}"
        yield (
            f"| {kind} | {item.ours_ms:.1f} | {checks[kind]:.1f} | {item.usual_ms:.1f} | {ratio} |"
        )
    yield ""
    for item in comparisons:
        if (target := LINE_TARGETS.get(item.case.kind)) is not None:
            yield f"- `{item.case.kind}`: {_verdict(item.ratio, target)}"
            yield from _bound(item, conversion)
    yield ""


def _bound(item: Comparison, conversion: ConversionReport) -> Iterator[str]:
    """Say what the line could reach if everything but the conversion cost nothing."""
    alone = conversion.cpu_ms("in_process", item.case.kind)
    yield (
        f"  - LibreOffice itself takes {alone:.1f} ms of ours, so with every document laid out"
        f" from its docx no line gets beyond x{item.usual_ms / alone:.1f} here"
    )


def _signatures(report: SignatureReport) -> Iterator[str]:
    yield "## Signatures"
    yield ""
    yield "One signature with its visible mark, CPU milliseconds of the signing process:"
    yield "median, the first of a process (it draws the mark), the dearest of all. Ours against"
    yield "stock pyHanko with the same font and with keys loaded once, by turns, in processes"
    yield "of their own. Ours reads every signature back and checks it and PDF/A; stock pyHanko"
    yield "checks nothing. The time stamp authority is another process, as is OpenSSL, the"
    yield "token of a signer by GOST, which stock pyHanko does not know. The document has"
    yield f"{report.pdf_bytes // 1000} kB; Streebog here: {_STREEBOG[streebog.find_way()]}."
    yield ""
    yield "| key, level | ours | first | dearest | stock | first | dearest | ratio |"
    yield "|---|---:|---:|---:|---:|---:|---:|---:|"
    for case, cost in report.ours.items():
        stock = report.stock.get(case)
        numbers = [*astuple(cost), *(astuple(stock) if stock else ())]
        cells = [*(f"{one:.1f}" for one in numbers), *([] if stock else ["–"] * 3)]
        ratio = f"x{report.ratio(case):.2f}" if stock else "–"
        yield f"| {case} | {' | '.join(cells)} | {ratio} |"
    yield ""
    for case, target in SIGNATURE_TARGETS.items():
        yield f"- {case} against stock pyHanko: {_verdict(report.ratio(case), target)}"
    dearest = max(cost.worst_ms for cost in report.ours.values())
    word = "met" if dearest <= DEAREST_SIGNATURE_MS else "not met"
    limit = f"{DEAREST_SIGNATURE_MS:.0f} ms"
    yield f"- no signature over {limit}: the dearest took {dearest:.0f} ms: {word}"
    yield ""


def _endurance(run: Endurance) -> Iterator[str]:
    drift = run.memory_after_mb / run.memory_before_mb - 1
    verdict = "flat" if abs(drift) <= MEMORY_DRIFT else "NOT flat"
    yield "## Endurance"
    yield ""
    yield (
        f"{run.documents} consents in one run: {run.seconds:.0f} s, "
        f"{run.documents / run.seconds:.1f} a second. Resident memory of the convert processes: "
        f"{run.memory_before_mb:.0f} MB before, {run.memory_after_mb:.0f} MB after "
        f"({drift:+.1%}): {verdict} within {MEMORY_DRIFT:.0%}."
    )


def _verdict(ratio: float, target: float) -> str:
    word = "met" if ratio >= target else "not met"
    return f"x{ratio:.2f}, target x{target:.1f}: {word}"


if __name__ == "__main__":
    main()
