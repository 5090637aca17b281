"""The requisites of ГОСТ Р 7.0.97 as functions, in the order in which they stand on the sheet."""

import re
import sys
from collections.abc import Iterator, Sequence
from typing import Final

from docx.document import Document
from docx.shared import Pt
from docx.text.paragraph import Paragraph

from doc_templates.authoring import styles
from doc_templates.authoring.jinja import each, if_, when
from doc_templates.authoring.page import add, break_page, text_width
from doc_templates.authoring.tables import BOTTOM, add_frame, fill_cell

_ORGANISATION: Final = "{{ org.short_name_gen }}"
_REFERENCE: Final = "от {{ doc.date|date }} {{ doc.number|number }}"


def add_letterhead(document: Document) -> None:
    """Requisites 04, 05: the founder, the organisation and its short name, in the middle."""
    with when(document, "org.founder_name"):
        add(document, styles.LETTERHEAD, "{{ org.founder_name }}")
    add(document, styles.LETTERHEAD, "{{ org.full_name }}")
    with when(document, "org.short_name and org.short_name != org.full_name"):
        add(document, styles.LETTERHEAD, "({{ org.short_name }})")


def add_order_head(document: Document, subject: str) -> None:
    """Open an order."""
    add_head(document, "ПРИКАЗ", subject)


def add_head(document: Document, kind: str, subject: str) -> None:
    """Requisites 09–11, 13, 17: kind, date and number in one line, place, subject."""
    add(document, styles.DOCUMENT_KIND, kind)
    half = text_width(document) / 2
    date, number = add_frame(document, (half, half)).cells
    fill_cell(date, styles.LEFT, "{{ doc.date|date }}")
    fill_cell(number, styles.RIGHT, "{{ doc.number|number }}")
    date.vertical_alignment = number.vertical_alignment = BOTTOM
    place = add(document, styles.CENTERED, "{{ doc.place }}")
    place.paragraph_format.keep_with_next = True
    add(document, styles.SUBJECT, subject)


def add_preamble(document: Document, text: str) -> None:
    """Requisite 18, first part: on what grounds, and the word of command on its own line."""
    add(document, styles.TEXT, text, keep_next=True)
    command = add(document, styles.LEFT, "ПРИКАЗЫВАЮ:", keep_next=True)
    command.paragraph_format.space_before = command.paragraph_format.space_after = Pt(6)


def add_point(document: Document, number: str, text: str, *, keep_next: bool = False) -> None:
    """Append a point or a sub-point: its number is plain text, «1.» or «1.1.»."""
    add(document, styles.TEXT, f"{number}. {text}", keep_next=keep_next)


def add_control(document: Document, number: str) -> None:
    """Append the last point of an order and hold it together with the signature.

    The point before it is held as well: two lines at least stand above a signature on its sheet.
    """
    _hold_last_point(document)
    charge = "возложить на {{ controller.position.acc }} {{ controller.fio.acc }}."
    choice = if_("controller is defined", charge, "оставляю за собой.")
    add_point(
        document, number, f"Контроль за исполнением настоящего приказа {choice}", keep_next=True
    )


def add_restriction_mark(document: Document) -> None:
    """Requisite 15, if the data asks for it: the mark in the upper right corner."""
    with when(document, "confidential is defined and confidential"):
        add(document, styles.RIGHT, "Конфиденциально")


def _hold_last_point(document: Document) -> None:
    """Keep what was appended last with what follows, and what is printed when that is left out."""
    for paragraph in _last_ones(document.paragraphs):
        paragraph.paragraph_format.keep_with_next = True


def _last_ones(paragraphs: Sequence[Paragraph]) -> Iterator[Paragraph]:
    depth, found, conditions = 0, sys.maxsize, set[str]()
    for paragraph in reversed(paragraphs):
        if paragraph.text.startswith("{%p end"):
            depth += 1
        elif paragraph.text.startswith(("{%p if", "{%p for")):
            depth -= 1
            found = found if depth >= found else sys.maxsize
            if depth == 0 and _subject_of(paragraph.text) in conditions:
                return  # a condition and its contrary: one of them is printed
            conditions.add(_subject_of(paragraph.text))
        elif depth < found:
            yield paragraph
            found = depth
        if found == 0:
            return


def _subject_of(tag: str) -> str:
    """What a condition is about, whether it is asked for or excluded."""
    plain = tag.replace(" is not defined", " is defined")
    return re.sub(r"if not \((.*)\)", r"if \1", plain)


def open_annex(document: Document) -> None:
    """Requisite 19: the annex mark in the upper right corner; a single annex has no number."""
    break_page(document, styles.CORNER, "Приложение")
    add(document, styles.CORNER, f"к приказу {_ORGANISATION}")
    add(document, styles.CORNER, _REFERENCE)


def open_approved_annex(document: Document, gender: str, number: int | None = None) -> None:
    """Open an annex that the order approves: requisites 19 and 16.

    The annex mark then does not refer to the order, the approval mark does (ГОСТ Р 7.0.97, 5.19).
    ``gender`` of the approved document: n, m, f or pl.
    """
    title = "Приложение" if number is None else f"Приложение № {number}"
    break_page(document, styles.CORNER, title)
    add_stamp(document, *approval_lines(gender))


def approval_lines(gender: str) -> tuple[str, str, str]:
    """Return «УТВЕРЖДЕНО приказом … от … № …» of this very order, line by line."""
    return f'{{{{ "{gender}"|approval_word }}}}', f"приказом {_ORGANISATION}", _REFERENCE


def add_stamp(document: Document, *lines: str) -> None:
    """Append an approval mark: lines in the right corner, set off from what stands above."""
    for line in lines:
        paragraph = add(document, styles.CORNER, line)
        if line is lines[0]:
            paragraph.paragraph_format.space_before = Pt(12)


def add_title(document: Document, kind: str, *subject: str) -> None:
    """Append the kind of an annexed document and, line by line, what it is about."""
    add(document, styles.TITLE, kind)
    for line in subject:
        paragraph = add(document, styles.SUBTITLE, line)
        if line is not subject[-1]:
            paragraph.paragraph_format.space_after = 0


def add_section(document: Document, title: str) -> None:
    """Append the heading of a numbered section."""
    add(document, styles.SECTION, title)


def add_listed_section(document: Document, title: str, field: str) -> None:
    """Append a section of numbered lines, if the data has the list ``field``."""
    with when(document, f"{field} is defined"):
        add_section(document, title)
        with each(document, "line", field):
            add(document, styles.TEXT, "{{ loop.index }}) {{ line }}" + if_("loop.last", ".", ";"))
