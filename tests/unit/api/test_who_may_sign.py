"""Who may make a signature: whom the plan or the document names, and who holds a term."""

from datetime import timedelta

import pytest

from tests.doors import ORDER
from tests.factories import SCHOOL
from tests.own_token import OwnToken
from tests.signing_house import SigningHouse, data_of, refused
from tests.unit.api.test_signatures import DEPUTY_NAME, MENTOR
from tests.unit.api.test_signers import (
    ACTING,
    BY_THE_ACTING,
    HEAD_NAME,
    STRANGER_NAME,
    TOKEN_OF_THE_HEAD,
    record,
    sign_with,
)


def test_another_person_than_the_plan_names_gets_no_ticket(
    signing: SigningHouse, tokens: dict[str, OwnToken]
) -> None:
    document_id = signing.order("key-1", MENTOR)

    assert refused(signing.ask(document_id, tokens["deputy"])) == (403, "signer_mismatch")


def test_without_a_plan_the_person_named_in_the_document_signs(
    signing: SigningHouse, tokens: dict[str, OwnToken]
) -> None:
    document_id = signing.order("key-1", TOKEN_OF_THE_HEAD, kind=ORDER)

    assert refused(signing.ask(document_id, tokens["deputy"])) == (403, "signer_mismatch")
    sign_with(signing, document_id, tokens["head"])
    assert signing.states(document_id) == ["done"]


def test_somebody_nobody_named_is_not_let_sign(
    signing: SigningHouse, tokens: dict[str, OwnToken]
) -> None:
    document_id = signing.order("key-1", {"role": "mentee", "method": "own_token"})

    assert refused(signing.ask(document_id, tokens["head"])) == (403, "signer_unknown")


def test_a_term_lets_an_acting_head_sign_and_is_recorded_with_the_signature(
    signing: SigningHouse, tokens: dict[str, OwnToken]
) -> None:
    until = signing.house.clock.today() + timedelta(days=30)
    attorney = {"number": "5f0c1a9e-0000-4000-8000-000000000001", "until": until.isoformat()}
    record(signing, attorney=attorney, until=until.isoformat())
    document_id = signing.order("key-1", {**TOKEN_OF_THE_HEAD, **BY_THE_ACTING}, kind=ORDER)

    assert refused(signing.ask(document_id, tokens["head"])) == (403, "signer_mismatch")
    sign_with(signing, document_id, tokens["gost-stranger"])

    proof = signing.show(document_id)["signatures"][0]["proof"]
    assert proof["ground"] == "Приказ от 20.11.2026 № 41-лс"
    assert proof["mchd"] == attorney["number"]


def test_a_term_lets_nobody_sign_where_another_name_is_printed(
    signing: SigningHouse, tokens: dict[str, OwnToken]
) -> None:
    record(signing)
    document_id = signing.order("key-1", TOKEN_OF_THE_HEAD, kind=ORDER)

    for name in ("head", "gost-stranger"):  # the one printed has no term, the other is not printed
        assert refused(signing.ask(document_id, tokens[name])) == (403, "signer_mismatch")


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"since": "2020-01-01", "until": "2020-12-31"}, "authority_expired"),
        ({"since": "2999-01-01"}, "authority_expired"),
        ({"attorney": {"number": "1", "until": "2020-01-01"}}, "attorney_expired"),
    ],
)
def test_a_term_that_is_not_in_force_lets_nobody_sign(
    signing: SigningHouse, tokens: dict[str, OwnToken], changes: dict[str, object], code: str
) -> None:
    record(signing, **changes)
    document_id = signing.order("key-1", {**TOKEN_OF_THE_HEAD, **BY_THE_ACTING}, kind=ORDER)

    assert refused(signing.ask(document_id, tokens["gost-stranger"])) == (403, code)


def test_a_term_that_ended_after_the_ticket_refuses_the_reply(
    signing: SigningHouse, tokens: dict[str, OwnToken]
) -> None:
    yesterday = signing.house.clock.today() - timedelta(days=1)
    signer = record(signing, since="2020-01-01")
    document_id = signing.order("key-1", {**TOKEN_OF_THE_HEAD, **BY_THE_ACTING}, kind=ORDER)
    token = tokens["gost-stranger"]
    ticket = signing.ask(document_id, token).get_json()
    path = f"/api/v1/signers/{signer['id']}/end"
    ended = signing.send("post", path, {"until": yesterday.isoformat()})
    assert ended.get_json()["until"] == yesterday.isoformat()

    assert refused(signing.reply(ticket, token.sign(data_of(ticket)))) == (403, "authority_expired")


def test_a_key_here_signs_only_for_somebody_with_a_term(signing: SigningHouse) -> None:
    record(signing)
    document_id = signing.order("key-1", {"role": "head", "method": "server_key"}, kind=ORDER)

    shown = signing.show(document_id)
    assert (shown["state"], shown["failure"]["code"]) == ("awaiting_signatures", "signer_mismatch")


def test_where_terms_are_recorded_whoever_signs_instead_needs_one(
    signing: SigningHouse, tokens: dict[str, OwnToken]
) -> None:
    document_id = signing.order("key-1", TOKEN_OF_THE_HEAD, kind=ORDER)
    path = f"/api/v1/documents/{document_id}/signatures/1/replacement"
    acting = {"signer": STRANGER_NAME, "ground": "Приказ № 41-лс"}
    term = record(signing, until=signing.house.clock.today().isoformat())

    stranger = signing.send("post", path, {**acting, "signer": DEPUTY_NAME})
    assert refused(stranger) == (403, "signer_mismatch")
    assert signing.states(document_id) == ["ready"]
    assert signing.send("post", path, acting).status_code == 200
    sign_with(signing, document_id, tokens["gost-stranger"])

    assert signing.states(document_id) == ["replaced", "done"]
    assert signing.show(document_id)["signatures"][1]["proof"]["ground"] == term["ground"]


def test_a_term_that_is_over_lets_nobody_take_the_place(signing: SigningHouse) -> None:
    document_id = signing.order("key-1", TOKEN_OF_THE_HEAD, kind=ORDER)
    path = f"/api/v1/documents/{document_id}/signatures/1/replacement"
    record(signing, since="2020-01-01", until="2020-12-31")

    answer = signing.send("post", path, {"signer": STRANGER_NAME, "ground": "Приказ № 41-лс"})
    assert refused(answer) == (403, "authority_expired")


def test_a_term_recorded_for_signatures_is_the_one_that_orders_are_checked_by(
    signing: SigningHouse,
) -> None:
    record(signing, full_name=HEAD_NAME, since="2020-01-01", until="2020-12-31")
    answer = signing.program.post_document(signing.house.request(ORDER))

    assert refused(answer) == (422, "invalid_data")
    assert [(e["pointer"], e["code"]) for e in answer.get_json()["errors"]] == [
        ("#/data/signer", "V08")
    ]


def test_a_recorded_term_comes_back_as_it_was_sent(signing: SigningHouse) -> None:
    attorney = {"number": "5f0c1a9e", "until": "2027-01-31"}
    sent = {
        **ACTING,
        "since": "2026-01-01",
        "until": None,
        "attorney": attorney,
        "person_id": "p-7",
    }
    known = record(signing, **sent)

    assert {key: known[key] for key in sent} == sent
    listed = signing.program.get(f"/api/v1/signers?organization_id={SCHOOL}").get_json()
    assert listed == {"items": [known]}
