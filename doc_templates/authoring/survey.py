"""The questionnaire that participants fill in by hand, and the summary of the answers."""

from typing import Final

from docx.document import Document
from docx.shared import Mm, Pt

from doc_templates.authoring import styles
from doc_templates.authoring.consents import add_registration
from doc_templates.authoring.jinja import act, each, if_, label, period, when
from doc_templates.authoring.page import SHORT_KEPT, add, start_document, text_width
from doc_templates.authoring.requisites import add_letterhead, add_listed_section, add_title
from doc_templates.authoring.signatures import add_signature
from doc_templates.authoring.tables import (
    BOTTOM,
    CENTER,
    Column,
    add_frame,
    add_grid,
    fill_cell,
    underline_cell,
)
from doc_templates.authoring.vocabulary import SURVEY_AUDIENCES, SURVEY_STAGES

#: The box that a hand ticks: the document's font has this one and not the ballot box.
_BOX: Final = "□"
_POINTS: Final = ("1", "2", "3", "4", "5")
_DEGREES: Final = ("да", "скорее да", "скорее нет", "нет")
_STAGE: Final = label("stage", SURVEY_STAGES)
_AUDIENCE: Final = label("audience", SURVEY_AUDIENCES)
_LINE_HEIGHT: Final = 9
"""Between two lines to write on, mm."""

_AVERAGES: Final = "results.averages"
_COMPARED: Final = f'{_AVERAGES}|selectattr("entry_average", "defined")|list|length > 0'


def build_form() -> Document:
    """Compose the questionnaire."""
    document = start_document(SHORT_KEPT)
    add_letterhead(document)
    add_title(
        document, "АНКЕТА", f"для {_AUDIENCE}", f"({_STAGE}, {{{{ school_year }}}} учебный год)"
    )
    with when(document, "introduction is defined"):
        add(document, styles.TEXT, "{{ introduction }}")
    with when(document, "anonymous"):
        add(
            document,
            styles.TEXT,
            "Анкета анонимная: не указывайте фамилию и другие сведения, по которым можно узнать, "
            "кто её заполнил. Ответы используются только в обобщённом виде.",
        )
    with when(document, "not anonymous"):
        _add_respondent(document)
    with each(document, "question", "questions"):
        _add_question(document)
    with when(document, "return_ins is defined"):
        returned = add(document, styles.TEXT, "Заполненную анкету передайте {{ return_ins }}.")
        returned.paragraph_format.space_before = Pt(12)
    add_registration(document)
    return document


def _add_respondent(document: Document) -> None:
    """Append the lines for the name and the position of who answers."""
    for caption in ("(фамилия, имя, отчество)", "(должность)"):
        _add_line(document, keep_next=True)
        add(document, styles.CAPTION, caption)


def _add_line(document: Document, *, keep_next: bool = False) -> None:
    (line,) = add_frame(document, (text_width(document),), _LINE_HEIGHT).cells
    fill_cell(line, styles.CELL, "")
    underline_cell(line)
    line.paragraphs[0].paragraph_format.keep_with_next = keep_next or None


def _add_question(document: Document) -> None:
    asked = add(
        document,
        styles.LEFT,
        "{{ loop.index }}. {{ question.text }}",
        keep_next=True,
    )
    asked.paragraph_format.space_before = Pt(10)
    asked.paragraph_format.space_after = Pt(3)
    with when(document, 'question.scale == "points"'):
        _add_points(document)
    with when(document, 'question.scale == "degrees"'):
        _add_boxes(document, _DEGREES)
    with (
        when(document, 'question.scale == "options"'),
        each(document, "option", "question.options"),
    ):
        option = add(document, styles.LEFT, f"{_BOX}\u00a0{{{{ option }}}}")
        option.paragraph_format.left_indent = Mm(12.5)
        option.paragraph_format.keep_together = True
    with (
        when(document, 'question.scale == "open"'),
        each(document, "line", "range(question.lines)"),
    ):
        _add_line(document)


