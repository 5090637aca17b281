"""The document security store: evidence kept in the PDF itself.

ISO 32000-2, 12.8.4.3; ETSI EN 319 142-1, 5.4.2. Written in one fixed way, so that a store that no
signature covers can be recognised octet by octet.
"""

import hashlib
from collections.abc import Iterator, Sequence

from asn1crypto import core, crl, ocsp, x509
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.pdf_utils.rw_common import PdfHandler

from signing.evidence import Evidence
from signing.writing import QuietWriter, open_for_writing

_KINDS = (
    ("/Certs", "/Cert", x509.Certificate),
    ("/OCSPs", "/OCSP", ocsp.OCSPResponse),
    ("/CRLs", "/CRL", crl.CertificateList),
)


def read_store(document: PdfHandler) -> Evidence:
    """Return the evidence of the document, nothing without a store.

    Raises whatever the libraries raise for a damaged store.
    """
    if "/DSS" not in document.root:
        return Evidence()
    store = document.root["/DSS"]
    certificates, ocsps, crls = (
        tuple(kind.load(_read(reference), strict=True) for reference in _list(store, key))
        for key, _, kind in _KINDS
    )
    return Evidence(certificates, ocsps, crls)


def write_store(pdf: bytes, evidence: Evidence) -> bytes:
    """Add what the store does not have yet, in one revision; return `pdf` if it has everything.

    Every signature that has no entry of its own (VRI) gets one that refers to the whole store.
    Raises SigningError for what is no PDF.
    """
    document = open_for_writing(pdf)
    old = document.root["/DSS"] if "/DSS" in document.root else generic.DictionaryObject()
    store = generic.DictionaryObject({generic.pdf_name("/Type"): generic.pdf_name("/DSS")})
    added = 0
    for (key, _, _), values in zip(_KINDS, _split(evidence), strict=True):
        references, new = _add(document, _list(old, key), values)
        added += new
        if references:
            store[generic.pdf_name(key)] = generic.ArrayObject(references)
    if not added:
        return pdf
    store[generic.pdf_name("/VRI")] = _add_entries(document, pdf, old, store)
    if "/DSS" in document.root:
        _replace(document, old, store)
    else:
        document.root[generic.pdf_name("/DSS")] = document.add_object(store)
        document.update_container(document.root)
    return document.finish()


def is_only_store(prefix: bytes, pdf: bytes, evidence: Evidence) -> bool:
    """Say whether `pdf` is `prefix` and a revision with this evidence, and not one octet else."""
    return write_store(prefix, evidence) == pdf


def _split(evidence: Evidence) -> tuple[Sequence[core.Asn1Value], ...]:
    return evidence.certificates, evidence.ocsps, evidence.crls


def _list(store: generic.DictionaryObject, key: str) -> list[generic.IndirectObject]:
    if key not in store:
        return []
    array = store[key]
    return [array.raw_get(index) for index in range(len(array))]


def _read(reference: generic.IndirectObject) -> bytes:
    stream = reference.get_object()
    return bytes(stream.data)


def _add(
    document: QuietWriter,
    references: list[generic.IndirectObject],
    values: Sequence[core.Asn1Value],
) -> tuple[list[generic.IndirectObject], int]:
    """Return the references to the old and the new streams, and how many are new."""
    known = {_read(reference) for reference in references}
    new = [value.dump() for value in values if value.dump() not in known]
    streams = [document.add_object(generic.StreamObject(stream_data=der)) for der in new]
    return [*references, *streams], len(new)


def _add_entries(
    document: QuietWriter,
    pdf: bytes,
    old: generic.DictionaryObject,
    store: generic.DictionaryObject,
) -> generic.DictionaryObject:
    """Return the old entries, untouched, and one for each signature that has none."""
    entries = generic.DictionaryObject()
    if "/VRI" in old:
        for key in old["/VRI"]:
            entries[key] = old["/VRI"].raw_get(key)
    everything = generic.DictionaryObject({generic.pdf_name("/Type"): generic.pdf_name("/VRI")})
    for key, short, _ in _KINDS:
        if key in store:
            everything[generic.pdf_name(short)] = generic.ArrayObject(store[key])
    for key in _list_keys(document.prev, pdf):
        if key not in entries:
            entries[key] = document.add_object(generic.DictionaryObject(everything))
    return entries


def _list_keys(document: PdfFileReader, pdf: bytes) -> Iterator[generic.NameObject]:
    """Yield the name of each signature: SHA-1 of its hexadecimal string, padding included."""
    for signature in document.embedded_signatures:
        _, opening, closing, _ = (int(number) for number in signature.byte_range)
        digits = pdf[opening + 1 : closing - 1]
        name = hashlib.sha1(digits, usedforsecurity=False).hexdigest().upper()
        yield generic.pdf_name(f"/{name}")


def _replace(
    document: QuietWriter, old: generic.DictionaryObject, new: generic.DictionaryObject
) -> None:
    for key in list(old):
        del old[key]
    old.update(new)
    document.update_container(old)
