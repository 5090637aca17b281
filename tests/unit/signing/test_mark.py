from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from fontTools.ttLib import TTFont

from signing.credentials import Credential
from signing.errors import Code, MarkError
from signing.fonts import MARK_FONT, load_mark_font
from signing.mark import HEIGHT, WIDTH, prepare_mark
from signing.markreading import compare_mark
from signing.marktext import PHRASE, describe
from signing.signing import SignatureRequest, SignedPdf, sign

UNTIMED = SignatureRequest("Head", "signature_head", "B-B")
LONGEST = "Константинопольская-Преображенская Александра-Виктория Константиновна"


def get_widget(content: bytes) -> tuple[int, tuple[float, ...], int]:
    """Return page, rectangle and flags of the only signature."""
    with pikepdf.open(BytesIO(content)) as document:
        ((index, widget),) = (
            (index, annotation)
            for index, page in enumerate(document.pages)
            for annotation in page.obj.get("/Annots", ())
        )
        return index, tuple(float(corner) for corner in widget.Rect), int(widget.F)


def move_bookmark(pdf: bytes, page: int, *target: object) -> bytes:
    with pikepdf.open(BytesIO(pdf)) as document:
        place = [document.pages[page].obj, *target]
        document.Root.Dests["/signature5Fhead"] = pikepdf.Array(place)
        output = BytesIO()
        document.save(output)
        return output.getvalue()


def test_the_mark_is_86_by_28_millimetres() -> None:
    assert (round(WIDTH / 72 * 25.4), round(HEIGHT / 72 * 25.4)) == (86, 28)


def test_the_mark_hangs_below_and_to_the_right_of_the_bookmark(signed: SignedPdf) -> None:
    page, rectangle, flags = get_widget(signed.content)

    assert page == 0
    assert list(rectangle) == [200, 500 - HEIGHT, 200 + WIDTH, 500]
    assert flags & 4, "it has to be printed"


@pytest.mark.parametrize(
    ("left", "top", "expected"),
    [
        (0, 842, (0, 842 - HEIGHT)),
        (590, 500, (595 - WIDTH, 500 - HEIGHT)),
        (200, 20, (200, 0)),
        (-50, 2000, (0, 842 - HEIGHT)),
    ],
)
def test_the_mark_stays_on_the_page(
    left: int, top: int, expected: tuple[int, int], pdf: bytes, head: Credential
) -> None:
    moved = move_bookmark(pdf, 0, pikepdf.Name.XYZ, left, top, 0)
    _, rectangle, _ = get_widget(sign(moved, UNTIMED, head, None).content)

    assert rectangle[:2] == expected


def test_the_mark_goes_to_the_page_of_the_bookmark(pdf: bytes, head: Credential) -> None:
    moved = move_bookmark(pdf, 1, pikepdf.Name.XYZ, 100, 400, 0)

    assert get_widget(sign(moved, UNTIMED, head, None).content)[0] == 1


def test_a_bookmark_in_a_name_tree_is_found(pdf: bytes, head: Credential) -> None:
    with pikepdf.open(BytesIO(pdf)) as document:
        place = pikepdf.Array([document.pages[1].obj, pikepdf.Name.XYZ, 100, 400, 0])
        target = document.make_indirect(pikepdf.Dictionary(D=place))
        names = pikepdf.Array([pikepdf.String("signature_head"), target])
        leaf = document.make_indirect(pikepdf.Dictionary(Names=names))
        document.Root.Names = pikepdf.Dictionary(Dests=pikepdf.Dictionary(Kids=[leaf]))
        del document.Root.Dests
        output = BytesIO()
        document.save(output)

    assert get_widget(sign(output.getvalue(), UNTIMED, head, None).content)[0] == 1


