"""Signatures over HTTP: plans, keys of one's own, and every attack that must not work."""

import base64
from collections.abc import Callable
from datetime import timedelta

import pytest

from service.domain.access import Scope
from signing.pdfa_guard import check
from signing.verification import Verdict
from tests.factories import SCHOOL
from tests.own_token import OwnToken
from tests.signing_house import SigningHouse, data_of, refused

DEPUTY_NAME = "Константинопольская-Преображенская Александра Константиновна"
MENTOR = {"role": "mentor", "method": "own_token", "signer": "Мельник Ольга Сергеевна"}


@pytest.fixture
def document_id(signing: SigningHouse) -> str:
    """A document that one person signs with a token."""
    return signing.order("key-1", MENTOR)


def test_a_document_waits_for_its_signer_and_nobody_works_on_it(
    signing: SigningHouse, document_id: str
) -> None:
    shown = signing.show(document_id)

    assert (shown["state"], signing.states(document_id)) == ("awaiting_signatures", ["ready"])
    assert shown["signatures"][0]["signer"] == "Мельник Ольга Сергеевна"
    assert signing.house.services.stages.rehint() == 0


@pytest.mark.parametrize("mode", ["attrs", "cms"])
@pytest.mark.parametrize("name", ["head", "gost-head"])
def test_a_document_is_signed_with_a_key_that_is_never_here(
    signing: SigningHouse, document_id: str, tokens: dict[str, OwnToken], name: str, mode: str
) -> None:
    token = tokens[name]
    ticket = signing.ask(document_id, token, mode=mode).get_json()
    data = data_of(ticket)
    answer = signing.reply(ticket, token.sign(data) if mode == "attrs" else token.wrap(data))
    assert (answer.status_code, answer.get_json()["state"]) == (202, "submitted")

    signing.work()

    shown = signing.show(document_id)
    assert (shown["state"], signing.states(document_id)) == ("archived", ["done"])
    assert shown["signatures"][0]["proof"]["level"] == "B-T"
    assert shown["signatures"][0]["proof"]["holder"] == "Мельник Ольга Сергеевна"
    assert signing.verify(document_id).verdict is Verdict.VALID
    assert check(signing.pdf(document_id)) == ()
    assert signing.program.get(ticket["link"]).get_json()["state"] == "completed"


# The attacks of the library's own tests, through the door.


def test_the_signature_of_another_key_is_refused(
    signing: SigningHouse, document_id: str, tokens: dict[str, OwnToken]
) -> None:
    ticket = signing.ask(document_id, tokens["head"]).get_json()
    answer = signing.reply(ticket, tokens["deputy"].sign(data_of(ticket)))

    assert refused(answer) == (422, "bad_signature")
    assert answer.get_json()["errors"][0]["pointer"] == "#/signature"
    assert signing.program.get(ticket["link"]).get_json()["state"] == "prepared"


def test_a_reply_after_the_time_is_refused(
    signing: SigningHouse, document_id: str, tokens: dict[str, OwnToken]
) -> None:
    ticket = signing.ask(document_id, tokens["head"]).get_json()
    signing.house.clock.go(timedelta(minutes=15, seconds=1))

    answer = signing.reply(ticket, tokens["head"].sign(data_of(ticket)))

    assert refused(answer) == (409, "expired")


def test_the_reply_of_another_user_is_refused(
    signing: SigningHouse, document_id: str, tokens: dict[str, OwnToken]
) -> None:
    ticket = signing.ask(document_id, tokens["head"]).get_json()
    reply = base64.b64encode(tokens["head"].sign(data_of(ticket))).decode()
    colleague = signing.house.program(scopes=frozenset({Scope.READ, Scope.WRITE}))

    answer = signing.send("put", ticket["link"], {"signature": reply}, colleague)

    assert refused(answer) == (403, "wrong_user")


def test_a_reply_to_a_document_that_changed_since_is_refused(
    signing: SigningHouse, tokens: dict[str, OwnToken]
) -> None:
    deputy = {"role": "curator", "method": "own_token", "signer": DEPUTY_NAME}
    document_id = signing.order("key-1", MENTOR, deputy)
    first = signing.ask(document_id, tokens["head"]).get_json()
    second = signing.ask(document_id, tokens["deputy"]).get_json()
    signing.reply(second, tokens["deputy"].sign(data_of(second)))
    signing.work()

    answer = signing.reply(first, tokens["head"].sign(data_of(first)))

    assert refused(answer) == (409, "document_changed")


