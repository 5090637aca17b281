"""What the use cases of the pack and the roadmap need from the database; see `service.ports`."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from service.domain.ids import DocumentId, OrganisationId
from service.domain.pack.coverage import Paper
from service.domain.remarks import Acceptance, Remark
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


class Remarks(Protocol):
    """Warnings about documents and who accepted them."""

    def add(
        self, organisation_id: OrganisationId, document_id: DocumentId, remarks: Sequence[Remark]
    ) -> None: ...
    def list_of(
        self, document_ids: Sequence[DocumentId]
    ) -> Mapping[DocumentId, tuple[Remark, ...]]: ...
    def accept(
        self,
        organisation_id: OrganisationId,
        document_id: DocumentId,
        code: str,
        acceptance: Acceptance,
    ) -> None: ...
    def list_accepted(self, organisation_id: OrganisationId) -> set[tuple[DocumentId, str]]: ...
    def list_open(
        self, organisation_ids: Sequence[OrganisationId], *, among: int
    ) -> list[DocumentId]: ...


class Reminders(Protocol):
    """Which school was reminded when; `add` is False when it was on this day already."""

    def add(self, reminder: Reminder) -> bool: ...
    def list_newest(
        self, organisation_ids: Sequence[OrganisationId]
    ) -> Mapping[OrganisationId, Reminder]: ...
