"""Whose documents there are to see, and what letterheads and numbers say about each."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from service.domain.access import Principal, Scope, require_scope, require_sight
from service.domain.audit import Event
from service.domain.errors import ForbiddenError, InvalidRequestError, Problem
from service.domain.ids import MunicipalityId, OrganisationId
from service.domain.organisations import Organisation, Requisites
from service.operations.requisites import (
    Rule,
    code_problems,
    own_registers,
    registers_problems,
    requisites_problems,
)
from service.ports import Clock, Database, Transaction

_TAKEN = "Такой код уже занят: выберите другой."


@dataclass(frozen=True)
class OrganisationDesk:
    """The use cases of organisations."""

    database: Database
    clock: Clock

    def list_organisations(self, principal: Principal) -> list[Organisation]:
        """The organisations that exist for the principal."""
        with self.database.snapshot() as tx:
            return tx.organisations.list_seen_by(principal)

    def list_kept(self, principal: Principal) -> list[Organisation]:
        """The organisations to be looked after. Raises ForbiddenError."""
        require_scope(principal, Scope.ORGANISATIONS)
        return self.list_organisations(principal)

    def get_organisation(
        self, principal: Principal, organisation_id: OrganisationId
    ) -> Organisation:
        """An organisation to be looked after. Raises ForbiddenError, NotFoundError."""
        require_scope(principal, Scope.ORGANISATIONS)
        with self.database.snapshot() as tx:
            return require_sight(principal, tx.organisations.find(organisation_id))

    def list_numbers(self, organisation: Organisation) -> Mapping[str, int]:
        """The last number that each register gave this year, by the register's code."""
        with self.database.snapshot() as tx:
            return tx.registers.list_taken(organisation.id, self.clock.today().year)

    def check_may_add(self, principal: Principal) -> MunicipalityId:
        """The municipality to which the principal may add. Raises ForbiddenError."""
        require_scope(principal, Scope.ORGANISATIONS)
        if principal.municipality_id is None:
            message = "Организации заводит администратор муниципалитета."
            raise ForbiddenError(message)
        return principal.municipality_id

    def add(
        self, principal: Principal, organisation_id: OrganisationId, requisites: Requisites
    ) -> Organisation:
        """Let a school in, with the usual registers. Raises ForbiddenError, InvalidRequestError."""
        municipality_id = self.check_may_add(principal)
        _refuse([*code_problems(organisation_id), *requisites_problems(requisites)])
        organisation = Organisation(organisation_id, municipality_id, requisites)
        with self.database.transaction() as tx:
            if not tx.organisations.add(organisation):
                _refuse([Problem("#/id", "duplicate", _TAKEN)])
            self._note(tx, principal, organisation_id, "organisation:added", ())
        return organisation

    def change_requisites(
        self, principal: Principal, organisation_id: OrganisationId, requisites: Requisites
    ) -> None:
        """Change what documents say from now on; those that are made keep what they say.

        Raises ForbiddenError, NotFoundError, InvalidRequestError.
        """
        before = self.get_organisation(principal, organisation_id).requisites.as_context()
        _refuse(requisites_problems(requisites))
        after = requisites.as_context()
        changed = [name for name, value in after.items() if value != before[name]]
        with self.database.transaction() as tx:
            tx.organisations.set_requisites(organisation_id, requisites)
            self._note(tx, principal, organisation_id, "organisation:changed", changed)

    def change_registers(
        self, principal: Principal, organisation_id: OrganisationId, rules: Mapping[str, Rule]
    ) -> None:
        """Change how the next numbers are printed; numbers that are given stay.

        Raises ForbiddenError, NotFoundError, InvalidRequestError (see `registers_problems`).
        """
        before = self.get_organisation(principal, organisation_id)
        _refuse(registers_problems(rules))
        own = own_registers(rules)
        changed = [code for code in rules if own.get(code) != before.registers.get(code)]
        with self.database.transaction() as tx:
            tx.organisations.set_registers(organisation_id, own.values())
            self._note(tx, principal, organisation_id, "organisation:registers", changed)

    def _note(
        self,
        tx: Transaction,
        principal: Principal,
        organisation_id: OrganisationId,
        action: str,
        changed: Iterable[str],
    ) -> None:
        event = Event(action, principal.id, None, {"changed": ", ".join(sorted(changed))})
        tx.audit.append(organisation_id, event, self.clock.now())


def _refuse(problems: Iterable[Problem]) -> None:
    if found := tuple(problems):
        raise InvalidRequestError(found)
