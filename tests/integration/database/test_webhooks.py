"""Notices wait in both databases as letters do: nobody sends one that somebody else holds."""

from dataclasses import replace
from datetime import timedelta

from service.database.database import SqlDatabase
from service.domain.accounts import Tenant
from service.domain.ids import DeliveryId, DocumentId, OrganisationId, WebhookId
from service.domain.webhooks import Notice, NoticeClaim, Webhook
from tests.factories import (
    FOREIGN_MUNICIPALITY,
    FOREIGN_SCHOOL,
    MUNICIPALITY,
    OTHER_SCHOOL,
    SCHOOL,
)
from tests.fakes import MONDAY

OWN = Webhook(WebhookId("w-1"), "https://a.example/", "s", Tenant(SCHOOL), "user:1", MONDAY)
OF_ALL = replace(OWN, id=WebhookId("w-2"), tenant=Tenant(None, MUNICIPALITY))
NOTICE = Notice(DeliveryId("d-1"), OWN.id, DocumentId("doc"), '{"event": "ping"}', MONDAY)
NOT_ANY_MORE = -1.0


def add(database: SqlDatabase, *webhooks: Webhook) -> None:
    with database.transaction() as tx:
        for webhook in webhooks:
            tx.webhooks.add(webhook)


def send(database: SqlDatabase, *notices: Notice) -> None:
    with database.transaction() as tx:
        for notice in notices:
            tx.webhooks.send(notice)


def claim(database: SqlDatabase, lease: float = 60.0) -> NoticeClaim | None:
    with database.transaction() as tx:
        return tx.webhooks.claim(lease_seconds=lease)


def claimed(database: SqlDatabase, lease: float = 60.0) -> NoticeClaim:
    found = claim(database, lease)
    assert found is not None
    return found


def listening(database: SqlDatabase, school: OrganisationId) -> set[str]:
    with database.snapshot() as tx:
        return set(tx.webhooks.list_listening(school))


def test_a_webhook_comes_back_as_it_was(database: SqlDatabase) -> None:
    add(database, OWN, OF_ALL)

    with database.snapshot() as tx:
        assert tx.webhooks.find(OWN.id) == OWN
        assert tx.webhooks.list_of([SCHOOL], MUNICIPALITY) == [OF_ALL, OWN]
        assert tx.webhooks.list_of([OTHER_SCHOOL], None) == []
        assert tx.webhooks.find(WebhookId("../")) is None


def test_a_school_is_heard_by_its_own_and_by_those_of_its_municipality(
    database: SqlDatabase,
) -> None:
    add(database, OWN, OF_ALL)
    add(database, replace(OWN, id=WebhookId("w-3"), tenant=Tenant(None, FOREIGN_MUNICIPALITY)))

    assert listening(database, SCHOOL) == {"w-1", "w-2"}
    assert listening(database, OTHER_SCHOOL) == {"w-2"}
    assert listening(database, FOREIGN_SCHOOL) == {"w-3"}

    with database.transaction() as tx:
        tx.webhooks.set_trouble(OWN.id, failing_since=MONDAY, disabled_at=MONDAY)
    assert listening(database, SCHOOL) == {"w-2"}


def test_a_notice_is_held_by_one(database: SqlDatabase) -> None:
    add(database, OWN)
    send(database, NOTICE)

    held = claimed(database)

    assert (held.notice, held.webhook) == (NOTICE, OWN)
    assert claim(database) is None


def test_a_notice_whose_holder_vanished_goes_to_the_next_and_the_first_is_told(
    database: SqlDatabase,
) -> None:
    add(database, OWN)
    send(database, NOTICE)
    lost, held = claimed(database, NOT_ANY_MORE), claimed(database)

    with database.transaction() as tx:
        assert not tx.webhooks.note_sent(lost, 200)
        assert tx.webhooks.note_sent(held, 204)
        (delivery,) = tx.webhooks.list_deliveries(OWN.id, limit=9)
    assert (delivery.state, delivery.status) == ("sent", 204)
    assert claim(database) is None


def test_a_postponed_notice_waits_and_holds_back_the_others_of_its_program(
    database: SqlDatabase,
) -> None:
    add(database, OWN, OF_ALL)
    send(database, NOTICE, replace(NOTICE, id=DeliveryId("d-2")))
    held = claimed(database)
    send(database, replace(NOTICE, id=DeliveryId("d-3"), webhook_id=OF_ALL.id))

    with database.transaction() as tx:
        assert tx.webhooks.postpone(held, "webhook_refused", 500, delay_seconds=60)
        tx.webhooks.hold_back(OWN.id, delay_seconds=60)

    assert claimed(database).notice.id == "d-3"
    assert claim(database) is None
    with database.snapshot() as tx:
        first = tx.webhooks.list_deliveries(OWN.id, limit=9)[-1]
        assert not tx.webhooks.is_due()
    assert (first.failures, first.failure_code, first.status) == (1, "webhook_refused", 500)


def test_what_waits_for_a_program_that_is_switched_off_is_given_up(database: SqlDatabase) -> None:
    add(database, OWN)
    send(database, NOTICE)
    held = claimed(database)

    with database.transaction() as tx:
        tx.webhooks.drop(OWN.id)
        assert not tx.webhooks.note_sent(held, 200)
        (delivery,) = tx.webhooks.list_deliveries(OWN.id, limit=9)
    assert delivery.state == "failed"


def test_what_was_settled_long_ago_is_forgotten_and_what_waits_is_not(
    database: SqlDatabase,
) -> None:
    add(database, OWN)
    send(database, NOTICE)
    held = claimed(database)
    with database.transaction() as tx:
        tx.webhooks.note_sent(held, 200)
    send(database, replace(NOTICE, id=DeliveryId("d-2")))

    with database.transaction() as tx:
        tx.webhooks.forget_settled(MONDAY + timedelta(days=3650))
        left = tx.webhooks.list_deliveries(OWN.id, limit=9)

    assert [one.notice.id for one in left] == ["d-2"]


def test_a_webhook_goes_with_everything_that_was_sent_to_it(database: SqlDatabase) -> None:
    add(database, OWN, OF_ALL)
    send(database, NOTICE)

    with database.transaction() as tx:
        tx.webhooks.remove(OWN.id)

    with database.snapshot() as tx:
        assert tx.webhooks.list_of([SCHOOL], MUNICIPALITY) == [OF_ALL]
        assert tx.webhooks.list_deliveries(OWN.id, limit=9) == []
        assert not tx.webhooks.is_due()
