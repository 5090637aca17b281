"""Every signer of every kind signs electronically: where the marks stand, and what they cover."""

import re
from io import BytesIO
from itertools import combinations
from pathlib import Path
from typing import Final

import pikepdf
import pytest
from pyhanko.pdf_utils.reader import PdfFileReader

from service.domain.signatures import Method
from signing.destinations import find_place
from signing.fields import FieldSpec, prepare_fields
from signing.mark import Box, find_box
from signing.signing import SignatureRequest, sign
from tests.demo_pack import CATALOGUE
from tests.integration.documents.conftest import Printed, convert_all, split_word
from tests.integration.documents.planned import MIXED, fill, fill_all, plan
from tests.integration.documents.test_printed import list_overlapping
from tests.pki import DEPUTY, HEAD, make_pki, open_credential

pytestmark = pytest.mark.libreoffice

MM: Final = 72 / 25.4
MARGINS: Final = {"left": 20 * MM, "bottom": 20 * MM, "right": 10 * MM, "top": 20 * MM}
HAIR: Final = 1.0


@pytest.fixture(scope="module")
def by_key(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Printed]:
    folder = tmp_path_factory.mktemp("by-key")
    printed = dict(fill_all(folder))
    convert_all(list(printed.values()), folder)
    return printed


def signed_by_key(key: str, printed: Printed) -> dict[str, Box]:
    """Where the mark of each role would be put."""
    reader = PdfFileReader(BytesIO(printed.pdf))
    pen = MIXED[printed.kind.code] if key.startswith("mixed/") else ""
    rules = printed.kind.signers_for(printed.data)
    return {rule.role: find_box(reader, rule.bookmark) for rule in rules if rule.role != pen}


def touch(one: Box, other: Box) -> bool:
    (a, b, c, d), (left, bottom, right, top) = one.corners, other.corners
    return one.page == other.page and a < right and left < c and b < top and bottom < d


def test_no_mark_covers_a_word(by_key: dict[str, Printed]) -> None:
    covered = {
        f"{key}: {role}": words
        for key, printed in by_key.items()
        for role, box in signed_by_key(key, printed).items()
        if (words := list_overlapping(printed, box))
    }

    assert covered == {}
    assert {printed.kind.code for printed in by_key.values()} == {
        kind.code for kind in CATALOGUE.list_kinds() if kind.signers
    }


def test_no_mark_covers_another(by_key: dict[str, Printed]) -> None:
    boxes = {key: signed_by_key(key, printed) for key, printed in by_key.items()}

    assert max(map(len, boxes.values())) == 3
    for key, placed in boxes.items():
        for (role, one), (other, two) in combinations(placed.items(), 2):
            assert not touch(one, two), f"{key}: {role}, {other}"


def test_every_mark_stands_between_the_margins(by_key: dict[str, Printed]) -> None:
    for key, printed in by_key.items():
        for role, box in signed_by_key(key, printed).items():
            left, bottom, right, top = box.corners
            width, height = printed.sizes[box.page]
            where = f"{key}: {role}"
            assert left >= MARGINS["left"] - HAIR, where
            assert bottom >= MARGINS["bottom"] - HAIR, where
            assert right <= width - MARGINS["right"] + HAIR, where
            assert top <= height - MARGINS["top"] + HAIR, where


def test_the_check_would_notice_a_mark_beside_its_room(by_key: dict[str, Printed]) -> None:
    """Each room stands between what is at its left and what is at its right."""
    for key in ("personalized_program", "survey_summary", "employment_supplement_mentoring"):
        for box in signed_by_key(key, by_key[key]).values():
            width = box.corners[2] - box.corners[0]
            beside = [list_overlapping(by_key[key], box, moved=by) for by in (-width, width)]
            assert any(beside), key


def test_the_check_would_notice_marks_on_lines_for_pens(
    printed_documents: dict[str, Printed],
) -> None:
    """As the page was before it had room: printed for pens, signed by keys."""
    printed = printed_documents["personalized_program"]
    boxes = signed_by_key("", printed)

    assert touch(boxes["mentor"], boxes["curator"])
    assert list_overlapping(printed, boxes["mentor"])


def test_signatures_stay_together_and_no_room_is_alone(by_key: dict[str, Printed]) -> None:
    for key, printed in by_key.items():
        for role, box in signed_by_key(key, printed).items():
            height = printed.sizes[box.page][1]
            above = [
                word
                for word in printed.words
                if word.page == box.page and 20 * MM < word.bottom < height - box.corners[3]
            ]
            assert above, f"{key}: {role}"


