"""The plan of a programme in the four layouts that schools use."""

from typing import Final

from docx.document import Document

from doc_templates.authoring import styles
from doc_templates.authoring.jinja import defined, label, when
from doc_templates.authoring.tables import Column, add_grid

_MONTHS: Final = {
    "01": "январь",
    "02": "февраль",
    "03": "март",
    "04": "апрель",
    "05": "май",
    "06": "июнь",
    "07": "июль",
    "08": "август",
    "09": "сентябрь",
    "10": "октябрь",
    "11": "ноябрь",
    "12": "декабрь",
}
_DUE: Final = "{{ row.due|date }}"
_ACTUAL: Final = defined("row.actual_result", "{{ row.actual_result }}")
_NUMBER: Final = Column("№\nп/п", 9, "{{ loop.index }}", styles.CELL_CENTERED)

_BASIC: Final = (
    _NUMBER,
    Column("Мероприятие", 60, "{{ row.activity }}"),
    Column("Форма", 39, "{{ row.form }}"),
    Column("Срок", 24, _DUE, styles.CELL_CENTERED),
    Column("Отметка о выполнении", 38, _ACTUAL),
)
_RESULT: Final = (
    _NUMBER,
    Column("Проект, задание", 43, "{{ row.activity }}\n({{ row.form }})"),
    Column("Срок", 23, _DUE, styles.CELL_CENTERED),
    Column("Планируемый результат", 38, "{{ row.planned_result }}"),
    Column("Фактический результат", 29, _ACTUAL),
    Column("Оценка наставника", 28, defined("row.mentor_mark", "{{ row.mentor_mark }}")),
)
_MONTHLY: Final = (
    Column("Месяц", 22, f"{label('row.due[5:7]', _MONTHS)} {{{{ row.due[:4] }}}}"),
    Column("Содержание", 42, "{{ row.activity }}"),
    Column("Формы и методы", 32, "{{ row.form }}"),
    Column(
        "Ответственный",
        35,
        defined("row.responsible", "{{ row.responsible }}", "наставник"),
    ),
    Column("Результат", 39, "{{ row.planned_result }}"),
)
_IOM: Final = (
    # Six columns of 28 mm would tear words apart, so two of them hold two things each.
    Column("Направление, дефицит", 44, "{{ row.direction }}:\n{{ row.deficit }}"),
    Column("Мероприятия", 46, "{{ row.activity }}\n({{ row.form }})"),
    Column("Ресурс", 40, defined("row.resource", "{{ row.resource }}")),
    Column("Срок, форма отчёта", 40, f"{_DUE};\n{{{{ row.planned_result }}}}"),
)
_OTHERS: Final = {"basic": _BASIC, "monthly": _MONTHLY, "iom": _IOM}


def add_plan(document: Document) -> None:
    """Append the table in the layout of the data: ``result`` unless another one is chosen."""
    with when(document, 'plan_layout is not defined or plan_layout == "result"'):
        add_grid(document, _RESULT, "row in activities")
    for layout, columns in _OTHERS.items():
        with when(document, f'plan_layout is defined and plan_layout == "{layout}"'):
            add_grid(document, columns, "row in activities")
