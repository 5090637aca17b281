"""Adding to a PDF without touching anything that is there (ISO 32000-1, 7.5.6)."""

import hashlib
from io import BytesIO

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from typing_extensions import override

from signing import compat
from signing.errors import Code, SigningError

compat.apply()


class QuietWriter(IncrementalPdfFileWriter):
    """Writes what it is told to, and always the same for the same.

    pyHanko's own writer changes the metadata of the document with every revision and invents a
    random identifier. What is added for the archive has to be recognisable octet by octet.
    """

    @override
    def _update_meta(self) -> None:
        """Leave the date of the last change alone: the document did not change."""

    @classmethod
    @override
    def _handle_id(cls, prev: PdfFileReader) -> generic.ArrayObject:
        """Keep the first identifier, derive the second from what is extended (14.4)."""
        prev.stream.seek(0)
        digest = hashlib.sha256(prev.stream.read()).digest()
        derived = generic.ByteStringObject(digest[:16])
        try:
            first = prev.trailer["/ID"][0]
        except (KeyError, IndexError):
            return generic.ArrayObject([derived, derived])
        return generic.ArrayObject([generic.ByteStringObject(first.original_bytes), derived])

    def finish(self) -> bytes:
        """Return the extended file."""
        output = BytesIO()
        IncrementalPdfFileWriter.write(self, output)
        return output.getvalue()


def open_for_writing(pdf: bytes) -> QuietWriter:
    """Raises SigningError for what is no PDF or encrypted."""
    try:
        return QuietWriter(BytesIO(pdf))
    except Exception as error:  # a damaged file provokes anything in the reader
        raise SigningError(Code.DOCUMENT_UNREADABLE, detail=type(error).__name__) from error
