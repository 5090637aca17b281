"""The sheet as ГОСТ Р 7.0.97 wants it, measured in the PDF of every kind of the catalogue."""

from collections.abc import Iterator
from io import BytesIO
from itertools import pairwise
from typing import Final

import pytest
from pyhanko.pdf_utils.reader import PdfFileReader

from doc_templates.catalogue import Kind, Retention
from signing.destinations import find_place
from signing.mark import Box
from tests.demo_pack import CATALOGUE
from tests.docx_text import as_typed
from tests.integration.documents.conftest import PAGES, Printed, Word
from tests.integration.documents.paper import ARTIFACT, Paragraph, Run

pytestmark = pytest.mark.libreoffice

MM: Final = 72 / 25.4
HAIR: Final = 1.0
"""Points by which a letter may stick out of its line."""

#: What each style of paragraph is printed in, points: 14 for text and requisites, 12 in tables and
#: in the long text of a consent, 10 for captions.
SIZES: Final = {
    "Текст документа": 14,
    "Текст согласия": 12,
    "Реквизиты бланка": 14,
    "Реквизит по центру": 14,
    "Реквизит слева": 14,
    "Реквизит справа": 14,
    "Реквизит в углу": 14,
    "Вид документа": 14,
    "Заголовок к тексту": 14,
    "Название документа": 14,
    "О чём документ": 14,
    "H1": 14,
    "Ячейка": 12,
    "Ячейка по центру": 12,
    "Шапка таблицы": 12,
    "Подстрочная надпись": 10,
    "Отметка о регистрации": 10,
}
INDENTED: Final = {"Текст документа", "Текст согласия"}
TITLES: Final = {"Вид документа", "Название документа"}
SUBJECTS: Final = {"Заголовок к тексту", "О чём документ"}
BOLD: Final = TITLES | SUBJECTS | {"H1", "Шапка таблицы"}
#: What stands in the line of a signature itself: it is not text before the signature.
BESIDE_SIGNATURE: Final = {"Реквизит слева", "Реквизит справа", "Подстрочная надпись"}

FAMILY: Final = "LiberationSerif"
INDENT: Final = 12.5 * MM
TOP_MARGIN = BOTTOM_MARGIN = 20 * MM
RIGHT_MARGIN: Final = 10 * MM
LEFT_MARGIN: Final = 20 * MM
SEWN_MARGIN: Final = 30 * MM
SEWN_FROM: Final = 10
"""A document kept for more years than this is sewn, and has a wider margin for it."""

MARK_WIDTH, MARK_HEIGHT = round(86 * MM), round(30 * MM)
NUMBER_FROM_EDGE: Final = 10 * MM
LINE: Final = 20
"""Points within which the base line of a line of text stands below its top."""

TABLE_HEAD: Final = 60
"""From the top of a line of text to the end of the head of a table under it, points."""

AIR: Final = 0.15
"""How much of a word's box, above and below, holds no part of a letter."""


@pytest.fixture(params=sorted({*CATALOGUE.kinds, *PAGES}))
def printed(request: pytest.FixtureRequest, printed_documents: dict[str, Printed]) -> Printed:
    return printed_documents[request.param]


def list_retentions(kind: Kind) -> Iterator[Retention]:
    yield kind.retention
    yield from (rule.retention for rule in kind.filing)


def is_kept_long(kind: Kind) -> bool:
    return any(
        one.term == "постоянно" or (one.years or 0) > SEWN_FROM for one in list_retentions(kind)
    )


def left_margin(printed: Printed) -> float:
    """Where the sheet's text begins: as far to the left as any text reaches."""
    return min(run.left for run in printed.runs if run.style != ARTIFACT)


def list_lines(runs: tuple[Run, ...], page: int) -> list[float]:
    """The base lines of texts on a page, from the top."""
    return sorted({round(run.base) for run in runs if run.page == page}, reverse=True)


