"""The municipality's order that appoints the official responsible for mentoring."""

from typing import Final

from docx.document import Document

from doc_templates.authoring import styles
from doc_templates.authoring.jinja import (
    act,
    defined,
    each,
    if_,
    post_and_name,
    when,
)
from doc_templates.authoring.numbering import Numbering
from doc_templates.authoring.page import LONG_KEPT, start_document
from doc_templates.authoring.requisites import (
    add_control,
    add_letterhead,
    add_order_head,
    add_point,
    add_preamble,
    add_title,
    open_annex,
)
from doc_templates.authoring.signatures import add_acquaintance, add_head_signature
from doc_templates.authoring.tables import Column, add_grid

#: The functions word for word as item 1 of the regional roadmap names them.
_FUNCTIONS: Final = (
    "за внедрение, организационно-методическое, аналитическое сопровождение, мониторинг "
    "наставничества"
)
_WHERE: Final = "в {{ municipality_prep }}"
#: What the roadmap asks of the official: items 2, 9, 12, 15, 19, 20, 21.
_TASKS: Final = (
    (
        "ознакомить руководителей образовательных организаций{act} под подпись "
        "в срок до {{{{ acquaint_due|date }}}};"
    ),
    (
        "сформировать базу наставничества муниципального образования, внести в неё информацию "
        "о наставнических парах (группах) в срок до {{{{ registry_due|date }}}};"
    ),
    (
        "организовать обучение наставников для работы с наставляемыми, проведение консультаций, "
        "«установочных сессий» наставников;"
    ),
    (
        "организовать деятельность муниципальных (межмуниципальных) методических объединений "
        "наставников, комиссии, совета;"
    ),
    (
        "выявлять лучшие практики наставничества, пополнять методическую копилку педагогических "
        "практик наставничества, обеспечивать информационную поддержку системы наставничества;"
    ),
    (
        "проводить мониторинг наставничества, внести в базу наставничества муниципального "
        "образования информацию о реализации персонализированных программ наставничества "
        "в срок до {{{{ report_due|date }}}}"
    ),
)


def build() -> Document:
    """Compose the template."""
    document = start_document(LONG_KEPT)
    add_letterhead(document)
    add_order_head(
        document, f"О назначении должностного лица, ответственного {_FUNCTIONS} {_WHERE}"
    )
    add_preamble(
        document,
        "В целях реализации плана мероприятий («дорожной карты») по внедрению региональной "
        f"системы наставничества, в соответствии с {_acts()}",
    )
    _add_points(document)
    add_head_signature(document)
    add_acquaintance(document)
    with when(document, "recipients|length > 5"):
        _add_recipients(document)
    return document


def _acts() -> str:
    municipal = defined(
        "municipal_act", f", {{{{ municipal_act.name_ins }}}} {act('municipal_act')}"
    )
    return f"{{{{ regional_act.name_ins }}}} {act('regional_act')}{municipal}"


def _add_points(document: Document) -> None:
    numbering = Numbering()
    add_point(
        document,
        numbering.next(),
        f"Назначить {post_and_name('responsible', 'acc')} должностным лицом, ответственным "
        f"{_FUNCTIONS} {_WHERE} (далее – ответственное должностное лицо).",
    )
    replaced = "deputy is defined"
    with when(document, replaced):
        add_point(
            document,
            numbering.next(replaced),
            "На время отсутствия ответственного должностного лица исполнение его функций "
            f"возложить на {post_and_name('deputy', 'acc')}.",
        )
    _add_tasks(document, numbering.next())
    _add_heads_tasks(document, numbering.next())
    _add_contacts(document, numbering)
    _add_sending(document, numbering.next())
    add_control(document, numbering.next())


def _add_tasks(document: Document, number: str) -> None:
    add_point(document, number, "Ответственному должностному лицу:", keep_next=True)
    regional = f" с {{{{ regional_act.name_ins }}}} {act('regional_act')}"
    has_more = "tasks is defined"
    for place, task in enumerate(_TASKS, start=1):
        ending = if_(has_more, ";", ".") if task is _TASKS[-1] else ""
        add_point(document, f"{number}.{place}", task.format(act=regional) + ending)
    with when(document, has_more), each(document, "task", "tasks"):
        add_point(
            document,
            f"{number}.{{{{ loop.index + {len(_TASKS)} }}}}",
            "{{ task }}" + if_("loop.last", ".", ";"),
        )


def _add_heads_tasks(document: Document, number: str) -> None:
    add_point(document, number, "Руководителям образовательных организаций:", keep_next=True)
    for place, task in enumerate(
        (
            "определить куратора наставнической деятельности в срок до {{ curator_due|date }};",
            (
                "принять локальные акты о наставничестве, закрепить наставнические пары (группы) "
                "и утвердить персонализированные программы наставничества "
                "в срок до {{ local_acts_due|date }};"
            ),
            (
                "представлять ответственному должностному лицу сведения о наставнических парах "
                "(группах) и о реализации персонализированных программ в установленные им сроки."
            ),
        ),
        start=1,
    ):
        add_point(document, f"{number}.{place}", task)


def _add_contacts(document: Document, numbering: Numbering) -> None:
    known = "contacts is defined"
    with when(document, known):
        number = numbering.next(known)
        add_point(
            document,
            number,
            "По вопросам наставничества обращаться к ответственному должностному лицу:",
            keep_next=True,
        )
        ways = (
            "телефон – {{ contacts.phone }};",
            "электронная почта – {{ contacts.email }}" + defined("contacts.room", ";", "."),
        )
        for place, way in enumerate(ways, start=1):
            add_point(document, f"{number}.{place}", way)
        with when(document, "contacts.room is defined"):
            add_point(document, f"{number}.{len(ways) + 1}", "{{ contacts.room }}.")


def _add_sending(document: Document, number: str) -> None:
    few = "recipients|length <= 5"
    sent = "Направить настоящий приказ руководителям образовательных организаций"
    with when(document, few):
        add_point(document, number, f"{sent}: {{{{ recipients|join_and }}}}.")
    with when(document, f"not ({few})"):
        add_point(document, number, f"{sent} по списку (приложение).")


def _add_recipients(document: Document) -> None:
    open_annex(document)
    add_title(document, "СПИСОК", "образовательных организаций,", "которым направляется приказ")
    columns = (
        Column("№\nп/п", 12, "{{ loop.index }}", styles.CELL_CENTERED),
        Column("Образовательная организация", 158, "{{ recipient }}"),
    )
    add_grid(document, columns, "recipient in recipients")
