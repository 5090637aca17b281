"""The place of a signature in a PDF: a new field with its mark, and a gap for the container.

What is signed is the whole file but the gap (ISO 32000-1, 12.8.1), so it is written completely
before anybody signs.
"""

from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import SigFieldSpec, SigSeedSubFilter, enumerate_sig_fields
from pyhanko.sign.signers.cms_embedder import (
    PdfCMSEmbedder,
    SigAppearanceSetup,
    SigIOSetup,
    SigObjSetup,
)
from pyhanko.sign.signers.constants import ESIC_EXTENSION_1
from pyhanko.sign.signers.pdf_byterange import SignatureObject

from signing import clock, compat
from signing.certificates import CertificateSummary
from signing.errors import Code, SigningError
from signing.fonts import MARK_FONT
from signing.mark import find_box, prepare_mark

compat.apply()

RESERVED = 32 * 1024
"""Hexadecimal digits kept for the CMS: 16 KB of DER. A B-T signature with an RSA chain of three
and a token with its own chain takes about 8 KB; fixed, because estimating means signing twice."""


@dataclass(frozen=True, slots=True)
class FieldRequest:
    """The new field, the bookmark of its mark, and the kind of container that will fill it."""

    field_name: str
    bookmark: str
    subfilter: SigSeedSubFilter = SigSeedSubFilter.PADES


@dataclass(frozen=True, slots=True)
class PreparedPdf:
    """A PDF with an empty gap from `start` to `end`, the angle brackets included."""

    content: bytes
    start: int
    end: int

    def get_signed_bytes(self) -> bytes:
        """Return what the signature is about: everything but the gap."""
        return self.content[: self.start] + self.content[self.end :]

    def fill(self, container: bytes) -> bytes:
        """Return the file with the container in the gap. Raises SigningError when it is too big."""
        digits = self.end - self.start - 2
        if 2 * len(container) > digits:
            raise SigningError(Code.SIGNATURE_TOO_LARGE, detail=f"{len(container)} bytes")
        filling = container.hex().upper().ljust(digits, "0").encode("ascii")
        return b"%b<%b>%b" % (self.content[: self.start], filling, self.content[self.end :])


def prepare_pdf(
    pdf: bytes, request: FieldRequest, certificate: CertificateSummary, font: Path = MARK_FONT
) -> PreparedPdf:
    """Write the field, the mark of `certificate` and the gap. Raises SigningError, MarkError."""
    document = _open(pdf)
    _require_signable(document.prev, request.field_name)
    box = find_box(document.prev, request.bookmark)
    document.ensure_output_version((1, 7))
    if request.subfilter is SigSeedSubFilter.PADES:
        document.register_extension(ESIC_EXTENSION_1)
    steps = PdfCMSEmbedder(
        SigFieldSpec(request.field_name, on_page=box.page, box=box.corners)
    ).write_cms(request.field_name, document)
    next(steps)
    style, now = prepare_mark(certificate, font), clock.now()
    steps.send(
        SigObjSetup(
            SignatureObject(now, request.subfilter, bytes_reserved=RESERVED),
            appearance_setup=SigAppearanceSetup(style, now, name=None),
        )
    )
    gap, output = steps.send(SigIOSetup(md_algorithm="sha256"))
    content = bytes(output.getvalue())
    return PreparedPdf(content, gap.reserved_region_start, gap.reserved_region_end)


def _open(pdf: bytes) -> IncrementalPdfFileWriter:
    try:
        return IncrementalPdfFileWriter(BytesIO(pdf))
    except Exception as error:  # a damaged file provokes anything in the reader
        raise SigningError(Code.DOCUMENT_UNREADABLE, detail=type(error).__name__) from error


def _require_signable(document: PdfFileReader, field_name: str) -> None:
    """Refuse what would break an earlier signature: pyHanko itself does not stop us.

    A certification or a field lock forbids the new field our signature brings (ISO 32000-1,
    12.8.2.2 and 12.8.2.4).
    """
    if any(name == field_name for name, _, _ in enumerate_sig_fields(document)):
        raise SigningError(Code.SIGNATURE_FIELD_TAKEN)
    for signature in document.embedded_signatures:
        lock = signature.fieldmdp
        if signature.docmdp_level is not None or (lock and lock.is_locked(field_name)):
            raise SigningError(Code.DOCUMENT_LOCKED)
