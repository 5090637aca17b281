"""Which kinds can be made for many at once, and what of their data is whose."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from doc_templates.catalogue import Catalogue, Kind
from doc_templates.errors import UnknownKindError
from service.domain.batches import Batch
from service.domain.errors import InvalidRequestError, Problem
from service.domain.pack.people import WITHDRAWAL
from service.domain.people import BankPerson

_GROUP: Final = "consent"
ONE_BY_ONE: Final = frozenset({WITHDRAWAL})
"""Nobody withdraws a consent for many people at once."""
_NOT_SUBJECTS: Final = frozenset({"addressee", "received_by"})
_REF, _NAME = "/person_ref", "/person_name"
_OWN: Final = frozenset({
    "subject_address", "subject_id", "contact", "is_minor_on_signing", "representative",
    "contract", "external_terms_ins", "consent_ref",
})  # fmt: skip


@dataclass(frozen=True)
class BatchKind:
    """A kind whose document is about one person: `subject` is that field of its data.

    `own` are the fields that differ from row to row besides; the rest is common to all. Without a
    subject every row says all that is its own.
    """

    kind: Kind
    subject: str
    own: frozenset[str]

    def data_for(
        self,
        person: BankPerson | None,
        common: Mapping[str, object],
        own: Mapping[str, object],
        today: date,
    ) -> dict[str, object]:
        """The data of one document: what the row says counts more than the card."""
        if person is None:
            return {**common, **own}
        is_ref = _reference(self._fields[self.subject]).endswith(_REF)
        known = {
            "contact": person.card.email or None,
            "is_minor_on_signing": person.card.is_minor(today),
        }
        of_card = {
            name: said for name, said in known.items() if said is not None and name in self.own
        }
        return {**common, **of_card, **own, self.subject: person.data(with_position=is_ref)}

    @property
    def is_signed(self) -> bool:
        """Whether keys of the organisation sign it, as they do a document that is made alone."""
        return any(signer.method == "server_key" for signer in self.kind.signers)

    def is_common(self, problem: Problem) -> bool:
        """Whether a problem is in what all documents share."""
        field = problem.pointer.removeprefix("#/data/").partition("/")[0]
        return field not in self.own | {self.subject}

    @property
    def _fields(self) -> Mapping[str, Any]:
        return _properties(self.kind)


def list_batch_kinds(catalogue: Catalogue) -> list[BatchKind]:
    """Every kind that can be made for many people at once."""
    found = (_read(kind) for kind in catalogue.list_kinds())
    return [one for one in found if one is not None]


def find_batch_kind(catalogue: Catalogue, code: str) -> BatchKind:
    """The kind, if it can be made for many. Raises InvalidRequestError (`#/kind`)."""
    try:
        found = _read(catalogue.get_kind(code))
    except UnknownKindError:
        found = None
    if found is None:
        message = "Документы этого вида делают по одному."
        raise InvalidRequestError((Problem("#/kind", "not_for_many", message),))
    return found


def find_kind_of_rows(
    catalogue: Catalogue, code: str, rows: Iterable[Mapping[str, object]]
) -> BatchKind:
    """The kind for rows that are no people: what any of them says is each row's own.

    Raises InvalidRequestError (`#/kind`).
    """
    try:
        kind = catalogue.get_kind(code)
    except UnknownKindError as error:
        raise InvalidRequestError((Problem("#/kind", error.code, error.message),)) from error
    return BatchKind(kind, "", frozenset(name for row in rows for name in row))


def find_kind_of_batch(catalogue: Catalogue, batch: Batch) -> BatchKind:
    """The kind of a batch that was ordered. Raises InvalidRequestError (`#/kind`)."""
    if batch.is_of_people:
        return find_batch_kind(catalogue, batch.kind)
    return find_kind_of_rows(catalogue, batch.kind, (item.own for item in batch.items))


def _read(kind: Kind) -> BatchKind | None:
    if kind.group != _GROUP or kind.code in ONE_BY_ONE:
        return None
    fields, required = _properties(kind), kind.schema.get("required", ())
    subjects = [
        name
        for name, field in fields.items()
        if name in required  # type: ignore[operator] # a list by the schema of schemas
        and name not in _NOT_SUBJECTS
        and _reference(field).endswith((_REF, _NAME))
    ]
    if len(subjects) != 1:
        return None
    return BatchKind(kind, subjects[0], _OWN & set(fields))


def _properties(kind: Kind) -> Mapping[str, Any]:
    fields = kind.schema.get("properties", {})
    return fields if isinstance(fields, Mapping) else {}


def _reference(field: Mapping[str, Any]) -> str:
    return str(field.get("$ref", ""))
