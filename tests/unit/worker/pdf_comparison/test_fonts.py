from pikepdf import Array, Dictionary, Name, Pdf

from worker.pdf_comparison.fonts import PdfFont, read_font

BROKEN_OUT = b"""1 beginbfchar <01> <041E> endbfchar
2 beginbfrange <02> <04> <0430> <05> <06> [<0451> <00660069>] endbfrange"""


def read_simple(missing_width: int = 0) -> PdfFont:
    document = Pdf.new()
    table = document.make_stream(BROKEN_OUT)
    font = Dictionary(
        Type=Name.Font,
        Subtype=Name.TrueType,
        BaseFont=Name("/BAAAAA+LiberationSerif-Bold"),
        ToUnicode=table,
        FirstChar=1,
        Widths=Array([722, 500]),
        FontDescriptor=Dictionary(MissingWidth=missing_width),
    )
    return read_font(document.make_indirect(font))


def texts_of(font: PdfFont, shown: bytes) -> list[str]:
    return [letter.text for letter in font.read(shown)]


def widths_of(font: PdfFont, shown: bytes) -> list[float]:
    return [letter.width for letter in font.read(shown)]


def test_the_tag_of_a_subset_is_no_part_of_the_name() -> None:
    assert read_simple().name == "LiberationSerif-Bold"


def test_letters_come_from_the_fonts_own_table() -> None:
    assert texts_of(read_simple(), bytes(range(1, 7))) == ["О", "а", "б", "в", "ё", "fi"]


def test_an_unknown_code_stands_for_itself() -> None:
    assert texts_of(read_simple(), b"\x0a\x0b") == ["\\a", "\\b"]


def test_widths_are_in_ems_and_unlisted_ones_as_the_descriptor_says() -> None:
    font = read_simple(missing_width=250)

    assert widths_of(font, b"\x01\x02\x09") == [0.722, 0.5, 0.25]


def test_a_composite_font_has_two_bytes_a_letter_and_widths_of_both_forms() -> None:
    document = Pdf.new()
    descendant = Dictionary(W=Array([1, Array([600, 700]), 5, 6, 400]), DW=900)
    font = read_font(
        document.make_indirect(
            Dictionary(
                Subtype=Name.Type0,
                BaseFont=Name("/BAAAAA+Some"),
                DescendantFonts=Array([document.make_indirect(descendant)]),
                ToUnicode=document.make_stream(b"beginbfchar <0001> <0416> endbfchar"),
            )
        )
    )

    assert texts_of(font, b"\0\x01") == ["Ж"]
    assert widths_of(font, b"\0\x01\0\x02\0\x05\0\x06\0\x07") == [0.6, 0.7, 0.4, 0.4, 0.9]
