"""The file of `grif organization import`, read strictly: letterheads print what it says.

Its form is explained in docs/administration.md.
"""

import json
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from doc_templates.text_rules import is_printable
from service.domain.errors import InvalidRequestError, Problem
from service.domain.ids import MunicipalityId, OrganisationId
from service.domain.organisations import Municipality, Organisation, Requisites
from service.domain.registers import Register

_MAX_FIRST_SEQ = 1_000_000
_SAYINGS = {
    "missing": ("required", "нет этого поля."),
    "extra_forbidden": ("unknown_field", "такого поля не бывает."),
}
_OTHER = ("invalid", "такого значения не бывает: сверьте с образцом в docs/administration.md.")


def _require_printable(text: str) -> str:
    if not text.strip() or "\n" in text or not is_printable(text):
        message = "not one printable line"
        raise ValueError(message)
    return text


_Id = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,63}$")]
_Line = Annotated[str, Field(max_length=500), AfterValidator(_require_printable)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class _Requisites(_Strict):
    full_name: _Line
    short_name: _Line
    short_name_gen: _Line
    short_name_prep: _Line
    settlement: _Line
    address: _Line
    inn: str = Field(pattern=r"^\d{10}(\d{2})?$")
    kpp: str = Field(pattern=r"^\d{9}$")
    ogrn: str = Field(pattern=r"^\d{13}(\d{2})?$")
    founder_name: _Line | Literal[""] = ""


class _Register(_Strict):
    pattern: Annotated[str, AfterValidator(lambda text: Register("od", text).pattern)]
    first_seq: int = Field(default=1, ge=1, le=_MAX_FIRST_SEQ)


class _Organisation(_Strict):
    id: _Id
    requisites: _Requisites
    registers: dict[Literal["od", "ls", "consents", "programs"], _Register] = {}


def _require_different(items: list[_Organisation]) -> list[_Organisation]:
    if len({item.id for item in items}) < len(items):
        message = "an id stands twice"
        raise ValueError(message)
    return items


class _Municipality(_Strict):
    id: _Id
    name: _Line


class _File(_Strict):
    municipality: _Municipality
    organizations: Annotated[list[_Organisation], AfterValidator(_require_different)]


def read_import(file: Path) -> tuple[Municipality, list[Organisation]]:
    """Read the municipality and its organisations.

    Raises OSError, and InvalidRequestError, whose problems never repeat a value.
    """
    try:
        content = _File.model_validate(json.loads(file.read_text("utf-8")))
    except ValidationError as error:
        raise InvalidRequestError(tuple(_problems(error))) from error
    except (ValueError, RecursionError) as error:
        problem = Problem("#", "malformed_json", "это не JSON в кодировке UTF-8.")
        raise InvalidRequestError((problem,)) from error
    municipality = Municipality(MunicipalityId(content.municipality.id), content.municipality.name)
    return municipality, [_organisation(municipality, item) for item in content.organizations]


def _organisation(municipality: Municipality, item: _Organisation) -> Organisation:
    return Organisation(
        id=OrganisationId(item.id),
        municipality_id=municipality.id,
        requisites=Requisites(**item.requisites.model_dump()),
        registers={
            code: Register(code, rule.pattern, rule.first_seq)
            for code, rule in item.registers.items()
        },
    )


def _problems(error: ValidationError) -> list[Problem]:
    found = error.errors(include_url=False, include_context=False, include_input=False)
    return [
        Problem(
            "/".join(["#", *(str(part) for part in item["loc"])]),
            *_SAYINGS.get(item["type"], _OTHER),
        )
        for item in found
    ]
