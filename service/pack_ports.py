"""What the use cases of the roadmap need from the database; see `service.ports`."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from service.domain.ids import OrganisationId
from service.domain.pack.coverage import Paper
from service.domain.reminders import Reminder


@dataclass(frozen=True)
class PaperQuestion:
    """Documents that were not cancelled, of these kinds, dated in a school year.

    Those of `lasting` kinds count from any earlier year as well.
    """

    organisation_ids: Sequence[OrganisationId]
    kinds: Iterable[str]
    since: date
    until: date
    lasting: Iterable[str] = ()


class Papers(Protocol):
    """Documents of many schools at once: as far as the roadmap is concerned, or whole."""

    def list_papers(self, wanted: PaperQuestion) -> list[Paper]: ...
    def list_whole(self, wanted: PaperQuestion) -> list[Paper]: ...


class Reminders(Protocol):
    """Which school was reminded when; `add` is False when it was on this day already."""

    def add(self, reminder: Reminder) -> bool: ...
    def list_newest(
        self, organisation_ids: Sequence[OrganisationId]
    ) -> Mapping[OrganisationId, Reminder]: ...
