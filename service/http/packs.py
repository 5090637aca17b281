"""Many PDFs at once: one to be printed, or a ZIP, sent while it is being put together."""

import io
import tempfile
import zipfile
from collections.abc import Iterable, Iterator
from urllib.parse import quote

from flask import Response
from pypdf import PdfReader, PdfWriter
from typing_extensions import override

from service.domain.documents import Document
from service.http.files import PDF, safe_name

ZIP = "application/zip"
_PIECE = 65_536
_IN_MEMORY = 8_000_000
_MAX_TITLE = 90

Files = Iterable[tuple[Document, bytes]]


def send_printable(files: Files, name: str) -> Response:
    """One PDF with all pages in the order of the files, for paper: signatures do not count."""
    writer = PdfWriter()
    for _, content in files:
        writer.append(PdfReader(io.BytesIO(content)), import_outline=False)
    writer.compress_identical_objects()
    target = tempfile.SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115 -- closed when it is sent
    writer.write(target)
    target.seek(0)
    return _streamed(_pieces(target), PDF, name, "pack.pdf")


def send_zip(files: Files, name: str) -> Response:
    """A ZIP with every file as it is, under the name a clerk would give it."""
    return _streamed(_packed(files), ZIP, name, "pack.zip")


class _Outlet(io.RawIOBase):
    """Takes what the archive writes until somebody fetches it."""

    def __init__(self) -> None:
        super().__init__()
        self._waiting = bytearray()

    @override
    def writable(self) -> bool:
        return True

    @override
    def write(self, data: object) -> int:
        piece = bytes(memoryview(data))  # type: ignore[arg-type] # whatever has bytes
        self._waiting += piece
        return len(piece)

    def take(self) -> bytes:
        taken, self._waiting = bytes(self._waiting), bytearray()
        return taken


def _packed(files: Files) -> Iterator[bytes]:
    outlet = _Outlet()
    with zipfile.ZipFile(outlet, "w", zipfile.ZIP_STORED) as archive:
        for number, (document, content) in enumerate(files, start=1):
            archive.writestr(_name(number, document), content)
            yield outlet.take()
    yield outlet.take()


def _name(number: int, document: Document) -> str:
    """«001 12-с Согласие наставника.pdf»: sorted as in the batch, never the same twice."""
    return f"{number:03} {safe_name(f'{document.number.text} {document.title}'[:_MAX_TITLE])}.pdf"


def _pieces(source: "tempfile.SpooledTemporaryFile[bytes]") -> Iterator[bytes]:
    with source:
        while piece := source.read(_PIECE):
            yield piece


def _streamed(pieces: Iterator[bytes], media_type: str, name: str, ascii_name: str) -> Response:
    response = Response(pieces, mimetype=media_type)
    response.headers["Cache-Control"] = "no-store"
    response.headers["Content-Disposition"] = (
        f"attachment; filename=\"{ascii_name}\"; filename*=UTF-8''{quote(name, safe='')}"
    )
    return response
