"""What a headteacher would look at before signing, looked at in the PDF itself."""

import re
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pytest
from pyhanko.pdf_utils.reader import PdfFileReader

from signing.destinations import find_place
from signing.mark import Box, find_box
from tests.integration.documents.conftest import PAGES, WIDE, Printed, Word, split_word
from worker.pdf_check import check_pdf

pytestmark = pytest.mark.libreoffice

MM = 72 / 25.4
PAGE_HEIGHT = 297 * MM
TOP_MARGIN = BOTTOM_MARGIN = 20 * MM
LEFT_MARGIN = 20 * MM
RIGHT_MARGIN = 10 * MM
HAIR = 1.0
"""Points by which a letter may stick out of its line."""


def list_people(node: object) -> Iterator[dict[str, Any]]:
    if isinstance(node, dict):
        if "fio" in node:
            yield node
        for inner in node.values():
            yield from list_people(inner)
    elif isinstance(node, list):
        for inner in node:
            yield from list_people(inner)


def reader_of(printed: Printed) -> PdfFileReader:
    return PdfFileReader(BytesIO(printed.pdf))


def list_overlapping(printed: Printed, box: Box, moved: float = 0) -> list[str]:
    left, bottom, right, top = box.corners
    _, height = printed.sizes[box.page]
    return [
        word.text
        for word in printed.words
        if word.page == box.page
        and word.left < right + moved
        and word.right > left + moved
        and height - word.bottom < top
        and height - word.top > bottom
    ]


@pytest.mark.parametrize("name", PAGES)
def test_the_number_of_pages_is_the_expected_one(
    printed_documents: dict[str, Printed], name: str
) -> None:
    assert check_pdf(printed_documents[name].pdf).pages == PAGES[name]


def test_it_is_archival_with_its_fonts_inside(printed: Printed) -> None:
    facts = check_pdf(printed.pdf)  # raises for a font that is not embedded

    assert facts.fonts
    assert all("LiberationSerif" in font for font in facts.fonts)


def test_it_says_that_it_is_russian_and_what_it_is(printed: Printed) -> None:
    with printed.open() as document:
        assert str(document.Root.Lang) == "ru-RU"
        assert re.match("[А-ЯЁ]", str(document.docinfo["/Title"]))


def test_nothing_of_the_machine_is_printed(printed: Printed) -> None:
    text = " ".join(word.text for word in printed.words)

    assert not re.search(r"None|Undefined|[{}]|__|Error|\ufffd", text)


def test_no_space_is_doubled(printed: Printed) -> None:
    lines = [paragraph.text for paragraph in printed.paragraphs]

    assert any(" " in line for line in lines)
    assert not [line for line in lines if re.search(r"\s\s", line)]


def test_no_word_is_torn_apart(printed: Printed) -> None:
    """A column too narrow for its word would break it anywhere."""
    whole = set(printed.source.split())
    pieces = {piece for word in whole for piece in split_word(word)}
    numbers = {str(number) for number in range(1, PAGES["order_approve_regulation"] + 1)}

    assert printed.vocabulary <= whole | pieces | numbers


def test_nothing_is_lost_on_the_way_to_paper(printed: Printed) -> None:
    assert [line for line in printed.source.splitlines() if not printed.says(line)] == []


def test_nothing_stands_in_the_margins(printed: Printed) -> None:
    for word in printed.words:
        width, height = printed.sizes[word.page]
        assert word.left >= LEFT_MARGIN - HAIR
        assert word.right <= width - RIGHT_MARGIN + HAIR
        assert word.bottom <= height - BOTTOM_MARGIN + HAIR


def test_pages_are_numbered_from_the_second_in_the_middle_of_the_top(printed: Printed) -> None:
    with printed.open() as document:
        pages = range(len(document.pages))
    heads: dict[int, list[Word]] = {page: [] for page in pages}
    for word in printed.words:
        if word.bottom < TOP_MARGIN:
            heads[word.page].append(word)

    assert heads.pop(0) == []
    for page, words in heads.items():
        assert [word.text for word in words] == [str(page + 1)]
        assert words[0].top > 10 * MM - HAIR


def test_every_signer_has_a_place(printed: Printed) -> None:
    reader = reader_of(printed)

    for signer in printed.kind.signers_for(printed.data):
        assert find_place(reader, signer.bookmark) is not None, signer.bookmark


