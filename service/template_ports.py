"""What the use cases of templates need from the database."""

from collections.abc import Iterable
from typing import Protocol

from service.domain.templates import Owner, TemplateVersion


class Templates(Protocol):
    """Published templates: append-only. `next_number` belongs in the publishing transaction."""

    def next_number(self, owner: Owner, kind: str) -> int: ...
    def add(self, version: TemplateVersion) -> None: ...
    def latest(self, owner: Owner, kind: str) -> TemplateVersion | None: ...
    def find(self, owner: Owner, kind: str, number: int) -> TemplateVersion | None: ...
    def list_of(
        self, owners: Iterable[Owner], kind: str | None = None
    ) -> list[TemplateVersion]: ...
