"""What the roadmap asks of a school in a year, and what of it is not there yet."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from service.domain.pack.dates import check_deadline
from service.domain.pack.facts import Finding, Findings, PackDocument, Severity, Shelf
from service.domain.pack.pairs import CONSENT_OF, ORDER, Pair, list_pairs
from service.domain.pack.people import PD_CONSENT
from service.domain.pack.programs import PROGRAM, is_program_of
from service.domain.pack.school_year import SchoolYear
from service.domain.reading import PersonIndex, read_object, read_person


@dataclass(frozen=True)
class Duty:
    """What has to be there by a day of the school year. `items` are points of the roadmap.

    `missing` follows the word «Нет».
    """

    code: str
    items: str
    month: int
    day: int
    missing: str

    def due(self, year: SchoolYear) -> date:
        """The deadline in this school year."""
        return year.day(self.month, self.day)

    def remind(self, year: SchoolYear, today: date) -> Finding:
        """Say that it is not there: a warning when it is late, a note while there is time."""
        due = self.due(year)
        is_late = today > due
        when = "срок прошёл" if is_late else "срок –"
        message = f"Нет {self.missing}: {when} {due:%d.%m.%Y} (дорожная карта, п. {self.items})."
        return Finding(self.code, Severity.WARNING if is_late else Severity.NOTE, message)


ORDERS: Final[Mapping[str, Duty]] = {
    "order_appoint_curator": Duty("R03", "3", 9, 9, "приказа о кураторе"),
    "order_approve_regulation": Duty("R04", "4", 9, 30, "приказа об утверждении Положения"),
    ORDER: Duty("R07", "4, 7", 9, 30, "приказа о закреплении пар"),
    "order_approve_programs": Duty("R08", "4, 8", 9, 30, "приказа об утверждении программ"),
}
PROGRAMS: Final = Duty("R08", "8", 9, 30, "персонализированной программы пары")
CONSENTS: Final = "R05"

_CONSENT_TITLES: Final[Mapping[str, str]] = {
    CONSENT_OF["mentor"]: "согласие наставника",
    CONSENT_OF["mentee"]: "согласие наставляемого",
    PD_CONSENT: "согласие на обработку персональных данных",
}
_WHO_CONSENTS: Final[Mapping[str, str]] = {
    CONSENT_OF["mentor"]: "employee",
    CONSENT_OF["mentee"]: "mentee",
    PD_CONSENT: "subject",
}
TITLES: Final[Mapping[str, str]] = {
    "R03": "Приказ о кураторе – до 9 сентября (п. 3)",
    "R04": "Приказ об утверждении Положения – до 30 сентября (п. 4)",
    CONSENTS: "Согласия участников – до 20 сентября (п. 5–6)",
    "R07": "Приказ о закреплении пар – до 30 сентября (п. 4, 7)",
    "R08": "Программы пар и приказ об их утверждении – до 30 сентября (п. 8)",
}


def find_missing(shelf: Shelf, year: SchoolYear, today: date) -> Findings:
    """Which orders, consents and programmes of the year are not registered."""
    for kind, duty in ORDERS.items():
        if not shelf.of(kind):
            yield duty.remind(year, today)
            if today <= duty.due(year) and (found := check_deadline(duty.due(year))):
                yield found
    owners = {kind: _index_owners(shelf, kind) for kind in _WHO_CONSENTS}
    for order in shelf.of(ORDER):
        for pair in list_pairs(order):
            yield from _missing_consents(order, pair, owners)
            if not any(is_program_of(program.data, pair) for program in shelf.of(PROGRAM)):
                found = PROGRAMS.remind(year, today)
                message = f"{pair.name}. {found.message}"
                yield replace(found, message=message, pointer=pair.pointer, document_id=order.id)


def _missing_consents(
    order: PackDocument, pair: Pair, owners: Mapping[str, PersonIndex[PackDocument]]
) -> Findings:
    absent = Counter(
        _CONSENT_TITLES[kind]
        for role, consent in CONSENT_OF.items()
        for person in pair.people(role)
        for kind in (consent, PD_CONSENT)
        if not owners[kind].find(person)
    )
    if absent:
        listed = ", ".join(f"{title} – {count}" for title, count in absent.items())
        message = f"{pair.name}. Нет в журнале: {listed}."
        yield Finding(CONSENTS, Severity.NOTE, message, pair.pointer, order.id)


def _index_owners(shelf: Shelf, kind: str) -> PersonIndex[PackDocument]:
    index: PersonIndex[PackDocument] = PersonIndex()
    for document in shelf.of(kind):
        owner = read_person(read_object(document.data, _WHO_CONSENTS[kind]))
        if owner is not None:
            index.add(owner, document)
    return index
