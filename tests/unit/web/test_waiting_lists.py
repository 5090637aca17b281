"""What waits for somebody is found however many other documents were made after it."""

from collections.abc import Mapping
from datetime import timedelta

import pytest

from service.domain.ids import DocumentId
from service.operations import declining, signature_steps, signatures
from tests.factories import CLERK, STRANGER
from tests.signing_house import SigningHouse
from tests.unit.api.test_signatures import MENTOR

AGREED = {"role": "mentor", "method": "server_key", "confirm": True}


@pytest.fixture
def short_lists(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(signature_steps, "_PAGE_SIZE", 2)
    for module in (signatures, declining):
        monkeypatch.setattr(module, "MAX_WAITING", 2)


def order(signing: SigningHouse, key: str, plan: Mapping[str, object]) -> str:
    signing.house.clock.go(timedelta(milliseconds=1))
    return signing.order(key, plan)


@pytest.mark.usefixtures("short_lists")
def test_consents_of_others_hide_no_order_that_waits_for_agreement(signing: SigningHouse) -> None:
    waiting = [order(signing, f"key-{place}", AGREED) for place in range(3)]
    for place in range(3):
        order(signing, f"other-{place}", MENTOR)
    desk = signing.house.services.signatures

    found = desk.list_awaiting_confirmation(CLERK)

    assert [document.id for document, _ in found] == [waiting[2], waiting[1]]
    assert desk.list_awaiting_confirmation(STRANGER) == []


@pytest.mark.usefixtures("short_lists")
def test_consents_of_others_hide_nothing_that_was_declined(signing: SigningHouse) -> None:
    waiting = [order(signing, f"key-{place}", MENTOR) for place in range(6)]
    desk = signing.house.services.declining
    for name in waiting[:2]:
        desk.decline_step(CLERK, DocumentId(name), 1, "Неверный период.")

    found = desk.list_declined(CLERK)

    assert [document.id for document, _ in found] == [waiting[1], waiting[0]]
    assert desk.list_declined(STRANGER) == []

    signing.send("post", f"/api/v1/documents/{waiting[1]}/cancel", {})
    assert [document.id for document, _ in desk.list_declined(CLERK)] == [waiting[0]]
