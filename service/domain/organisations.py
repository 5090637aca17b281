"""Organisations, their municipality and their requisites."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from types import MappingProxyType

from service.domain.ids import MunicipalityId, OrganisationId
from service.domain.registers import DEFAULT_PATTERNS, Register


@dataclass(frozen=True)
class Requisites:
    """What a letterhead and a consent say about the organisation (ГОСТ Р 7.0.97, requisites 05–08).

    `short_name_gen` and `short_name_prep` are the forms for «приказом …» and «в …».
    """

    full_name: str
    short_name: str
    short_name_gen: str
    short_name_prep: str
    settlement: str
    address: str
    inn: str
    kpp: str
    ogrn: str
    founder_name: str = ""

    def as_context(self) -> dict[str, str]:
        """The values under their template names."""
        return asdict(self)


@dataclass(frozen=True)
class Organisation:
    """A school or an authority: the tenant that owns documents, numbers and archive."""

    id: OrganisationId
    municipality_id: MunicipalityId
    requisites: Requisites
    registers: Mapping[str, Register] = field(default_factory=lambda: MappingProxyType({}))

    def register(self, code: str) -> Register:
        """The organisation's own register, or the usual one of that code."""
        return self.registers.get(code) or Register(code, DEFAULT_PATTERNS[code])


@dataclass(frozen=True)
class Municipality:
    """A municipality: the officer sees all its organisations."""

    id: MunicipalityId
    name: str