def test_no_word_beside_a_mark_is_torn_apart(by_key: dict[str, Printed]) -> None:
    for key, printed in by_key.items():
        whole = set(printed.source.split())
        pieces = {piece for word in whole for piece in split_word(word)}
        numbers = {str(number) for number in range(1, 20)}
        assert printed.vocabulary <= whole | pieces | numbers, key


def test_nothing_asks_for_a_pen_where_everybody_signs_by_a_key(
    by_key: dict[str, Printed],
) -> None:
    for key in ("personalized_program", "pd_consent", "mentees_bank", "program_completion_report"):
        assert "(подпись)" not in by_key[key].vocabulary, key
    assert "(подпись)" in by_key["employment_supplement_mentoring"].vocabulary  # for the copy


def test_a_pen_among_keys_has_its_place(by_key: dict[str, Printed]) -> None:
    for code, role in MIXED.items():
        printed = by_key[f"mixed/{code}"]
        rule = next(one for one in printed.kind.signers if one.role == role)
        assert find_place(PdfFileReader(BytesIO(printed.pdf)), rule.bookmark) is not None


def test_three_keys_sign_a_programme_and_cover_nothing(
    by_key: dict[str, Printed], tmp_path: Path
) -> None:
    printed = by_key["personalized_program"]
    pki = make_pki(tmp_path, HEAD, DEPUTY)
    keys = [open_credential(pki, who) for who in (HEAD, DEPUTY, HEAD)]
    rules = printed.kind.signers
    fields = [FieldSpec(rule.role, rule.bookmark) for rule in rules]
    content = prepare_fields(printed.pdf, fields)
    for rule, key in zip(rules, keys, strict=True):
        content = sign(
            content, SignatureRequest(rule.role, rule.bookmark, "B-B"), key, None
        ).content
    marks = list_marks(content)

    assert len(marks) == 3
    assert marks == list(signed_by_key("", printed).values())
    assert [word for mark in marks for word in list_overlapping(printed, mark)] == []


@pytest.mark.parametrize(
    "key", ["personalized_program", "program_agreement_sheet", "s-05/pg-11", "pd_consent"]
)
def test_keys_on_a_page_made_for_pens_cover_nothing(
    printed_documents: dict[str, Printed], key: str
) -> None:
    """Somebody is named later who signs by a key: the mark goes where there is room, or nowhere."""
    printed = printed_documents[key]
    rules = printed.kind.signers_for(printed.data)
    fields = [FieldSpec(rule.role, rule.bookmark) for rule in rules]
    marks = list_marks(prepare_fields(printed.pdf, fields))

    assert [word for mark in marks for word in list_overlapping(printed, mark)] == []
    assert not any(touch(one, other) for one, other in combinations(marks, 2))
    assert len(marks) == {"pd_consent": 0, "program_agreement_sheet": 2}.get(key, 3)


def list_marks(pdf: bytes) -> list[Box]:
    """The visible fields of a document."""
    with pikepdf.open(BytesIO(pdf)) as document:
        found = [
            (number, [round(float(corner)) for corner in field.Rect])
            for number, page in enumerate(document.pages)
            for field in page.obj.get("/Annots", ())
        ]
    return [
        Box(page, (left, bottom, right, top))
        for page, (left, bottom, right, top) in found
        if left != right
    ]


@pytest.fixture(scope="module")
def by_link(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Printed]:
    folder = tmp_path_factory.mktemp("by-link")
    codes = ("pd_consent", "personalized_program", "employment_supplement_mentoring")
    kinds = map(CATALOGUE.get_kind, codes)
    printed = {
        kind.code: fill(
            folder, kind.code, kind, kind.sample, plan(kind, kind.sample, Method.SIMPLE)
        )
        for kind in kinds
    }
    convert_all(list(printed.values()), folder)
    return printed


def test_who_signs_by_a_link_has_words_and_no_line(
    by_link: dict[str, Printed], printed_documents: dict[str, Printed]
) -> None:
    for code, places in (("pd_consent", 1), ("personalized_program", 3)):
        words = " ".join(word.text for word in by_link[code].words)
        assert len(re.findall("подписывается простой", words)) == places
        assert "(подпись)" not in words
        assert count_lines(by_link[code]) < count_lines(printed_documents[code])
        assert len(by_link[code].sizes) == len(printed_documents[code].sizes)


def count_lines(printed: Printed) -> int:
    """How many lines are drawn on all the pages."""
    with printed.open() as document:
        return sum(
            str(one.operator) == "S"
            for page in document.pages
            for one in pikepdf.parse_content_stream(page)
        )
