"""What signature fields came to show after a signature, and what they stand on.

A visible field is drawn over its page, whoever signs in it. One that came later could hide what is
signed or add words to it, and its own signature would vouch for that: so it has to be clear of all
that is printed and to show a mark that names its signer. Fields prepared before the signature stand
where the signer saw them; they have to show such a mark where they cover anything.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import Final, Literal

import pikepdf
from cryptography import x509
from pikepdf import Rectangle
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature

from signing.certificates import summarise
from signing.ink import list_widgets, read_ink
from signing.markreading import compare_mark

Overlay = Literal["none", "unread", "covering"]
"""Nothing; something that cannot be read and covers nothing; something that hides what is signed
or may hide it."""

_BEYOND_INK: Final = frozenset({"'", '"', "sh", "INLINE IMAGE"})
"""Operators that draw what `signing.ink` passes over."""


def find_overlay(pdf: bytes, embedded: EmbeddedPdfSignature) -> Overlay:
    """Say the worst that fields filled after a signature do to its pages. Never raises."""
    *_, start, length = (int(number) for number in embedded.byte_range)
    try:
        with (
            pikepdf.open(BytesIO(pdf)) as now,
            pikepdf.open(BytesIO(pdf[: start + length])) as then,
        ):
            found: set[Overlay] = {_judge(one, pdf, embedded) for one in _list_later(now, then)}
    except Exception:  # noqa: BLE001 -- a hostile file provokes anything, and hides something
        return "covering"
    return "covering" if "covering" in found else "unread" if "unread" in found else "none"


@dataclass(frozen=True)
class _Later:
    """A visible field as it is now; `is_new`: there was none when the signature was made."""

    name: str
    value: pikepdf.Object | None
    is_new: bool
    covers: bool


def _judge(field: _Later, pdf: bytes, embedded: EmbeddedPdfSignature) -> Overlay:
    is_stamp = field.value is not None and field.value.get("/Type") == "/DocTimeStamp"
    if is_stamp or (field.is_new and field.covers):
        return "covering"
    if _shows_its_signer(pdf, field.name, embedded):
        return "none"
    return "covering" if field.covers else "unread"


def _shows_its_signer(pdf: bytes, name: str, embedded: EmbeddedPdfSignature) -> bool:
    signed = {one.field_name: one for one in embedded.reader.embedded_regular_signatures}
    if name not in signed:
        return False
    own = x509.load_der_x509_certificate(signed[name].signer_cert.dump())
    return compare_mark(pdf, name, summarise(own)) is True


def _list_later(now: pikepdf.Pdf, then: pikepdf.Pdf) -> Iterator[_Later]:
    before = {str(field.get("/T", "")): field for field in _list_fields(then)}
    for field in _list_fields(now):
        name, earlier = str(field.get("/T", "")), before.get(str(field.get("/T", "")))
        if earlier is not None and _is_settled(earlier, field):
            continue
        for widget in field.get("/Kids", [field]):
            box = Rectangle(*map(float, widget.Rect))
            if box.width and box.height:
                covers = _covers(then.pages[_find_page(now, widget)], box, name)
                yield _Later(name, field.get("/V"), earlier is None, covers)


def _is_settled(earlier: pikepdf.Object, field: pikepdf.Object) -> bool:
    """Whether a field was signed by then, or is as empty now as it was."""
    return "/V" in earlier or ("/V" not in field and earlier.get("/AP") == field.get("/AP"))


def _list_fields(document: pikepdf.Pdf) -> Iterator[pikepdf.Object]:
    form = document.Root.get("/AcroForm", pikepdf.Dictionary())
    for field in form.get("/Fields", ()):
        if field.get("/FT") == "/Sig":
            yield field


def _find_page(document: pikepdf.Pdf, widget: pikepdf.Object) -> int:
    for index, page in enumerate(document.pages):
        if any(one.objgen == widget.objgen for one in page.obj.get("/Annots", ())):
            return index
    raise LookupError(widget.objgen)


def _covers(page: pikepdf.Page, box: Rectangle, name: str) -> bool:
    operators = {str(one.operator) for one in pikepdf.parse_content_stream(page)}
    printed = (*read_ink(page), *list_widgets(page, besides=name))
    return bool(operators & _BEYOND_INK) or any(ink.is_under(box) for ink in printed)
