"""Rules about programmes and how long they last: V05, V09."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

from service.domain.pack.facts import Facts, Findings, PackDocument, error, warning
from service.domain.pack.pairs import ORDER, Pair, list_pairs
from service.domain.reading import (
    Data,
    normal_number,
    read_date,
    read_items,
    read_object,
    read_people,
    read_person,
    read_text,
)

PROGRAMS_ORDER: Final = "order_approve_programs"
PROGRAM: Final = "personalized_program"

_SHORTEST_MONTHS, _LONGEST_MONTHS = 3, 12


def check_programs(facts: Facts) -> Findings:
    """V05: approved is what was agreed before, and only for pairs that were assigned."""
    order = facts.subject
    programs = read_items(order.data, "programs")
    for place, program in enumerate(programs):
        agreed_on = read_date(program, "agreed_on")
        if agreed_on is not None and agreed_on > order.doc_date:
            message = (
                f"Программа № {place + 1} согласована позже приказа. Датируйте приказ не раньше "
                "согласования."
            )
            yield error("V05", message, f"#/data/programs/{place}/agreed_on")
    yield from _check_assigned(facts, programs)


def _check_assigned(facts: Facts, programs: list[Data]) -> Findings:
    assigned = facts.pack.of(ORDER)
    reference = read_object(facts.subject.data, "pairs_order")
    number = normal_number(read_text(reference, "number"))
    found = [order for order in assigned if normal_number(order.number) == number]
    if assigned and not found:
        message = (
            "Приказа о закреплении пар с таким номером в журнале этого года нет. "
            "Проверьте номер: на этот приказ ссылается утверждение программ."
        )
        yield warning("V05", message, "#/data/pairs_order/number")
    pairs = [pair for order in found for pair in list_pairs(order)]
    for place, program in enumerate(programs):
        if found and not any(is_program_of(program, pair) for pair in pairs):
            message = (
                f"Программа № {place + 1}: такой пары нет в приказе о закреплении. Исправьте "
                "участников или сначала закрепите пару."
            )
            yield error("V05", message, f"#/data/programs/{place}")


def is_program_of(program: Data, pair: Pair) -> bool:
    """Whether mentor and mentees of a programme are those of the pair."""
    mentor = read_person(read_object(program, "mentor"))
    mentors, mentees = pair.people("mentor"), pair.people("mentee")
    return (
        mentor is not None
        and any(mentor.is_same(one) for one in mentors)
        and all(
            any(mentee.is_same(one) for one in mentees)
            for mentee in read_people(program, "mentees")
        )
    )


def check_agreement(facts: Facts) -> Findings:
    """V05: a programme is written, then agreed, then approved."""
    program = facts.subject
    agreed_on = read_date(program.data, "agreed_on")
    approved_on = read_date(read_object(program.data, "approval"), "date")
    if agreed_on is None:
        return
    if program.doc_date > agreed_on:
        message = (
            "Программа датирована позже, чем согласована с наставляемым. Укажите дату программы "
            "не позже даты согласования."
        )
        yield error("V05", message, "#/data/agreed_on")
    if approved_on is not None and agreed_on > approved_on:
        message = (
            "Программа согласована позже, чем утверждена приказом. Проверьте дату согласования "
            "и реквизиты приказа."
        )
        yield error("V05", message, "#/data/agreed_on")


def check_periods(facts: Facts) -> Findings:
    """V09: mentoring lasts from three months to a year."""
    for pointer, holder in _list_periods(facts.subject):
        period = read_object(holder, "period")
        start, end = read_date(period, "start"), read_date(period, "end")
        if start is None or end is None:
            continue
        if end < start:
            message = "Окончание срока раньше начала. Исправьте срок."
            yield error("V09", message, f"{pointer}/period/end")
        elif end < _last_day(start, _SHORTEST_MONTHS):
            message = "Срок короче трёх месяцев. Проверьте его или поясните, почему он такой."
            yield warning("V09", message, f"{pointer}/period/end")
        elif end > _last_day(start, _LONGEST_MONTHS) and not holder.get("extension"):
            message = "Срок длиннее года. Сократите его: дальше программу продлевают приказом."
            yield warning("V09", message, f"{pointer}/period/end")


def _list_periods(document: PackDocument) -> Iterator[tuple[str, Data]]:
    if document.kind == PROGRAM:
        yield "#/data", document.data
        return
    key = "pairs" if document.kind == ORDER else "programs"
    for place, holder in enumerate(read_items(document.data, key)):
        yield f"#/data/{key}/{place}", holder


def _last_day(start: date, months: int) -> date:
    """The last day of so many months that begin on `start`."""
    month = start.month - 1 + months
    year, month = start.year + month // 12, month % 12 + 1
    first_of_next = date(year + month // 12, month % 12 + 1, 1)
    days = (first_of_next - date(year, month, 1)).days
    return date(year, month, min(start.day, days)) - timedelta(days=1)
