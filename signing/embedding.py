"""The place of a signature in a PDF: a field with its mark, and a gap for the container.

What is signed is the whole file but the gap (ISO 32000-1, 12.8.1), so it is written completely
before anybody signs.
"""

from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import MDPPerm, SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.signers.cms_embedder import (
    PdfCMSEmbedder,
    SigAppearanceSetup,
    SigIOSetup,
    SigMDPSetup,
    SigObjSetup,
)
from pyhanko.sign.signers.constants import ESIC_EXTENSION_1
from pyhanko.sign.signers.pdf_byterange import SignatureObject

from signing import clock, compat
from signing.certificates import CertificateSummary
from signing.errors import Code, SigningError
from signing.fields import FieldSpec, find_field, locate, require_signable
from signing.fonts import MARK_FONT
from signing.mark import prepare_mark

compat.apply()

RESERVED = 32 * 1024
"""Hexadecimal digits kept for the CMS: 16 KB of DER. A B-T signature with an RSA chain of three
and a token with its own chain takes about 8 KB; fixed, because estimating means signing twice."""

_CERTIFICATION = SigMDPSetup("sha256", certify=True, docmdp_perms=MDPPerm.FILL_FORMS)


@dataclass(frozen=True, slots=True)
class FieldRequest:
    """A field, the bookmark of its mark, and the kind of container that will fill it.

    Without a bookmark the signature has no mark. `certifies`: after this signature only fields
    that are there already may be filled (DocMDP, ISO 32000-1, 12.8.2.2).
    """

    field_name: str
    bookmark: str
    subfilter: SigSeedSubFilter = SigSeedSubFilter.PADES
    certifies: bool = False


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
    """Write the field, the mark of `certificate` and the gap. Raises SigningError, MarkError.

    A field prepared under this name is filled, and keeps the place it has.
    """
    document = _open(pdf)
    require_signable(document.prev, request.field_name, certifies=request.certifies)
    new_field = _find_place(pdf, document.prev, request)
    document.ensure_output_version((1, 7))
    if request.subfilter is SigSeedSubFilter.PADES:
        document.register_extension(ESIC_EXTENSION_1)
    steps = PdfCMSEmbedder(new_field).write_cms(
        request.field_name, document, existing_fields_only=new_field is None
    )
    next(steps)
    steps.send(
        SigObjSetup(
            SignatureObject(clock.now(), request.subfilter, bytes_reserved=RESERVED),
            mdp_setup=_CERTIFICATION if request.certifies else None,
            appearance_setup=_dress(request, certificate, font),
        )
    )
    gap, output = steps.send(SigIOSetup(md_algorithm="sha256"))
    content = bytes(output.getvalue())
    return PreparedPdf(content, gap.reserved_region_start, gap.reserved_region_end)


def _find_place(pdf: bytes, document: PdfFileReader, request: FieldRequest) -> SigFieldSpec | None:
    if find_field(document, request.field_name) is not None:
        return None
    (place,) = locate(pdf, document, [FieldSpec(request.field_name, request.bookmark)])
    return place


def _dress(
    request: FieldRequest, certificate: CertificateSummary, font: Path
) -> SigAppearanceSetup | None:
    if not request.bookmark:
        return None
    return SigAppearanceSetup(prepare_mark(certificate, font), clock.now(), name=None)


def _open(pdf: bytes) -> IncrementalPdfFileWriter:
    try:
        return IncrementalPdfFileWriter(BytesIO(pdf))
    except Exception as error:  # a damaged file provokes anything in the reader
        raise SigningError(Code.DOCUMENT_UNREADABLE, detail=type(error).__name__) from error
