"""«О возложении обязанностей куратора …»: статьи 60.2 и 151 Трудового кодекса."""

from typing import Final

from docx.document import Document

from doc_templates.authoring import styles
from doc_templates.authoring.jinja import (
    defined,
    each,
    if_,
    name_and_post,
    payment,
    period,
    post_and_name,
    regulation,
    when,
)
from doc_templates.authoring.numbering import Numbering
from doc_templates.authoring.page import LONG_KEPT, add, start_document
from doc_templates.authoring.requisites import (
    add_control,
    add_letterhead,
    add_order_head,
    add_point,
    add_preamble,
    add_title,
    open_approved_annex,
)
from doc_templates.authoring.signatures import add_acquaintance, add_head_signature

_WORK: Final = "куратора реализации персонализированных программ наставничества"


def build() -> Document:
    """Compose the template."""
    document = start_document(LONG_KEPT)
    add_letterhead(document)
    add_order_head(document, f"О возложении обязанностей {_WORK}")
    add_preamble(
        document,
        "В соответствии со статьями 60.2, 151 Трудового кодекса Российской Федерации, "
        f"{regulation('ins')}, с письменного согласия работника "
        "от {{ consent_date|date }}",
    )
    _add_points(document)
    add_head_signature(document)
    add_acquaintance(document)
    _add_duties(document)
    return document


def _add_points(document: Document) -> None:
    numbering = Numbering()
    add_point(
        document,
        numbering.next(),
        f"Возложить на {name_and_post('curator', 'acc')}, {period('period')} "
        f"дополнительные обязанности {_WORK}.",
    )
    add_point(document, numbering.next(), "Утвердить прилагаемый перечень обязанностей куратора.")
    paid = "payment is defined"
    with when(document, paid):
        add_point(
            document,
            numbering.next(paid),
            "Установить {{ curator.fio.dat }} на период исполнения дополнительных "
            f"обязанностей доплату в размере {payment()}.",
        )
    replaced = "deputy is defined"
    with when(document, replaced):
        add_point(
            document,
            numbering.next(replaced),
            "На время отсутствия куратора исполнение его обязанностей возложить на "
            f"{post_and_name('deputy', 'acc')}"
            + defined(
                "deputy_consent_date",
                " с письменного согласия работника от {{ deputy_consent_date|date }}",
            )
            + ".",
        )
    add_control(document, numbering.next())


def _add_duties(document: Document) -> None:
    open_approved_annex(document, "m")
    add_title(document, "ПЕРЕЧЕНЬ", f"обязанностей {_WORK}")
    add(document, styles.TEXT, "Куратор обязан:", keep_next=True)
    with each(document, "duty", "duties"):
        add(document, styles.TEXT, "{{ loop.index }}) {{ duty }}" + if_("loop.last", ".", ";"))
