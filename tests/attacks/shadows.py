"""A document that was prepared for an attack before anybody signed it, and what is done then.

Shadow attacks (Mainka et al., 2021): everything the attack needs is in the file when it is signed,
and nobody sees it; a later revision only turns it over.
"""

from io import BytesIO

import pikepdf
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name, pdf_string

from signing.writing import QuietWriter
from tests.attacks.revisions import Edit
from tests.signable import make_pdf

_COVER = b"q 1 g 0 0 200 50 re f Q"
_SPARE = b"q 0 g 0 0 500 500 re f Q"


def prepare_shadow() -> bytes:
    """Make a document with a form, a hidden layer, a cover over text, a spare page and contents."""
    with pikepdf.open(BytesIO(make_pdf())) as document:
        page = document.pages[0].obj
        page.Annots = pikepdf.Array([_add_field(document), _add_cover(document)])
        group = document.make_indirect(
            pikepdf.Dictionary(Type=pikepdf.Name.OCG, Name=pikepdf.String("слой"))
        )
        shown = pikepdf.Dictionary(OFF=[group], Order=[group])
        document.Root.OCProperties = pikepdf.Dictionary(OCGs=[group], D=shown)
        spare = document.make_indirect(pikepdf.Stream(document, _SPARE))
        sheet = pikepdf.Dictionary(
            Type=pikepdf.Name.Page, MediaBox=[0, 0, 595, 842], Contents=spare
        )
        document.Root.PieceInfo = pikepdf.Dictionary(
            Spare=spare, Sheet=document.make_indirect(sheet)
        )
        document.Root.AcroForm = pikepdf.Dictionary(Fields=[page.Annots[0]])
        content = BytesIO()
        document.save(content, compress_streams=False, static_id=True)
        return content.getvalue()


def _add_field(document: pikepdf.Pdf) -> pikepdf.Object:
    return document.make_indirect(
        pikepdf.Dictionary(
            Type=pikepdf.Name.Annot,
            Subtype=pikepdf.Name.Widget,
            FT=pikepdf.Name.Tx,
            T=pikepdf.String("Сумма"),
            V=pikepdf.String("500"),
            F=4,
            Rect=[0, 0, 100, 20],
            AP=pikepdf.Dictionary(N=_draw(document, b"q 0 g 0 0 10 10 re f Q")),
        )
    )


def _add_cover(document: pikepdf.Pdf) -> pikepdf.Object:
    return document.make_indirect(
        pikepdf.Dictionary(
            Type=pikepdf.Name.Annot,
            Subtype=pikepdf.Name.Stamp,
            F=4,
            Rect=[0, 100, 200, 150],
            AP=pikepdf.Dictionary(N=_draw(document, _COVER)),
        )
    )


def _draw(document: pikepdf.Pdf, operators: bytes) -> pikepdf.Object:
    form = pikepdf.Stream(document, operators)
    form.Type, form.Subtype = pikepdf.Name.XObject, pikepdf.Name.Form
    form.BBox = [0, 0, 200, 50]
    return document.make_indirect(form)


def fill_in(writer: QuietWriter) -> None:
    """Change a value of the form."""
    field = _find_field(writer)
    field[pdf_name("/V")] = pdf_string("5000")
    writer.update_container(field)


def redraw_value(writer: QuietWriter) -> None:
    """Leave the value and show another one."""
    form = generic.StreamObject(stream_data=_SPARE)
    form[pdf_name("/Type")], form[pdf_name("/Subtype")] = pdf_name("/XObject"), pdf_name("/Form")
    form[pdf_name("/BBox")] = generic.ArrayObject(map(generic.NumberObject, (0, 0, 500, 500)))
    field = _find_field(writer)
    field[pdf_name("/AP")] = generic.DictionaryObject({pdf_name("/N"): writer.add_object(form)})
    writer.update_container(field)


def show_layer(writer: QuietWriter) -> None:
    shown = writer.root["/OCProperties"]["/D"]
    shown[pdf_name("/OFF")] = generic.ArrayObject()
    writer.update_container(shown)


def uncover(writer: QuietWriter) -> None:
    """Take the cover away: what it hid is seen."""
    page = _find_page(writer)
    notes = page["/Annots"]
    kept = [notes.raw_get(at) for at in range(len(notes)) if at != 1]
    page[pdf_name("/Annots")] = generic.ArrayObject(kept)
    writer.update_container(page)


def move_cover(writer: QuietWriter) -> None:
    cover = _find_page(writer)["/Annots"].raw_get(1).get_object()
    cover[pdf_name("/Rect")] = generic.ArrayObject(map(generic.NumberObject, (0, 0, 9, 9)))
    writer.update_container(cover)


def show_spare_contents(writer: QuietWriter) -> None:
    page = _find_page(writer)
    page[pdf_name("/Contents")] = writer.root["/PieceInfo"].raw_get("/Spare")
    writer.update_container(page)


def show_spare_page(writer: QuietWriter) -> None:
    pages = writer.root["/Pages"]
    kids = pages["/Kids"]
    spare = writer.root["/PieceInfo"].raw_get("/Sheet")
    pages[pdf_name("/Kids")] = generic.ArrayObject([spare, kids.raw_get(1)])
    writer.update_container(pages)


def _find_page(writer: QuietWriter) -> generic.DictionaryObject:
    page: generic.DictionaryObject = writer.root["/Pages"]["/Kids"].raw_get(0).get_object()
    return page


def _find_field(writer: QuietWriter) -> generic.DictionaryObject:
    field: generic.DictionaryObject = writer.root["/AcroForm"]["/Fields"].raw_get(0).get_object()
    return field


SHADOWS: tuple[Edit, ...] = (
    *(fill_in, redraw_value, show_layer, uncover, move_cover),
    *(show_spare_contents, show_spare_page),
)
