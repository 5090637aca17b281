"""The document kinds: one folder of data each, read once.

A kind is `kind.toml`, `schema.json`, `sample.json` and `template.docx`; a folder without
`kind.toml` is not a kind. `definitions.schema.json` beside them holds what the schemas share.
"""

import copy
import hashlib
import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property
from pathlib import Path
from types import MappingProxyType
from typing import Final, Literal

import jsonschema_rs
from jinja2 import Template
from pydantic import ConfigDict, TypeAdapter

from doc_templates.acts import load_acts
from doc_templates.bundling import BundlingError, bundle
from doc_templates.errors import (
    BrokenKindError,
    FieldProblem,
    InvalidDataError,
    UnknownKindError,
)
from doc_templates.sandbox import compile_text, render
from doc_templates.validation import Validator, check_data

LIBRARY: Final = Path(__file__).parent / "library"
_DEFINITIONS: Final = "definitions.schema.json"

Group = Literal["order", "consent", "agreement", "program", "sheet", "registry", "survey", "report"]
"""What sort of document a kind is, for lists that people choose from."""


@dataclass(frozen=True)
class SignerRule:
    """Who signs: `method` is server_key, own_token, simple or paper; `bookmark` says where.

    Those of one `turn` sign side by side, and have `days` for it. Somebody else does, on paper,
    when the data holds the field `unless`. `strength` is the weakest electronic signature that
    will do (63-ФЗ, ст. 5).
    """

    role: str
    method: Literal["server_key", "own_token", "simple", "paper"]
    bookmark: str
    title: str
    unless: str | None = None
    strength: Literal["pep", "unep", "ukep"] = "unep"
    turn: int = 1
    days: int | None = None

    @property
    def is_qualified(self) -> bool:
        """Whether of the electronic signatures only a qualified one will do."""
        return self.strength == "ukep"


@dataclass(frozen=True)
class SignatureRule:
    """What a kind asks of its signed PDF; None leaves it to the installation.

    `level` is the lowest PAdES baseline level, `carries_data` says whether the data and the docx
    are in the file (PDF/A-3b).
    """

    __pydantic_config__ = ConfigDict(extra="forbid")

    level: Literal["B-B", "B-T", "B-LT", "B-LTA"] | None = None
    carries_data: bool | None = None


@dataclass(frozen=True)
class Retention:
    """How long to keep: article and term of the list of Rosarchive's order № 236 of 20.12.2019.

    `years` is None when the term is permanent or experts decide (ЭПК).
    """

    article: str
    term: str
    years: int | None = None


@dataclass(frozen=True)
class Filing:
    """Where a document is registered and filed, and how long it is kept."""

    register: str
    case_index: str
    retention: Retention


@dataclass(frozen=True)
class FilingRule(Filing):
    """A filing of its own for documents whose data holds the field `when`."""

    when: str


@dataclass(frozen=True, kw_only=True)
class _Header:
    """What `kind.toml` says, and not a key more.

    `acts` are the codes of the acts that the wording cites or follows on any date.
    """

    __pydantic_config__ = ConfigDict(extra="forbid")

    title: str
    version: int
    group: Group
    register: str
    case_index: str
    roadmap_items: tuple[int, ...]
    subject: str
    retention: Retention
    signers: tuple[SignerRule, ...]
    filing: tuple[FilingRule, ...] = ()
    acts: tuple[str, ...] = ()
    level: Literal["organisation", "municipality"] = "organisation"
    valid_from: date | None = None
    public_check: bool = True
    signature: SignatureRule = SignatureRule()


@dataclass(frozen=True, kw_only=True, eq=False)
class Kind(_Header):
    """A kind of document. `schema` is self-contained: its shared definitions are inside.

    `register`, `case_index` and `retention` hold unless a rule of `filing` does: `filing_for` says.
    `level` says whose document it is; before `valid_from` the law knew no such document.
    `public_check` says whether its sheets carry a QR code that leads to a page for anybody.
    """

    code: str
    schema: Mapping[str, object]
    sample: Mapping[str, object]
    template: bytes
    template_sha256: str

    @cached_property
    def validator(self) -> Validator:
        """The schema, compiled at the first use."""
        return Validator(self.schema)

    @property
    def is_municipal(self) -> bool:
        """Whether it is a document of the municipality."""
        return self.level == "municipality"

    def filing_for(self, data: Mapping[str, object]) -> Filing:
        """Where a document with this data belongs: the first rule whose field is there decides."""
        usual = Filing(self.register, self.case_index, self.retention)
        return next((rule for rule in self.filing if rule.when in data), usual)

    def signers_for(self, data: Mapping[str, object]) -> tuple[SignerRule, ...]:
        """Who signs a document with this data."""
        return tuple(signer for signer in self.signers if signer.unless not in data)


