"""Attacks on a signed document, built from a good one; nobody may take the result for valid.

Most of them come from the literature: incremental saving and wrapping (Mladenov et al., 2019),
shadow documents (Mainka et al., 2021), attacks on certifications (Rohlmann et al., 2021).
"""

import re
from collections.abc import Callable
from io import BytesIO

import pikepdf
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name, pdf_string

from signing.writing import QuietWriter

Edit = Callable[[QuietWriter], None]
Attack = Callable[[bytes], bytes]

_BLACK = b"q 0 g 0 0 500 500 re f Q"


def change(content: bytes, edit: Edit) -> bytes:
    """Save `content` with one more revision."""
    writer = QuietWriter(BytesIO(content))
    edit(writer)
    return writer.finish()


def _page(writer: QuietWriter, number: int = 0) -> generic.DictionaryObject:
    page = writer.root["/Pages"]["/Kids"].raw_get(number).get_object()
    assert isinstance(page, generic.DictionaryObject)
    return page


def _field(writer: QuietWriter, number: int = 0) -> generic.DictionaryObject:
    field = writer.root["/AcroForm"]["/Fields"].raw_get(number).get_object()
    assert isinstance(field, generic.DictionaryObject)
    return field


def _numbers(*values: int) -> generic.ArrayObject:
    return generic.ArrayObject(map(generic.NumberObject, values))


def _dictionary(**entries: object) -> generic.DictionaryObject:
    return generic.DictionaryObject({pdf_name(f"/{key}"): value for key, value in entries.items()})


# What a later revision may change without touching a signed octet.


def paint(writer: QuietWriter) -> None:
    stream = generic.StreamObject(stream_data=_BLACK)
    writer.add_stream_to_page(0, writer.add_object(stream))  # type: ignore[no-untyped-call]


def add_text(writer: QuietWriter) -> None:
    stream = generic.StreamObject(stream_data=b"BT 72 72 Td (5000) Tj ET")
    writer.add_stream_to_page(1, writer.add_object(stream))  # type: ignore[no-untyped-call]


def replace_contents(writer: QuietWriter) -> None:
    page = _page(writer)
    page[pdf_name("/Contents")] = writer.add_object(generic.StreamObject(stream_data=_BLACK))
    writer.update_container(page)


def annotate(writer: QuietWriter) -> None:
    _annotate(writer, _dictionary(Subtype=pdf_name("/Text"), Contents=pdf_string("отменено")))


def cover_with_picture(writer: QuietWriter) -> None:
    """Lay a stamp over the text: shadow attack "hide"."""
    form = generic.StreamObject(stream_data=_BLACK)
    form[pdf_name("/Type")] = pdf_name("/XObject")
    form[pdf_name("/Subtype")] = pdf_name("/Form")
    form[pdf_name("/BBox")] = _numbers(0, 0, 500, 500)
    appearance = _dictionary(N=writer.add_object(form))
    _annotate(writer, _dictionary(Subtype=pdf_name("/Stamp"), AP=appearance))


def write_freely(writer: QuietWriter) -> None:
    """Put text where it looks like the document's own: evil annotation attack."""
    text = _dictionary(
        Subtype=pdf_name("/FreeText"), Contents=pdf_string("5000"), DA=pdf_string("/F 9 Tf")
    )
    _annotate(writer, text)


def redact(writer: QuietWriter) -> None:
    _annotate(writer, _dictionary(Subtype=pdf_name("/Redact"), IC=_numbers(0, 0, 0)))


def link(writer: QuietWriter) -> None:
    action = _dictionary(S=pdf_name("/URI"), URI=pdf_string("http://127.0.0.1/"))
    _annotate(writer, _dictionary(Subtype=pdf_name("/Link"), A=action))


def _annotate(writer: QuietWriter, note: generic.DictionaryObject) -> None:
    page = _page(writer)
    note[pdf_name("/Type")] = pdf_name("/Annot")
    note[pdf_name("/F")] = generic.NumberObject(4)
    note[pdf_name("/Rect")] = _numbers(0, 0, 500, 500)
    there = page.get("/Annots", generic.ArrayObject())
    old = [there.raw_get(index) for index in range(len(there))]
    page[pdf_name("/Annots")] = generic.ArrayObject([*old, writer.add_object(note)])
    writer.update_container(page)


