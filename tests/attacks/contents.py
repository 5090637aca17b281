"""What a page shows: its contents and its letters."""

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name

from signing.writing import QuietWriter
from tests.attacks.revisions import BLACK, get_page, make_dictionary


def paint(writer: QuietWriter) -> None:
    stream = generic.StreamObject(stream_data=BLACK)
    writer.add_stream_to_page(0, writer.add_object(stream))  # type: ignore[no-untyped-call]


def add_text(writer: QuietWriter) -> None:
    stream = generic.StreamObject(stream_data=b"BT 72 72 Td (5000) Tj ET")
    writer.add_stream_to_page(1, writer.add_object(stream))  # type: ignore[no-untyped-call]


def replace_contents(writer: QuietWriter) -> None:
    page = get_page(writer)
    page[pdf_name("/Contents")] = writer.add_object(generic.StreamObject(stream_data=BLACK))
    writer.update_container(page)


def give_font(writer: QuietWriter) -> None:
    """Exchange the letters: shadow attack "replace" by way of a font."""
    page = get_page(writer)
    font = make_dictionary(
        Type=pdf_name("/Font"), Subtype=pdf_name("/Type1"), BaseFont=pdf_name("/Courier")
    )
    page[pdf_name("/Resources")] = make_dictionary(Font=make_dictionary(F1=writer.add_object(font)))
    writer.update_container(page)
