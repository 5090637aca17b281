"""Pairs of orders as rows of a batch: a document for each of those that somebody has chosen."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from doc_templates.catalogue import Catalogue, Kind
from doc_templates.errors import UnknownKindError
from service.domain.access import Principal, Scope, require_scope, require_sight
from service.domain.documents import Document, State
from service.domain.errors import InvalidRequestError, NotFoundError, Problem
from service.domain.ids import DocumentId, OrganisationId
from service.domain.pack.about_pairs import (
    BankByCode,
    is_about_a_pair,
    list_codes,
    tell_common,
    tell_pair,
)
from service.domain.pack.facts import PackDocument
from service.domain.pack.pairs import ORDER, Pair, list_pairs
from service.operations.batch_people import BatchRow
from service.operations.coverage import AssignedPair
from service.ports import Database, Transaction

_KEY: Final = re.compile(r"(?P<order>[a-z0-9-]+)\.(?P<place>[0-9]{1,2})")


@dataclass(frozen=True)
class PairKey:
    """Names a pair: the order that assigned it, and its place there, from 0."""

    order_id: DocumentId
    place: int

    @classmethod
    def read(cls, text: str) -> "PairKey":
        """What `text` names. Raises NotFoundError."""
        match = _KEY.fullmatch(text)
        if match is None:
            raise NotFoundError
        return cls(DocumentId(match["order"]), int(match["place"]))

    @classmethod
    def of(cls, one: AssignedPair) -> "PairKey":
        """The name of a pair that is shown."""
        return cls(one.order.document.id or DocumentId(""), one.pair.place)

    @property
    def text(self) -> str:
        """As a form carries it."""
        return f"{self.order_id}.{self.place}"


@dataclass(frozen=True)
class PairRows:
    """Chosen pairs as rows of a batch; `common` is what their orders say of all of them."""

    kind: Kind
    pairs: tuple[Pair, ...]
    rows: tuple[BatchRow, ...]
    common: Mapping[str, object]


@dataclass(frozen=True)
class PairRowDesk:
    """Tells what documents about pairs take from the orders and from the bank."""

    database: Database
    catalogue: Catalogue

    def list_kinds(self) -> list[Kind]:
        """The kinds whose documents are about one pair or group."""
        return [kind for kind in self.catalogue.list_kinds() if is_about_a_pair(kind.schema)]

    def tell(
        self,
        principal: Principal,
        organisation_id: OrganisationId,
        code: str,
        keys: Sequence[PairKey],
    ) -> PairRows:
        """The rows for these pairs.

        Raises NotFoundError (organisation, kind, pair), InvalidRequestError (`#/kind`).
        """
        require_scope(principal, Scope.WRITE)
        kind = self._get_kind(code)
        with self.database.snapshot() as tx:
            require_sight(principal, tx.organisations.find(organisation_id))
            cited = dict.fromkeys(key.order_id for key in keys)
            orders = {one: _find_order(tx, organisation_id, one) for one in cited}
            pairs = [_find_pair(orders[key.order_id], key) for key in keys]
            bank = _look_up(tx, organisation_id, pairs)
        schemas = (self.catalogue.get_kind(ORDER).schema, kind.schema)
        told = (
            tell_pair(orders[key.order_id], pair, schemas, bank)
            for key, pair in zip(keys, pairs, strict=True)
        )
        common = tell_common(orders[keys[0].order_id], schemas) if keys else {}
        return PairRows(kind, tuple(pairs), tuple(BatchRow(None, own) for own in told), common)

    def _get_kind(self, code: str) -> Kind:
        try:
            kind = self.catalogue.get_kind(code)
        except UnknownKindError as error:
            raise NotFoundError(error.message) from error
        if not is_about_a_pair(kind.schema):
            message = "Документы этого вида делают не о паре."
            raise InvalidRequestError((Problem("#/kind", "not_for_many", message),))
        return kind


def _find_order(
    tx: Transaction, organisation_id: OrganisationId, order_id: DocumentId
) -> PackDocument:
    order = tx.documents.find(order_id)
    if order is None or not _assigns(order, organisation_id):
        raise NotFoundError
    return PackDocument(
        order.kind, order.doc_date, order.data, number=order.number.text, id=order.id
    )


def _assigns(order: Document, organisation_id: OrganisationId) -> bool:
    is_own = order.organisation_id == organisation_id
    return is_own and order.kind == ORDER and order.state is not State.CANCELLED


def _find_pair(order: PackDocument, key: PairKey) -> Pair:
    pairs = list_pairs(order)
    if key.place >= len(pairs):
        raise NotFoundError
    return pairs[key.place]


def _look_up(tx: Transaction, organisation_id: OrganisationId, pairs: Iterable[Pair]) -> BankByCode:
    found = tx.people.find_all([code for pair in pairs for code in list_codes(pair)])
    return {
        code: person for code, person in found.items() if person.organisation_id == organisation_id
    }
