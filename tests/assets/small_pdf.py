"""Small PDFs written by hand, to differ in exactly one thing."""

from collections.abc import Mapping, Sequence
from io import BytesIO

import pikepdf
from pikepdf import Array, Dictionary, Name

A4 = (0, 0, 595, 842)
WIDTH = 500
"""Every letter is half as wide as it is high."""


def write_pdf(
    *pages: str,
    box: Sequence[float] = A4,
    places: Mapping[str, tuple[int, float, float]] | None = None,
    font: str = "AAAAAA+LiberationSerif",
    tree: bool = False,
) -> bytes:
    """A PDF of these content streams (font `/F`, picture `/I`, form `/X`).

    `places` are named destinations: page from 0, left, top; with `tree` they are in a name tree.
    """
    document = pikepdf.new()
    resources = _resources(document, font)
    for content in pages:
        page = document.add_blank_page(page_size=(box[2], box[3]))
        page.obj.MediaBox = Array(list(box))
        page.obj.Contents = document.make_stream(content.encode("cp1252"))
        page.obj.Resources = resources
    found = {
        name: Array([document.pages[number].obj, Name.XYZ, left, top, 0])
        for name, (number, left, top) in (places or {}).items()
    }
    if tree:
        flat = [item for name, place in found.items() for item in (pikepdf.String(name), place)]
        leaf = document.make_indirect(Dictionary(Names=Array(flat)))
        document.Root.Names = Dictionary(Dests=Dictionary(Kids=Array([leaf])))
    else:
        document.Root.Dests = Dictionary({f"/{name}": place for name, place in found.items()})
    target = BytesIO()
    document.save(target)
    return target.getvalue()


def line(text: str, left: float = 72, base: float = 700, size: float = 10) -> str:
    """A line of text."""
    return f"BT {left} {base} Td /F {size} Tf ({text}) Tj ET\n"


def _resources(document: pikepdf.Pdf, font: str) -> Dictionary:
    letters = Dictionary(
        Type=Name.Font,
        Subtype=Name.TrueType,
        BaseFont=Name(f"/{font}"),
        FirstChar=0,
        LastChar=255,
        Widths=Array([WIDTH] * 256),
    )
    picture = document.make_stream(b"\0" * 3)
    picture.stream_dict.update(
        Dictionary(Type=Name.XObject, Subtype=Name.Image, Width=1, Height=1, BitsPerComponent=8)
    )
    form = document.make_stream(line("inside", left=10, base=20).encode())
    form.Type, form.Subtype, form.BBox = Name.XObject, Name.Form, Array([0, 0, 100, 100])
    form.Matrix = Array([1, 0, 0, 1, 100, 0])
    return Dictionary(
        Font=Dictionary(F=document.make_indirect(letters)),
        XObject=Dictionary(I=picture, X=form),
    )
