"""The plan of signatures as it is carried out: turns, refusals, successors, tickets."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest

from service.domain.access import Scope
from signing.errors import Code, SigningError
from signing.signing import SignatureRequest, sign
from signing.verification import Verdict
from tests.factories import SCHOOL
from tests.own_token import OwnToken
from tests.pki import HEAD, open_credential
from tests.signing_house import SigningHouse, data_of, refused
from tests.unit.api.test_signatures import DEPUTY_NAME, MENTOR

HEAD_NAME, STRANGER_NAME = "Мельник Ольга Сергеевна", "Сомова Анна Ивановна"
SEAL = {"role": "seal", "method": "server_key", "certifies": True}
LAST_SEAL = {"role": "seal", "method": "server_key", "turn": 2}
TOKEN_OF_THE_HEAD = {"role": "head", "method": "own_token"}
BY_THE_ACTING = {"signer": STRANGER_NAME}


def sign_with(
    signing: SigningHouse, document_id: str, token: OwnToken, mode: str = "attrs"
) -> None:
    answer = signing.ask(document_id, token, mode=mode)
    assert answer.status_code == 201, answer.text
    ticket = answer.get_json()
    value = token.sign(data_of(ticket)) if mode == "attrs" else token.wrap(data_of(ticket))
    assert signing.reply(ticket, value).status_code == 202
    signing.work()


ACTING: Mapping[str, object] = {
    "organization_id": SCHOOL,
    "role": "head",
    "full_name": STRANGER_NAME,
    "gender": "f",
    "position": "заместитель директора",
    "ground": "Приказ от 20.11.2026 № 41-лс",
}


def record(signing: SigningHouse, **changes: object) -> Mapping[str, Any]:
    body = {**ACTING, "since": signing.house.clock.today().isoformat(), **changes}
    answer = signing.send("post", "/api/v1/signers", body)
    assert answer.status_code == 201, answer.text
    shown: Mapping[str, Any] = answer.get_json()
    return shown


def test_three_signers_and_a_certifying_seal_are_all_valid_in_the_end(
    signing: SigningHouse, tokens: dict[str, OwnToken]
) -> None:
    document_id = signing.order(
        "key-1",
        SEAL,
        {"role": "mentor", "method": "own_token", "signer": DEPUTY_NAME, "turn": 2},
        {"role": "mentee", "method": "own_token", "signer": STRANGER_NAME, "turn": 2},
        {"role": "curator", "method": "own_token", "signer": HEAD_NAME, "turn": 3},
    )
    assert signing.states(document_id) == ["done", "ready", "ready", "waiting"]

    sign_with(signing, document_id, tokens["gost-stranger"], "cms")
    assert signing.states(document_id) == ["done", "ready", "done", "waiting"]
    sign_with(signing, document_id, tokens["deputy"])
    sign_with(signing, document_id, tokens["head"])

    report = signing.verify(document_id)
    assert signing.show(document_id)["state"] == "archived"
    assert report.verdict is Verdict.VALID
    assert [one.verdict for one in report.signatures] == [Verdict.VALID] * 4
    assert [one.field_name for one in report.signatures] == [
        "Signature_seal",
        "Signature_mentee",
        "Signature_mentor",
        "Signature_curator",
    ]
    assert {one.level for one in report.signatures} == {"B-T"}
    _refuse_a_fourth_field(signing, document_id)


def _refuse_a_fourth_field(signing: SigningHouse, document_id: str) -> None:
    pki = signing.authorities.pki
    request = SignatureRequest("Signature_fourth", "", "B-B")
    with pytest.raises(SigningError) as caught:
        sign(signing.pdf(document_id), request, open_credential(pki, HEAD), None)
    assert caught.value.code == Code.DOCUMENT_LOCKED


def test_a_signature_that_is_not_in_the_plan_is_refused(
    signing: SigningHouse, tokens: dict[str, OwnToken]
) -> None:
    document_id = signing.order("key-1", SEAL, {**MENTOR, "turn": 2})

    assert refused(signing.ask(document_id, tokens["head"], step=3)) == (409, "step_not_ready")
    sign_with(signing, document_id, tokens["head"])
    assert refused(signing.ask(document_id, tokens["head"])) == (409, "wrong_state")


def test_the_server_waits_for_its_turn_and_then_signs_by_itself(
    signing: SigningHouse, tokens: dict[str, OwnToken]
) -> None:
    document_id = signing.order("key-1", MENTOR, LAST_SEAL)
    assert signing.states(document_id) == ["ready", "waiting"]

    sign_with(signing, document_id, tokens["gost-head"])

    assert signing.show(document_id)["state"] == "archived"
    assert [one.verdict for one in signing.verify(document_id).signatures] == [Verdict.VALID] * 2


def test_a_signer_declines_with_a_reason_and_another_signs_instead(
    signing: SigningHouse, tokens: dict[str, OwnToken]
) -> None:
    document_id = signing.order("key-1", {**MENTOR, "signer": DEPUTY_NAME})
    offered = signing.ask(document_id, tokens["deputy"]).get_json()
    path = f"/api/v1/documents/{document_id}/signatures/1"
    declined = signing.send("post", f"{path}/decline", {"reason": "В отпуске."})
    assert declined.get_json()["signatures"][0]["decision"]["reason"] == "В отпуске."
    signing.work()
    assert signing.states(document_id) == ["declined"]
    late = signing.reply(offered, tokens["deputy"].sign(data_of(offered)))
    assert refused(late) == (409, "already_used")

    body = {"signer": HEAD_NAME, "ground": "Приказ № 41-лс"}
    assert signing.send("post", f"{path}/replacement", body).status_code == 200
    assert signing.states(document_id) == ["replaced", "ready"]
    sign_with(signing, document_id, tokens["head"])

    shown = signing.show(document_id)
    assert (shown["state"], signing.states(document_id)) == ("archived", ["replaced", "done"])
    assert shown["signatures"][1]["proof"]["ground"] == "Приказ № 41-лс"
    assert signing.verify(document_id).verdict is Verdict.VALID


def test_a_signature_is_declined_once_and_only_with_a_reason(signing: SigningHouse) -> None:
    document_id = signing.order("key-1", MENTOR)
    path = f"/api/v1/documents/{document_id}/signatures/1/decline"

    assert refused(signing.send("post", path, {"reason": " "})) == (422, "invalid_data")
    assert signing.send("post", path, {"reason": "Ошибка"}).status_code == 200
    assert refused(signing.send("post", path, {"reason": "Ошибка"})) == (409, "step_not_ready")


def test_a_signature_whose_time_is_up_expires_and_may_be_handed_over(
    signing: SigningHouse, tokens: dict[str, OwnToken]
) -> None:
    document_id = signing.order("key-1", {**MENTOR, "days": 3})
    signing.house.clock.go(timedelta(days=2))
    assert signing.house.services.signatures.expire_overdue() == 0
    signing.house.clock.go(timedelta(days=1, seconds=1))
    assert signing.house.services.signatures.expire_overdue() == 1
    signing.work()

    assert signing.states(document_id) == ["expired"]
    assert refused(signing.ask(document_id, tokens["head"])) == (409, "step_not_ready")
    body = {"signer": HEAD_NAME, "ground": "Срок продлён"}
    path = f"/api/v1/documents/{document_id}/signatures/1/replacement"
    assert signing.send("post", path, body).status_code == 200
    assert signing.states(document_id) == ["replaced", "ready"]


@pytest.mark.parametrize("method", ["simple", "paper"])
def test_a_signature_that_is_collected_elsewhere_waits_for_it(
    signing: SigningHouse, method: str
) -> None:
    document_id = signing.order("key-1", {"role": "mentor", "method": method})

    assert signing.states(document_id) == ["ready"]


@pytest.mark.parametrize(
    ("plan", "pointer", "code"),
    [
        ([{"role": "nobody", "method": "own_token"}], "#/signatures/0/role", "choice"),
        ([MENTOR, MENTOR], "#/signatures/1/role", "duplicate"),
        ([{"role": "seal", "method": "own_token"}], "#/signatures/0/method", "choice"),
        ([{**MENTOR, "confirm": True}], "#/signatures/0/confirm", "choice"),
        ([MENTOR, SEAL], "#/signatures/1/certifies", "choice"),
        ([{**MENTOR, "certifies": True}], "#/signatures/0/certifies", "choice"),
        ([{**MENTOR, "method": "magic"}], "#/signatures/0/method", "choice"),
        ([{**MENTOR, "turn": 0}], "#/signatures/0/turn", "out_of_range"),
    ],
)
def test_a_plan_that_cannot_be_carried_out_names_its_field(
    signing: SigningHouse, plan: list[dict[str, object]], pointer: str, code: str
) -> None:
    body = {**signing.house.request("personalized_program"), "signatures": plan}
    answer = signing.program.post_document(body)

    assert answer.status_code == 422
    assert [(e["pointer"], e["code"]) for e in answer.get_json()["errors"]] == [(pointer, code)]


def test_only_a_key_with_the_right_decides_who_may_sign(signing: SigningHouse) -> None:
    clerk = signing.house.program(scopes=frozenset(Scope) - {Scope.SIGNERS})
    body = {**ACTING, "since": "2026-01-01"}
    answer = signing.send("post", "/api/v1/signers", body, clerk)

    assert refused(answer) == (403, "scope_required")
    path = f"/api/v1/signers?organization_id={SCHOOL}"
    assert clerk.get(path).get_json() == {"items": []}


def test_the_files_between_signatures_are_no_leftovers(
    signing: SigningHouse, tokens: dict[str, OwnToken]
) -> None:
    document_id = signing.order("key-1", MENTOR, LAST_SEAL)
    sign_with(signing, document_id, tokens["head"])

    report = signing.house.services.archive.check([SCHOOL])
    assert signing.show(document_id)["state"] == "archived"
    assert (report.faults, report.leftovers) == ((), ())
