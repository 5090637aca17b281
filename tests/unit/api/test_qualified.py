"""A document that the law wants signed by a qualified signature takes no other electronic one."""

import shutil
from dataclasses import replace
from pathlib import Path

from service.demo.certificates import Terms
from service.domain.documents import State
from service.domain.ids import DocumentId
from service.domain.signatures import PlannedSignature
from signing.verification import Verdict
from tests.factories import SCHOOL
from tests.own_token import OwnToken
from tests.pki import HEAD, make_pki
from tests.signing_house import PROGRAM, SigningHouse, data_of, refused

SUPPLEMENT = "employment_supplement_mentoring"
HEAD_SIGNS = {"role": "head", "method": "server_key"}
BY_OWN_KEY = {"role": "head", "method": "own_token"}
CODE = "certificate_not_qualified"


def hurry(signing: SigningHouse, document_id: str) -> None:
    with signing.house.services.database.transaction() as tx:
        tx.documents.force_state(DocumentId(document_id), State.AWAITING_SIGNATURES)


def lay(signing: SigningHouse, folder: Path) -> Path:
    """Put a key that claims nothing in place of the head's, and say where the good one is."""
    pki = make_pki(folder, HEAD)
    pki.issue(HEAD, Terms(key_type="ec"))
    keys = signing.house.services.settings.keys / SCHOOL
    kept = shutil.copytree(keys, folder / "kept")
    shutil.copyfile(pki.get_container("head"), keys / "head.p12")
    shutil.copyfile(pki.get_passphrase_file("head"), keys / "head.pass")
    return kept


def test_a_key_here_that_is_not_qualified_signs_nothing_until_it_is_replaced(
    signing: SigningHouse, tmp_path: Path
) -> None:
    good = lay(signing, tmp_path / "plain")
    document_id = signing.order("key-1", HEAD_SIGNS, kind=SUPPLEMENT)
    signing.work()
    shown = signing.show(document_id)
    assert (shown["state"], shown["failure"]["code"]) == ("awaiting_signatures", CODE)
    assert "квалифицированный" in shown["failure"]["message"]

    for name in ("head.p12", "head.pass"):
        shutil.copyfile(good / name, signing.house.services.settings.keys / SCHOOL / name)
    hurry(signing, document_id)
    signing.work()

    report = signing.verify(document_id)
    assert (report.verdict, report.signatures[0].strength) == (Verdict.VALID, "ukep")


def test_an_offer_is_made_to_a_qualified_certificate_only(
    signing: SigningHouse, tokens: dict[str, OwnToken]
) -> None:
    document_id = signing.order("key-1", BY_OWN_KEY, kind=SUPPLEMENT)

    refusal = signing.ask(document_id, tokens["gost-head"])
    assert refused(refusal) == (422, CODE)
    (problem,) = refusal.get_json()["errors"]
    assert (problem["pointer"], "ФНС" in problem["detail"]) == ("#/certificate", True)

    ticket = signing.ask(document_id, tokens["head"]).get_json()
    assert signing.reply(ticket, tokens["head"].sign(data_of(ticket))).status_code == 202
    signing.work()
    assert signing.states(document_id) == ["done"]


def test_where_the_law_asks_for_none_the_same_certificate_will_do(
    signing: SigningHouse, tokens: dict[str, OwnToken]
) -> None:
    mentor = {"role": "mentor", "method": "own_token", "signer": "Мельник Ольга Сергеевна"}
    document_id = signing.order("key-1", mentor, kind=PROGRAM)

    assert signing.ask(document_id, tokens["gost-head"]).status_code == 201


def test_a_reply_by_an_unqualified_certificate_does_not_get_into_the_document(
    signing: SigningHouse, tokens: dict[str, OwnToken]
) -> None:
    """An offer that was made before the rule was known."""
    mentor = {"role": "mentor", "method": "own_token", "signer": "Мельник Ольга Сергеевна"}
    document_id = signing.order("key-1", mentor, kind=PROGRAM)
    ticket = signing.ask(document_id, tokens["gost-head"]).get_json()
    assert signing.reply(ticket, tokens["gost-head"].sign(data_of(ticket))).status_code == 202
    with signing.house.services.database.transaction() as tx:
        document = tx.documents.find(DocumentId(document_id))
        assert document is not None
        (step,) = tx.signatures.list_of([document.id])[document.id]
        strict = replace(step, plan=replace(step.plan, qualified=True))
        tx.signatures.put(document, (strict,))

    signing.work()

    assert signing.states(document_id) == ["ready"]
    assert signing.program.get(ticket["link"]).get_json()["failure"]["code"] == CODE


def test_nobody_plans_a_simple_signature_there(signing: SigningHouse) -> None:
    simple = {"role": "head", "method": "simple"}
    body = {**signing.house.request(SUPPLEMENT), "signatures": [simple]}
    answer = signing.program.post_document(body, "key-1")

    assert answer.status_code == 422
    (problem,) = answer.get_json()["errors"]
    assert problem["pointer"] == "#/signatures/0/method"
    assert "квалифицированная" in problem["detail"]


def test_nobody_takes_over_by_a_simple_signature_either(signing: SigningHouse) -> None:
    document_id = signing.order("key-1", BY_OWN_KEY, kind=SUPPLEMENT)
    body = {"signer": "Королёва Любовь Фоминична", "ground": "Приказ № 1", "method": "simple"}
    path = f"/api/v1/documents/{document_id}/signatures/1/replacement"
    answer = signing.send("post", path, body)

    assert answer.status_code == 422, answer.text
    (problem,) = answer.get_json()["errors"]
    assert (problem["pointer"], "квалифицированная" in problem["detail"]) == ("#/method", True)


def test_a_plan_of_before_asks_for_nothing_new() -> None:
    assert not PlannedSignature("head", "signature_head").qualified
