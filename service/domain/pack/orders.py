"""Rules about orders, their numbers and who signs them: V06, V07, V08, V14, V15."""

import re
from collections.abc import Mapping
from typing import Final

from service.domain.pack.calendar import count_working_days_between
from service.domain.pack.facts import Facts, Findings, error, warning
from service.domain.pack.pairs import list_pairs
from service.domain.pack.school_year import school_year_of
from service.domain.reading import (
    Person,
    normal_number,
    read_date,
    read_object,
    read_person,
    read_text,
)
from service.domain.signers import HEAD

CURATOR_ORDER: Final = "order_appoint_curator"
CURATOR_CONSENT: Final = "consent_extra_duties_curator"
REFERENCES: Final[Mapping[str, frozenset[str]]] = {
    "regulation": frozenset({"order_approve_regulation"}),
    "pairs_order": frozenset({"order_assign_pairs"}),
    "approval": frozenset({"order_approve_programs"}),
    "programs_order": frozenset({"order_approve_programs"}),
    "edo_order": frozenset({"edo_introduction_order"}),
    "consent_ref": frozenset({"pd_consent", "pd_consent_distribution"}),
    "order": frozenset(
        {
            "order_approve_regulation",
            CURATOR_ORDER,
            "order_assign_pairs",
            "order_approve_programs",
            "order_terminate_pair",
            "order_extend_pair",
            "edo_introduction_order",
        }
    ),
}
"""The fields that cite an earlier document, and of which kinds it may be."""

_CITING: Final[Mapping[str, tuple[str, ...]]] = {
    "order_approve_regulation": ("edo_order",),
    CURATOR_ORDER: ("regulation",),
    "order_assign_pairs": ("regulation",),
    "order_approve_programs": ("regulation", "pairs_order"),
    "order_terminate_pair": ("regulation", "pairs_order", "programs_order"),
    "order_extend_pair": ("regulation", "pairs_order", "programs_order"),
    "personalized_program": ("approval", "pairs_order"),
    "program_agreement_sheet": ("pairs_order",),
    "program_completion_report": ("programs_order",),
    "pairs_proposal": ("regulation",),
    CURATOR_CONSENT: ("regulation",),
    "consent_mentor_participation": ("regulation",),
    "consent_mentee_participation": ("regulation",),
    "employment_supplement_mentoring": ("regulation",),
    "acquaintance_sheet": ("order",),
    "pd_consent_withdrawal": ("consent_ref",),
}
CITED: Final[Mapping[str, frozenset[str]]] = {
    kind: frozenset().union(*(REFERENCES[key] for key in keys)) for kind, keys in _CITING.items()
}
"""Which kinds a document of a kind cites."""

JOURNALS_OF_ORDERS: Final = frozenset({"od", "ls", "stud", "ahd"})
"""Consents and programmes are dated by people and numbered when they come in."""

# «57а-од», «14-а»; an index of one letter, «33-Д» or «5-с», is nothing of the kind.
_LETTER: Final = re.compile(r"\d+[А-яЁёA-Za-z](?![А-яЁёA-Za-z/])|\d+ ?- ?[аб]$")
_NOTICE_WORKING_DAYS: Final = 3  # ст. 351.8 ТК РФ
_CURATOR_DUE: Final = (9, 9)  # дорожная карта, п. 3


def check_curator(facts: Facts) -> Findings:
    """V06: the curator has consented before the order, and the order is there by 9 September."""
    order = facts.subject
    stated = read_date(order.data, "consent_date")
    curator = read_person(read_object(order.data, "curator"))
    registered = [
        document.doc_date
        for document in facts.pack.of(CURATOR_CONSENT)
        if (who := read_person(read_object(document.data, "employee"))) is not None
        and curator is not None
        and curator.is_same(who)
    ]
    late = stated is not None and stated > order.doc_date
    if late or (registered and min(registered) > order.doc_date):
        message = (
            "Согласие куратора позже приказа. Датируйте приказ не раньше согласия "
            "или исправьте дату согласия."
        )
        yield error("V06", message, "#/data/consent_date")
    if stated is None and not registered:
        message = "Нет письменного согласия куратора. Зарегистрируйте его или впишите дату."
        yield error("V06", message, "#/data/consent_date")
    if order.doc_date > school_year_of(order.doc_date).day(*_CURATOR_DUE):
        message = (
            "Приказ о кураторе позже 9 сентября (дорожная карта, п. 3). Если куратор сменился "
            "в течение года, примите замечание с пояснением."
        )
        yield warning("V06", message, "#/data/doc_date")


