"""Forms of a name or position that a person has confirmed once for an organisation."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from service.domain.ids import OrganisationId


@dataclass(frozen=True)
class NameKey:
    """What forms are confirmed for: `gender` is m or f of a person, empty of a position."""

    what: str
    nominative: str
    gender: str


@dataclass(frozen=True)
class NameForms:
    """The five other cases of `key.nominative` by their short names, who said so and when."""

    organisation_id: OrganisationId
    key: NameKey
    forms: Mapping[str, str]
    confirmed_by: str
    confirmed_at: datetime
