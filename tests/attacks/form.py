"""The form and the fields of signatures in it."""

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name, pdf_string

from signing.writing import QuietWriter
from tests.attacks.revisions import get_field, make_dictionary, make_numbers


def add_field(writer: QuietWriter) -> None:
    """Ask for something in a form that was not there."""
    field = make_dictionary(
        FT=pdf_name("/Tx"),
        T=pdf_string("Сумма"),
        V=pdf_string("5000"),
        Subtype=pdf_name("/Widget"),
        Rect=make_numbers(0, 0, 100, 100),
    )
    form = writer.root["/AcroForm"]
    fields = form["/Fields"]
    old = [fields.raw_get(index) for index in range(len(fields))]
    form[pdf_name("/Fields")] = generic.ArrayObject([*old, writer.add_object(field)])
    writer.update_container(form)


def hide_signature(writer: QuietWriter) -> None:
    """Take the field out of the form: nobody shall see that there was a signature."""
    form = writer.root["/AcroForm"]
    form[pdf_name("/Fields")] = generic.ArrayObject()
    writer.update_container(form)


def rename_signature(writer: QuietWriter) -> None:
    field = get_field(writer)
    field[pdf_name("/T")] = pdf_string("Другой")
    writer.update_container(field)


def ask_for_appearances(writer: QuietWriter) -> None:
    form = writer.root["/AcroForm"]
    form[pdf_name("/NeedAppearances")] = generic.BooleanObject(value=True)
    writer.update_container(form)


def empty_contents(writer: QuietWriter) -> None:
    """Leave nothing to verify: universal signature forgery."""
    value = get_field(writer)["/V"]
    value[pdf_name("/Contents")] = generic.ByteStringObject(b"\0")
    writer.update_container(value)


def lose_contents(writer: QuietWriter) -> None:
    value = get_field(writer)["/V"]
    del value["/Contents"]
    writer.update_container(value)
