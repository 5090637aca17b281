"""«О закреплении наставнических пар (групп)»: up to three pairs in the text, more in a table."""

from typing import Final

from docx.document import Document

from doc_templates.authoring import styles
from doc_templates.authoring.jinja import (
    act,
    defined,
    each,
    if_,
    label,
    listing,
    name_and_post,
    period,
    post_and_name,
    regulation,
    series,
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
from doc_templates.authoring.vocabulary import MENTORING_FORMS, MENTORING_KINDS

_FEW: Final = "pairs|length <= 3"
_MANY: Final = "pairs|length > 3"
_KINDS: Final = series("kind", "pair.mentoring_kinds", label("kind", MENTORING_KINDS))
_FORM: Final = label("pair.mentoring_form", MENTORING_FORMS)
_BASIS: Final = defined(
    "pair.external_basis",
    " (на основании {{ pair.external_basis.name_gen }} " + act("pair.external_basis") + ")",
)


def build() -> Document:
    """Compose the template."""
    document = start_document(LONG_KEPT)
    add_letterhead(document)
    add_order_head(document, "О закреплении наставнических пар (групп)")
    _add_preamble(document)
    numbering = Numbering()
    _add_pairs(document, numbering.next())
    _add_mentors_duties(document, numbering.next())
    _add_curators_duties(document, numbering.next())
    _add_payments(document, numbering)
    add_control(document, numbering.next())
    add_head_signature(document)
    add_acquaintance(document)
    with when(document, _MANY):
        _add_annex(document)
    return document


def _add_preamble(document: Document) -> None:
    add_preamble(
        document,
        "В соответствии со статьями 151, 351.8 Трудового кодекса Российской Федерации, "
        f"{regulation('ins')}, на основании письменных согласий участников наставничества",
    )


def _what_is_formed() -> str:
    """Print «наставническую пару», «наставнические пары и наставническую группу» and so on."""
    pair = if_("loop.length > 1", "наставнические пары", "наставническую пару")
    group = if_("loop.length > 1", "наставнические группы", "наставническую группу")
    beside_pairs = if_("loop.length < pairs|length", ", ")
    return (
        f'{{% for pair in pairs if pair.mode == "one_to_one" %}}{if_("loop.first", pair)}'
        f'{{% endfor %}}{{% for pair in pairs if pair.mode == "group" %}}'
        f"{if_('loop.first', beside_pairs + group)}{{% endfor %}}"
    )


def _add_pairs(document: Document, number: str) -> None:
    formed = f"Сформировать {_what_is_formed()} и закрепить наставников за наставляемыми"
    with when(document, _FEW):
        add_point(document, number, formed + ":", keep_next=True)
        with each(document, "pair", "pairs"):
            mentors = listing("mentor", "pair.mentors", name_and_post("mentor", "acc"))
            mentees = listing("mentee", "pair.mentees", name_and_post("mentee", "ins"))
            many_kinds = if_("pair.mentoring_kinds|length > 1", "виды", "вид")
            ending = if_("loop.last", ".", ";")
            add_point(
                document,
                f"{number}.{{{{ loop.index }}}}",
                f"{mentors}{_BASIS}, – за {mentees}, на срок {period('pair.period')}, "
                f"форма наставничества – «{_FORM}», {many_kinds} – {_KINDS}{ending}",
            )
    with when(document, _MANY):
        add_point(document, number, formed + " согласно приложению к настоящему приказу.")


def _add_mentors_duties(document: Document, number: str) -> None:
    add_point(document, number, "Наставникам:", keep_next=True)
    add_point(
        document,
        f"{number}.1",
        "разработать персонализированные программы наставничества, согласовать их "
        "с наставляемыми и представить куратору в срок до {{ program_due|date }};",
    )
    add_point(
        document,
        f"{number}.2",
        "осуществлять наставничество в соответствии с Положением, утверждёнными "
        "программами и условиями, на которые получено письменное согласие наставника.",
    )


def _add_curators_duties(document: Document, number: str) -> None:
    curator = post_and_name("curator", "dat").replace(
        "curator.position.dat", "curator.position.dat|capitalize_first"
    )
    add_point(document, number, f"{curator}:", keep_next=True)
    add_point(
        document,
        f"{number}.1",
        "обеспечить организационное и методическое сопровождение работы наставнических "
        "пар (групп)" + defined("registry_due", ";", "."),
    )
    with when(document, "registry_due is defined"):
        add_point(
            document,
            f"{number}.2",
            "направить сведения о наставнических парах (группах) для внесения "
            "в муниципальную базу наставничества в срок до {{ registry_due|date }}.",
        )


def _add_payments(document: Document, numbering: Numbering) -> None:
    mentioned = 'payments != "none"'
    with when(document, mentioned):
        add_point(
            document,
            numbering.next(mentioned),
            "Выплаты за наставничество производить в размерах и на условиях, определённых "
            "дополнительными соглашениями к трудовым договорам наставников"
            + if_(
                'payments == "separate_order"',
                ", на основании отдельного приказа по личному составу",
            )
            + ".",
        )


def _add_annex(document: Document) -> None:
    open_annex(document)
    add_title(document, "ПЕРЕЧЕНЬ", "наставнических пар (групп)")
    person = "{{%p for {0} in pair.{0}s %}}\n{1}\n{{%p endfor %}}"
    consents = (
        defined("pair.mentor_consent_date", "{{ pair.mentor_consent_date|date }}", "–")
        + "\n"
        + defined("pair.mentee_consent_date", "{{ pair.mentee_consent_date|date }}", "–")
    )
    columns = (
        Column("№\nп/п", 9, "{{ loop.index }}", styles.CELL_CENTERED),
        Column(
            "Наставник, должность",
            37,
            person.format("mentor", name_and_post("mentor", "nom") + _BASIS),
        ),
        Column(
            "Наставляемый, должность",
            37,
            person.format("mentee", name_and_post("mentee", "nom")),
        ),
        Column("Форма и вид наставничества", 36, f"«{_FORM}»;\n{_KINDS}"),
        Column("Срок", 28, period("pair.period", separator="\n")),
        Column("Даты согласий", 23, consents, styles.CELL_CENTERED),
    )
    add_grid(document, columns, "pair in pairs")
