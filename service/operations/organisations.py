"""Whose documents there are to see."""

from dataclasses import dataclass

from service.domain.access import Principal
from service.domain.organisations import Organisation
from service.ports import Database


@dataclass(frozen=True)
class OrganisationDesk:
    """The use cases of organisations."""

    database: Database

    def list_organisations(self, principal: Principal) -> list[Organisation]:
        """The organisations that exist for the principal."""
        with self.database.snapshot() as tx:
            return tx.organisations.list_seen_by(principal)