def list_numbers(printed: Printed) -> Iterator[Word]:
    """The words in the top margin."""
    yield from (word for word in printed.words if word.bottom < TOP_MARGIN)


def test_the_margin_is_wide_enough_to_sew_what_is_kept_long(printed: Printed) -> None:
    margin = left_margin(printed)

    assert margin >= LEFT_MARGIN - HAIR
    assert margin >= SEWN_MARGIN - HAIR or not is_kept_long(printed.kind)


def test_the_text_stays_inside_the_margins(printed: Printed) -> None:
    numbers = set(list_numbers(printed))
    for word in printed.words:
        width, height = printed.sizes[word.page]
        assert word.left >= left_margin(printed) - HAIR
        assert word.right <= width - RIGHT_MARGIN + HAIR
        assert word.bottom <= height - BOTTOM_MARGIN + HAIR
        assert word.top >= TOP_MARGIN - HAIR or word in numbers


def test_a_sheet_is_a4_either_way_up(printed: Printed) -> None:
    for width, height in printed.sizes:
        assert sorted((round(width / MM), round(height / MM))) == [210, 297]


def test_there_is_one_family_of_type(printed: Printed) -> None:
    assert {run.font for run in printed.runs} <= {FAMILY, f"{FAMILY}-Bold"}


def test_every_style_has_its_size(printed: Printed) -> None:
    for run in printed.runs:
        if run.style != ARTIFACT:
            assert (run.style, run.size) == (run.style, SIZES[run.style]), run.text


def test_headings_are_bold_and_nothing_else_is(printed: Printed) -> None:
    for run in printed.runs:
        if run.style != ARTIFACT and run.text.strip():
            assert run.font.endswith("-Bold") == (run.style in BOLD), run.text


def test_a_paragraph_begins_with_an_indent(printed: Printed) -> None:
    margin = left_margin(printed)
    texts = [one for one in printed.paragraphs if one.style in INDENTED]

    for paragraph in texts:
        assert abs(paragraph.runs[0].left - margin - INDENT) < HAIR, paragraph.text
        assert {round(line - margin) for line in list_beginnings(paragraph)} <= {0}
    if printed.kind.group == "order":
        assert texts


def test_the_lines_of_requisites_are_short(printed: Printed) -> None:
    """12 cm in the middle of the sheet; 8 cm in the corner, for these documents are of 2025."""
    lines = group_lines(printed)
    for style, longest in (("Реквизиты бланка", 120), ("Реквизит в углу", 80)):
        for left, right in lines.get(style, ()):
            assert right - left <= longest * MM + HAIR, style


def group_lines(printed: Printed) -> dict[str, list[tuple[float, float]]]:
    """Left and right end of every line of text, by the style of its paragraph."""
    heights = [height for _, height in printed.sizes]
    found: dict[str, list[tuple[float, float]]] = {}
    for run in printed.runs:
        if run.style == ARTIFACT or not run.text.strip():
            continue
        top = heights[run.page] - run.base
        ends = [
            word.right
            for word in printed.words
            if word.page == run.page
            and word.top < top < word.bottom + 2
            and word.left >= run.left - 1
        ]
        found.setdefault(run.style, []).append((run.left, max(ends, default=run.left)))
    return found


def list_beginnings(paragraph: Paragraph) -> Iterator[float]:
    """Where the second and the following lines of a paragraph begin."""
    for before, run in pairwise(paragraph.runs):
        if before.page != run.page or before.base - run.base > run.size / 2:
            yield run.left


def test_the_kind_of_document_and_what_it_is_about_stand_on_the_first_page(
    printed: Printed,
) -> None:
    first = [one for one in printed.paragraphs if one.runs[0].page == 0]
    titles = [one.text for one in first if one.style in TITLES]
    subjects = [one.text for one in first if one.style in SUBJECTS]

    assert titles
    kind, _, _ = as_typed(titles[0]).partition(" № ")
    assert kind == kind.upper()
    assert subjects
    assert not subjects[-1].endswith(".")


