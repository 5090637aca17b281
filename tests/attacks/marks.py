"""The visible mark of a signature."""

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name

from signing.writing import QuietWriter
from tests.attacks.revisions import BLACK, get_field, make_dictionary, make_numbers


def move_mark(writer: QuietWriter) -> None:
    field = get_field(writer)
    field[pdf_name("/Rect")] = make_numbers(0, 0, 500, 500)
    writer.update_container(field)


def hide_mark(writer: QuietWriter) -> None:
    field = get_field(writer)
    field[pdf_name("/F")] = generic.NumberObject(2)
    writer.update_container(field)


def redraw_mark(writer: QuietWriter) -> None:
    """Change what the visible mark says."""
    mark = get_field(writer)["/AP"]["/N"]
    mark._data = BLACK  # noqa: SLF001 -- an attacker asks nobody
    mark._encoded_data = None  # noqa: SLF001
    writer.update_container(mark)


def exchange_mark(writer: QuietWriter) -> None:
    form = generic.StreamObject(stream_data=BLACK)
    form[pdf_name("/Type")] = pdf_name("/XObject")
    form[pdf_name("/Subtype")] = pdf_name("/Form")
    form[pdf_name("/BBox")] = make_numbers(0, 0, 100, 100)
    field = get_field(writer)
    field[pdf_name("/AP")] = make_dictionary(N=writer.add_object(form))
    writer.update_container(field)
