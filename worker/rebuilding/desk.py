"""What `grif rebuild` does, from a document's id to the lines on the terminal."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from service.backstage import Backstage
from service.domain.documents import Document
from service.ports import BlobStore
from worker.libreoffice.conversion import ConversionError, Converter
from worker.rebuilding.rebuild import (
    EXIT_AGAIN,
    RebuildError,
    Rebuilt,
    compare,
    find_document,
    read_stored,
    rebuild,
)
from worker.rebuilding.report import to_json, to_lines

EXIT_DIFFERENT: Final = 1

DOCX_NAME: Final = "rebuilt.docx"
PDF_NAME: Final = "rebuilt.pdf"


@dataclass(frozen=True)
class Request:
    """What was asked for at the terminal; without `output` no file is left behind."""

    document_id: str
    output: Path | None
    comparing: bool
    as_json: bool


@dataclass(frozen=True)
class Answer:
    """What the terminal says, and the exit code."""

    lines: tuple[str, ...]
    exit_code: int
    is_refusal: bool = False


def serve_request(
    request: Request, backstage: Backstage, opening: Callable[[], Converter], folder: Path
) -> Answer:
    """Rebuild, compare if asked to, and put it into words.

    LibreOffice is started only when it is known that there is something to rebuild, and `folder` is
    for files on the way. Raises OSError and UnavailableError.
    """
    try:
        return _serve(request, backstage, opening, folder)
    except RebuildError as error:
        return Answer((error.line,), error.exit_code, is_refusal=True)


def _serve(
    request: Request, backstage: Backstage, opening: Callable[[], Converter], folder: Path
) -> Answer:
    document = find_document(backstage.database, request.document_id)
    stored = read_stored(document, backstage.blobs) if request.comparing else None
    rebuilt = _rebuild(document, backstage.blobs, opening, folder)
    verdict = None if stored is None else compare(document, stored, rebuilt)
    if request.output is not None:
        _save(request.output, rebuilt)
    code = EXIT_DIFFERENT if verdict is not None and not verdict.is_equal else 0
    if request.as_json:
        return Answer((to_json(document, rebuilt, verdict),), code)
    return Answer(tuple(to_lines(document, rebuilt, verdict)), code)


def _rebuild(
    document: Document, blobs: BlobStore, opening: Callable[[], Converter], folder: Path
) -> Rebuilt:
    try:
        converter = opening()
    except ConversionError as error:
        raise RebuildError(error.message, EXIT_AGAIN) from error
    try:
        return rebuild(document, blobs, converter, folder)
    finally:
        converter.close()


def _save(folder: Path, rebuilt: Rebuilt) -> None:
    """Write both files where they were asked for. Raises OSError."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / DOCX_NAME).write_bytes(rebuilt.docx)
    (folder / PDF_NAME).write_bytes(rebuilt.pdf)
