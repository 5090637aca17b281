"""The documents of the fictional municipality, filled: no database, the same numbers."""

import datetime as dt
import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

import service.demo.pack
from doc_templates.catalogue import load_catalogue
from doc_templates.filling import CompiledTemplate, compile_template
from service.demo.pack import PlannedDocument, Reference, plan_pack
from service.domain.filling import filling_context
from service.domain.organisations import Requisites
from service.domain.registers import DEFAULT_PATTERNS, Register

_DATA: Final = Path(service.demo.pack.__file__).with_name("data") / "municipality.json"
MUNICIPALITY: Final[Mapping[str, Any]] = json.loads(_DATA.read_text("utf-8"))
CATALOGUE: Final = load_catalogue()
_REQUISITES: Final = (
    "full_name", "short_name", "short_name_gen", "short_name_prep",
    "settlement", "address", "inn", "kpp", "ogrn",
)  # fmt: skip


@dataclass(frozen=True)
class FilledDocument:
    """A document of the demo as it is before conversion."""

    planned: PlannedDocument
    data: Mapping[str, Any]
    organisation: Requisites
    number: str
    docx: bytes

    @property
    def day(self) -> dt.date:
        """The date of the document."""
        return dt.date.fromisoformat(self.data["doc_date"])


@cache
def fill_pack() -> tuple[FilledDocument, ...]:
    """Fill every planned document, in order, numbered as its school's registers would do."""
    return tuple(_fill_all())


def _fill_all() -> Iterator[FilledDocument]:
    references: dict[str, Reference] = {}
    taken: Counter[tuple[str, str, int]] = Counter()
    for planned in plan_pack(MUNICIPALITY):
        data = planned.build(references)
        code = CATALOGUE.get_kind(planned.kind).filing_for(data).register
        register = _register(planned.organization_key, code)
        day = dt.date.fromisoformat(data["doc_date"])
        journal = (planned.organization_key, code, day.year)
        number = register.number(day.year, register.first_seq + taken[journal])
        taken[journal] += 1
        references[planned.key] = Reference(number.text, data["doc_date"])
        requisites = _requisites(planned.organization_key)
        context = filling_context(data, requisites, number=number.text, doc_date=day)
        docx = _template(planned.kind).fill(context)
        yield FilledDocument(planned, data, requisites, number.text, docx)


@cache
def _template(kind: str) -> CompiledTemplate:
    return compile_template(CATALOGUE.get_kind(kind).template)


def _school(org_id: str) -> Mapping[str, Any]:
    schools: list[Mapping[str, Any]] = MUNICIPALITY["schools"]
    return next(school for school in schools if school["org_id"] == org_id)


def _register(org_id: str, code: str) -> Register:
    school = _school(org_id)
    index = school["order_index"].get(code)
    pattern = DEFAULT_PATTERNS[code] if index is None else f"{{seq}}{index}"
    return Register(code, pattern, school["first_seq"].get(code, 1))


@cache
def _requisites(org_id: str) -> Requisites:
    school = _school(org_id)
    values = {name: school[name] for name in _REQUISITES}
    founder = MUNICIPALITY["municipality"]["authority_name"]
    return Requisites(**values, founder_name=founder)
