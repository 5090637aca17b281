"""Who may sign for an organisation: in which role, from when until when, and by which paper.

63-ФЗ, ст. 17.2 and 17.5: the head signs by virtue of the office; others by an order and, with a
certificate of their own, a machine-readable power of attorney (МЧД).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from service.domain.errors import ForbiddenError
from service.domain.ids import OrganisationId, SignerId
from service.domain.reading import Data, Person, normal_name, read_full_name, read_object
from service.domain.signatures import PlannedSignature

HEAD: Final = "head"
"""The role of whoever signs the orders: the data of a document names this person as `signer`."""


@dataclass(frozen=True)
class Attorney:
    """A machine-readable power of attorney: its number and last day."""

    number: str
    until: date


@dataclass(frozen=True)
class Term:
    """A person's right to sign in a role, from the first day to the last (None = no end known).

    `full_name` is the nominative, as in the certificate; `person_id` tells namesakes apart and
    may be empty. `ground` is the paper that gives the right, in the nominative: «приказ Отдела
    образования от 30.06.2025 № 74».
    """

    role: str
    full_name: str
    gender: str
    position: str
    ground: str
    since: date
    until: date | None = None
    attorney: Attorney | None = None
    person_id: str = ""

    @property
    def person(self) -> Person:
        """Whom the rules of the pack compare with the signer in a document's data."""
        return Person(self.person_id, normal_name(self.full_name), self.gender)

    def covers(self, day: date) -> bool:
        """Whether it gives the right on this day; both ends count."""
        return self.meets(day, day)

    def meets(self, first: date, last: date) -> bool:
        """Whether it gives the right on any day of these; all ends count."""
        return self.since <= last and (self.until is None or first <= self.until)


@dataclass(frozen=True)
class Signer:
    """A term on record: whose organisation it is about, who wrote it down and when."""

    id: SignerId
    organisation_id: OrganisationId
    term: Term
    recorded_by: str
    recorded_at: datetime


@dataclass(frozen=True)
class Candidate:
    """Who is about to sign: the certificate's holder, the role, the day.

    `expected` is who has to, by the plan or else by the document itself; "" when neither says.
    `earliest`: nobody knows the day, it may be any from this one on (a signature by hand).
    """

    holder: str
    role: str
    day: date
    expected: str
    earliest: date | None = None

    @property
    def first(self) -> date:
        """The first day on which the signature may have been made."""
        return self.day if self.earliest is None else min(self.earliest, self.day)


def find_printed(data: Data, role: str) -> str:
    """Whom the document itself names in a role, in the nominative; "" when it names nobody.

    The head is named as `signer` in the data of a document, other people by their role.
    """
    return read_full_name(read_object(data, "signer" if role == HEAD else role))


def describe_candidate(data: Data, plan: PlannedSignature, holder: str, day: date) -> Candidate:
    """Who is about to make a planned signature, and who has to: by the plan, else by the data."""
    return Candidate(
        holder=holder,
        role=plan.role,
        day=day,
        expected=plan.signer or find_printed(data, plan.role),
    )


def name_those_who_may(
    recorded: Sequence[Signer], data: Data, plan: PlannedSignature, day: date
) -> frozenset[str]:
    """Who may make a planned signature on a day, as names for comparing; see `authorise`."""
    of_role = [one.term for one in recorded if one.term.role == plan.role]
    expected = plan.signer or find_printed(data, plan.role)
    names = [expected] if expected else [term.full_name for term in of_role if term.covers(day)]
    return frozenset(normal_name(name) for name in names if name)


def authorise(recorded: Sequence[Signer], candidate: Candidate) -> Term | None:
    """The term that lets this person sign, None when none are recorded for the role.

    Two things are asked: to be the one whom the plan names, or else the document itself, and to
    hold a term where terms are recorded. Raises ForbiddenError: `signer_mismatch`,
    `signer_unknown`, `authority_expired`, `attorney_expired`.
    """
    of_role = [one.term for one in recorded if one.term.role == candidate.role]
    if candidate.expected and not _is_same(candidate.holder, candidate.expected):
        raise ForbiddenError(_MISMATCH, code="signer_mismatch")
    if not of_role:
        if not candidate.expected:
            raise ForbiddenError(_UNKNOWN, code="signer_unknown")
        return None
    own = [term for term in of_role if _is_same(candidate.holder, term.full_name)]
    if not own:
        raise ForbiddenError(_NOT_RECORDED, code="signer_mismatch")
    return _choose_in_force(own, candidate.first, candidate.day)


def _choose_in_force(own: Sequence[Term], first: date, last: date) -> Term:
    in_force = [term for term in own if term.meets(first, last)]
    if not in_force:
        raise ForbiddenError(_OUT_OF_FORCE, code="authority_expired")
    usable = [term for term in in_force if term.attorney is None or first <= term.attorney.until]
    if not usable:
        raise ForbiddenError(_ATTORNEY_EXPIRED, code="attorney_expired")
    return usable[0]


def _is_same(one: str, other: str) -> bool:
    return normal_name(one) == normal_name(other)


_MISMATCH: Final = (
    "В документе подписавшим назван другой человек. Замените подписывающего или составьте "
    "документ от имени того, кто подписывает."
)
_NOT_RECORDED: Final = (
    "В этой роли подписывают другие. Если вправе и этот человек, запишите его полномочия."
)
_UNKNOWN: Final = "Неизвестно, кто подписывает в этой роли: запишите его полномочия."
_OUT_OF_FORCE: Final = "Полномочия подписывающего в этот день не действуют."
_ATTORNEY_EXPIRED: Final = "Срок машиночитаемой доверенности подписывающего вышел."
