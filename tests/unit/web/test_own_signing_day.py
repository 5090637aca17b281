"""What waits for one's own signature on the signing day."""

import re
from dataclasses import replace
from datetime import date, timedelta

import pytest
from flask.testing import FlaskClient

from service.operations import own_signing_day, signature_steps
from tests.doors import ORDER, hidden
from tests.factories import CLERK, FOREIGN_SCHOOL, HEADS_TERM, SCHOOL
from tests.own_token import OwnToken
from tests.questions import counted_questions
from tests.signing_house import SigningHouse
from tests.unit.api.test_signatures import DEPUTY_NAME, MENTOR
from tests.unit.web.test_signatures import CONFIRMED, HEAD_NAME, begin, sign_in, upload

OF_ANOTHER = {**MENTOR, "signer": DEPUTY_NAME}


@pytest.fixture
def browser(signing: SigningHouse) -> FlaskClient:
    return sign_in(signing, "head", HEAD_NAME)


def list_own(browser: FlaskClient) -> list[str]:
    """The documents of the list «Своей подписью», as the page shows them."""
    _, _, own = browser.get("/signing-day").text.partition('id="day"')
    return re.findall(r'name="document" value="([^"]+)"', own)


def test_only_what_waits_for_this_very_person_is_there(
    signing: SigningHouse, browser: FlaskClient
) -> None:
    mine = signing.order("key-1", MENTOR)
    signing.order("key-2", OF_ANOTHER)
    signing.order("key-3", CONFIRMED, kind=ORDER)
    signing.order("key-4", {**OF_ANOTHER, "turn": 1}, {**MENTOR, "role": "curator", "turn": 2})

    assert list_own(browser) == [mine]
    assert f'href="/documents/{mine}/sign"' in browser.get("/signing-day").text
    assert list_own(sign_in(signing, "clerk", "Скляр Лев Кузьмич")) == []
    signing.house.add_user("stranger", FOREIGN_SCHOOL)
    assert list_own(signing.house.sign_in("stranger")) == []


def test_they_stand_as_in_the_journal(signing: SigningHouse, browser: FlaskClient) -> None:
    documents = [signing.order(f"key-{place}", MENTOR) for place in range(3)]

    assert list_own(browser) == documents


def test_documents_of_others_do_not_push_ones_own_off_the_list(
    signing: SigningHouse, browser: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(signature_steps, "_PAGE_SIZE", 2)
    monkeypatch.setattr(own_signing_day, "MAX_WAITING", 2)
    mine = []
    for place in range(3):
        signing.house.clock.go(timedelta(milliseconds=1))
        mine.append(signing.order(f"key-{place}", MENTOR))
    signing.house.clock.go(timedelta(milliseconds=1))
    for place in range(3):
        signing.order(f"other-{place}", OF_ANOTHER)

    assert list_own(browser) == mine[1:]


def test_the_list_reads_nothing_of_what_was_offered_and_sent(
    signing: SigningHouse, browser: FlaskClient, tokens: dict[str, OwnToken]
) -> None:
    waiting = signing.order("key-1", MENTOR)
    answered = signing.order("key-2", MENTOR)
    place = begin(browser, answered, tokens["head"])
    value = tokens["head"].sign(browser.get(f"{place}/data.bin").data)
    assert upload(browser, place, signature=value.hex())[0] == 303

    with counted_questions() as asked:
        assert list_own(browser) == [waiting]

    about_tickets = [one for one in asked if "FROM signature_tickets" in one]
    assert about_tickets
    for column in ("offer", "reply"):
        assert not [one for one in about_tickets if f"signature_tickets.{column}" in one]


def test_an_answered_document_is_off_the_list_and_its_result_waits(
    signing: SigningHouse, browser: FlaskClient, tokens: dict[str, OwnToken]
) -> None:
    document_id = signing.order("key-1", MENTOR)
    place = begin(browser, document_id, tokens["head"])
    value = tokens["head"].sign(browser.get(f"{place}/data.bin").data)
    assert upload(browser, place, signature=value.hex())[0] == 303
    results = f"/signing-day/results?documents={document_id}"

    assert list_own(browser) == []
    assert "Страница обновится сама" in browser.get(results).text
    signing.work()
    assert "Подписано 1 из 1." in browser.get(results).text


def test_a_signature_that_does_not_get_into_the_document_says_why_in_the_results(
    signing: SigningHouse, browser: FlaskClient, tokens: dict[str, OwnToken]
) -> None:
    document_id = signing.order("key-1", {**MENTOR, "role": "curator"})
    place = begin(browser, document_id, tokens["head"])
    value = tokens["head"].sign(browser.get(f"{place}/data.bin").data)
    assert upload(browser, place, signature=value.hex())[0] == 303
    ended = replace(HEADS_TERM, role="curator", until=date(2025, 8, 31))
    signing.house.services.signers.appoint(CLERK, SCHOOL, ended)
    signing.work()

    shown = browser.get(f"/signing-day/results?documents={document_id}").text
    assert "Полномочия подписывающего в этот день не действуют." in shown
    assert "Страница обновится сама" not in shown
    assert list_own(browser) == [document_id]


def test_a_document_cancelled_meanwhile_says_so_for_the_script(
    signing: SigningHouse, browser: FlaskClient, tokens: dict[str, OwnToken]
) -> None:
    document_id = signing.order("key-1", MENTOR)
    token = hidden(browser.get("/signing-day"), "_csrf")
    signing.send("post", f"/api/v1/documents/{document_id}/cancel", {})
    form = {"_csrf": token, "certificate": tokens["head"].certificate.read_text()}
    answer = browser.post(f"/documents/{document_id}/sign", data=form)

    assert answer.status_code == 422
    assert "<p data-refusal>Документ не ждёт подписи.</p>" in answer.text


def test_the_plug_in_may_run_only_where_something_waits_for_it(
    signing: SigningHouse, browser: FlaskClient
) -> None:
    assert "extension" not in browser.get("/signing-day").headers["Content-Security-Policy"]
    signing.order("key-1", MENTOR)
    answer = browser.get("/signing-day")

    policy = answer.headers["Content-Security-Policy"]
    nonce = re.search(r"script-src 'nonce-([\w-]{22})' chrome-extension://", policy)
    assert nonce is not None
    assert f'nonce="{nonce[1]}"' in answer.text
