"""Programs are told of what became of documents, and administrators of programs that are silent."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from service.database.database import SqlDatabase
from service.domain.access import Role, Scope, scopes_of
from service.domain.accounts import Tenant
from service.domain.documents import Document, Failure, Stage, State
from service.domain.errors import (
    ConflictError,
    ForbiddenError,
    InvalidRequestError,
    NotFoundError,
)
from service.domain.ids import WebhookId
from service.domain.webhooks import KEPT, NoticeClaim, Webhook
from service.jobs import CallWebhooks, DeliverMail
from service.operations.accounts import AccountDesk, NewUser
from service.operations.archive import ArchiveDesk
from service.operations.documents import DocumentDesk
from service.operations.mail import MailDesk
from service.operations.notices import NoticeDesk
from service.operations.stages import Setback, StageDesk
from service.operations.webhooks import WebhookDesk
from tests.factories import (
    CLERK,
    CONSENT,
    FOREIGN_SCHOOL,
    MUNICIPALITY,
    OTHER_SCHOOL,
    SCHOOL,
    make_principal,
    make_request,
)
from tests.fakes import MONDAY, FakeClock, FakeQueue, SequentialIds
from tests.line import run_line

RIGHTS = scopes_of({Role.ADMINISTRATOR})
OWN = make_principal(scopes=RIGHTS)
MUNICIPAL = make_principal(None, municipality_id=MUNICIPALITY, scopes=RIGHTS)
URL = "https://a.example/hooks?key=secret"
IDS_AND_STATES = {"id", "event", "occurred_at", "organization_id", "document_id", "state"}


@pytest.fixture
def notices(
    memory_database: SqlDatabase,
    queue: FakeQueue,
    clock: FakeClock,
    ids: SequentialIds,
    mail: MailDesk,
) -> NoticeDesk:
    return NoticeDesk(memory_database, queue, clock, ids, mail, "https://grif.example")


@pytest.fixture
def webhooks(notices: NoticeDesk) -> WebhookDesk:
    return WebhookDesk(notices.database, notices.clock, notices.ids, notices, ())


@pytest.fixture
def webhook(webhooks: WebhookDesk) -> Webhook:
    return webhooks.add(OWN, URL, Tenant(SCHOOL))


def told(webhooks: WebhookDesk, webhook: Webhook) -> list[State | None]:
    """What the program is told, the oldest first."""
    found = webhooks.list_deliveries(MUNICIPAL, webhook.id)
    return [one.document_state for one in reversed(found)]


def claimed(notices: NoticeDesk) -> NoticeClaim:
    found = notices.claim()
    assert found is not None
    return found


def register(desk: DocumentDesk, clock: FakeClock) -> Document:
    clock.go(timedelta(milliseconds=5))
    document = desk.register_document(CLERK, make_request(kind=CONSENT, sign=False))
    clock.go(timedelta(milliseconds=5))
    return document


def test_a_program_is_told_of_registration_and_annulment(
    desk: DocumentDesk, clock: FakeClock, webhooks: WebhookDesk, webhook: Webhook
) -> None:
    document = register(desk, clock)
    desk.cancel_document(CLERK, document.id)

    assert told(webhooks, webhook) == [State.REGISTERED, State.CANCELLED]
    body = json.loads(webhooks.list_deliveries(OWN, webhook.id)[0].notice.body)
    assert set(body) == IDS_AND_STATES
    assert (body["document_id"], body["organization_id"]) == (document.id, SCHOOL)
    assert (body["event"], body["state"]) == ("document.state_changed", "cancelled")


def test_a_program_is_told_of_a_signature_and_of_the_archive(
    desk: DocumentDesk, archive: ArchiveDesk, webhooks: WebhookDesk, webhook: Webhook
) -> None:
    desk.register_document(CLERK, make_request())
    run_line(archive.stages, archive, archive.blobs, SCHOOL)

    states = told(webhooks, webhook)
    assert len(states) == 3
    assert set(states) == {State.REGISTERED, State.SIGNED, State.ARCHIVED}


def test_a_program_is_told_of_a_failure_and_not_of_an_attempt(
    desk: DocumentDesk,
    stages: StageDesk,
    clock: FakeClock,
    webhooks: WebhookDesk,
    webhook: Webhook,
) -> None:
    register(desk, clock)
    failure = Failure("template_faulty", "Шаблон с ошибкой.")
    (claim,) = stages.claim(Stage.CONVERT, SCHOOL, limit=1)

    stages.commit([Setback(claim, failure, again=False)])

    assert told(webhooks, webhook) == [State.REGISTERED, State.FAILED]


def test_a_document_that_is_not_registered_is_told_to_nobody(
    desk: DocumentDesk, webhooks: WebhookDesk, webhook: Webhook
) -> None:
    with pytest.raises(InvalidRequestError):
        desk.register_document(CLERK, make_request(subject=""))

    assert told(webhooks, webhook) == []


def test_a_municipality_hears_of_all_its_schools_and_a_school_of_itself(
    desk: DocumentDesk, clock: FakeClock, webhooks: WebhookDesk
) -> None:
    of_all = webhooks.add(MUNICIPAL, URL, Tenant(None, MUNICIPALITY))
    other = webhooks.add(MUNICIPAL, URL, Tenant(OTHER_SCHOOL))

    register(desk, clock)

    assert told(webhooks, of_all) == [State.REGISTERED]
    assert told(webhooks, other) == []


def test_a_failed_notice_is_sent_again_later(
    desk: DocumentDesk, clock: FakeClock, notices: NoticeDesk, webhook: Webhook
) -> None:
    register(desk, clock)

    notices.note_failed(claimed(notices), "webhook_refused", 500)

    assert notices.claim() is None
    with notices.database.snapshot() as tx:
        found = tx.webhooks.find(webhook.id)
    assert found is not None
    assert (found.failing_since, found.disabled_at) == (clock.now(), None)


def test_an_answer_ends_the_trouble(
    desk: DocumentDesk, clock: FakeClock, notices: NoticeDesk, webhooks: WebhookDesk
) -> None:
    webhook = webhooks.add(OWN, URL, Tenant(SCHOOL))
    with notices.database.transaction() as tx:
        tx.webhooks.set_trouble(webhook.id, failing_since=MONDAY, disabled_at=None)
    register(desk, clock)

    assert notices.note_sent(claimed(notices), 200)

    assert webhooks.get_webhook(OWN, webhook.id).failing_since is None


def test_after_three_days_of_silence_it_is_switched_off_and_administrators_are_told(
    desk: DocumentDesk,
    clock: FakeClock,
    notices: NoticeDesk,
    webhooks: WebhookDesk,
    accounts: AccountDesk,
    queue: FakeQueue,
) -> None:
    webhook = webhooks.add(OWN, URL, Tenant(SCHOOL))
    for login, role in (("admin", Role.ADMINISTRATOR), ("clerk", Role.CLERK)):
        said = frozenset({role})
        new = NewUser(
            login, "пять слов никто не знает", "Имя", said, Tenant(SCHOOL), f"{login}@a.example"
        )
        accounts.add_user(new)
    with notices.database.transaction() as tx:
        tx.webhooks.set_trouble(webhook.id, failing_since=MONDAY, disabled_at=None)
    register(desk, clock)
    register_again = replace(make_request("key-2", kind=CONSENT, sign=False))
    desk.register_document(CLERK, register_again)
    clock.moment = MONDAY + timedelta(days=3)
    queue.take()

    notices.note_failed(claimed(notices), "webhook_unavailable", None)

    assert webhooks.get_webhook(OWN, webhook.id).disabled_at == clock.now()
    assert {one.state for one in webhooks.list_deliveries(OWN, webhook.id)} == {"failed"}
    assert queue.take() == [DeliverMail()]
    with notices.database.transaction() as tx:
        (letter,) = tx.letters.claim(limit=9, lease_seconds=1)
        events = [item.event for item in tx.audit.read(SCHOOL)]
    assert letter.letter.recipient == "admin@a.example"
    assert f"https://grif.example/admin/webhooks/{webhook.id}" in letter.letter.text
    assert "key=secret" not in letter.letter.text
    assert events[-1].action == "webhook:disabled"


def test_one_that_is_switched_off_hears_nothing_until_it_is_switched_on(
    desk: DocumentDesk, clock: FakeClock, webhooks: WebhookDesk, webhook: Webhook
) -> None:
    with webhooks.database.transaction() as tx:
        tx.webhooks.set_trouble(webhook.id, failing_since=MONDAY, disabled_at=MONDAY)
    register(desk, clock)
    with pytest.raises(ConflictError, match="conflict"):
        webhooks.ask(OWN, webhook.id)
    assert told(webhooks, webhook) == []

    webhooks.enable(OWN, webhook.id)
    desk.register_document(CLERK, make_request("key-2", kind=CONSENT, sign=False))

    assert told(webhooks, webhook) == [State.REGISTERED]


def test_a_question_whether_anybody_answers_is_asked_once(
    webhooks: WebhookDesk, webhook: Webhook, notices: NoticeDesk, queue: FakeQueue
) -> None:
    queue.take()
    webhooks.ask(OWN, webhook.id)
    assert queue.take() == [CallWebhooks()]
    claim = claimed(notices)
    assert set(json.loads(claim.notice.body)) == {"id", "event", "occurred_at"}

    notices.note_failed(claim, "webhook_refused", 404)

    (delivery,) = webhooks.list_deliveries(OWN, webhook.id)
    assert (delivery.state, delivery.status, delivery.event) == ("failed", 404, "ping")
    assert webhooks.get_webhook(OWN, webhook.id).failing_since is None


def test_the_trail_knows_who_added_and_removed_and_no_address(
    webhooks: WebhookDesk, webhook: Webhook
) -> None:
    webhooks.remove(OWN, webhook.id)

    with webhooks.database.snapshot() as tx:
        events = [item.event for item in tx.audit.read(SCHOOL)]
    assert [(event.action, event.actor) for event in events] == [
        ("webhook:added", OWN.id),
        ("webhook:removed", OWN.id),
    ]
    assert "a.example" not in repr(events)
    assert webhooks.list_webhooks(OWN) == []


@pytest.mark.parametrize(
    "tenant", [Tenant(OTHER_SCHOOL), Tenant(FOREIGN_SCHOOL), Tenant(None, MUNICIPALITY)]
)
def test_a_school_hears_of_itself_alone(webhooks: WebhookDesk, tenant: Tenant) -> None:
    with pytest.raises(NotFoundError):
        webhooks.add(OWN, URL, tenant)


def test_somebody_elses_webhook_is_not_there(webhooks: WebhookDesk) -> None:
    other = webhooks.add(MUNICIPAL, URL, Tenant(OTHER_SCHOOL)).id
    for webhook_id in (other, WebhookId("nothing")):
        for act in (webhooks.get_webhook, webhooks.remove, webhooks.ask, webhooks.enable):
            with pytest.raises(NotFoundError):
                act(OWN, webhook_id)


def test_without_the_right_nothing_is_seen_or_done(webhooks: WebhookDesk, webhook: Webhook) -> None:
    clerk = make_principal(scopes=frozenset(Scope) - {Scope.WEBHOOKS})
    for act in (webhooks.get_webhook, webhooks.remove, webhooks.ask, webhooks.enable):
        with pytest.raises(ForbiddenError, match="scope_required"):
            act(clerk, webhook.id)


def test_what_was_sent_is_kept_for_a_month(
    webhooks: WebhookDesk, webhook: Webhook, notices: NoticeDesk, clock: FakeClock
) -> None:
    webhooks.ask(OWN, webhook.id)
    notices.note_sent(claimed(notices), 200)
    notices.forget_old()
    assert len(webhooks.list_deliveries(OWN, webhook.id)) == 1

    clock.go(KEPT + timedelta(days=3650))  # the database's own clock says when it was settled
    notices.forget_old()

    assert webhooks.list_deliveries(OWN, webhook.id) == []
