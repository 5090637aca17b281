import pikepdf
import pytest

from tests.assets.small_pdf import line, write_pdf
from worker.pdf_comparison.comparison import TOLERANCE_POINTS, Aspect, compare_pdfs

BODY = line("an order of the school") + line("about two pairs", base=680)
RULE = "72 600 m 500 600 l S\n"
PICTURE = "q 100 0 0 50 72 500 cm /I Do Q\n"
FIRST = {"signature5Fhead": (0, 150.0, 660.0)}
PLAIN = write_pdf(BODY + RULE + PICTURE, line("the second page"), places=FIRST)
SLIGHT = TOLERANCE_POINTS * 0.9
VISIBLE = TOLERANCE_POINTS * 1.2


def found(other: bytes, stored: bytes = PLAIN) -> list[tuple[int | None, Aspect]]:
    return [(one.page, one.aspect) for one in compare_pdfs(stored, other)]


def other(content: str, **changes: object) -> bytes:
    """The same PDF with another first page."""
    given = {"places": FIRST, **changes}
    return write_pdf(content, line("the second page"), **given)  # type: ignore[arg-type] # as above


def test_a_pdf_is_equal_to_itself() -> None:
    assert found(PLAIN) == []


def test_dates_identifiers_and_tags_of_subsets_do_not_count() -> None:
    again = other(BODY + RULE + PICTURE, font="ZZZZZZ+LiberationSerif")

    assert again != PLAIN
    assert found(again) == []


def test_one_other_word_is_named_by_page_and_line_and_not_repeated() -> None:
    content = line("an order of the school") + line("about two doves", base=680)

    (difference,) = compare_pdfs(PLAIN, other(content + RULE + PICTURE))

    assert (difference.page, difference.aspect) == (1, Aspect.TEXT)
    assert difference.message == "в строке 2 другие слова"


@pytest.mark.parametrize("words", ["an order of the", "an order of the school indeed"])
def test_a_lost_and_an_added_word_are_noticed(words: str) -> None:
    stored = write_pdf(line("an order of the school"))

    assert found(write_pdf(line(words)), stored) == [(1, Aspect.TEXT)]


def test_a_page_more_is_noticed() -> None:
    longer = write_pdf(
        BODY + RULE + PICTURE, line("the second page"), line("a third"), places=FIRST
    )

    assert found(longer) == [(None, Aspect.PAGES)]


def test_a_shifted_line_is_noticed_beyond_the_tolerance_only() -> None:
    def shifted(by: float) -> bytes:
        body = line("an order of the school") + line("about two pairs", base=680 - by)
        return other(body + RULE + PICTURE)

    assert found(shifted(SLIGHT)) == []
    assert found(shifted(VISIBLE)) == [(1, Aspect.POSITION)]
    assert compare_pdfs(PLAIN, shifted(1.5))[0].message == (
        "строка 2 стоит иначе; наибольший сдвиг 1,50 пт"
    )


def test_letters_that_stand_wider_apart_are_noticed() -> None:
    body = line("an order of the school") + line("about two pairs", base=680)
    spaced = body.replace("(about two pairs) Tj", "[(about two) -40 ( pairs)] TJ")

    assert found(other(spaced + RULE + PICTURE)) == [(1, Aspect.POSITION)]


def test_how_a_line_is_cut_into_pieces_does_not_count() -> None:
    pieces = (
        "BT /F 10 Tf 1 0 0 1 72 700 Tm [(an or) (der o)] TJ (f the school) Tj ET\n"
        "q 1 0 0 1 70 680 cm BT /F 10 Tf 2 0 Td (about ) Tj (two pairs) Tj ET Q\n"
    )

    assert found(other(pieces + RULE + PICTURE)) == []


def test_another_size_and_another_font_are_noticed() -> None:
    stored = write_pdf(line("a"))

    assert found(write_pdf(line("a", size=10.1)), stored) == [(1, Aspect.FONT)]
    assert found(write_pdf(line("a"), font="AAAAAA+DejaVuSerif"), stored) == [(1, Aspect.FONT)]


@pytest.mark.parametrize(
    "content",
    [BODY + PICTURE, BODY + RULE * 2 + PICTURE, BODY + "72 601 m 500 600 l S\n" + PICTURE],
)
def test_a_rule_lost_doubled_or_slanting_is_noticed(content: str) -> None:
    assert found(other(content)) == [(1, Aspect.SHAPES)]


def test_a_path_that_only_clips_is_no_line() -> None:
    assert found(other("0 0 595 842 re W* n\n" + BODY + RULE + PICTURE)) == []


def test_a_picture_in_another_place_is_noticed() -> None:
    moved = PICTURE.replace("72 500 cm", "72 501 cm")

    assert found(other(BODY + RULE + moved)) == [(1, Aspect.PICTURES)]


def test_text_inside_a_form_is_read_where_it_lands() -> None:
    stored = write_pdf("q 1 0 0 1 0 5 cm /X Do Q\n")

    assert found(write_pdf(line("inside", left=110, base=25)), stored) == []
    assert found(write_pdf(line("inside", left=110, base=20)), stored) == [(1, Aspect.POSITION)]


def test_another_size_of_the_page_is_noticed() -> None:
    assert found(other(BODY + RULE + PICTURE, box=(0, 0, 595, 841.8))) == [
        (1, Aspect.FRAME),
        (2, Aspect.FRAME),
    ]


def test_a_missing_destination_is_noticed_by_its_name() -> None:
    (difference,) = compare_pdfs(PLAIN, other(BODY + RULE + PICTURE, places={}))

    assert (difference.page, difference.aspect) == (1, Aspect.DESTINATION)
    assert difference.message == "закладки signature_head больше нет"


@pytest.mark.parametrize("place", [(0, 150.0, 661.0), (0, 151.0, 660.0), (1, 150.0, 660.0)])
def test_a_destination_elsewhere_is_noticed(place: tuple[int, float, float]) -> None:
    moved = other(BODY + RULE + PICTURE, places={"signature5Fhead": place})

    assert found(moved) == [(1, Aspect.DESTINATION)]


def test_a_new_destination_is_noticed() -> None:
    more = other(BODY + RULE + PICTURE, places={**FIRST, "other": (1, 0.0, 0.0)})

    assert found(more) == [(None, Aspect.DESTINATION)]


def test_a_name_tree_holds_the_same_destinations_as_a_dictionary() -> None:
    assert found(other(BODY + RULE + PICTURE, tree=True)) == []


def test_every_page_is_compared() -> None:
    changed = write_pdf(line("x"), line("a second page"), places=FIRST)

    assert {page for page, _ in found(changed)} == {1, 2}


def test_what_is_no_pdf_is_refused() -> None:
    with pytest.raises(pikepdf.PdfError):
        compare_pdfs(PLAIN, b"not a pdf")
