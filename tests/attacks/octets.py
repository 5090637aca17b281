"""What is done to the octets themselves."""

import re
from io import BytesIO

import pikepdf
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name, pdf_string

from signing.writing import QuietWriter
from tests.attacks.revisions import Attack, Edit, change, get_field, make_numbers


def _reach(numbers: list[int]) -> Edit:
    def edit(writer: QuietWriter) -> None:
        value = get_field(writer)["/V"]
        value[pdf_name("/ByteRange")] = make_numbers(*numbers)
        writer.update_container(value)

    return edit


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
        field = get_field(writer)
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