def _add_points(document: Document) -> None:
    """Append five boxes between what the lowest and the highest point mean."""
    point = 15.0
    side = (text_width(document) - point * len(_POINTS)) / 2
    row = add_frame(document, (side, *(point for _ in _POINTS), side))
    lowest, *points, highest = row.cells
    fill_cell(lowest, styles.RIGHT, "{{ question.lowest }}")
    fill_cell(highest, styles.LEFT, "{{ question.highest }}")
    for cell, text in zip(points, _POINTS, strict=True):
        fill_cell(cell, styles.CENTERED, f"{_BOX}\u00a0{text}")
    for cell in row.cells:
        cell.vertical_alignment = CENTER


def _add_boxes(document: Document, answers: tuple[str, ...]) -> None:
    width = text_width(document) / len(answers)
    row = add_frame(document, [width for _ in answers])
    for cell, answer in zip(row.cells, answers, strict=True):
        fill_cell(cell, styles.CENTERED, f"{_BOX}\u00a0{answer}")
        cell.vertical_alignment = BOTTOM


def build_summary() -> Document:
    """Compose the summary: averages only where nobody can be told by them."""
    document = start_document(SHORT_KEPT)
    add_letterhead(document)
    add_title(
        document,
        "СВОДКА",
        f"результатов анкетирования {_AUDIENCE}",
        f"({_STAGE}, {{{{ school_year }}}} учебный год)",
    )
    _add_how(document)
    with when(document, 'results.shown == "averages"'):
        _add_averages(document)
    with when(document, 'results.shown == "count"'):
        add(
            document,
            styles.TEXT,
            "Получено анкет: {{ results.responses_count }}. При числе ответов менее пяти средние "
            "значения не приводятся, чтобы по ним нельзя было узнать ответы отдельных участников.",
        )
    add_listed_section(document, "Выводы", "conclusions")
    add_listed_section(document, "Предложения", "proposals")
    add_signature(
        document,
        "signature_curator",
        "{{ curator.initials_before|nbsp_initials }}",
        "{{ curator.position.nom|capitalize_first }}",
        holder="curator",
        gap=12,
    )
    add_registration(document)
    return document


def _add_how(document: Document) -> None:
    way = if_("anonymous", "анонимно", "с указанием фамилии участника")
    add(
        document,
        styles.TEXT,
        f"Анкетирование проведено {way} в период {period('period')} по форме, "
        f"зарегистрированной {act('form').removeprefix('от ')}.",
    )


def _add_averages(document: Document) -> None:
    counted = add(document, styles.TEXT, "Получено анкет: {{ results.responses_count }}.")
    counted.paragraph_format.space_after = Pt(6)
    average = Column(
        "Среднее из {{ results.scale_max }}", 32, "{{ row.average|decimal }}", styles.CELL_CENTERED
    )
    number = Column("№\nп/п", 11, "{{ loop.index }}", styles.CELL_CENTERED)
    entry = if_("row.entry_average is defined", "{{ row.entry_average|decimal }}", "–")
    with when(document, _COMPARED):
        columns = (
            number,
            Column("Вопрос", 105, "{{ row.text }}"),
            Column("На входе", 32, entry, styles.CELL_CENTERED),
            average,
        )
        add_grid(document, columns, f"row in {_AVERAGES}")
    with when(document, f"not ({_COMPARED})"):
        add_grid(
            document,
            (number, Column("Вопрос", 137, "{{ row.text }}"), average),
            f"row in {_AVERAGES}",
        )
    with when(document, "results.groups is defined"):
        _add_groups(document)


def _add_groups(document: Document) -> None:
    heading = add(
        document, styles.TEXT, "По группам, в которых не менее пяти ответов:", keep_next=True
    )
    heading.paragraph_format.space_before = heading.paragraph_format.space_after = Pt(6)
    columns = (
        Column("Группа участников", 110, "{{ row.title }}"),
        Column("Ответов", 32, "{{ row.responses_count }}", styles.CELL_CENTERED),
        Column("Среднее", 38, "{{ row.average|decimal }}", styles.CELL_CENTERED),
    )
    add_grid(document, columns, "row in results.groups")
