"""«Акт об уничтожении персональных данных»: приказ Роскомнадзора от 28.10.2022 № 179.

The order lists what the act says and prescribes no form. Data that was in an information system is
destroyed with an act and an extract from the journal of events of that system.
"""

from typing import Final

from docx.document import Document
from docx.shared import Pt

from doc_templates.authoring import styles
from doc_templates.authoring.jinja import act, defined, if_, label, series, when, workplace
from doc_templates.authoring.listed import Listed
from doc_templates.authoring.numbering import Numbering
from doc_templates.authoring.page import SHORT_KEPT, add, start_document
from doc_templates.authoring.pd_subject import LAW, OPERATOR
from doc_templates.authoring.requisites import add_head, add_letterhead, add_point
from doc_templates.authoring.tables import Column, add_grid
from doc_templates.authoring.vocabulary import DESTRUCTION_GROUNDS, DESTRUCTION_REASONS
from doc_templates.typography import NBSP

_EXECUTORS: Final = Listed("executor", "person", "executors", "person", "Исполнитель", styles.LEFT)
_ON_PAPER: Final = "paper_media is defined"
_IN_SYSTEM: Final = "information_system is defined"


def build() -> Document:
    """Compose the template."""
    document = start_document(SHORT_KEPT)
    add_letterhead(document)
    add_head(document, "АКТ", "Об уничтожении персональных данных")
    add(
        document,
        styles.TEXT,
        "Настоящий акт составлен в соответствии с Требованиями к подтверждению уничтожения "
        "персональных данных, утверждёнными приказом Роскомнадзора от 28.10.2022 № 179, "
        f"и подтверждает уничтожение персональных данных, оператором которых является {OPERATOR}. "
        f"{_processor()}",
    )
    _add_points(document)
    _add_annex(document)
    _add_executors(document)
    return document


def _processor() -> str:
    return defined(
        "processor",
        "Лицо, обрабатывавшее персональные данные по поручению оператора, – "
        "{{ processor.name }} (адрес: {{ processor.address }}).",
        "Обработка персональных данных другому лицу не поручалась.",
    )


def _add_points(document: Document) -> None:
    numbering = Numbering()
    for text in (
        f"Субъекты персональных данных: {_subjects()}.",
        "Категории уничтоженных персональных данных: {{ pd_categories|semicolon_list }}.",
        f"Причина уничтожения: {_reason()}.",
    ):
        add_point(document, numbering.next(), text)
    with when(document, _ON_PAPER):
        media = f"Уничтоженные бумажные носители: {_media()}."
        add_point(document, numbering.next(_ON_PAPER), media)
    with when(document, _IN_SYSTEM):
        system = (
            "Персональные данные уничтожены из информационной системы персональных данных: "
            "{{ information_system }}."
        )
        add_point(document, numbering.next(_IN_SYSTEM), system)
    add_point(document, numbering.next(), "Способ уничтожения: {{ method }}.", keep_next=True)
    destroyed = "Дата уничтожения: {{ destroyed_on|date }}."
    add_point(document, numbering.next(), destroyed, keep_next=True)


def _subjects() -> str:
    names = series("subject", "subjects", "{{ subject.fio.nom }}")
    separated = defined("subject_info", "; {{ subject_info }}")
    return defined("subjects", names + separated, "{{ subject_info }}")


def _reason() -> str:
    withdrawal = defined("withdrawal", f" {act('withdrawal')}")
    part = label("reason", DESTRUCTION_GROUNDS)
    return f"{label('reason', DESTRUCTION_REASONS)}{withdrawal} (часть {part} статьи 21 {LAW})"


def _media() -> str:
    word = '{{ one.sheets|plural("лист", "листа", "листов") }}'
    sheets = f"{NBSP}– {{{{ one.sheets }}}}{NBSP}{word}"
    separator = if_("not loop.last", "; ")
    return f"{{% for one in paper_media %}}{{{{ one.name }}}}{sheets}{separator}{{% endfor %}}"


def _add_annex(document: Document) -> None:
    """Requisite 19: the extract from the journal of events, which the order asks for."""
    with when(document, _IN_SYSTEM):
        annex = add(
            document,
            styles.LEFT,
            "Приложение: выгрузка из журнала регистрации событий в информационной системе "
            "персональных данных на {{ log_sheets }} л. в 1 экз.",
            keep_next=True,
        )
        annex.paragraph_format.space_before = Pt(6)


def _add_executors(document: Document) -> None:
    word = if_(
        "executors|length > 1",
        "уничтожили",
        '{{ executors[0].gender|agree("уничтожил", "уничтожила") }}',
    )
    _EXECUTORS.add_heading(document, f"Персональные данные {word}:", before=12)
    columns = (
        Column("Должность", 68, "{{ person.position.nom|capitalize_first }}" + workplace("person")),
        Column("Фамилия, имя, отчество", 70, "{{ person.fio.nom }}"),
        _EXECUTORS.sign_column(42),
    )
    add_grid(document, columns, "person in executors", row_height=11, keep_next=True)
    _EXECUTORS.add_room(document)
