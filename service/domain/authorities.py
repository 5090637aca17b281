"""Who may sign for an organisation on which day: by the charter, an order or a power of attorney.

63-ФЗ, ст. 17.2 and 17.5: the head signs by virtue of the office; others by an order and, with a
certificate of their own, a machine-readable power of attorney (МЧД).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from service.domain.errors import ForbiddenError
from service.domain.ids import AuthorityId, OrganisationId
from service.domain.pack.reading import normal_name


@dataclass(frozen=True)
class Attorney:
    """A machine-readable power of attorney: its number and last day."""

    number: str
    valid_to: date


@dataclass(frozen=True)
class Authority:
    """A person may sign in a role from one day to another (None = until it is ended).

    `ground` says why: «Приказ от 01.09.2025 № 12-лс».
    """

    id: AuthorityId
    organisation_id: OrganisationId
    role: str
    person: str
    ground: str
    valid_from: date
    valid_to: date | None
    attorney: Attorney | None
    recorded_by: str
    recorded_at: datetime

    def is_in_force(self, day: date) -> bool:
        """Whether it gives the right on this day; both ends count."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


@dataclass(frozen=True)
class Signer:
    """Who is about to sign: the certificate's holder, the role, the day.

    `expected` is who has to, by the plan or else by the document itself; "" when neither says.
    """

    holder: str
    role: str
    day: date
    expected: str
    is_named_in_plan: bool = False


def authorise(recorded: Sequence[Authority], signer: Signer) -> Authority | None:
    """The authority that lets this person sign, None when the document itself names the signer.

    What is recorded for the role decides, whatever name stands in the document: the head may be
    away and another one act. Raises ForbiddenError: `signer_mismatch`, `signer_unknown`,
    `authority_expired`, `attorney_expired`.
    """
    of_role = [one for one in recorded if one.role == signer.role]
    must_match = signer.is_named_in_plan or not of_role
    if must_match and not signer.expected:
        raise ForbiddenError(_UNKNOWN, code="signer_unknown")
    if must_match and not _is_same(signer.holder, signer.expected):
        raise ForbiddenError(_MISMATCH, code="signer_mismatch")
    if not of_role:
        return None
    own = [one for one in of_role if _is_same(signer.holder, one.person)]
    if not own:
        raise ForbiddenError(_MISMATCH, code="signer_mismatch")
    return _choose_in_force(own, signer.day)


def _choose_in_force(own: Sequence[Authority], day: date) -> Authority:
    in_force = [one for one in own if one.is_in_force(day)]
    if not in_force:
        raise ForbiddenError(_OUT_OF_FORCE, code="authority_expired")
    usable = [one for one in in_force if one.attorney is None or day <= one.attorney.valid_to]
    if not usable:
        raise ForbiddenError(_ATTORNEY_EXPIRED, code="attorney_expired")
    return usable[0]


def _is_same(one: str, other: str) -> bool:
    return normal_name(one) == normal_name(other)


_MISMATCH = "Документ в этой роли должен подписать другой человек."
_UNKNOWN = "Неизвестно, кто подписывает в этой роли: запишите его полномочия."
_OUT_OF_FORCE = "Полномочия подписывающего в этот день не действуют."
_ATTORNEY_EXPIRED = "Срок машиночитаемой доверенности подписывающего вышел."
