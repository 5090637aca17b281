"""What the use cases of administrators need from the database; see `service.ports`."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

from service.domain.access import Principal
from service.domain.ids import MunicipalityId, OrganisationId
from service.domain.keys import KeyReport
from service.domain.organisations import Municipality, Organisation, Requisites
from service.domain.registers import Number, Register


class Organisations(Protocol):
    """Tenants. `set_registers` makes the own registers these and no others."""

    def add_municipality(self, municipality: Municipality) -> None: ...
    def add(self, organisation: Organisation) -> None: ...
    def find(self, organisation_id: OrganisationId) -> Organisation | None: ...
    def list_seen_by(self, principal: Principal) -> list[Organisation]: ...
    def list_all(self) -> list[Organisation]: ...
    def set_requisites(self, organisation_id: OrganisationId, requisites: Requisites) -> None: ...
    def set_registers(
        self, organisation_id: OrganisationId, registers: Iterable[Register]
    ) -> None: ...
    def find_municipality(self, municipality_id: MunicipalityId) -> Municipality | None: ...


class Registers(Protocol):
    """Running numbers; `take` belongs in the transaction that registers the document.

    `list_taken` says which number was the last in a year, by the code of the register.
    """

    def take(self, organisation_id: OrganisationId, register: Register, year: int) -> Number: ...
    def list_taken(self, organisation_id: OrganisationId, year: int) -> Mapping[str, int]: ...


class KeyReports(Protocol):
    """What the sign process saw of the keys; `put` replaces what was known of an organisation."""

    def put(self, organisation_id: OrganisationId, reports: Iterable[KeyReport]) -> None: ...
    def list_of(self, organisation_ids: Sequence[OrganisationId]) -> list[KeyReport]: ...
