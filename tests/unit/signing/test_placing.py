"""Marks are put over nothing, wherever a template has set the bookmarks."""

from collections.abc import Sequence
from io import BytesIO

import pikepdf
import pytest
from pikepdf import Rectangle
from pyhanko.pdf_utils.reader import PdfFileReader

from signing.credentials import Credential
from signing.errors import Code, SigningError
from signing.fields import FieldSpec, is_visible, prepare_fields
from signing.ink import read_ink
from signing.mark import HEIGHT, WIDTH, Box
from signing.placing import place_marks
from signing.signing import SignatureRequest, sign
from tests.signable import HEAD_AND_DEPUTY

HEAD, DEPUTY = HEAD_AND_DEPUTY
AT_HEAD = Box(0, (200, 500 - HEIGHT, 200 + WIDTH, 500))
SHEET = (595, 842)
LETTER = 500
"""The width of every letter of the font, thousandths of its size."""


def write(pdf: bytes, *pages: str) -> bytes:
    """Put instructions on the pages, with a font `/F` and a picture `/P`."""
    with pikepdf.open(BytesIO(pdf)) as document:
        font = document.make_indirect(
            pikepdf.Dictionary(
                Type=pikepdf.Name.Font,
                Subtype=pikepdf.Name.TrueType,
                FontDescriptor=pikepdf.Dictionary(FontFile2=document.make_stream(b"")),
                FirstChar=32,
                Widths=[LETTER] * 95,
            )
        )
        picture = pikepdf.Stream(document, bytes(3))
        picture.Subtype = pikepdf.Name.Image
        for page, text in zip(document.pages, pages, strict=False):
            page.contents_add(text.encode())
            page.obj.Resources = pikepdf.Dictionary(
                Font=pikepdf.Dictionary(F=font),
                XObject=pikepdf.Dictionary(P=document.make_indirect(picture)),
            )
        output = BytesIO()
        document.save(output)
        return output.getvalue()


def text(x: float, y: float, letters: str, size: float = 10) -> str:
    return f"BT {x} {y} Td /F {size} Tf ({letters}) Tj ET"


def lines(first: int, last: int) -> str:
    """Lines of text from margin to margin, the upper and the lower one at these heights."""
    return " ".join(text(57, y, "m" * 96) for y in range(first, last - 1, -14))


def place(pdf: bytes, bookmarks: Sequence[str] = (HEAD,)) -> list[Box | None]:
    return place_marks(pdf, PdfFileReader(BytesIO(pdf)), bookmarks)


def list_ink(pdf: bytes, page: int = 0) -> list[Rectangle]:
    with pikepdf.open(BytesIO(pdf)) as document:
        return [ink.box for ink in read_ink(document.pages[page])]


def overlaps(one: Rectangle, other: Rectangle) -> bool:
    return (
        one.llx < other.urx and other.llx < one.urx and one.lly < other.ury and other.lly < one.ury
    )


def test_where_there_is_room_the_mark_is_at_its_bookmark(pdf: bytes) -> None:
    around = " ".join(
        (
            text(60, 450, "Head of school"),  # ends at 130
            text(200 + WIDTH + 2, 450, "O.S. Melnik"),
            "57 505 m 560 505 l S",
            text(200, 402, "below"),
        )
    )

    assert place(write(pdf, around)) == [AT_HEAD]


@pytest.mark.parametrize(
    "obstacle",
    [
        text(210, 450, "word"),
        text(60, 450, "m" * 30),  # reaches 210 from the left
        "q 1 0 0 1 100 100 cm " + text(110, 350, "moved") + " Q",
        "200 450 m 300 450 l S",
        "210 430 20 20 re f",
        "q 30 0 0 30 220 430 cm /P Do Q",
        "BT 2 0 0 2 210 450 Tm /F 5 Tf [(a) -200 (b)] TJ ET",
    ],
    ids=["word", "long word", "moved", "line", "square", "picture", "matrix"],
)
def test_what_is_printed_there_drives_the_mark_below(obstacle: str, pdf: bytes) -> None:
    crowded = write(pdf, obstacle)
    (box,) = place(crowded)

    assert box is not None
    assert (box.page, box.corners[0]) == (0, 200)
    assert box.corners[3] < AT_HEAD.corners[3]
    assert not any(overlaps(ink, Rectangle(*box.corners)) for ink in list_ink(crowded))


def test_what_is_drawn_and_not_painted_is_no_obstacle(pdf: bytes) -> None:
    assert place(write(pdf, "210 430 20 20 re W n")) == [AT_HEAD]