def test_the_mark_overlaps_no_word(printed: Printed) -> None:
    reader = reader_of(printed)

    for signer in printed.kind.signers_for(printed.data):
        if signer.method == "server_key":
            assert list_overlapping(printed, find_box(reader, signer.bookmark)) == []


@pytest.mark.parametrize("name", ["order_assign_pairs", "s-05/order_appoint_curator"])
def test_the_check_for_overlaps_would_notice(
    printed_documents: dict[str, Printed], name: str
) -> None:
    printed = printed_documents[name]
    box = find_box(reader_of(printed), "signature_head")

    assert list_overlapping(printed, box, moved=-15)


def test_the_mark_stands_between_the_position_and_the_name(printed: Printed) -> None:
    if printed.kind.group != "order":
        return
    box = find_box(reader_of(printed), "signature_head")
    left, bottom, right, top = box.corners
    beside = [
        word
        for word in printed.words
        if word.page == box.page and bottom < printed.sizes[box.page][1] - word.bottom < top
    ]
    position = " ".join(word.text for word in beside if word.right < left).lower()
    name = " ".join(word.text for word in beside if word.left > right)
    signer = printed.data["signer"]

    assert name == signer["initials_before"]
    assert position == ("" if signer["position"] == WIDE else signer["position"]["nom"])


def test_a_position_too_long_for_its_column_stands_above_the_mark(
    printed_documents: dict[str, Printed],
) -> None:
    printed = printed_documents["wide/municipal_order_responsible"]
    box = find_box(reader_of(printed), "signature_head")
    top = printed.sizes[box.page][1] - box.corners[3]
    above = [word for word in printed.words if word.page == box.page and word.bottom < top + HAIR]
    position = WIDE["nom"].split()

    assert " ".join(word.text for word in above[-len(position) :]).lower() == WIDE["nom"].lower()


@pytest.mark.parametrize("name", ["employment_supplement_mentoring", "s-05/da-12-502"])
def test_the_mark_on_a_supplement_stands_between_the_position_and_the_name(
    printed_documents: dict[str, Printed], name: str
) -> None:
    printed = printed_documents[name]
    box = find_box(reader_of(printed), "signature_head")
    left, bottom, right, top = box.corners
    column = [w for w in printed.words if w.page == box.page and left - HAIR < w.left < right]
    above = [word for word in column if PAGE_HEIGHT - word.bottom > top - HAIR]
    below = [word for word in column if PAGE_HEIGHT - word.top < bottom + HAIR]
    signer = printed.data["signer"]
    position = signer["position"]["nom"].split()

    assert [word.text.lower() for word in above[-len(position) :]] == position
    assert " ".join(word.text for word in below).startswith(signer["initials_before"])


def test_a_key_has_no_place_where_the_founder_signs_by_hand(
    printed_documents: dict[str, Printed],
) -> None:
    reader = reader_of(printed_documents["s-02/da-04-201"])

    assert find_place(reader, "signature_head") is None
    assert find_place(reader, "signature_employer") is not None


def test_everybody_and_the_organisation_are_named(printed: Printed) -> None:
    organisation = printed.organisation
    names = (organisation.full_name, organisation.short_name_gen, organisation.short_name_prep)

    assert any(map(printed.says, names))
    for person in list_people(printed.data):
        forms = [*person["fio"].values(), person["initials_before"]]
        forms += [person[key] for key in ("initials_after", "initials_dat") if key in person]
        assert any(map(printed.says, forms))


def test_a_signature_does_not_stand_alone_on_its_page(printed: Printed) -> None:
    reader = reader_of(printed)

    for signer in printed.kind.signers:
        place = find_place(reader, signer.bookmark)
        if place is None:
            continue
        above = [
            word
            for word in printed.words
            if word.page == place.page
            and TOP_MARGIN < word.bottom < printed.sizes[place.page][1] - place.top
        ]
        assert above


def test_a_line_ends_with_no_sign_of_a_number(printed: Printed) -> None:
    for index, word in enumerate(printed.words):
        if word.text == "№" and not is_head_of_column(printed, word):
            following = printed.words[index + 1]
            assert abs(word.bottom - following.bottom) < HAIR


def is_head_of_column(printed: Printed, number: Word) -> bool:
    """Whether «п/п» stands below the sign."""
    return any(
        word.text == "п/п" and word.page == number.page and 0 < word.bottom - number.bottom < 20
        for word in printed.words
    )