@dataclass(frozen=True)
class Catalogue:
    """The kinds of the library, by code."""

    kinds: Mapping[str, Kind]

    def get_kind(self, code: str) -> Kind:
        """The kind with this code. Raises UnknownKindError."""
        kind = self.kinds.get(code)
        if kind is None:
            raise UnknownKindError
        return kind

    def is_municipal(self, code: str) -> bool:
        """Whether documents of this kind are the municipality's; a lost kind is nobody's."""
        kind = self.kinds.get(code)
        return kind is not None and kind.is_municipal

    def list_kinds(self) -> tuple[Kind, ...]:
        """All kinds, in the order of their codes."""
        return tuple(self.kinds.values())


_HEADER: Final = TypeAdapter(_Header)


def load_catalogue(folder: Path = LIBRARY) -> Catalogue:
    """Read every kind of ``folder``. Raises BrokenKindError for a kind that is not whole."""
    shared = _parse_json(folder.name, folder / _DEFINITIONS)
    found = sorted(path.parent for path in folder.glob("*/kind.toml"))
    kinds = {home.name: _load_kind(home, shared) for home in found}
    return Catalogue(MappingProxyType(kinds))


def load_example_organisation(folder: Path = LIBRARY) -> dict[str, str]:
    """Requisites of an organisation that does not exist, for trials. Raises BrokenKindError."""
    values = _parse_json(folder.name, folder / "organisation.json")
    return {name: str(value) for name, value in values.items()}


def validate(kind: Kind, data: object) -> None:
    """Check ``data`` against the kind's schema and the rules of text.

    Raises InvalidDataError with every problem.
    """
    check_data(kind.validator, data)
    _check_date(kind, data)


def describe(kind: Kind, data: Mapping[str, object]) -> str:
    """One line about a document for lists. Raises FillingError when ``data`` lacks a field."""
    return render(_compile_subject(kind.subject), data, part="subject")


def schema_with_definitions(kind: Kind) -> dict[str, object]:
    """The kind's schema for the API and for forms: it refers to nothing outside itself."""
    return copy.deepcopy(dict(kind.schema))


def _check_date(kind: Kind, data: object) -> None:
    given = data.get("doc_date") if isinstance(data, Mapping) else None
    if kind.valid_from and isinstance(given, str) and date.fromisoformat(given) < kind.valid_from:
        message = f"Документ этого вида составляют начиная с {kind.valid_from:%d.%m.%Y}."
        raise InvalidDataError([FieldProblem("#/doc_date", "too_early", message)])


@cache
def _compile_subject(subject: str) -> Template:
    return compile_text(subject, markup=False, part="subject")


def _load_kind(home: Path, shared: Mapping[str, object]) -> Kind:
    header = _read_header(home)
    schema = _parse_json(home.name, home / "schema.json")
    try:
        bundled = bundle(schema, shared)
        jsonschema_rs.meta.validate(bundled)
    except (BundlingError, jsonschema_rs.ValidationError) as error:
        raise BrokenKindError(home.name, f"schema.json: {error}") from error
    _check_conditions(home.name, header, bundled)
    template = _read(home.name, home / "template.docx")
    return Kind(
        **vars(header),
        code=home.name,
        schema=bundled,
        sample=_parse_json(home.name, home / "sample.json"),
        template=template,
        template_sha256=hashlib.sha256(template).hexdigest(),
    )


def _check_conditions(kind: str, header: _Header, schema: Mapping[str, object]) -> None:
    """Refuse an unknown act, a rule that never applies or always does. Raises BrokenKindError."""
    if unknown := [code for code in header.acts if code not in load_acts()]:
        raise BrokenKindError(kind, f"kind.toml: acts: unknown {', '.join(unknown)}")
    optional = _names(schema.get("properties")) - _names(schema.get("required"))
    for rule in header.filing:
        if rule.when not in optional:
            raise BrokenKindError(kind, f"kind.toml: filing: no optional field {rule.when}")
    for signer in header.signers:
        if signer.unless is not None and signer.unless not in optional:
            raise BrokenKindError(kind, f"kind.toml: signers: no optional field {signer.unless}")


def _names(value: object) -> frozenset[str]:
    return frozenset(value) if isinstance(value, Mapping | list) else frozenset()


def _read_header(home: Path) -> _Header:
    try:
        values = tomllib.loads(_read(home.name, home / "kind.toml").decode())
        return _HEADER.validate_python(values)
    except ValueError as error:  # of TOML, of UTF-8 and of pydantic
        raise BrokenKindError(home.name, f"kind.toml: {error}") from error


def _parse_json(kind: str, path: Path) -> dict[str, object]:
    try:
        value = json.loads(_read(kind, path))
    except ValueError as error:
        raise BrokenKindError(kind, f"{path.name}: {error}") from error
    if not isinstance(value, dict):
        raise BrokenKindError(kind, f"{path.name}: not an object")
    return value


def _read(kind: str, path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise BrokenKindError(kind, f"{path.name}: cannot be read") from error
