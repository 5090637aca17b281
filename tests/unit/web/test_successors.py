"""Another signer in place of one who cannot sign, on the pages."""

import re
from datetime import date

import pytest
from flask.testing import FlaskClient

from service.database.database import SqlDatabase
from service.domain.ids import DocumentId
from service.domain.links import LinkState
from service.domain.signers import Term
from signing.verification import Verdict
from tests.factories import CLERK, SCHOOL
from tests.link_table import ANNA, LINK
from tests.mail import take_letters
from tests.signing_house import SigningHouse
from tests.unit.api.test_paper import picture, send
from tests.unit.api.test_signatures import MENTOR
from tests.unit.web.test_signatures import HEAD_NAME, sign_in, upload

BY_LINK = {"role": "mentor", "method": "simple", "signer": ANNA, "email": "anna@school.example"}
CERTIFYING = {"role": "seal", "method": "server_key", "turn": 2, "certifies": True}
SECOND = "Скляр Лев Кузьмич"
ORDER_OF_DAY = "приказ от 20.11.2026 № 41-лс"


@pytest.fixture
def browser(signing: SigningHouse) -> FlaskClient:
    return sign_in(signing, "head", HEAD_NAME)


def appoint(signing: SigningHouse, name: str, ground: str, until: date | None = None) -> None:
    term = Term("mentor", name, "m", "учитель", ground, date(2026, 1, 1), until)
    signing.house.services.signers.appoint(CLERK, SCHOOL, term)


def replacement(document_id: str, place: int = 1) -> str:
    return f"/documents/{document_id}/signatures/{place}/replacement"


def test_the_person_with_the_right_takes_over_with_the_ground_of_the_term(
    signing: SigningHouse, browser: FlaskClient
) -> None:
    document_id = signing.order("key-1", MENTOR)
    appoint(signing, SECOND, ORDER_OF_DAY)
    appoint(signing, "Прежний Пётр Петрович", "приказ № 1", date(2026, 2, 1))
    assert "Заменить подписывающего" in browser.get(f"/documents/{document_id}").text
    page = browser.get(replacement(document_id)).text
    assert SECOND in page
    assert "Прежний" not in page
    chosen = re.search(r'name="chosen" value="([^"]+)"', page)
    assert chosen

    status, card, _ = upload(browser, replacement(document_id), chosen=chosen[1])

    assert (status, card) == (303, f"/documents/{document_id}")
    shown = browser.get(card).text
    assert f"{SECOND}: можно подписывать" in shown
    assert ORDER_OF_DAY in shown
    assert "Назначен другой подписывающий" in shown
    assert signing.states(document_id) == ["replaced", "ready"]


def test_nobody_without_the_right_takes_over(signing: SigningHouse, browser: FlaskClient) -> None:
    document_id = signing.order("key-1", MENTOR)
    appoint(signing, "Прежний Пётр Петрович", "приказ № 1", date(2026, 2, 1))
    assert "больше никто не вправе" in browser.get(replacement(document_id)).text
    status, _, text = upload(
        browser, replacement(document_id), signer="Прежний Пётр Петрович", ground="приказ № 1"
    )
    assert (status, "не действуют" in text) == (422, True)
    status, _, text = upload(browser, replacement(document_id), signer=SECOND, ground="приказ")
    assert (status, '<a href="#signer">' in text) == (422, True)
    assert signing.states(document_id) == ["ready"]


def test_without_records_name_and_ground_are_typed(
    signing: SigningHouse, browser: FlaskClient
) -> None:
    document_id = signing.order("key-1", MENTOR)
    status, _, text = upload(browser, replacement(document_id), signer=SECOND)
    assert (status, '<a href="#ground">' in text, SECOND in text) == (422, True, True)
    status, _, text = upload(
        browser, replacement(document_id), signer=SECOND, ground="приказ", email="нет"
    )
    assert (status, '<a href="#email">' in text) == (422, True)
    status, _, _ = upload(
        browser, replacement(document_id), signer=SECOND, ground=ORDER_OF_DAY, method="paper"
    )
    assert status == 303
    assert signing.states(document_id) == ["replaced", "ready"]
    assert signing.show(document_id)["signatures"][1]["method"] == "paper"


def test_the_link_of_the_one_who_left_is_void_and_the_new_one_goes_elsewhere(
    signing: SigningHouse, browser: FlaskClient, memory_database: SqlDatabase
) -> None:
    document_id = signing.order("key-1", BY_LINK)
    services = signing.house.services
    services.links.send_due()
    (letter,) = take_letters(memory_database)
    old = LINK.search(letter.text)
    assert old

    upload(
        browser,
        replacement(document_id),
        signer=SECOND,
        ground=ORDER_OF_DAY,
        email="lev@school.example",
    )
    services.links.send_due()

    assert browser.get(old[0]).status_code == 404
    with services.database.snapshot() as tx:
        links = tx.links.list_of(DocumentId(document_id))
    assert {one.place: one.state for one in links} == {1: LinkState.VOID, 2: LinkState.OPEN}
    (letter,) = take_letters(memory_database)
    assert letter.recipient == "lev@school.example"
    assert SECOND in letter.text


def test_without_a_new_address_no_link_goes_to_the_old_one(
    signing: SigningHouse, browser: FlaskClient, memory_database: SqlDatabase
) -> None:
    document_id = signing.order("key-1", BY_LINK)
    upload(browser, replacement(document_id), signer=SECOND, ground=ORDER_OF_DAY)
    signing.house.services.links.send_due()
    assert take_letters(memory_database) == []


@pytest.mark.parametrize("name", ["я" * 201, "Скляр\nЛев Кузьмич"])
def test_a_name_that_no_letter_could_bear_is_not_written_down(
    signing: SigningHouse, browser: FlaskClient, name: str
) -> None:
    document_id = signing.order("key-1", BY_LINK)
    status, _, text = upload(browser, replacement(document_id), signer=name, ground=ORDER_OF_DAY)
    assert (status, '<a href="#signer">' in text) == (422, True)
    assert signing.states(document_id) == ["ready"]


def test_what_is_signed_already_is_not_handed_over(
    signing: SigningHouse, browser: FlaskClient
) -> None:
    seal = {"role": "seal", "method": "server_key"}
    document_id = signing.order("key-1", seal, {**MENTOR, "turn": 2})
    assert browser.get(replacement(document_id)).status_code == 409
    assert browser.get(replacement(document_id, 9)).status_code == 404


def test_a_closing_seal_may_certify_what_was_signed_outside_the_file(
    signing: SigningHouse, browser: FlaskClient
) -> None:
    document_id = signing.order("key-1", {**MENTOR, "method": "paper"}, CERTIFYING)
    status, _, text = upload(
        browser, replacement(document_id), signer=SECOND, ground="приказ", method="own_token"
    )
    assert (status, "первой из ключей" in text) == (422, True)

    assert send(signing, document_id, picture()).status_code == 202
    signing.work()

    assert signing.states(document_id) == ["done", "done"]
    report = signing.verify(document_id)
    assert report.verdict is Verdict.VALID
