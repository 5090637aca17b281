"""The report of a rebuild, for people and for programs. It never repeats the document's text."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import Any

from service.domain.documents import Document
from worker.pdf_comparison.comparison import TOLERANCE_POINTS, Difference
from worker.rebuilding.rebuild import Rebuilt, Verdict


def to_json(document: Document, rebuilt: Rebuilt, verdict: Verdict | None) -> str:
    """The report for programs."""
    then = document.made_with
    report: dict[str, Any] = {
        "document_id": document.id,
        "organization_id": document.organisation_id,
        "kind": document.kind,
        "number": document.number.text,
        "pages": rebuilt.pages,
        "made_with": {"then": then and then.to_dict(), "now": rebuilt.made_with.to_dict()},
        "comparison": verdict and _describe(verdict),
    }
    return json.dumps(report, ensure_ascii=False, indent=2)


def to_lines(document: Document, rebuilt: Rebuilt, verdict: Verdict | None) -> Iterator[str]:
    """The report for people."""
    yield f"Документ № {document.number.text} собран заново, страниц: {rebuilt.pages}."
    if verdict is None:
        return
    yield f"docx: {_docx_line(verdict.docx)}"
    if not verdict.pdf:
        yield "PDF: текст, число страниц и расположение совпадают"
    yield from (f"PDF{_place(one)}: {one.message}" for one in verdict.pdf)
    if verdict.signed_extends_pdf is not None:
        yield _signed_line(verdict)
    yield from _environment_lines(verdict.environment)
    yield "Итог: документ тот же." if verdict.is_equal else "Итог: документ отличается."


def _describe(verdict: Verdict) -> dict[str, Any]:
    return {
        "equal": verdict.is_equal,
        "docx": {"equal": verdict.docx is None, "difference": verdict.docx},
        "pdf": {
            "equal": not verdict.pdf,
            "tolerance_points": TOLERANCE_POINTS,
            "differences": [asdict(one) for one in verdict.pdf],
        },
        "signed_extends_pdf": verdict.signed_extends_pdf,
        "environment": verdict.environment,
    }


def _docx_line(difference: str | None) -> str:
    if difference is None:
        return "совпадает байт в байт"
    return f"отличается, первое отличие — {difference}"


def _place(difference: Difference) -> str:
    return "" if difference.page is None else f", страница {difference.page}"


def _signed_line(verdict: Verdict) -> str:
    if verdict.signed_extends_pdf and verdict.carries_files:
        return "Подписанный PDF печатает то же, что неподписанный; в него вложены файлы"
    if verdict.signed_extends_pdf:
        return "Подписанный PDF начинается с неподписанного, байт в байт"
    return "Подписанный PDF не начинается с неподписанного: его переделали"


def _environment_lines(changes: Sequence[str] | None) -> Iterator[str]:
    if changes is None:
        yield "Чем документ делали, не записано: он старше этой записи"
    elif not changes:
        yield "Исходные данные, программы и шрифты те же"
    else:
        yield from (f"С тех пор изменилось — {change}" for change in changes)
