"""Attacks on what a signature itself consists of: its container, byte range, stores, catalogue."""

import re
from collections.abc import Callable
from io import BytesIO

import pikepdf
from asn1crypto import cms, parser
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name

from signing.writing import QuietWriter
from tests.attacks.revisions import Attack, Edit


def fill_padding(pdf: bytes) -> bytes:
    """Carry something along behind the container, where nothing is signed."""
    _, end = _find_gap(pdf)
    return pdf[: end - 20] + b"DEADBEEF".ljust(20, b"0") + pdf[end:]


def lower_case(pdf: bytes) -> bytes:
    """Write some of the digits of the container in other letters."""
    start, end = _find_gap(pdf)
    middle = start + 400
    return pdf[:start] + pdf[start:middle].lower() + pdf[middle:end] + pdf[end:]


def space_out(pdf: bytes) -> bytes:
    """Put white space among the digits: viewers pass over it."""
    _, end = _find_gap(pdf)
    return pdf[: end - 2] + b"  " + pdf[end:]


def add_certificate(pdf: bytes) -> bytes:
    """Take a certificate along twice in the container."""

    def edit(signed: cms.SignedData) -> None:
        first = signed["certificates"][0]
        signed["certificates"] = cms.CertificateSet([*signed["certificates"], first])

    return _rewrite_container(pdf, edit)


def double_signer(pdf: bytes) -> bytes:
    """Sign a second time within the container, with the same value."""

    def edit(signed: cms.SignedData) -> None:
        (signer,) = signed["signer_infos"]
        double = cms.SignerInfo.load(signer.dump())
        double["version"] = "v3"
        signed["signer_infos"] = cms.SignerInfos([signer, double])

    return _rewrite_container(pdf, edit)


def strip_signed_attributes(pdf: bytes) -> bytes:
    """Leave only the value: nothing binds it to the document any more."""

    def edit(signed: cms.SignedData) -> None:
        del signed["signer_infos"][0]["signed_attrs"]

    return _rewrite_container(pdf, edit)


def exchange_timestamp(pdf: bytes) -> bytes:
    """Put the token's time forward by a year."""

    def edit(signed: cms.SignedData) -> None:
        (attribute,) = signed["signer_infos"][0]["unsigned_attrs"]
        token = attribute["values"][0]
        old = bytes(token["content"]["encap_content_info"]["content"].contents)
        year = re.search(rb"(20\d\d)\d{10}Z", old)
        assert year is not None
        later = b"%d" % (int(year[1]) + 1)
        told = old[: year.start(1)] + later + old[year.end(1) :]
        token["content"]["encap_content_info"]["content"] = cms.ParsableOctetString(told)
        attribute["values"] = cms.SetOfContentInfo([cms.ContentInfo.load(token.dump(force=True))])

    return _rewrite_container(pdf, edit)


def remove_timestamp(pdf: bytes) -> bytes:
    """Take the token out of the first signature: what is left is no worse than B-B."""

    def edit(signed: cms.SignedData) -> None:
        del signed["signer_infos"][0]["unsigned_attrs"]

    return _rewrite_container(pdf, edit)


def double_range(pdf: bytes) -> bytes:
    """Say twice in one dictionary what is signed: readers take the first or the last."""
    number, body = _find_signature(pdf)
    doubled = body.replace(b"/ByteRange", b"/ByteRange [0 10 20 30] /ByteRange", 1)
    return _append(pdf, number, doubled)


def double_contents(pdf: bytes) -> bytes:
    number, body = _find_signature(pdf)
    return _append(pdf, number, body.replace(b"/Contents", b"/Contents <00> /Contents", 1))


def swap_catalogue(pdf: bytes) -> bytes:
    """Name another catalogue in the trailer, one without a form."""
    with pikepdf.open(BytesIO(pdf)) as document:
        number = len(document.objects) + 1
        pages = document.Root.Pages.objgen[0]
    return _append(pdf, number, b"<</Type/Catalog/Pages %d 0 R>>" % pages, root=number)


def swap_catalogue_and_keep_form(pdf: bytes) -> bytes:
    """Name another catalogue that shows the signature and opens another page tree."""
    with pikepdf.open(BytesIO(pdf)) as document:
        number = len(document.objects) + 1
        fields = [one.objgen[0] for one in document.Root.AcroForm.Fields]
    form = b" ".join(b"%d 0 R" % one for one in fields)
    pages = b"<</Type/Pages/Count 1/Kids[<</Type/Page/MediaBox[0 0 9 9]>>]>>"
    body = b"<</Type/Catalog/Pages %s/AcroForm<</SigFlags 3/Fields[%s]>>>>" % (pages, form)
    return _append(pdf, number, body, root=number)


def empty_store(writer: QuietWriter) -> None:
    """Take the evidence away, or what there is instead of it."""
    writer.root[pdf_name("/DSS")] = generic.DictionaryObject(
        {pdf_name("/Type"): pdf_name("/DSS"), pdf_name("/Junk"): generic.NumberObject(1)}
    )
    writer.update_container(writer.root)


def forbid_less(writer: QuietWriter) -> None:
    """Let everybody do as they like: change what a certification allows."""
    permissions = generic.DictionaryObject({pdf_name("/P"): generic.NumberObject(3)})
    writer.root[pdf_name("/Perms")] = generic.DictionaryObject({pdf_name("/DocMDP"): permissions})
    writer.update_container(writer.root)


CONTAINER_ATTACKS: tuple[Attack, ...] = (
    *(fill_padding, lower_case, space_out, add_certificate, double_signer),
    *(strip_signed_attributes, exchange_timestamp, double_range, double_contents),
    *(swap_catalogue, swap_catalogue_and_keep_form),
)
STORE_EDITS: tuple[Edit, ...] = (empty_store, forbid_less)


def _find_gap(pdf: bytes) -> tuple[int, int]:
    """Return where the digits of the first signature begin and end."""
    start = pdf.index(b"<", pdf.index(b"/Contents <")) + 1
    return start, pdf.index(b">", start)


def _rewrite_container(pdf: bytes, edit: Callable[[cms.SignedData], None]) -> bytes:
    start, end = _find_gap(pdf)
    filled = bytes.fromhex(pdf[start:end].decode("ascii"))
    info = cms.ContentInfo.load(filled[: parser.peek(filled)])
    edit(info["content"])
    der: bytes = info.dump(force=True)
    digits = der.hex().upper().encode("ascii")
    return pdf[:start] + digits.ljust(end - start, b"0") + pdf[end:]


def _find_signature(pdf: bytes) -> tuple[int, bytes]:
    """Return the number and the octets of the object that holds the first signature."""
    start, _ = _find_gap(pdf)
    *_, match = re.finditer(rb"(\d+) 0 obj\s", pdf[:start])
    return int(match[1]), pdf[match.end() : pdf.index(b"endobj", start)]


def _append(pdf: bytes, number: int, body: bytes, root: int | None = None) -> bytes:
    """Append a revision with this object, whose trailer names `root` or the old catalogue."""
    *_, before = re.finditer(rb"startxref\s+(\d+)", pdf)
    with pikepdf.open(BytesIO(pdf)) as document:
        size, old = len(document.objects) + 2, document.Root.objgen[0]
    thing = b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"xref\n%d 1\n%010d 00000 n \ntrailer\n<</Size %d/Root %d 0 R/Prev %s>>\n" % (
        *(number, len(pdf), size, root or old),
        before[1],
    )
    return pdf + thing + table + b"startxref\n%d\n%%%%EOF\n" % (len(pdf) + len(thing))