def test_a_reply_while_another_is_on_its_way_is_asked_to_wait(
    signing: SigningHouse, tokens: dict[str, OwnToken]
) -> None:
    deputy = {"role": "curator", "method": "own_token", "signer": DEPUTY_NAME}
    document_id = signing.order("key-1", MENTOR, deputy)
    first = signing.ask(document_id, tokens["head"]).get_json()
    second = signing.ask(document_id, tokens["deputy"]).get_json()
    signing.reply(second, tokens["deputy"].sign(data_of(second)))

    answer = signing.reply(first, tokens["head"].sign(data_of(first)))

    assert refused(answer) == (409, "signing_in_progress")


def test_a_damaged_prepared_file_is_refused(
    signing: SigningHouse, document_id: str, tokens: dict[str, OwnToken]
) -> None:
    ticket = signing.ask(document_id, tokens["head"]).get_json()
    reply = tokens["head"].sign(data_of(ticket))
    with signing.house.services.database.snapshot() as tx:
        stored = tx.signatures.find_ticket(ticket["id"])
    assert stored is not None
    signing.house.services.blobs.damage(SCHOOL, stored.prepared_sha256)  # type: ignore[attr-defined] # a fake

    assert refused(signing.reply(ticket, reply)) == (409, "prepared_blob_corrupt")
    assert refused(signing.program.get(ticket["link"])) == (409, "prepared_blob_corrupt")


def _wrap(token: str, *options: str) -> Callable[[dict[str, OwnToken], bytes], bytes]:
    return lambda tokens, data: tokens[token].wrap(data, *options)


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (_wrap("gost-stranger"), "wrong_certificate"),
        (lambda tokens, _: tokens["gost-head"].wrap(b"another"), "wrong_message_digest"),
        (_wrap("gost-head", "-noattr"), "no_signing_certificate_v2"),
        (_wrap("gost-head", "-cades", "-nodetach"), "not_detached"),
        (lambda *_: b"garbage", "bad_cms"),
        (_wrap("head"), "digest_algorithm"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_container_that_is_not_the_one_expected_is_refused(
    signing: SigningHouse,
    document_id: str,
    tokens: dict[str, OwnToken],
    make: Callable[[dict[str, OwnToken], bytes], bytes],
    code: str,
) -> None:
    ticket = signing.ask(document_id, tokens["gost-head"], mode="cms").get_json()

    assert refused(signing.reply(ticket, make(tokens, data_of(ticket)))) == (422, code)
    assert signing.states(document_id) == ["ready"]


def test_changed_attributes_are_refused(
    signing: SigningHouse, document_id: str, tokens: dict[str, OwnToken]
) -> None:
    ticket = signing.ask(document_id, tokens["head"]).get_json()
    changed = bytearray(data_of(ticket))
    changed[-1] ^= 1

    answer = signing.reply(ticket, tokens["head"].sign(bytes(changed)))

    assert refused(answer) == (422, "bad_signature")


def test_a_ticket_is_used_once_and_the_same_reply_may_come_again(
    signing: SigningHouse, document_id: str, tokens: dict[str, OwnToken]
) -> None:
    token = tokens["head"]
    ticket = signing.ask(document_id, token).get_json()
    reply, other = token.sign(data_of(ticket)), token.sign(data_of(ticket))
    assert reply != other  # elliptic signatures are never the same twice

    answers = [signing.reply(ticket, reply).status_code for _ in range(2)]
    signing.work()

    assert answers == [202, 202]
    assert signing.reply(ticket, reply).get_json()["state"] == "completed"
    assert refused(signing.reply(ticket, other)) == (409, "already_used")
    assert len(signing.verify(document_id).signatures) == 1


def test_the_reply_to_one_document_does_not_sign_another(
    signing: SigningHouse, tokens: dict[str, OwnToken]
) -> None:
    one, two = (signing.order(key, MENTOR) for key in ("key-1", "key-2"))
    token = tokens["head"]
    first, second = (signing.ask(name, token).get_json() for name in (one, two))

    answer = signing.reply(second, token.sign(data_of(first)))

    assert refused(answer) == (422, "bad_signature")
