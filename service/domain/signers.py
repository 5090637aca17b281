"""Who may sign for an organisation: in which position, from when until when, and by which paper."""

from dataclasses import dataclass
from datetime import date

from service.domain.ids import OrganisationId, SignerId


@dataclass(frozen=True)
class Signer:
    """A term of office: the head's, or that of somebody who acts for the head.

    `full_name` is the nominative; `person_id` tells namesakes apart and may be empty. `until` is
    the last day, None while no end is known. `authority` is what gives the powers, in the
    nominative: «приказ Отдела образования от 30.06.2025 № 74».
    """

    id: SignerId
    organisation_id: OrganisationId
    person_id: str
    full_name: str
    gender: str
    position: str
    since: date
    until: date | None
    authority: str
