"""Signature fields: prepared before the first signature, and guarded afterwards.

A new field after a certification, a change after one that forbids all, a signature in a field that
an earlier one locked: pyHanko writes each of them without a word, and the earlier signature is
broken (ISO 32000-2, 12.8.2.2 and 12.8.2.4).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO

import pikepdf
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import (
    MDPPerm,
    SigFieldSpec,
    append_signature_field,
    enumerate_sig_fields,
)

from signing import pdfa_guard
from signing.errors import Code, SigningError
from signing.placing import place_marks
from signing.writing import open_for_writing


@dataclass(frozen=True, slots=True)
class FieldSpec:
    """A field to prepare: its name, and the bookmark where its mark should be.

    Without a bookmark the field is invisible: a seal need not show itself.
    """

    name: str
    bookmark: str = ""


def prepare_fields(pdf: bytes, specs: Sequence[FieldSpec]) -> bytes:
    """Return `pdf` with all the fields, in one revision, for signatures to come.

    Raises SigningError, MarkError: a name is taken, a bookmark is missing, something is signed.
    """
    document = open_for_writing(pdf)
    taken = {name for name, _, _ in enumerate_sig_fields(document.prev)}
    if document.prev.embedded_signatures:
        raise SigningError(Code.DOCUMENT_LOCKED, detail="signed-already")
    for spec, place in zip(specs, locate(pdf, document.prev, specs), strict=True):
        if spec.name in taken:
            raise SigningError(Code.SIGNATURE_FIELD_TAKEN, detail=spec.name)
        taken.add(spec.name)
        append_signature_field(document, place)
    content = document.finish()
    if faults := pdfa_guard.check(content):
        raise SigningError(Code.PDFA_BROKEN, detail="; ".join(faults))
    return content


def locate(
    pdf: bytes, document: PdfFileReader, specs: Sequence[FieldSpec]
) -> Sequence[SigFieldSpec]:
    """Say where the fields go: where there is room for their marks, or nowhere to be seen.

    `document` is the same file, opened. Raises MarkError.
    """
    boxes = place_marks(pdf, document, [spec.bookmark for spec in specs])
    return [
        SigFieldSpec(spec.name)
        if box is None
        else SigFieldSpec(spec.name, on_page=box.page, box=box.corners)
        for spec, box in zip(specs, boxes, strict=True)
    ]


def is_visible(pdf: bytes, name: str) -> bool:
    """Whether a field of the document has room for a mark."""
    with pikepdf.open(BytesIO(pdf), inherit_page_attributes=False) as document:
        fields = document.Root.get("/AcroForm", pikepdf.Dictionary()).get("/Fields", ())
        return any(_has_area(field) for field in fields if str(field.get("/T", "")) == name)


def _has_area(field: pikepdf.Object) -> bool:
    left, bottom, right, top = (float(corner) for corner in field.get("/Rect", (0, 0, 0, 0)))
    return left != right and bottom != top


def assert_signable(pdf: bytes, field_name: str, *, certifies: bool = False) -> None:
    """Raise SigningError when a signature in this field would break an earlier one.

    The detail says why: `field-filled`, `certified-no-changes`, `new-field-after-docmdp`,
    `field-locked-by NAME`, `certification-not-first`.
    """
    try:
        document = PdfFileReader(BytesIO(pdf))
    except Exception as error:  # a damaged file provokes anything in the reader
        raise SigningError(Code.DOCUMENT_UNREADABLE, detail=type(error).__name__) from error
    require_signable(document, field_name, certifies=certifies)


def require_signable(document: PdfFileReader, field_name: str, *, certifies: bool) -> None:
    """Do what `assert_signable` says with a document that is open already."""
    field = find_field(document, field_name)
    if field is not None and "/V" in field:
        raise SigningError(Code.SIGNATURE_FIELD_TAKEN, detail="field-filled")
    for reason in _list_obstacles(document, field_name, is_new=field is None, certifies=certifies):
        raise SigningError(Code.DOCUMENT_LOCKED, detail=reason)


def find_field(document: PdfFileReader, name: str) -> generic.DictionaryObject | None:
    """Return the signature field of this name, filled or not."""
    fields = enumerate_sig_fields(document)
    return next((one.get_object() for found, _, one in fields if found == name), None)


def _list_obstacles(
    document: PdfFileReader, field_name: str, *, is_new: bool, certifies: bool
) -> list[str]:
    signatures = document.embedded_signatures
    obstacles = ["certification-not-first"] if certifies and signatures else []
    for signature in signatures:
        lock, level = signature.fieldmdp, signature.docmdp_level
        if level is MDPPerm.NO_CHANGES:
            obstacles.append("certified-no-changes")
        if level is not None and is_new:
            obstacles.append("new-field-after-docmdp")
        if lock is not None and lock.is_locked(field_name):
            obstacles.append(f"field-locked-by {signature.field_name}")
    return obstacles
