"""How orders speak about a pair that an earlier order has assigned: on what grounds, who it is."""

from typing import Final

from docx.document import Document

from doc_templates.authoring.jinja import (
    act,
    by_number,
    charged,
    defined,
    if_,
    listing,
    name_with_post,
    regulation,
    when,
)
from doc_templates.authoring.requisites import add_point

IS_GROUP: Final = 'mode == "group"'
_PAIR_OR_GROUP_GEN: Final = if_(IS_GROUP, "группы", "пары")
PAIR_GEN: Final = f"наставнической {_PAIR_OR_GROUP_GEN}"
#: In a title, where the last word must not stand in a line of its own.
TITLE_PAIR_GEN: Final = f"наставнической\N{NO-BREAK SPACE}{_PAIR_OR_GROUP_GEN}"
MENTORS_GEN: Final = by_number("mentors", "наставника", "наставников")
MENTEES_GEN: Final = by_number("mentees", "наставляемого", "наставляемых")
MENTEES_INS: Final = by_number("mentees", "наставляемым", "наставляемыми")
_IS_MENTORING: Final = (
    'law.mentoring_article and (legal_basis is not defined or legal_basis == "mentoring")'
)


def grounds() -> str:
    """Print what an order about the pair follows: the article, the Положение, the agreement.

    Статья 351.8 is about mentoring another worker and did not exist before 01.03.2025; extra work
    is статья 60.2; an outsider mentors by an agreement of organisations and no article at all.
    """
    article = "статьёй " + if_(_IS_MENTORING, "351.8", "60.2")
    by_law = f"{article} Трудового кодекса Российской Федерации, "
    agreement = defined(
        "external_basis",
        ", на основании {{ external_basis.name_gen }} " + act("external_basis"),
    )
    opening = if_("external_basis is defined", "В соответствии с ", f"В соответствии со {by_law}")
    return opening + regulation("ins") + agreement


def assigned() -> str:
    """Print «наставнической пары, закреплённой приказом от … № …»."""
    return (
        f"{PAIR_GEN}, закреплённой приказом {act('pairs_order')} "
        "«О закреплении наставнических пар (групп)»"
    )


def members() -> str:
    """Print «наставник – Цой Артём Маратович (учитель математики); наставляемый – …»."""
    mentors = listing("mentor", "mentors", name_with_post("mentor"))
    mentees = listing("mentee", "mentees", name_with_post("mentee"))
    return (
        by_number("mentors", "наставник", "наставники")
        + f" – {mentors}; "
        + by_number("mentees", "наставляемый", "наставляемые")
        + f" – {mentees}"
    )


def mentors_charged() -> str:
    """Print «Наставнику Цою Артёму Маратовичу»."""
    names = listing("mentor", "mentors", "{{ mentor.fio.dat }}")
    return by_number("mentors", "Наставнику", "Наставникам") + f" {names}"


def add_curators_duties(document: Document, number: str, *duties: str) -> None:
    """Append what the curator does about the pair; the news go to the municipality if asked."""
    add_point(document, number, f"{charged('curator')}:", keep_next=True)
    all_duties = ("внести изменения в банк данных наставников и наставляемых", *duties)
    for place, duty in enumerate(all_duties, start=1):
        is_last = place == len(all_duties)
        ending = defined("registry_due", ";", ".") if is_last else ";"
        add_point(document, f"{number}.{place}", duty + ending)
    with when(document, "registry_due is defined"):
        add_point(
            document,
            f"{number}.{len(all_duties) + 1}",
            "направить сведения для внесения в муниципальную базу наставничества "
            "в срок до {{ registry_due|date }}.",
        )