def strip_annotations(writer: QuietWriter) -> None:
    """Take the visible mark away."""
    page = _page(writer)
    del page["/Annots"]
    writer.update_container(page)


def move_mark(writer: QuietWriter) -> None:
    field = _field(writer)
    field[pdf_name("/Rect")] = _numbers(0, 0, 500, 500)
    writer.update_container(field)


def hide_mark(writer: QuietWriter) -> None:
    field = _field(writer)
    field[pdf_name("/F")] = generic.NumberObject(2)
    writer.update_container(field)


def redraw_mark(writer: QuietWriter) -> None:
    """Change what the visible mark says."""
    mark = _field(writer)["/AP"]["/N"]
    mark._data = _BLACK  # noqa: SLF001 -- an attacker asks nobody
    mark._encoded_data = None  # noqa: SLF001
    writer.update_container(mark)


def exchange_mark(writer: QuietWriter) -> None:
    form = generic.StreamObject(stream_data=_BLACK)
    form[pdf_name("/Type")] = pdf_name("/XObject")
    form[pdf_name("/Subtype")] = pdf_name("/Form")
    form[pdf_name("/BBox")] = _numbers(0, 0, 100, 100)
    field = _field(writer)
    field[pdf_name("/AP")] = _dictionary(N=writer.add_object(form))
    writer.update_container(field)


def swap_pages(writer: QuietWriter) -> None:
    pages = writer.root["/Pages"]
    kids = pages["/Kids"]
    pages[pdf_name("/Kids")] = generic.ArrayObject([kids.raw_get(1), kids.raw_get(0)])
    writer.update_container(pages)


def drop_page(writer: QuietWriter) -> None:
    pages = writer.root["/Pages"]
    pages[pdf_name("/Kids")] = generic.ArrayObject([pages["/Kids"].raw_get(0)])
    pages[pdf_name("/Count")] = generic.NumberObject(1)
    writer.update_container(pages)


def add_page(writer: QuietWriter) -> None:
    pages = writer.root["/Pages"]
    kids = pages["/Kids"]
    page = _dictionary(
        Type=pdf_name("/Page"),
        Parent=writer.root.raw_get("/Pages"),
        MediaBox=_numbers(0, 0, 500, 500),
        Contents=writer.add_object(generic.StreamObject(stream_data=_BLACK)),
    )
    old = [kids.raw_get(index) for index in range(len(kids))]
    pages[pdf_name("/Kids")] = generic.ArrayObject([*old, writer.add_object(page)])
    pages[pdf_name("/Count")] = generic.NumberObject(len(old) + 1)
    writer.update_container(pages)


def exchange_pages(writer: QuietWriter) -> None:
    """Show another tree of pages: shadow attack "replace" by way of the catalogue."""
    page = _dictionary(
        Type=pdf_name("/Page"),
        MediaBox=_numbers(0, 0, 500, 500),
        Contents=writer.add_object(generic.StreamObject(stream_data=_BLACK)),
    )
    tree = _dictionary(
        Type=pdf_name("/Pages"),
        Count=generic.NumberObject(1),
        Kids=generic.ArrayObject([writer.add_object(page)]),
    )
    writer.root[pdf_name("/Pages")] = writer.add_object(tree)
    writer.update_container(writer.root)


def resize_page(writer: QuietWriter) -> None:
    page = _page(writer)
    page[pdf_name("/MediaBox")] = _numbers(0, 0, 100, 100)
    writer.update_container(page)


def turn_page(writer: QuietWriter) -> None:
    page = _page(writer)
    page[pdf_name("/Rotate")] = generic.NumberObject(180)
    writer.update_container(page)


def give_font(writer: QuietWriter) -> None:
    """Exchange the letters: shadow attack "replace" by way of a font."""
    page = _page(writer)
    font = _dictionary(
        Type=pdf_name("/Font"), Subtype=pdf_name("/Type1"), BaseFont=pdf_name("/Courier")
    )
    page[pdf_name("/Resources")] = _dictionary(Font=_dictionary(F1=writer.add_object(font)))
    writer.update_container(page)


def rename(writer: QuietWriter) -> None:
    writer.root[pdf_name("/Lang")] = pdf_string("en")
    writer.update_container(writer.root)


def open_with_script(writer: QuietWriter) -> None:
    action = _dictionary(S=pdf_name("/JavaScript"), JS=pdf_string("app.alert(1)"))
    writer.root[pdf_name("/OpenAction")] = writer.add_object(action)
    writer.update_container(writer.root)


