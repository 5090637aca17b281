"""Which signatures deserve a look, and which addresses are forgotten, in SQL."""

from dataclasses import replace
from datetime import timedelta

import sqlalchemy as sa

from service.database.database import SqlDatabase
from service.database.signature_schema import signing_links
from service.domain.documents import State
from service.domain.ids import LinkId
from service.domain.links import Link, LinkState, Purpose
from service.domain.signatures import Method, PlannedSignature, open_due, plan_steps
from service.domain.signer_reminders import SignerReminder
from tests.factories import SCHOOL, make_new_document
from tests.fakes import MONDAY

ANNA = PlannedSignature("mentor", "", Method.SIMPLE, signer="А", email="a@school.example", days=3)
LATER = replace(ANNA, role="mentee", email="b@school.example", days=30)
DAY = timedelta(days=1)


def test_a_signature_is_looked_at_once_a_day_while_its_deadline_is_near(
    database: SqlDatabase,
) -> None:
    today = MONDAY.date()
    with database.transaction() as tx:
        document = tx.documents.add(make_new_document(1))
        tx.documents.force_state(document.id, State.AWAITING_SIGNATURES)
        tx.signatures.put(document, open_due(plan_steps((ANNA, LATER)), MONDAY))
        assert tx.signer_reminders.list_unseen(MONDAY, today, limit=10) == [(document.id, 1)]
        for letters in (0, 2, 0):
            tx.signer_reminders.add(
                SignerReminder(document.id, SCHOOL, 1, today, MONDAY, "worker", letters)
            )

        assert tx.signer_reminders.list_days(document.id) == {1: [today]}
        assert tx.signer_reminders.list_unseen(MONDAY, today, limit=10) == []
        unseen = tx.signer_reminders.list_unseen(MONDAY + DAY, today + DAY, limit=10)
        assert unseen == [(document.id, 1)]
        assert tx.signer_reminders.list_unseen(MONDAY + 9 * DAY, today + 9 * DAY, limit=10) == []
        tx.documents.force_state(document.id, State.CANCELLED)
        assert tx.signer_reminders.list_unseen(MONDAY + DAY, today + DAY, limit=10) == []


def test_an_address_is_forgotten_some_days_after_its_link_and_nothing_else_is(
    database: SqlDatabase,
) -> None:
    with database.transaction() as tx:
        new = replace(make_new_document(1), signature_plan=(ANNA, LATER))
        document = tx.documents.add(new)
        tx.signatures.put(document, open_due(plan_steps((ANNA, LATER)), MONDAY))
        for place, planned in enumerate((ANNA, LATER), start=1):
            tx.links.add(
                Link(
                    id=LinkId(f"link-{place}"),
                    token_sha256=str(place) * 64,
                    purpose=Purpose.SIGN,
                    document_id=document.id,
                    organisation_id=SCHOOL,
                    place=place,
                    pdf_sha256="a" * 64,
                    signer=planned.signer,
                    email=planned.email,
                    created_by="worker",
                    created_at=MONDAY,
                    expires_at=MONDAY + 14 * DAY,
                )
            )
        assert tx.links.settle(LinkId("link-1"), LinkState.USED, MONDAY)

        assert tx.links.wipe(MONDAY, limit=10) == 0
        assert tx.links.wipe(MONDAY + DAY, limit=10) == 1
        assert tx.links.wipe(MONDAY + DAY, limit=10) == 0

        links = {link.place: link for link in tx.links.list_of(document.id)}
        assert (links[1].email, links[1].signer, links[1].state) == ("", "А", LinkState.USED)
        assert links[2].email == "b@school.example"
        emails = [step.plan.email for step in tx.signatures.list_of([document.id])[document.id]]
        assert emails == ["", "b@school.example"]
        kept = tx.documents.find(document.id)
        assert kept is not None
        assert [one.email for one in kept.signature_plan] == ["", "b@school.example"]
        assert tx.links.wipe(MONDAY + 15 * DAY, limit=10) == 1
    with database._reader.begin() as connection:  # noqa: SLF001 -- what is on disk, not what a port tells
        codes = connection.execute(sa.select(signing_links.c.code_sha256)).scalars().all()
    assert codes == [None, None]
