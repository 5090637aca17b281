"""Annotations: laid over a page, or taken away."""

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name, pdf_string

from signing.writing import QuietWriter
from tests.attacks.revisions import BLACK, get_page, make_dictionary, make_numbers


def annotate(writer: QuietWriter) -> None:
    _annotate(writer, make_dictionary(Subtype=pdf_name("/Text"), Contents=pdf_string("отменено")))


def cover_with_picture(writer: QuietWriter) -> None:
    """Lay a stamp over the text: shadow attack "hide"."""
    form = generic.StreamObject(stream_data=BLACK)
    form[pdf_name("/Type")] = pdf_name("/XObject")
    form[pdf_name("/Subtype")] = pdf_name("/Form")
    form[pdf_name("/BBox")] = make_numbers(0, 0, 500, 500)
    appearance = make_dictionary(N=writer.add_object(form))
    _annotate(writer, make_dictionary(Subtype=pdf_name("/Stamp"), AP=appearance))


def write_freely(writer: QuietWriter) -> None:
    """Put text where it looks like the document's own: evil annotation attack."""
    text = make_dictionary(
        Subtype=pdf_name("/FreeText"), Contents=pdf_string("5000"), DA=pdf_string("/F 9 Tf")
    )
    _annotate(writer, text)


def redact(writer: QuietWriter) -> None:
    _annotate(writer, make_dictionary(Subtype=pdf_name("/Redact"), IC=make_numbers(0, 0, 0)))


def link(writer: QuietWriter) -> None:
    action = make_dictionary(S=pdf_name("/URI"), URI=pdf_string("http://127.0.0.1/"))
    _annotate(writer, make_dictionary(Subtype=pdf_name("/Link"), A=action))


def _annotate(writer: QuietWriter, note: generic.DictionaryObject) -> None:
    page = get_page(writer)
    note[pdf_name("/Type")] = pdf_name("/Annot")
    note[pdf_name("/F")] = generic.NumberObject(4)
    note[pdf_name("/Rect")] = make_numbers(0, 0, 500, 500)
    there = page.get("/Annots", generic.ArrayObject())
    old = [there.raw_get(index) for index in range(len(there))]
    page[pdf_name("/Annots")] = generic.ArrayObject([*old, writer.add_object(note)])
    writer.update_container(page)


def strip_annotations(writer: QuietWriter) -> None:
    """Take the visible mark away."""
    page = get_page(writer)
    del page["/Annots"]
    writer.update_container(page)
