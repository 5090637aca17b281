"""Marks of documents whose pages were not made for them."""

import pytest

from signing.fields import is_visible
from signing.verification import Verdict
from tests.own_token import OwnToken
from tests.signing_house import SigningHouse, data_of
from tests.unit.api.test_signatures import MENTOR

FULL = " ".join(f"57 {y} m 560 {y} l S" for y in range(60, 790, 14))
"""Lines from margin to margin: no mark has room between them."""
ON_PAPER = {"role": "curator", "method": "paper"}


def sign_by_token(signing: SigningHouse, document_id: str, token: OwnToken) -> None:
    ticket = signing.ask(document_id, token).get_json()
    assert signing.reply(ticket, token.sign(data_of(ticket))).status_code == 202
    signing.work()


@pytest.mark.parametrize("plan", [(MENTOR,), (MENTOR, {"role": "curator", "method": "own_token"})])
def test_a_signature_for_whose_mark_there_is_no_room_says_so(
    plan: tuple[dict[str, object], ...], signing: SigningHouse, tokens: dict[str, OwnToken]
) -> None:
    document_id = signing.order("key-1", *plan, printed=FULL)
    sign_by_token(signing, document_id, tokens["head"])
    proof = signing.show(document_id)["signatures"][0]["proof"]

    signing.house.add_user("clerk")
    card = signing.house.sign_in("clerk").get(f"/documents/{document_id}").text

    assert proof["unmarked"] is True
    assert "без отметки на листе: для неё не нашлось свободного места" in card
    assert not is_visible(signing.pdf(document_id), "Signature_mentor")
    assert signing.verify(document_id).verdict is Verdict.VALID


def test_a_signature_with_its_mark_says_nothing(
    signing: SigningHouse, tokens: dict[str, OwnToken]
) -> None:
    document_id = signing.order("key-1", MENTOR)
    sign_by_token(signing, document_id, tokens["head"])

    assert signing.show(document_id)["signatures"][0]["proof"]["unmarked"] is False
    assert is_visible(signing.pdf(document_id), "Signature_mentor")


def test_who_signs_by_a_token_instead_of_a_pen_gets_a_mark_beside_the_line(
    signing: SigningHouse, tokens: dict[str, OwnToken]
) -> None:
    """The page was made for a pen: there is a line where the mark would be."""
    pen = {**MENTOR, "method": "paper", "signer": "Королёва Любовь Фоминична"}
    document_id = signing.order("key-1", pen, printed="57 480 m 560 480 l S")
    body = {"signer": MENTOR["signer"], "ground": "Приказ № 1", "method": "own_token"}
    link = f"/api/v1/documents/{document_id}/signatures/1/replacement"
    assert signing.send("post", link, body).status_code == 200
    signing.work()
    sign_by_token(signing, document_id, tokens["head"])

    assert signing.states(document_id) == ["replaced", "done"]
    assert signing.show(document_id)["signatures"][1]["proof"]["unmarked"] is False
    assert signing.verify(document_id).verdict is Verdict.VALID