def test_a_frame_around_the_mark_and_a_ground_under_it_are_no_obstacles(pdf: bytes) -> None:
    ground = "190 410 270 100 re f 0 0 595 842 re f"

    assert place(write(pdf, ground)) == [AT_HEAD]


def test_a_mark_goes_to_the_end_of_the_document_when_its_page_is_full_below(pdf: bytes) -> None:
    full = write(pdf, lines(760, 60), lines(760, 500))
    (box,) = place(full)

    assert box is not None
    assert box.page == 1
    assert 400 < box.corners[3] < 500
    assert not any(overlaps(ink, Rectangle(*box.corners)) for ink in list_ink(full, 1))


def test_a_mark_goes_above_when_there_is_no_room_after_it(pdf: bytes) -> None:
    (box,) = place(write(pdf, lines(500, 60), lines(780, 60)))

    assert box is not None
    assert box.page == 0
    assert box.corners[1] > 500


def test_no_mark_is_better_than_one_over_the_text(pdf: bytes) -> None:
    assert place(write(pdf, lines(780, 60), lines(780, 60))) == [None]


def test_a_mark_keeps_out_of_the_margins_it_is_driven_to(pdf: bytes) -> None:
    (box,) = place(write(pdf, lines(780, 130), lines(780, 60)))

    assert box is None  # 70 points above the margin are not enough


def test_marks_do_not_cover_each_other_and_whoever_has_room_keeps_it(pdf: bytes) -> None:
    """The places of both are 30 points apart; the first is taken by a word, too."""
    with pikepdf.open(BytesIO(pdf)) as document:
        target = [document.pages[0].obj, pikepdf.Name.XYZ, 200, 470, 0]
        document.Root.Dests["/signature5Fdeputy"] = pikepdf.Array(target)
        output = BytesIO()
        document.save(output)
    crowded = write(output.getvalue(), text(210, 485, "word"))
    head, deputy = place(crowded, (HEAD, DEPUTY))

    assert deputy == Box(0, (200, 470 - HEIGHT, 200 + WIDTH, 470))
    assert head is not None
    assert not overlaps(Rectangle(*head.corners), Rectangle(*deputy.corners))


def test_a_mark_that_comes_later_keeps_off_those_that_are_there(
    pdf: bytes, head: Credential, deputy: Credential
) -> None:
    first = sign(pdf, SignatureRequest("Head", HEAD, "B-B"), head, None).content
    second = sign(first, SignatureRequest("Deputy", HEAD, "B-B"), deputy, None).content
    with pikepdf.open(BytesIO(second)) as document:
        one, other = (Rectangle(*map(float, mark.Rect)) for mark in document.pages[0].obj.Annots)

    assert not overlaps(one, other)


def test_the_same_document_gives_the_same_places(pdf: bytes) -> None:
    crowded = write(pdf, lines(600, 430), lines(700, 650))

    assert place(crowded, HEAD_AND_DEPUTY) == place(crowded, HEAD_AND_DEPUTY)


def test_a_signature_without_room_for_its_mark_is_a_signature_all_the_same(
    pdf: bytes, head: Credential
) -> None:
    full = write(pdf, lines(780, 60), lines(780, 60))
    prepared = prepare_fields(full, [FieldSpec("Head", HEAD), FieldSpec("Seal", "")])
    request = SignatureRequest("Head", HEAD, "B-B")

    for content in (
        sign(full, request, head, None).content,
        sign(prepared, request, head, None).content,
    ):
        assert not is_visible(content, "Head")
        assert PdfFileReader(BytesIO(content)).embedded_signatures


def test_a_field_with_a_mark_is_visible_and_one_that_is_not_there_is_not(pdf: bytes) -> None:
    prepared = prepare_fields(pdf, [FieldSpec("Head", HEAD), FieldSpec("Seal", "")])

    assert [is_visible(prepared, name) for name in ("Head", "Seal", "Nobody")] == [
        True,
        False,
        False,
    ]
    assert not is_visible(pdf, "Head")


def test_a_page_that_cannot_be_read_gets_no_mark_by_guess(pdf: bytes) -> None:
    broken = write(pdf, "BT /Nowhere 10 Tf (a) Tj ET")

    with pytest.raises(SigningError) as caught:
        place(broken)

    assert caught.value.code == Code.DOCUMENT_UNREADABLE


def test_ink_is_where_letters_are(pdf: bytes) -> None:
    (box,) = list_ink(write(pdf, text(100, 300, "mm", 20)))

    assert (box.llx, box.urx) == (100, 100 + 2 * 20 * LETTER / 1000)
    assert box.lly < 300 < box.ury <= 320