def check_journal(facts: Facts) -> Findings:
    """V07: dates do not go back while numbers go on, and no number was squeezed in by a letter."""
    document, previous = facts.subject, facts.previous
    is_order = document.register in JOURNALS_OF_ORDERS
    if is_order and previous is not None and previous.doc_date > document.doc_date:
        message = (
            f"Предыдущий документ журнала датирован {previous.doc_date:%d.%m.%Y}, позже этого. "
            "Проверьте дату: номера идут по порядку дат."
        )
        yield warning("V07", message, "#/data/doc_date")
    if _LETTER.match(document.number):
        yield warning("V07", _lettered(), "#")
    for key in REFERENCES:
        if _LETTER.match(read_text(read_object(document.data, key), "number")):
            yield warning("V07", _lettered(), f"#/data/{key}/number")


def _lettered() -> str:
    return (
        "Литера в номере выдаёт документ, вставленный задним числом. Проверьте номер "
        "по журналу регистрации."
    )


def check_signer(facts: Facts) -> Findings:
    """V08: the signer may sign on that day, and orders nothing about himself."""
    order = facts.subject
    signer = read_person(read_object(order.data, "signer"))
    if signer is None:
        return
    heads = [one.term for one in facts.signers if one.term.role == HEAD]
    terms = [term for term in heads if term.person.is_same(signer)]
    if terms and not any(term.covers(order.doc_date) for term in terms):
        message = (
            "На дату документа у подписавшего ещё нет полномочий или их уже нет. "
            "Проверьте дату и того, кто подписывает."
        )
        yield error("V08", message, "#/data/signer")
    elif heads and not terms and order.register in JOURNALS_OF_ORDERS:
        message = (
            "Подписавшего нет среди тех, кто вправе подписывать приказы. Проверьте, кто "
            "подписывает, или запишите его полномочия."
        )
        yield warning("V08", message, "#/data/signer")
    yield from _check_himself(facts, signer)


def _check_himself(facts: Facts, signer: Person) -> Findings:
    order = facts.subject
    curator = read_person(read_object(order.data, "curator"))
    if order.kind == CURATOR_ORDER and curator is not None and signer.is_same(curator):
        message = "Руководитель назначает куратором себя. Такой приказ издаёт учредитель."
        yield warning("V08", message, "#/data/curator")
    for pair in list_pairs(order):
        mentors = pair.people("mentor")
        for place, mentor in enumerate(mentors):
            if mentor.is_same(signer):
                message = (
                    f"{pair.name}: руководитель закрепляет наставником себя. Условия и выплату "
                    "для него определяет учредитель: приложите его решение."
                )
                yield warning("V08", message, f"{pair.pointer}/mentors/{place}")
        for place, mentee in enumerate(pair.people("mentee")):
            if any(mentee.is_same(mentor) for mentor in mentors):
                message = f"{pair.name}: наставник и наставляемый – один человек. Исправьте пару."
                yield error("V08", message, f"{pair.pointer}/mentees/{place}")


def check_references(facts: Facts) -> Findings:
    """V14: an order has the same number and date wherever it is cited."""
    for key in _CITING.get(facts.subject.kind, ()):
        reference = read_object(facts.subject.data, key)
        number, day = normal_number(read_text(reference, "number")), read_date(reference, "date")
        if not number or day is None:
            continue
        dates = {
            order.doc_date
            for order in facts.pack.of(*REFERENCES[key])
            if normal_number(order.number) == number and order.doc_date.year == day.year
        }
        if dates and day not in dates:
            message = (
                "В журнале у этого документа другая дата. Приведите дату и номер "
                "в соответствие с журналом."
            )
            yield error("V14", message, f"#/data/{key}/date")


def check_notice(facts: Facts) -> Findings:
    """V15: three working days pass between the notice and the end (ст. 351.8 ТК РФ)."""
    data = facts.subject.data
    notice, effective = read_date(data, "notice_date"), read_date(data, "effective_date")
    initiator = read_text(data, "initiator")
    if notice is None or effective is None or initiator not in {"employer", "mentor", "mentee"}:
        return
    if count_working_days_between(notice, effective) >= _NOTICE_WORKING_DAYS:
        return
    pointer = "#/data/effective_date"
    if initiator == "employer":
        message = (
            "Между предупреждением и прекращением меньше трёх рабочих дней "
            "(статья 351.8 ТК РФ). Перенесите дату прекращения."
        )
        yield error("V15", message, pointer)
    else:
        message = (
            "Между заявлением и прекращением меньше трёх рабочих дней. Проверьте, что стороны "
            "согласны на эту дату."
        )
        yield warning("V15", message, pointer)
