import io
import zipfile

from doc_templates.comparison import find_difference
from doc_templates.filling import compile_template
from tests.assets.docx_packages import make_text_docx, unpack

TEMPLATE = compile_template(make_text_docx("до {{ value }} после"))


def fill(value: str) -> bytes:
    return TEMPLATE.fill({"value": value})


def repack(docx: bytes, *without: str, level: int = 9) -> bytes:
    """The same parts in another container, except some."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=level) as package:
        for name, content in unpack(docx).items():
            if name not in without:
                package.writestr(zipfile.ZipInfo(name), content)
    return target.getvalue()


def test_the_same_value_gives_no_difference() -> None:
    assert find_difference(fill("Мельник"), fill("Мельник")) is None


def test_another_value_is_named_by_part_and_paragraph_and_not_repeated() -> None:
    assert find_difference(fill("Мельник"), fill("Мельников")) == "часть word/document.xml, абзац 1"


def test_another_part_is_named_by_its_byte() -> None:
    docx = fill("x")
    content = unpack(docx)["[Content_Types].xml"]
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as package:
        for name, part in unpack(docx).items():
            package.writestr(name, part[:7] + b"X" + part[8:] if part == content else part)

    assert find_difference(docx, target.getvalue()) == "часть [Content_Types].xml, байт 7"


def test_a_missing_part_is_noticed() -> None:
    docx = fill("x")

    assert find_difference(docx, repack(docx, "word/document.xml")) == "состав частей другой"


def test_the_same_parts_packed_otherwise_are_told_from_other_parts() -> None:
    docx = fill("x")

    assert find_difference(docx, repack(docx)) == "части одинаковы, упакованы иначе"


def test_what_is_no_docx_is_said_to_be_none() -> None:
    assert find_difference(fill("x"), b"PK") == "файл не разбирается на части"


def test_a_container_whose_parts_cannot_be_unpacked_is_called_so() -> None:
    docx = fill("x")
    place = docx.index(b"PK\x01\x02") + 8  # the flags of the first part (APPNOTE 4.3.12)
    encrypted = docx[:place] + b"\x01" + docx[place + 1 :]
    torn = bytearray(docx)
    start = 30 + int.from_bytes(docx[26:28], "little") + int.from_bytes(docx[28:30], "little")
    torn[start] = 0xFF  # a kind of block that deflate does not know (RFC 1951, 3.2.3)

    assert find_difference(docx, encrypted) == "файл не разбирается на части"
    assert find_difference(docx, bytes(torn)) == "файл не разбирается на части"