@pytest.mark.parametrize(
    "target",
    [(pikepdf.Name.Fit,), (pikepdf.Name.XYZ, None, None, 0), (pikepdf.Name.FitH, 100)],
    ids=["whole page", "nowhere", "height only"],
)
def test_a_bookmark_that_names_no_point_is_no_place(
    target: tuple[object, ...], pdf: bytes, head: Credential
) -> None:
    with pytest.raises(MarkError) as caught:
        sign(move_bookmark(pdf, 0, *target), UNTIMED, head, None)

    assert caught.value.code == Code.MARK_PLACE_MISSING


def test_the_words_are_those_of_the_standard(signed: SignedPdf) -> None:
    number, holder, validity = describe(signed.certificate)

    assert PHRASE == "Документ подписан электронной подписью"
    assert number == f"Сертификат: {signed.certificate.serial_hex}"
    assert holder == "Владелец: Мельник Ольга Сергеевна"
    assert validity.startswith("Действителен: с ")


def test_the_mark_can_be_read_back(signed: SignedPdf, deputy: Credential) -> None:
    assert compare_mark(signed.content, "Head", signed.certificate) is True
    assert compare_mark(signed.content, "Head", deputy.certificate) is False
    assert compare_mark(signed.content, "Nobody", signed.certificate) is None


@pytest.mark.parametrize("holder", ["Ли", LONGEST, LONGEST * 3], ids=["short", "long", "endless"])
def test_every_line_fits_into_the_frame(holder: str, head: Credential) -> None:
    style = prepare_mark(replace(head.certificate, holder=holder), MARK_FONT)
    font = TTFont(BytesIO(load_mark_font()))
    advances, glyphs = font["hmtx"], font.getBestCmap()
    lines = (PHRASE, *describe(replace(head.certificate, holder=holder)))
    shown = style.drawing.data.split(b" Tf ")

    for at, line in enumerate(lines):
        size = float(shown[at].rsplit(maxsplit=1)[1])
        left = float(shown[at + 1].split()[4])
        width = sum(advances[glyphs[ord(char)]][0] for char in line) / 1000 * size
        assert left >= 6
        assert left + width <= WIDTH - 6


def test_a_mark_is_drawn_once_per_certificate(head: Credential, deputy: Credential) -> None:
    first = prepare_mark(head.certificate, MARK_FONT)

    assert prepare_mark(head.certificate, MARK_FONT) is first
    assert prepare_mark(deputy.certificate, MARK_FONT) is not first


def test_the_font_is_small_and_has_what_names_need() -> None:
    font = TTFont(BytesIO(load_mark_font()))

    assert len(load_mark_font()) < 40_000
    assert {ord(char) for char in "AZaz09АЯаяЁё«»№–—"} <= set(font.getBestCmap())
    assert not {"GSUB", "GPOS", "GDEF", "kern"} & set(font.keys())


def test_a_letter_the_font_lacks_is_an_error(head: Credential) -> None:
    with pytest.raises(MarkError) as caught:
        prepare_mark(replace(head.certificate, holder="王小明"), MARK_FONT)

    assert caught.value.code == Code.MARK_TEXT_UNSUPPORTED
    assert "王" not in caught.value.detail


@pytest.mark.parametrize("content", [None, b"", b"not a font", b"\0\1\0\0" + bytes(100)])
def test_without_its_font_there_is_no_mark(
    content: bytes | None, tmp_path: Path, head: Credential
) -> None:
    path = tmp_path / "font.ttf"
    if content is not None:
        path.write_bytes(content)

    with pytest.raises(MarkError) as caught:
        prepare_mark(head.certificate, path)

    assert caught.value.code == Code.MARK_FONT_MISSING


def test_the_font_goes_into_the_document(signed: SignedPdf) -> None:
    with pikepdf.open(BytesIO(signed.content)) as document:
        (field,) = document.Root.AcroForm.Fields
        (font,) = field.AP.N.Resources.Font.values()
        program = font.DescendantFonts[0].FontDescriptor.FontFile2.read_bytes()

        assert "LiberationSans" in str(font.BaseFont)
        assert len(program) < 20_000
        assert "/ToUnicode" in font
