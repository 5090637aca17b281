"""What the sign process does about plans when something is in its way."""

from dataclasses import replace
from datetime import timedelta

from service.domain.documents import Stage, State
from service.domain.ids import DocumentId
from service.domain.signatures import Proof
from signing.verification import Verdict
from tests.factories import CLERK, SCHOOL
from tests.own_token import OwnToken
from tests.pki import AbsentAuthority
from tests.signing_house import SigningHouse, data_of
from tests.unit.api.test_signatures import MENTOR

LAST_SEAL = {"role": "seal", "method": "server_key", "turn": 2}


def reply(signing: SigningHouse, document_id: str, token: OwnToken) -> str:
    ticket = signing.ask(document_id, token).get_json()
    assert signing.reply(ticket, token.sign(data_of(ticket))).status_code == 202
    return str(ticket["link"])


def hurry(signing: SigningHouse, document_id: str) -> None:
    """Make a document that was put off due at once."""
    with signing.house.services.database.transaction() as tx:
        tx.documents.force_state(DocumentId(document_id), State.AWAITING_SIGNATURES)


def test_a_reply_waits_for_an_authority_that_is_away_and_is_late_for_nothing(
    signing: SigningHouse, tokens: dict[str, OwnToken]
) -> None:
    document_id = signing.order("key-1", MENTOR)
    link = reply(signing, document_id, tokens["gost-head"])
    present = signing.desk
    absent = replace(present, office=replace(present.office, authority=AbsentAuthority()))
    absent.sign_documents(SCHOOL)
    shown = signing.show(document_id)
    assert (shown["state"], shown["failure"]["code"]) == (
        "awaiting_signatures",
        "waiting_tsa",
    )
    assert signing.program.get(link).get_json()["state"] == "submitted"

    # The ticket's fifteen minutes are long over when the authority is back.
    signing.house.clock.go(timedelta(hours=1))
    hurry(signing, document_id)
    present.sign_documents(SCHOOL)

    assert signing.states(document_id) == ["done"]
    assert signing.verify(document_id).verdict is Verdict.VALID


def test_neither_another_signer_nor_the_deadline_takes_back_a_reply_given_in_time(
    signing: SigningHouse, tokens: dict[str, OwnToken]
) -> None:
    by_pen = {"role": "curator", "method": "paper"}
    document_id = signing.order("key-1", {**MENTOR, "days": 1}, by_pen)
    link = reply(signing, document_id, tokens["gost-head"])
    present = signing.desk
    absent = replace(present, office=replace(present.office, authority=AbsentAuthority()))
    absent.sign_documents(SCHOOL)

    declined = f"/api/v1/documents/{document_id}/signatures/2/decline"
    assert signing.send("post", declined, {"reason": "Болен"}).status_code == 200
    signing.house.clock.go(timedelta(days=2))
    present.backstage.signatures.expire_overdue()
    assert signing.program.get(link).get_json()["state"] == "submitted"
    assert signing.states(document_id) == ["ready", "declined"]

    hurry(signing, document_id)
    present.sign_documents(SCHOOL)
    assert signing.states(document_id) == ["done", "declined"]


def test_a_key_that_is_missing_later_takes_nothing_back(
    signing: SigningHouse, tokens: dict[str, OwnToken]
) -> None:
    document_id = signing.order("key-1", MENTOR, LAST_SEAL)
    key = signing.house.services.settings.keys / SCHOOL / "seal.p12"
    hidden = key.rename(key.with_suffix(".away"))
    reply(signing, document_id, tokens["head"])
    signing.work()
    assert signing.states(document_id) == ["done", "ready"]
    assert signing.show(document_id)["failure"]["code"] == "credential_not_found"

    hidden.rename(key)
    hurry(signing, document_id)
    signing.work()

    assert signing.show(document_id)["state"] == "archived"
    assert len(signing.verify(document_id).signatures) == 2


def test_a_worker_that_was_looking_does_not_put_to_rest_what_came_meanwhile(
    signing: SigningHouse, tokens: dict[str, OwnToken]
) -> None:
    document_id = signing.order("key-1", MENTOR)
    ticket = signing.ask(document_id, tokens["head"]).get_json()
    hurry(signing, document_id)
    (claim,) = signing.house.services.stages.claim(Stage.SIGN, SCHOOL, limit=1)
    seen = signing.desk._sign(claim)  # noqa: SLF001 -- a worker in the middle of its work
    assert signing.reply(ticket, tokens["head"].sign(data_of(ticket))).status_code == 202

    assert signing.house.services.stages.commit([seen]) == []
    signing.work()

    assert signing.states(document_id) == ["done"]


def test_a_signature_collected_elsewhere_lets_the_next_one_be_made(
    signing: SigningHouse,
) -> None:
    document_id = signing.order("key-1", {"role": "mentor", "method": "simple"}, LAST_SEAL)
    now = signing.house.clock.now()
    (evidence,) = signing.house.services.blobs.put(SCHOOL, [b"who, when, what"])
    proof = Proof(now, evidence, holder="Королёва Любовь Фоминична", ground="Соглашение № 1")

    signing.house.services.signatures.fulfil_step(CLERK, DocumentId(document_id), 1, proof)
    signing.work()

    shown = signing.show(document_id)
    assert (shown["state"], signing.states(document_id)) == ("archived", ["done", "done"])
    assert shown["signatures"][0]["proof"]["ground"] == "Соглашение № 1"
    assert [one.field_name for one in signing.verify(document_id).signatures] == ["Signature_seal"]
