"""Rules about pairs: V01, V02."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Final

from service.domain.pack.facts import Facts, Finding, Findings, PackDocument, error, warning
from service.domain.reading import (
    Data,
    Person,
    PersonIndex,
    read_date,
    read_items,
    read_object,
    read_people,
    read_person,
    read_text,
)

ORDER: Final = "order_assign_pairs"
MENTOR_CONSENT: Final = "consent_mentor_participation"
MENTEE_CONSENT: Final = "consent_mentee_participation"
SUPPLEMENT: Final = "employment_supplement_mentoring"
CONSENT_OF: Final = {"mentor": MENTOR_CONSENT, "mentee": MENTEE_CONSENT}

_SUPPLEMENTS_SINCE: Final = date(2025, 3, 1)  # ст. 351.8 ТК РФ (381-ФЗ)
_ROLES: Final = {"mentor": "наставника", "mentee": "наставляемого"}


@dataclass(frozen=True)
class Pair:
    """A pair of an order: its place (JSON Pointer), its name for people, its data."""

    pointer: str
    name: str
    data: Data

    @property
    def place(self) -> int:
        """Where it stands in the order, from 0."""
        return int(self.pointer.rpartition("/")[2])

    def people(self, role: str) -> list[Person]:
        """The `mentor`s or the `mentee`s, read once."""
        if role not in self._people:
            self._people[role] = read_people(self.data, f"{role}s")
        return self._people[role]

    @cached_property
    def _people(self) -> dict[str, list[Person]]:
        return {}

    def is_external(self, place: int) -> bool:
        """Whether the mentor works elsewhere: no employment contract here, so no supplement.

        The agreement about a student is with the student's college, and the mentor works here.
        """
        mentor = read_items(self.data, "mentors")[place]
        has_agreement = bool(read_object(self.data, "external_basis")) and not self.is_of_student
        return has_agreement or bool(read_text(mentor, "workplace_gen"))

    @property
    def is_of_student(self) -> bool:
        """Whether a student is mentored, to whom статья 351.8 does not apply."""
        return read_text(self.data, "mentoring_form") == "employer_student"


def list_pairs(order: PackDocument) -> list[Pair]:
    """The pairs and groups of an order that assigns them."""
    return [
        Pair(f"#/data/pairs/{place}", f"Пара № {place + 1}", data)
        for place, data in enumerate(read_items(order.data, "pairs"))
    ]


class Consents:
    """Registered consents of mentors or of mentees, by who consented."""

    def __init__(self, facts: Facts, role: str) -> None:
        self._role = role
        self._index: PersonIndex[PackDocument] = PersonIndex()
        for document in facts.pack.of(CONSENT_OF[role]):
            owner = read_person(read_object(document.data, "employee" if self._is_mentor else role))
            if owner is not None:
                self._index.add(owner, document)

    @property
    def _is_mentor(self) -> bool:
        return self._role == "mentor"

    def dates(self, person: Person, pair: Pair) -> list[date]:
        """When this person consented to this pair."""
        other = "mentee" if self._is_mentor else "mentor"
        return [
            document.doc_date
            for document in self._index.find(person)
            if _meet(read_people(document.data, f"{other}s"), pair.people(other))
            and _overlap(read_object(document.data, "period"), read_object(pair.data, "period"))
        ]


def check_consents(facts: Facts) -> Findings:
    """V01: nobody is assigned before everybody has consented."""
    for role in _ROLES:
        consents = Consents(facts, role)
        for pair in list_pairs(facts.subject):
            yield from _check_consents(facts.subject, pair, role, consents)


def _check_consents(order: PackDocument, pair: Pair, role: str, consents: Consents) -> Findings:
    field = f"{pair.pointer}/{role}_consent_date"
    stated = read_date(pair.data, f"{role}_consent_date")
    if stated is not None:
        if stated > order.doc_date:
            yield _late_consent(pair, role, field)
        return
    for place, person in enumerate(pair.people(role)):
        dates = consents.dates(person, pair)
        if dates and min(dates) > order.doc_date:
            yield _late_consent(pair, role, f"{pair.pointer}/{role}s/{place}")
        elif not dates and role == "mentee":
            message = (
                f"{pair.name}: согласия наставляемого нет в журнале, и его дата не указана. "
                "Зарегистрируйте согласие или впишите его дату."
            )
            yield warning("V01", message, field)


def _late_consent(pair: Pair, role: str, pointer: str) -> Finding:
    message = (
        f"{pair.name}: согласие {_ROLES[role]} позже приказа. Датируйте приказ не раньше "
        "последнего согласия или исправьте дату согласия."
    )
    return error("V01", message, pointer)


def check_mentors_papers(facts: Facts) -> Findings:
    """V02: a worker who mentors has consented and, from 01.03.2025, has a supplement."""
    order = facts.subject
    consents, supplements = Consents(facts, "mentor"), _index_supplements(facts)
    for pair in list_pairs(order):
        for place, mentor in enumerate(pair.people("mentor")):
            if pair.is_external(place):
                continue
            if read_date(pair.data, "mentor_consent_date") is None and not consents.dates(
                mentor, pair
            ):
                message = (
                    f"{pair.name}: нет письменного согласия наставника. Зарегистрируйте его "
                    "или впишите дату согласия в приказ."
                )
                yield error("V02", message, f"{pair.pointer}/mentor_consent_date")
            if needs_supplement(order, pair):
                yield from _check_supplement(pair, supplements.find(mentor))


def needs_supplement(order: PackDocument, pair: Pair) -> bool:
    """Whether mentors who are workers need one (ст. 351.8 ТК РФ)."""
    return order.doc_date >= _SUPPLEMENTS_SINCE and not pair.is_of_student


def _index_supplements(facts: Facts) -> PersonIndex[PackDocument]:
    index: PersonIndex[PackDocument] = PersonIndex()
    for document in facts.pack.of(SUPPLEMENT):
        employee = read_person(read_object(document.data, "employee"))
        if employee is not None:
            index.add(employee, document)
    return index


def _check_supplement(pair: Pair, registered: list[PackDocument]) -> Findings:
    pointer = f"{pair.pointer}/supplement"
    stated = read_date(read_object(pair.data, "supplement"), "date")
    dates = [document.doc_date for document in registered if _is_about(document, pair)]
    known = min([*dates, *([stated] if stated else [])], default=None)
    start = read_date(read_object(pair.data, "period"), "start")
    if known is None:
        message = (
            f"{pair.name}: нет дополнительного соглашения к трудовому договору наставника "
            "(статья 351.8 ТК РФ). Заключите его и впишите дату и номер."
        )
        yield error("V02", message, pointer)
    elif start is not None and known > start:
        message = (
            f"{pair.name}: дополнительное соглашение заключено позже начала наставничества. "
            "Сдвиньте начало срока или исправьте дату соглашения."
        )
        yield error("V02", message, pointer)


def _is_about(supplement: PackDocument, pair: Pair) -> bool:
    codes = [read_text(data, "pair_id") for data in (supplement.data, pair.data)]
    if all(codes):
        return codes[0] == codes[1]
    return _overlap(read_object(supplement.data, "period"), read_object(pair.data, "period"))


def _meet(some: list[Person], others: list[Person]) -> bool:
    """Whether the two have somebody in common; nobody named on one side means anybody."""
    return not some or not others or any(a.is_same(b) for a in some for b in others)


def _overlap(one: Data, other: Data) -> bool:
    """Whether two periods have a day in common; an unknown end is open."""
    return _starts_in_time(one, other) and _starts_in_time(other, one)


def _starts_in_time(one: Data, other: Data) -> bool:
    start, end = read_date(one, "start"), read_date(other, "end")
    return start is None or end is None or start <= end
