"""The end of a file that no signature covers: only evidence may be there, and only genuine.

A signature of level B-LT is followed by a store of evidence that nothing protects but the
signatures on the evidence itself. So every octet there has to be one that our own writing of the
same evidence gives, and every piece of evidence has to be signed by somebody known.
"""

from collections.abc import Collection

from asn1crypto import ocsp, x509
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature

from signing.evidence import Evidence, is_answer_by, is_list_by, list_responders
from signing.store import is_only_store, read_store


def is_vouched_tail(
    pdf: bytes, document: PdfFileReader, last: EmbeddedPdfSignature, known: Collection[bytes]
) -> bool:
    """Say whether what follows `last` is a store, and all that is new in it genuine.

    `known` has the DER of the certificates that were vouched for. Never raises: what cannot be
    read is not vouched for.
    """
    try:
        return _is_vouched(pdf, document, last, known)
    except Exception:  # noqa: BLE001 -- the libraries raise anything for a damaged store
        return False


def _is_vouched(
    pdf: bytes, document: PdfFileReader, last: EmbeddedPdfSignature, known: Collection[bytes]
) -> bool:
    _, _, start, length = (int(number) for number in last.byte_range)
    prefix = pdf[: start + length]
    evidence = read_store(document)
    covered = read_store(document.get_historical_resolver(last.signed_revision))
    return _is_genuine(evidence, covered, known) and is_only_store(prefix, pdf, evidence)


def _is_genuine(evidence: Evidence, covered: Evidence, known: Collection[bytes]) -> bool:
    old = {one.dump() for one in (*covered.certificates, *covered.ocsps, *covered.crls)}
    issuers = [x509.Certificate.load(der) for der in known]
    return (
        all(one.dump() in known or one.dump() in old for one in evidence.certificates)
        and all(
            one.dump() in old or any(is_list_by(one, issuer) for issuer in issuers)
            for one in evidence.crls
        )
        and all(
            one.dump() in old or any(_is_whole_answer(one, issuer) for issuer in issuers)
            for one in evidence.ocsps
        )
    )


def _is_whole_answer(answer: ocsp.OCSPResponse, issuer: x509.Certificate) -> bool:
    """Say whether the answer is `issuer`'s and brings no certificate but its responder's."""
    return len(list(list_responders(answer))) <= 1 and is_answer_by(answer, issuer)
