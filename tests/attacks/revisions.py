"""Attacks on a signed document, built from a good one; nobody may take the result for valid.

Most of them come from the literature: incremental saving and wrapping (Mladenov et al., 2019),
shadow documents (Mainka et al., 2021), attacks on certifications (Rohlmann et al., 2021). Here is
what each is made of: a later revision, which changes no signed octet.
"""

from collections.abc import Callable
from io import BytesIO

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name

from signing.writing import QuietWriter

Edit = Callable[[QuietWriter], None]
Attack = Callable[[bytes], bytes]
BLACK = b"q 0 g 0 0 500 500 re f Q"


def change(content: bytes, edit: Edit) -> bytes:
    """Save `content` with one more revision."""
    writer = QuietWriter(BytesIO(content))
    edit(writer)
    return writer.finish()


def get_page(writer: QuietWriter, number: int = 0) -> generic.DictionaryObject:
    page = writer.root["/Pages"]["/Kids"].raw_get(number).get_object()
    assert isinstance(page, generic.DictionaryObject)
    return page


def get_field(writer: QuietWriter, number: int = 0) -> generic.DictionaryObject:
    field = writer.root["/AcroForm"]["/Fields"].raw_get(number).get_object()
    assert isinstance(field, generic.DictionaryObject)
    return field


def make_numbers(*values: int) -> generic.ArrayObject:
    return generic.ArrayObject(map(generic.NumberObject, values))


def make_dictionary(**entries: object) -> generic.DictionaryObject:
    return generic.DictionaryObject({pdf_name(f"/{key}"): value for key, value in entries.items()})
