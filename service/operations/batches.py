"""Order documents for many at once, make them one by one, and go on where it stopped."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from doc_templates.catalogue import Catalogue, validate
from service.domain.access import Principal, Scope, require_scope, require_sight
from service.domain.audit import Event
from service.domain.batches import Batch, BatchItem
from service.domain.documents import Document
from service.domain.errors import (
    ConflictError,
    GrifError,
    InvalidRequestError,
    NotFoundError,
    Problem,
    UnavailableError,
)
from service.domain.ids import BatchId, DocumentId, OrganisationId, PersonId
from service.domain.people import BankPerson
from service.domain.reach import reach_of, reaching
from service.operations.batch_kinds import (
    BatchKind,
    find_batch_kind,
    find_kind_of_batch,
    find_kind_of_rows,
)
from service.operations.batch_people import BatchRow, check_rows, find_named, find_people
from service.operations.declension import complete_data
from service.operations.documents import DocumentDesk
from service.operations.field_problems import problems_under
from service.operations.people import IMPORTED
from service.operations.requests import DocumentRequest
from service.ports import Clock, Database, IdSource, Transaction

AT_ONCE_SECONDS = 4.0
"""So long one request makes documents; the next one goes on with the rest."""


@dataclass(frozen=True)
class BatchOrder:
    """What is asked for: `data` is common to all; the same `token` is the same order.

    With `request_sha256` the same token for something else is refused.
    """

    organisation_id: OrganisationId
    kind: str
    data: Mapping[str, object]
    rows: tuple[BatchRow, ...]
    token: str
    request_sha256: str | None = None


@dataclass(frozen=True)
class BatchReport:
    """A batch with those people of the bank whom it names, and the documents that are there."""

    batch: Batch
    people: Mapping[PersonId, BankPerson]
    documents: Mapping[DocumentId, Document]

    def person(self, item: BatchItem) -> BankPerson | None:
        """Who stands in a row."""
        return None if item.person_id is None else self.people[item.person_id]

    def cards(self, item: BatchItem, pointer: str | None = None) -> list[BankPerson]:
        """Whom of the bank a row names; with `pointer`, only around this place of the data."""
        named = (
            code for place, code in item.codes if pointer is None or pointer.startswith(f"{place}/")
        )
        return [self.people[code] for code in dict.fromkeys(named) if code in self.people]


@dataclass(frozen=True)
class BatchDesk:
    """The use cases of batches.

    A document is registered under a key made of the batch and the place in it, in the name of
    whoever ordered the batch. So no interruption, and no second person who goes on with it at the
    same time, makes a document or takes a number twice.
    """

    database: Database
    clock: Clock
    ids: IdSource
    catalogue: Catalogue
    documents: DocumentDesk

    def order(self, principal: Principal, asked: BatchOrder) -> Batch:
        """Note what is to be made; nothing is made yet. A repeat returns the first order.

        Raises NotFoundError (organisation, person), InvalidRequestError (what all share, rows),
        ConflictError `idempotency_key_reused`.
        """
        require_scope(principal, Scope.WRITE)
        kind = self._kind_for(asked)
        check_rows(kind, asked.rows, self.clock.today())
        with self.database.transaction() as tx:
            require_sight(principal, tx.organisations.find(asked.organisation_id))
            earlier = tx.batches.find_by_token(asked.organisation_id, asked.token)
            if earlier is not None:
                return _same(earlier, asked)
            people, added = find_people(tx, asked.organisation_id, asked.rows, self.ids)
            self._check_common(tx, kind, asked, people[0])
            batch = self._batch(principal, asked, people)
            tx.batches.add(batch)
            self._note(tx, batch, added, principal)
        return batch

    def get_batch(self, principal: Principal, batch_id: BatchId) -> BatchReport:
        """How far a batch is, for whoever reads or orders documents. Raises NotFoundError."""
        require_scope(principal, Scope.READ, Scope.WRITE)
        with self.database.snapshot() as tx:
            batch = _find(tx, principal, batch_id)
            people = find_named(tx, batch)
            found = (tx.documents.find(document_id) for document_id in batch.made)
            return BatchReport(batch, people, {one.id: one for one in found if one is not None})

    def list_batches(self, principal: Principal) -> list[Batch]:
        """The latest batches that the principal may see, newest first."""
        require_scope(principal, Scope.READ)
        with self.database.snapshot() as tx:
            seen = [organisation.id for organisation in tx.organisations.list_seen_by(principal)]
            return tx.batches.list_of(seen)

    def go_on(
        self, principal: Principal, batch_id: BatchId, *, seconds: float, again: bool = False
    ) -> Batch:
        """Make what waits, for about so long; with `again` also what could not be made before.

        Raises NotFoundError, UnavailableError (what is made stays, the rest waits).
        """
        require_scope(principal, Scope.WRITE)
        until = self.clock.now() + timedelta(seconds=seconds)
        report = self.get_batch(principal, batch_id)
        batch = self._forgive(report.batch) if again else report.batch
        for item in batch.waiting:
            if self.clock.now() > until:
                break
            self._make(principal, batch, item, report.person(item))
        return self.get_batch(principal, batch_id).batch

    def say_own(
        self, principal: Principal, batch_id: BatchId, place: int, own: Mapping[str, object]
    ) -> Batch:
        """Say what one document says alone, and make it.

        Raises NotFoundError, ConflictError `already_made`, UnavailableError.
        """
        require_scope(principal, Scope.WRITE)
        report = self.get_batch(principal, batch_id)
        item = find_item(report.batch, place)
        if item.document_id is not None:
            message = "Этот документ уже сделан. Если в нём ошибка, аннулируйте его."
            raise ConflictError(message, code="already_made")
        item = replace(item, own=dict(own), problems=())
        self._put(report.batch, item)
        self._make(principal, report.batch, item, report.person(item))
        return self.get_batch(principal, batch_id).batch

    def list_files(
        self, principal: Principal, batch_id: BatchId
    ) -> Iterator[tuple[Document, bytes]]:
        """The PDFs that are ready, in the order of the rows, one at a time.

        Raises NotFoundError, ConflictError `not_ready` when there is none.
        """
        report = self.get_batch(principal, batch_id)
        ready = [one for one in report.documents.values() if one.files.final is not None]
        if not ready:
            message = "Файлы ещё не готовы. Повторите через несколько секунд."
            raise ConflictError(message, code="not_ready")
        return ((one, self._read(principal, one)) for one in ready)

    def _read(self, principal: Principal, document: Document) -> bytes:
        """The PDF, also after the end of the request that asked for it."""
        with reaching(reach_of(principal)):
            return self.documents.get_file(principal, document.id, "pdf")

    def _kind_for(self, asked: BatchOrder) -> BatchKind:
        """The kind for these rows: people, or what says all by itself."""
        if any(row.person is not None for row in asked.rows):
            return find_batch_kind(self.catalogue, asked.kind)
        return find_kind_of_rows(self.catalogue, asked.kind, (row.own for row in asked.rows))

    def _batch(
        self, principal: Principal, asked: BatchOrder, people: Sequence[BankPerson | None]
    ) -> Batch:
        return Batch(
            id=BatchId(self.ids.new()),
            organisation_id=asked.organisation_id,
            kind=asked.kind,
            data=asked.data,
            token=asked.token,
            created_by=principal.id,
            created_at=self.clock.now(),
            items=tuple(
                BatchItem(place, person.id if person else None, row.own)
                for place, (row, person) in enumerate(zip(asked.rows, people, strict=True), start=1)
            ),
            request_sha256=asked.request_sha256,
        )

    def _check_common(
        self, tx: Transaction, kind: BatchKind, asked: BatchOrder, first: BankPerson | None
    ) -> None:
        """Find what would be wrong with every document, before there is a batch of failures."""
        data = kind.data_for(first, asked.data, asked.rows[0].own, self.clock.today())
        try:
            with problems_under("#/data"):
                validate(kind.kind, data)
                complete_data(tx, asked.organisation_id, kind.kind, data)
        except InvalidRequestError as error:
            common = tuple(problem for problem in error.problems if kind.is_common(problem))
            if common:
                raise InvalidRequestError(common) from error

    def _make(
        self, principal: Principal, batch: Batch, item: BatchItem, person: BankPerson | None
    ) -> None:
        """Make one document, or note what is in its way. Raises UnavailableError."""
        kind = find_kind_of_batch(self.catalogue, batch)
        orderer = replace(principal, id=batch.created_by)
        request = DocumentRequest(
            organisation_id=batch.organisation_id,
            kind=batch.kind,
            data=kind.data_for(person, batch.data, item.own, self.clock.today()),
            sign=kind.is_signed,
            idempotency_key=batch.key_of(item),
        )
        try:
            document_id = self.documents.register_document(orderer, request).id
            self._put(batch, replace(item, document_id=document_id, problems=()))
        except UnavailableError:
            raise
        except InvalidRequestError as error:
            self._put(batch, replace(item, problems=error.problems))
        except GrifError as error:
            self._put(batch, self._settled(batch, item, error))

    def _settled(self, batch: Batch, item: BatchItem, error: GrifError) -> BatchItem:
        """The item after a refusal: made long ago with other data of the person, or in trouble."""
        with self.database.snapshot() as tx:
            replay = tx.replays.find(batch.created_by, batch.key_of(item))
        if replay is not None:
            return replace(item, document_id=replay.document_id, problems=())
        return replace(item, problems=(Problem("", error.code, error.message),))

    def _forgive(self, batch: Batch) -> Batch:
        """Let what could not be made wait again."""
        items = tuple(replace(item, problems=()) for item in batch.items)
        with self.database.transaction() as tx:
            for item in batch.faulty:
                tx.batches.put_item(batch.id, replace(item, problems=()))
        return replace(batch, items=items)

    def _put(self, batch: Batch, item: BatchItem) -> None:
        with self.database.transaction() as tx:
            tx.batches.put_item(batch.id, item)

    def _note(self, tx: Transaction, batch: Batch, added: int, principal: Principal) -> None:
        # Without the people: the trail is kept for longer than a name may be.
        detail: dict[str, str | int | bool | None] = {
            "batch": batch.id,
            "kind": batch.kind,
            "people": len(batch.items),
        }
        if added:
            entered = Event(IMPORTED, principal.id, None, {"added": added})
            tx.audit.append(batch.organisation_id, entered, self.clock.now())
        event = Event("batch:ordered", principal.id, None, detail)
        tx.audit.append(batch.organisation_id, event, self.clock.now())


def find_item(batch: Batch, place: int) -> BatchItem:
    """The item at a place. Raises NotFoundError."""
    found = next((item for item in batch.items if item.place == place), None)
    if found is None:
        raise NotFoundError
    return found


def _find(tx: Transaction, principal: Principal, batch_id: BatchId) -> Batch:
    batch = tx.batches.find(batch_id)
    if batch is None:
        raise NotFoundError
    require_sight(principal, tx.organisations.find(batch.organisation_id))
    return batch


def _same(earlier: Batch, asked: BatchOrder) -> Batch:
    """What was ordered under this token. Raises ConflictError when it was something else."""
    if asked.request_sha256 not in {None, earlier.request_sha256}:
        message = "Этот Idempotency-Key уже использован для другого запроса."
        raise ConflictError(message, code="idempotency_key_reused")
    return earlier
