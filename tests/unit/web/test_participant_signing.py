"""A mentor or a mentee signs with a key of their own what waits for this very person."""

from io import BytesIO

import pytest
from flask.testing import FlaskClient

from service.domain.access import Role
from service.domain.accounts import Tenant
from service.operations.accounts import NewUser
from signing.verification import Verdict
from tests.doors import PASSWORD, hidden
from tests.factories import SCHOOL
from tests.own_token import OwnToken
from tests.signing_house import SigningHouse
from tests.unit.api.test_signatures import MENTOR
from tests.unit.web.test_signatures import HEAD_NAME, begin, sign_in, upload
from tests.unit.web.test_successors import ORDER_OF_DAY, replacement

OTHER = "Скляр Лев Кузьмич"
BUTTON = "Подписать своей подписью"


def enter(signing: SigningHouse, login: str, name: str) -> FlaskClient:
    user = NewUser(login, PASSWORD, name, frozenset({Role.PARTICIPANT}), Tenant(SCHOOL))
    signing.house.services.accounts.add_user(user)
    return signing.house.sign_in(login)


@pytest.fixture
def mentor(signing: SigningHouse) -> FlaskClient:
    """Somebody whose certificate is the one of the head's tokens."""
    return enter(signing, "mentor", HEAD_NAME)


@pytest.mark.parametrize("mode", ["attrs", "cms"])
def test_a_participant_signs_with_a_key_of_their_own(
    signing: SigningHouse, mentor: FlaskClient, tokens: dict[str, OwnToken], mode: str
) -> None:
    document_id, token = signing.order("key-1", MENTOR), tokens["gost-head"]
    assert BUTTON in mentor.get(f"/documents/{document_id}").text
    place = begin(mentor, document_id, token, mode)
    data = mentor.get(f"{place}/data.bin").data
    assert mentor.get(f"{place}/document.pdf").data.startswith(b"%PDF")

    value = token.sign(data) if mode == "attrs" else token.wrap(data)
    status, card, _ = upload(mentor, place, signature_file=(BytesIO(value), "document.sig"))
    signing.work()

    assert (status, card) == (303, f"/documents/{document_id}")
    assert signing.verify(document_id).verdict is Verdict.VALID
    assert BUTTON not in mentor.get(card).text


def test_the_certificate_of_another_person_is_refused_with_a_clear_word(
    signing: SigningHouse, mentor: FlaskClient, tokens: dict[str, OwnToken]
) -> None:
    document_id = signing.order("key-1", MENTOR)
    certificate = tokens["deputy"].certificate.read_text()
    status, _, text = upload(mentor, f"/documents/{document_id}/sign", certificate=certificate)
    assert (status, "Сертификат выдан другому человеку" in text) == (422, True)
    assert signing.states(document_id) == ["ready"]


def test_what_waits_for_somebody_else_is_not_theirs_even_with_that_certificate(
    signing: SigningHouse, mentor: FlaskClient, tokens: dict[str, OwnToken]
) -> None:
    planned = {**MENTOR, "role": "mentee", "signer": OTHER}
    paper = {"role": "mentor", "method": "paper", "signer": HEAD_NAME}
    document_id = signing.order("key-1", planned, paper)
    assert BUTTON not in mentor.get(f"/documents/{document_id}").text
    path = f"/documents/{document_id}/sign"
    assert "не ждёт вашей подписи" in mentor.get(path).text
    token = hidden(mentor.get("/documents"), "_csrf")
    for name in ("head", "deputy"):
        certificate = tokens[name].certificate.read_text()
        answer = mentor.post(path, data={"_csrf": token, "certificate": certificate})
        assert answer.status_code == 422
        assert "поставит другой человек" in answer.text


def test_a_participant_sees_neither_the_document_nor_the_ticket_of_another(
    signing: SigningHouse, mentor: FlaskClient, tokens: dict[str, OwnToken]
) -> None:
    stranger = enter(signing, "stranger", "Посторонний Пётр Петрович")
    document_id = signing.order("key-1", MENTOR)
    place = begin(mentor, document_id, tokens["head"])
    assert stranger.get(f"/documents/{document_id}/sign").status_code == 404
    assert stranger.get(place).status_code == 404
    clerk = sign_in(signing, "head", HEAD_NAME)
    by_clerk = begin(clerk, document_id, tokens["head"])
    assert mentor.get(by_clerk).status_code == 404
    for name in ("document.pdf", "request.json", "data.bin"):
        assert mentor.get(f"{by_clerk}/{name}").status_code == 404
        assert stranger.get(f"{place}/{name}").status_code == 404


def test_seeing_to_the_signatures_of_others_stays_closed_to_participants(
    signing: SigningHouse, mentor: FlaskClient
) -> None:
    document_id = signing.order("key-1", MENTOR)
    card = f"/documents/{document_id}"
    token = hidden(mentor.get("/documents"), "_csrf")
    form = {"_csrf": token, "reason": "нет", "signer": OTHER, "ground": "приказ"}
    for action in ("replacement", "remind", "link", "scan"):
        assert mentor.post(f"{card}/signatures/1/{action}", data=form).status_code == 403
    for action in ("replacement", "link"):
        assert mentor.get(f"{card}/signatures/1/{action}").status_code == 403
    assert signing.states(document_id) == ["ready"]


def test_whoever_takes_the_place_of_another_sees_the_document_and_signs_it(
    signing: SigningHouse, mentor: FlaskClient, tokens: dict[str, OwnToken]
) -> None:
    document_id = signing.order("key-1", {**MENTOR, "signer": OTHER})
    assert mentor.get(f"/documents/{document_id}").status_code == 404
    clerk = sign_in(signing, "head", "Писарь Пётр Петрович")
    upload(clerk, replacement(document_id), signer=HEAD_NAME, ground=ORDER_OF_DAY)

    place = begin(mentor, document_id, tokens["gost-head"])
    value = tokens["gost-head"].sign(mentor.get(f"{place}/data.bin").data)
    upload(mentor, place, signature_file=(BytesIO(value), "document.sig"))
    signing.work()

    assert signing.states(document_id) == ["replaced", "done"]
    assert signing.verify(document_id).verdict is Verdict.VALID
