"""What the edition of ГОСТ Р 7.0.97 changes, by the date of the document."""

import re
import zipfile
from io import BytesIO

import pytest

from doc_templates.catalogue import Kind
from doc_templates.style_profile import CORNER, narrow_corner
from tests.filling import CATALOGUE, fill_docx, get_sample

LAST_OLD, FIRST_NEW = "2025-08-17", "2025-08-18"
MM = 1440 / 25.4
SHEET = 210 - 10
#: In whole twentieths of a point.
ROUNDED = 1


def read_part(docx: bytes, name: str) -> str:
    with zipfile.ZipFile(BytesIO(docx)) as package:
        return package.read(name).decode()


def corner_width(docx: bytes) -> float:
    """How wide the corner is, mm."""
    style = read_part(docx, "word/styles.xml").partition(f'w:val="{CORNER}"')[2]
    indent = read_left(style.partition("</w:style>")[0], "<w:ind")
    return SHEET - (indent + read_left(read_part(docx, "word/document.xml"), "<w:pgMar")) / MM


def read_left(xml: str, element: str) -> int:
    return int(re.findall(rf'{element} [^>]*w:left="(\d+)"', xml)[-1])


@pytest.mark.parametrize(
    "code",
    ["consent_mentee_participation", "consent_mentor_participation", "pd_consent_withdrawal"],
)
def test_the_corner_is_as_wide_as_the_edition_of_the_day_allows(code: str) -> None:
    old, new = (
        corner_width(fill_docx(code, get_sample(code) | {"doc_date": day}))
        for day in (LAST_OLD, FIRST_NEW)
    )

    assert 74 < old <= 75 + ROUNDED / MM
    assert 79 < new <= 80 + ROUNDED / MM


@pytest.mark.parametrize("kind", CATALOGUE.list_kinds(), ids=lambda kind: kind.code)
def test_nothing_but_the_corner_follows_the_edition(kind: Kind) -> None:
    with zipfile.ZipFile(BytesIO(kind.template)) as package:
        styles = package.read("word/styles.xml")

    before, after = (re.sub(rb"\s+", b" ", part) for part in (styles, narrow_corner(styles)))

    changed = [
        one
        for one, other in zip(before.split(b"<"), after.split(b"<"), strict=True)
        if one != other and b"?xml" not in one
    ]
    assert len(changed) <= 1
    assert all(one.startswith(b"w:ind ") for one in changed)


def test_a_style_that_an_office_has_made_itself_is_left_alone() -> None:
    styles = (
        b'<w:styles xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
        b'<w:style><w:name w:val="Corner"/><w:pPr><w:ind w:left="100"/></w:pPr></w:style>'
        b"</w:styles>"
    )

    assert b'w:left="100"' in narrow_corner(styles)
