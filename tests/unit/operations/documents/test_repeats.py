"""A request that comes twice, and a key that was used before."""

from dataclasses import replace

import pytest

from service.domain.errors import ConflictError
from service.operations.documents import DocumentDesk
from service.operations.requests import DocumentRequest
from tests.factories import CLERK, CONSENT, make_request
from tests.fakes import FakeQueue


def test_a_repeat_returns_the_first_document_and_sends_no_second_hint(
    desk: DocumentDesk, queue: FakeQueue
) -> None:
    first = desk.register_document(CLERK, make_request())
    queue.take()

    again = desk.register_document(CLERK, make_request())

    assert again == first
    assert queue.take() == []
    assert desk.register_document(CLERK, make_request("key-2")).number.text == "2-од"


@pytest.mark.parametrize(
    "other",
    [
        make_request(subject="Другой"),
        make_request(sign=False),
        make_request(kind=CONSENT, sign=False),
    ],
    ids=["data", "sign", "kind"],
)
def test_a_key_used_for_another_request_is_refused(
    desk: DocumentDesk, other: DocumentRequest
) -> None:
    desk.register_document(CLERK, make_request())

    with pytest.raises(ConflictError) as refusal:
        desk.register_document(CLERK, other)

    assert refusal.value.code == "idempotency_key_reused"


def test_two_callers_may_use_the_same_key(desk: DocumentDesk) -> None:
    another = replace(CLERK, id="key:another")

    first = desk.register_document(CLERK, make_request())
    second = desk.register_document(another, make_request())

    assert first.id != second.id


def test_the_order_of_fields_does_not_make_another_request() -> None:
    one = make_request(doc_date="2026-11-23")
    other = replace(one, data=dict(reversed(list(one.data.items()))))

    assert one.sha256() == other.sha256()
