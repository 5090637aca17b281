"""Batches: order documents for many people at once, and see how far they are."""

import hashlib
import json

from apiflask import APIBlueprint
from flask import url_for

from service.api.batch_schemas import (
    BatchCardIn,
    BatchDocumentOut,
    BatchIn,
    BatchOut,
    BatchRowIn,
    BatchRowOut,
    BatchRunIn,
    RowState,
)
from service.api.schemas import FieldProblemOut, IdempotencyHeaders
from service.domain.access import Principal
from service.domain.batches import BatchItem
from service.domain.errors import InvalidRequestError, Problem
from service.domain.ids import BatchId, OrganisationId, PersonId
from service.domain.people import Card
from service.http.exchange import principal, services
from service.operations.batch_people import BatchRow
from service.operations.batches import AT_ONCE_SECONDS, BatchOrder, BatchReport

batches = APIBlueprint("batches", __name__, url_prefix="/batches", tag="Наборы документов")

_POLL_SECONDS = "1"
Accepted = tuple[BatchOut, int, dict[str, str]]


@batches.post("")
@batches.doc(summary="Заказать документы одного вида многим людям")
@batches.input(IdempotencyHeaders, location="headers")
@batches.input(BatchIn)
@batches.output(BatchOut, status_code=202, description="Принят; часть документов уже сделана")
def create(headers_data: IdempotencyHeaders, json_data: BatchIn) -> Accepted:
    """Note the order and make what can be made at once; a repeat goes on with the same one."""
    order = _read(principal(), headers_data.idempotency_key, json_data)
    batch = services().batches.order(principal(), order)
    return _go_on(batch.id, again=False)


@batches.get("/<id:batch_id>")
@batches.doc(summary="Набор: что сделано, что осталось, что не получилось")
@batches.output(BatchOut)
def show(batch_id: str) -> BatchOut:
    """One batch; looking makes nothing."""
    return _represent(services().batches.get_batch(principal(), BatchId(batch_id)))


@batches.post("/<id:batch_id>/run")
@batches.doc(summary="Продолжить набор")
@batches.input(BatchRunIn)
@batches.output(BatchOut, status_code=202, description="Сделано, что успелось за один запрос")
def run(batch_id: str, json_data: BatchRunIn) -> Accepted:
    """Make what waits, for as long as one request may take."""
    return _go_on(BatchId(batch_id), again=json_data.again)


def _go_on(batch_id: BatchId, *, again: bool) -> Accepted:
    desk = services().batches
    desk.go_on(principal(), batch_id, seconds=AT_ONCE_SECONDS, again=again)
    shown = _represent(desk.get_batch(principal(), batch_id))
    wait = {"Retry-After": _POLL_SECONDS} if shown.waiting else {}
    return shown, 202, {"Location": shown.link, **wait}


def _read(caller: Principal, key: str, asked: BatchIn) -> BatchOrder:
    body = json.dumps(asked.model_dump(mode="json"), sort_keys=True, separators=(",", ":"))
    return BatchOrder(
        organisation_id=OrganisationId(asked.organization_id),
        kind=asked.kind,
        data=asked.data,
        rows=tuple(_read_row(place, row) for place, row in enumerate(asked.people)),
        token=_sha256(f"{caller.id}\n{key}"),
        request_sha256=_sha256(body),
    )


def _read_row(place: int, row: BatchRowIn) -> BatchRow:
    """One row. Raises InvalidRequestError when it names nobody, or one person in two ways."""
    if (row.person_id is None) == (row.person is None):
        message = "Назовите человека чем-то одним: person_id или person."
        raise InvalidRequestError((Problem(f"#/people/{place}", "one_of", message),))
    who = PersonId(row.person_id or "") if row.person is None else _read_card(row.person)
    return BatchRow(who, row.data)


def _read_card(card: BatchCardIn) -> Card:
    return Card(**card.model_dump())


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _represent(report: BatchReport) -> BatchOut:
    batch = report.batch
    return BatchOut(
        id=batch.id,
        organization_id=batch.organisation_id,
        kind=batch.kind,
        total=len(batch.items),
        made=len(batch.made),
        waiting=len(batch.waiting),
        failed=len(batch.faulty),
        people=[_represent_row(report, item) for item in batch.items],
        created_at=batch.created_at,
        link=url_for("api.batches.show", batch_id=batch.id),
    )


def _represent_row(report: BatchReport, item: BatchItem) -> BatchRowOut:
    document = report.documents.get(item.document_id) if item.document_id else None
    state = RowState.WAITING if item.waits else RowState.FAILED
    return BatchRowOut(
        place=item.place,
        person_id=item.person_id,
        state=RowState.MADE if item.document_id else state,
        document=document
        and BatchDocumentOut(
            id=document.id,
            number=document.number.text,
            state=document.state,
            link=url_for("api.documents.show", document_id=document.id),
        ),
        errors=[
            FieldProblemOut(pointer=one.pointer, code=one.code, detail=one.message)
            for one in item.problems
        ],
    )