def add_layers(writer: QuietWriter) -> None:
    """Let layers come and go: shadow attack "hide and replace"."""
    group = writer.add_object(_dictionary(Type=pdf_name("/OCG"), Name=pdf_string("слой")))
    shown = _dictionary(OFF=generic.ArrayObject([group]))
    layers = _dictionary(OCGs=generic.ArrayObject([group]), D=shown)
    writer.root[pdf_name("/OCProperties")] = layers
    writer.update_container(writer.root)


def attach(writer: QuietWriter) -> None:
    content = generic.StreamObject(stream_data=b"other data")
    file = _dictionary(
        Type=pdf_name("/Filespec"),
        F=pdf_string("order.json"),
        EF=_dictionary(F=writer.add_object(content)),
    )
    writer.root[pdf_name("/AF")] = generic.ArrayObject([writer.add_object(file)])
    writer.update_container(writer.root)


def rewrite_metadata(writer: QuietWriter) -> None:
    metadata = writer.root["/Metadata"]
    metadata._data = b"<x/>"  # noqa: SLF001 -- an attacker asks nobody
    metadata._encoded_data = None  # noqa: SLF001
    writer.update_container(metadata)


def add_field(writer: QuietWriter) -> None:
    """Ask for something in a form that was not there."""
    field = _dictionary(
        FT=pdf_name("/Tx"),
        T=pdf_string("Сумма"),
        V=pdf_string("5000"),
        Subtype=pdf_name("/Widget"),
        Rect=_numbers(0, 0, 100, 100),
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
    field = _field(writer)
    field[pdf_name("/T")] = pdf_string("Другой")
    writer.update_container(field)


def ask_for_appearances(writer: QuietWriter) -> None:
    form = writer.root["/AcroForm"]
    form[pdf_name("/NeedAppearances")] = generic.BooleanObject(value=True)
    writer.update_container(form)


def _reach(numbers: list[int]) -> Edit:
    def edit(writer: QuietWriter) -> None:
        value = _field(writer)["/V"]
        value[pdf_name("/ByteRange")] = _numbers(*numbers)
        writer.update_container(value)

    return edit


def empty_contents(writer: QuietWriter) -> None:
    """Leave nothing to verify: universal signature forgery."""
    value = _field(writer)["/V"]
    value[pdf_name("/Contents")] = generic.ByteStringObject(b"\0")
    writer.update_container(value)


def lose_contents(writer: QuietWriter) -> None:
    value = _field(writer)["/V"]
    del value["/Contents"]
    writer.update_container(value)


def fill_store(writer: QuietWriter) -> None:
    """Put rubbish where evidence belongs."""
    junk = writer.add_object(generic.StreamObject(stream_data=b"\x30\x03\x02\x01\x01"))
    store = _dictionary(Type=pdf_name("/DSS"), CRLs=generic.ArrayObject([junk]))
    writer.root[pdf_name("/DSS")] = writer.add_object(store)
    writer.update_container(writer.root)


def hide_in_store(writer: QuietWriter) -> None:
    """Carry something along under the name of evidence."""
    store = _dictionary(Type=pdf_name("/DSS"), Note=pdf_string("отменено"))
    writer.root[pdf_name("/DSS")] = writer.add_object(store)
    writer.update_container(writer.root)


EDITS: tuple[Edit, ...] = (
    *(paint, add_text, replace_contents, annotate, cover_with_picture, write_freely, redact, link),
    *(strip_annotations, move_mark, hide_mark, redraw_mark, exchange_mark, swap_pages, drop_page),
    *(add_page, exchange_pages, resize_page, turn_page, give_font, rename, open_with_script),
    *(add_layers, attach, rewrite_metadata, add_field, hide_signature, rename_signature),
    *(ask_for_appearances, empty_contents, lose_contents, fill_store, hide_in_store),
)


# What is done to the octets themselves.


def append_comment(pdf: bytes) -> bytes:
    return pdf + b"% more\n"


def append_end(pdf: bytes) -> bytes:
    return pdf + b"startxref\n0\n%%EOF\n"


def prepend(pdf: bytes) -> bytes:
    return b"% before\n" + pdf


def cut(pdf: bytes) -> bytes:
    return pdf[:-200]


def move_table(pdf: bytes) -> bytes:
    """Point the last cross-reference table somewhere else."""
    *_, match = re.finditer(rb"startxref\s+(\d+)", pdf)
    return pdf[: match.start(1)] + b"0" * len(match[1]) + pdf[match.end(1) :]


def change_table(pdf: bytes) -> bytes:
    """Exchange the places of two objects in the first cross-reference table."""
    first, second, *_ = re.finditer(rb"\d{10} 00000 n", pdf)
    return b"".join(
        (
            pdf[: first.start()],
            second[0],
            pdf[first.end() : second.start()],
            first[0],
            pdf[second.end() :],
        )
    )


def add_table(pdf: bytes) -> bytes:
    """Append a table of its own, with the first page somewhere else: incremental saving attack."""
    *_, start = re.finditer(rb"startxref\s+(\d+)", pdf)
    with pikepdf.open(BytesIO(pdf)) as document:
        number, size = document.pages[0].obj.objgen[0], len(document.objects) + 1
        root = document.Root.objgen[0]
    page = b"%d 0 obj\n<</Type/Page/MediaBox[0 0 9 9]>>\nendobj\n" % number
    table = b"xref\n%d 1\n%010d 00000 n \ntrailer\n<</Size %d/Root %d 0 R/Prev %s>>\n" % (
        *(number, len(pdf), size, root),
        start[1],
    )
    return pdf + page + table + b"startxref\n%d\n%%%%EOF\n" % (len(pdf) + len(page))


def wrap(pdf: bytes) -> bytes:
    """Move the signed end of the file behind octets of one's own: signature wrapping."""
    *_, match = re.finditer(rb"/ByteRange\s*\[\s*0 (\d+) (\d+) (\d+)\s*\]", pdf)
    _, after, rest = (int(number) for number in match.groups())
    moved = after + 400
    told = b"/ByteRange [0 %s %d %d]" % (match[1], moved, rest)
    start = pdf[: match.start()] + told.ljust(len(match[0])) + pdf[match.end() : after]
    return start + b"% mine\n".ljust(400) + pdf[after : after + rest]


def shorten_range(pdf: bytes) -> bytes:
    """Say that less is signed, and append."""
    *_, match = re.finditer(rb"/ByteRange\s*\[\s*0 \d+ \d+ (\d+)\s*\]", pdf)
    less = b"%d" % (int(match[1]) - 50)
    return pdf[: match.start(1)] + less.ljust(len(match[1])) + pdf[match.end(1) :]


def negate_range(pdf: bytes) -> bytes:
    *_, match = re.finditer(rb"/ByteRange\s*\[\s*0 (\d+) \d+ \d+\s*\]", pdf)
    return pdf[: match.start(1)] + b"-" + match[1][1:] + pdf[match.end(1) :]


def save_anew(pdf: bytes) -> bytes:
    content = BytesIO()
    with pikepdf.open(BytesIO(pdf)) as document:
        document.save(content)
    return content.getvalue()


def encrypt(pdf: bytes) -> bytes:
    content = BytesIO()
    with pikepdf.open(BytesIO(pdf)) as document:
        document.save(content, encryption=pikepdf.Encryption(owner="o", user=""))
    return content.getvalue()


def sign_twice_with_one(pdf: bytes) -> bytes:
    """Show the same signature in a second field, as if somebody else had signed too."""

    def edit(writer: QuietWriter) -> None:
        field = _field(writer)
        double = generic.DictionaryObject(field)
        double[pdf_name("/T")] = pdf_string("Второй")
        form = writer.root["/AcroForm"]
        fields = form["/Fields"]
        old = [fields.raw_get(index) for index in range(len(fields))]
        form[pdf_name("/Fields")] = generic.ArrayObject([*old, writer.add_object(double)])
        writer.update_container(form)

    return change(pdf, edit)


def pretend_range(pdf: bytes) -> bytes:
    """Say in a later revision that the signature covers all of the file."""
    return change(pdf, _reach([0, 10, 20, len(pdf)]))


def blank_range(pdf: bytes) -> bytes:
    return change(pdf, _reach([0, 0, 0, 0]))


ATTACKS: tuple[Attack, ...] = (
    *(append_comment, append_end, prepend, cut, move_table, change_table, add_table, wrap),
    *(shorten_range, negate_range, save_anew, encrypt, sign_twice_with_one, pretend_range),
    blank_range,
)
