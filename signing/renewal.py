"""Renewing documents of level B-LTA before the newest timestamp ages.

A timestamp proves something only while its authority's certificate is valid. Before that ends a
new one is put over everything, evidence about the old one included (ETSI EN 319 142-1, 5.5).
"""

from datetime import datetime, timedelta
from io import BytesIO

from asn1crypto import cms
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.general import extract_certificate_info
from pyhanko.sign.validation.generic_cms import extract_tst_data_iter
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature

from signing import clock
from signing.errors import Code, SigningError
from signing.extension import Notary, add_layer
from signing.gost import install

install.apply()

RENEW_BEFORE = timedelta(days=90)
"""Long enough for an authority or a network to be away for weeks."""


def find_expiry(pdf: bytes) -> datetime | None:
    """Return when the newest timestamp stops proving anything, None without a timestamp.

    That is the end of the first certificate to expire among those its token carries, whether the
    newest timestamp is the document's or, without one, the first to end of the signatures' own.
    Raises SigningError for what cannot be read.
    """
    try:
        embedded = PdfFileReader(BytesIO(pdf)).embedded_signatures
        stamps = [one for one in embedded if one.sig_object_type == "/DocTimeStamp"]
        tokens = [stamps[-1].signed_data] if stamps else _list_tokens(embedded)
        return min((_find_end(token) for token in tokens), default=None)
    except Exception as error:  # a damaged file provokes anything in the reader
        raise SigningError(Code.DOCUMENT_UNREADABLE, detail=type(error).__name__) from error


def plan_renewal(pdf: bytes, now: datetime | None = None) -> datetime | None:
    """Return when to renew: RENEW_BEFORE the newest timestamp stops proving anything.

    Where less than that is left, half of what is left is waited: an authority whose own time runs
    out is not asked without end. None without a timestamp; see `find_expiry`.
    """
    expiry = find_expiry(pdf)
    if expiry is None:
        return None
    moment = now or clock.now()
    return max(expiry - RENEW_BEFORE, moment + (expiry - moment) / 2)


def renew(pdf: bytes, notary: Notary, *, at: datetime | None = None) -> bytes:
    """Return `pdf` with fresh evidence and a new document timestamp, checked like any extension.

    Too late is too late: once the newest timestamp has aged nothing can be proved any more, and
    the document is refused. Raises SigningError, RevocationError, TimestampError.
    """
    return add_layer(pdf, "B-LTA", notary, at or clock.now())


def _list_tokens(embedded: list[EmbeddedPdfSignature]) -> list[cms.SignedData]:
    return [
        token for one in embedded for token in extract_tst_data_iter(one.signer_info, signed=False)
    ]


def _find_end(token: cms.SignedData) -> datetime:
    found = extract_certificate_info(token)
    certificates = (found.signer_cert, *found.other_certs)
    end: datetime = min(one.not_valid_after for one in certificates)
    return end