def test_every_signer_has_a_destination_with_text_before_it(printed: Printed) -> None:
    """A signature that stands alone on its sheet could be put under anything."""
    reader = PdfFileReader(BytesIO(printed.pdf))
    text = list_text(printed)
    for signer in printed.kind.signers_for(printed.data):
        place = find_place(reader, signer.bookmark)
        assert place is not None, signer.bookmark
        lines = list_lines(text, place.page)
        in_text = any(place.top - LINE < base <= place.top for base in lines)
        # A bookmark in a line of text announces a table to sign in: its head comes before, too.
        reach = place.top - (TABLE_HEAD if in_text else 0)
        assert len([base for base in lines if base > reach]) >= 2, signer.bookmark


def list_text(printed: Printed) -> tuple[Run, ...]:
    """What is text and not a part of the line to sign on; what announces a table is text, too."""
    return tuple(
        run
        for paragraph in printed.paragraphs
        if paragraph.style not in BESIDE_SIGNATURE or paragraph.text.endswith(":")
        for run in paragraph.runs
    )


def test_the_room_for_the_mark_is_free(printed: Printed) -> None:
    reader = PdfFileReader(BytesIO(printed.pdf))
    for signer in printed.kind.signers_for(printed.data):
        if signer.method != "server_key":
            continue
        place = find_place(reader, signer.bookmark)
        assert place is not None
        left, top = round(place.left), round(place.top)
        box = Box(place.page, (left, top - MARK_HEIGHT, left + MARK_WIDTH, top))
        assert top - MARK_HEIGHT >= BOTTOM_MARGIN - HAIR
        assert list_covered(printed, box) == []
        if printed.kind.group == "order":  # the check would notice the name on the right
            assert list_covered(printed, box, moved=MARK_WIDTH)


def list_covered(printed: Printed, box: Box, moved: float = 0) -> list[str]:
    """The words under a mark, were it ``moved`` points to the right."""
    left, bottom, right, top = box.corners
    width, height = printed.sizes[box.page]
    assert moved or 0 < left < right < width - RIGHT_MARGIN + HAIR
    return [
        word.text
        for word in printed.words
        if word.page == box.page
        and left + moved < word.right
        and word.left < right + moved
        and height - top < word.bottom
        and word.top < height - bottom
    ]


def test_pages_are_numbered_from_the_second_at_the_top(printed: Printed) -> None:
    numbers = list(list_numbers(printed))

    assert [(word.page, word.text) for word in numbers] == [
        (page, str(page + 1)) for page in range(1, len(printed.sizes))
    ]
    for word in numbers:
        width, _ = printed.sizes[word.page]
        middle = (left_margin(printed) + width - RIGHT_MARGIN) / 2
        assert abs((word.left + word.right) / 2 - middle) < 2 * MM
        assert word.top >= NUMBER_FROM_EDGE - HAIR


def test_no_text_overlaps_another(printed: Printed) -> None:
    assert list(list_overlaps(printed.words)) == []


def test_the_check_for_overlaps_would_notice(printed: Printed) -> None:
    first, *_ = printed.words
    shifted = Word(
        "заплата", first.page, first.left + 2, first.top + 3, first.right + 2, first.bottom + 3
    )

    assert list(list_overlaps((*printed.words, shifted)))


def list_overlaps(words: tuple[Word, ...]) -> Iterator[tuple[str, str]]:
    """Pairs of words whose letters touch: boxes hold air above and below the letters."""
    ordered = sorted(words, key=lambda word: (word.page, word.top))
    for index, word in enumerate(ordered):
        air = (word.bottom - word.top) * AIR
        for other in ordered[index + 1 :]:
            if other.page != word.page or other.top + air > word.bottom - air:
                break
            if other.left < word.right - HAIR and word.left < other.right - HAIR:
                yield word.text, other.text
