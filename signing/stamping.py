"""Adding a document timestamp: an authority vouches for the whole file (ISO 32000-2, 12.8.5)."""

from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import SigFieldSpec, enumerate_sig_fields
from pyhanko.sign.signers.cms_embedder import PdfCMSEmbedder, SigIOSetup, SigObjSetup
from pyhanko.sign.signers.pdf_byterange import DocumentTimestamp

from signing.errors import Code, SigningError
from signing.timestamping import DIGEST, TimestampAuthority
from signing.writing import open_for_writing

RESERVED = 32 * 1024
"""Hexadecimal digits kept for the token, 16 KB of DER: room for a chain of several certificates."""


def add_timestamp(pdf: bytes, authority: TimestampAuthority) -> bytes:
    """Return `pdf` with an invisible field that holds a timestamp over everything before it.

    Raises SigningError, TimestampError.
    """
    document = open_for_writing(pdf)
    name = _choose_name(document.prev)
    steps = PdfCMSEmbedder(SigFieldSpec(name)).write_cms(name, document)
    next(steps)
    steps.send(SigObjSetup(DocumentTimestamp(bytes_reserved=RESERVED)))
    prepared, output = steps.send(SigIOSetup(md_algorithm=DIGEST))
    token = authority.issue_token(prepared.document_digest)
    if 2 * len(token) > RESERVED:
        raise SigningError(Code.SIGNATURE_TOO_LARGE, detail=f"token of {len(token)} bytes")
    steps.send(token)
    return bytes(output.getvalue())


def _choose_name(document: PdfFileReader) -> str:
    taken = {name for name, _, _ in enumerate_sig_fields(document)}
    number = next(one for one in range(1, len(taken) + 2) if f"Timestamp{one}" not in taken)
    return f"Timestamp{number}"
