"""«О закреплении наставнических пар (групп)»: up to three pairs in the text, more in a table."""

from typing import Final

from docx.document import Document

from doc_templates.authoring import styles
from doc_templates.authoring.jinja import (
    act,
    count,
    defined,
    each,
    if_,
    label,
    listing,
    name_and_post,
    period,
    post_and_name,
    regulation,
    roster,
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
_GROUPS: Final = count("pairs", "mode", "group")
_ONE_TO_ONE: Final = count("pairs", "mode", "one_to_one")
_STUDENTS: Final = count("pairs", "mentoring_form", "employer_student")
_KINDS: Final = series("kind", "pair.mentoring_kinds", label("kind", MENTORING_KINDS))
_FORM: Final = label("pair.mentoring_form", MENTORING_FORMS)
_BASIS: Final = defined(
    "pair.external_basis",
    " (на основании {{ pair.external_basis.name_gen }} " + act("pair.external_basis") + ")",
)
_TERMS: Final = defined(
    "pair.supplement",
    " на условиях дополнительного соглашения к трудовому договору " + act("pair.supplement"),
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
    # Статья 351.8 is about mentoring another worker; a student is not one.
    articles = if_(_STUDENTS, "60.2, ") + "151" + if_(f"{_STUDENTS} < pairs|length", ", 351.8")
    add_preamble(
        document,
        f"В соответствии со статьями {articles} Трудового кодекса Российской Федерации, "
        f"{regulation('ins')}, на основании письменных согласий участников наставничества",
    )


def _what_is_formed() -> str:
    """Print «наставническую пару и », «наставнические пары и наставническую группу, » and so on."""
    pairs = if_(f"{_ONE_TO_ONE} > 1", "наставнические пары", "наставническую пару")
    groups = if_(f"{_GROUPS} > 1", "наставнические группы", "наставническую группу")
    both = f"{pairs} и {groups}, "
    one = if_(_ONE_TO_ONE, pairs, groups) + " и "
    return if_(f"{_ONE_TO_ONE} and {_GROUPS}", both, one)


def _add_pairs(document: Document, number: str) -> None:
    formed = f"Сформировать {_what_is_formed()}закрепить наставников за наставляемыми"
    with when(document, _FEW):
        add_point(document, number, formed + ":", keep_next=True)
        with each(document, "pair", "pairs"):
            mentors = listing("mentor", "pair.mentors", name_and_post("mentor", "acc"), last=", и ")
            mentees = listing("mentee", "pair.mentees", name_and_post("mentee", "ins"), last=", и ")
            many_kinds = if_("pair.mentoring_kinds|length > 1", "виды", "вид")
            ending = if_("loop.last", ".", ";")
            add_point(
                document,
                f"{number}.{{{{ loop.index }}}}",
                f"{mentors}{_BASIS}, – за {mentees}, на срок {period('pair.period')}{_TERMS}, "
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
            # An outsider has no employment contract with the school.
            "Выплаты за наставничество работникам {{ org.short_name_gen }} производить "
            "в размерах и на условиях, определённых дополнительными соглашениями к их трудовым "
            "договорам"
            + if_(
                'payments == "separate_order"',
                ", на основании отдельного приказа по личному составу",
            )
            + ".",
        )


def _add_annex(document: Document) -> None:
    open_annex(document)
    add_title(document, "ПЕРЕЧЕНЬ", "наставнических пар (групп)")
    mentors = roster("mentor", "pair.mentors", name_and_post("mentor", "nom") + _BASIS)
    mentees = roster("mentee", "pair.mentees", name_and_post("mentee", "nom"))
    columns = (
        Column("№\nп/п", 9, "{{ loop.index }}", styles.CELL_CENTERED),
        Column("Наставник, должность", 48, mentors + _consented("mentor") + _agreed()),
        Column("Наставляемый, должность", 46, mentees + _consented("mentee")),
        Column("Форма и вид наставничества", 39, f"«{_FORM}»;\n{_KINDS}"),
        Column("Срок", 28, period("pair.period", separator="\n")),
    )
    add_grid(document, columns, "pair in pairs")


def _consented(role: str) -> str:
    """Print when the mentors or the mentees consented, on a line of its own, if it is known."""
    field = f"pair.{role}_consent_date"
    consents = if_(f"pair.{role}s|length > 1", "согласия, последнее от ", "согласие от ")
    return f"\n{{%p if {field} is defined %}}\n({consents}{{{{ {field}|date }}}})\n{{%p endif %}}"


def _agreed() -> str:
    """Print the supplement to the mentor's contract on a line of its own, if it is stated."""
    return (
        "\n{%p if pair.supplement is defined %}\n(дополнительное соглашение "
        + act("pair.supplement")
        + ")\n{%p endif %}"
    )
