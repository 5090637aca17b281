"""Refusing to sign: by a link, with an account, for others; and everything that must not work."""

import json
from dataclasses import replace

import pytest
from flask.testing import FlaskClient

from service.domain.access import Scope
from service.domain.accounts import Tenant
from service.domain.links import LINK_LIFETIME
from tests.doors import hidden
from tests.factories import FOREIGN_SCHOOL, SCHOOL, make_principal
from tests.link_table import ANNA, Table
from tests.own_token import OwnToken
from tests.signing_house import SigningHouse
from tests.unit.api.test_signatures import MENTOR
from tests.unit.web.test_participant_signing import OTHER, enter
from tests.unit.web.test_signatures import HEAD_NAME, begin, sign_in, upload

REASON = "Неверный период."
HEADLINE = "Отказаться от подписания?"


@pytest.fixture
def clerk(signing: SigningHouse) -> FlaskClient:
    return sign_in(signing, "clerk", "Писарь Пётр Петрович")


@pytest.fixture
def mentor(signing: SigningHouse) -> FlaskClient:
    return enter(signing, "mentor", HEAD_NAME)


def decline(table: Table, reason: str = REASON, link: str = "") -> int:
    page = f"{link or table.link}/decline"
    return table.post(page, page, reason=reason).status_code


def refuse(browser: FlaskClient, document_id: str, place: int = 1, reason: str = REASON) -> int:
    token = hidden(browser.get("/documents"), "_csrf")
    form = {"_csrf": token, "reason": reason}
    path = f"/documents/{document_id}/signatures/{place}/decline"
    return browser.post(path, data=form).status_code


# By a link.


def test_the_page_of_a_link_leads_to_a_page_that_asks_once_more(table: Table) -> None:
    assert f'href="{table.link}/decline"' in table.browser.get(table.link).text
    asked = table.browser.get(f"{table.link}/decline")
    assert (asked.status_code, HEADLINE in asked.text) == (200, True)
    assert asked.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert "<script" not in asked.text
    assert f'href="{table.link}"' in asked.text
    assert table.states() == ["ready", "waiting"]


def test_declining_needs_a_reason_and_ends_the_link(table: Table) -> None:
    assert decline(table, " ") == 422
    assert decline(table, "я" * 501) == 422
    assert table.states() == ["ready", "waiting"]
    page = f"{table.link}/decline"
    assert "Отказ записан" in table.post(page, page, reason=REASON).text
    assert table.states() == ["declined", "waiting"]
    assert table.browser.get(table.link).status_code == 404
    assert table.browser.get(page).status_code == 404


def test_who_declined_by_a_link_and_why_is_seen_in_the_organisation(
    table: Table, clerk: FlaskClient
) -> None:
    decline(table)
    card = clerk.get(f"/documents/{table.document_id}").text
    assert f"{ANNA}, по ссылке: {REASON}" in card
    assert card.count(f"{ANNA}, по ссылке") == 2  # with the signature, and in the history
    assert f"отказ подписать, {ANNA}" in clerk.get("/").text
    shown = table.signing.show(table.document_id)
    decision = shown["signatures"][0]["decision"]
    assert (shown["state"], decision["reason"]) == ("awaiting_signatures", REASON)
    assert decision["by"].startswith("link:")


def test_the_trail_knows_of_the_refusal_and_not_its_words(table: Table) -> None:
    decline(table)
    with table.database.snapshot() as tx:
        (event,) = (
            item.event
            for item in tx.audit.read(SCHOOL)
            if item.event.action == "document:signature:declined"
        )
    assert event.actor.startswith("link:")
    assert REASON not in json.dumps(dict(event.detail), ensure_ascii=False)
    assert table.signing.house.services.archive.check([SCHOOL]).faults == ()


def test_programs_hear_of_the_refusal_without_a_name(table: Table) -> None:
    services = table.signing.house.services
    keeper = replace(make_principal(SCHOOL), scopes=frozenset({Scope.WEBHOOKS}))
    webhook = services.webhooks.add(keeper, "https://a.example/hook", Tenant(SCHOOL))
    decline(table)
    (delivery,) = services.webhooks.list_deliveries(keeper, webhook.id)
    told = json.loads(delivery.notice.body)
    assert (told["event"], told["step"]) == ("document.signature_declined", 1)
    assert told["document_id"] == table.document_id
    assert set(told) == {"id", "event", "occurred_at", "organization_id", "document_id", "step"}


def test_whoever_declined_is_invited_again_and_signs(table: Table, clerk: FlaskClient) -> None:
    decline(table)
    path = f"/documents/{table.document_id}/signatures/1/replacement"
    asked = {"signer": ANNA, "ground": "замечание исправлено", "email": "anna@school.example"}
    assert upload(clerk, path, **asked)[0] == 303
    assert table.signing.house.services.links.send_due() == 1
    fresh = table.take_link()
    assert fresh != table.link
    table.link = fresh
    assert "Вы подписали документ" in table.confirm(table.get_code()).text
    assert table.states() == ["replaced", "waiting", "done"]


def test_a_reason_typed_under_another_cookie_is_handed_back_and_counts_when_sent_again(
    table: Table,
) -> None:
    page = f"{table.link}/decline"
    typed = {"_csrf": hidden(table.browser.get(page), "_csrf"), "reason": REASON}
    table.browser.set_cookie("before", "another")

    again = table.browser.post(page, data=typed)

    assert (again.status_code, REASON in again.text) == (403, True)
    assert "отправьте ещё раз" in again.text
    assert table.states() == ["ready", "waiting"]
    sent = table.browser.post(page, data={**typed, "_csrf": hidden(again, "_csrf")})
    assert (sent.status_code, table.states()) == (200, ["declined", "waiting"])


# Attacks on the link.


def test_another_site_gets_no_reason_handed_back(table: Table) -> None:
    page = f"{table.link}/decline"
    elsewhere = {"Sec-Fetch-Site": "cross-site"}

    answer = table.browser.post(page, data={"reason": REASON}, headers=elsewhere)

    assert (answer.status_code, REASON in answer.text) == (403, False)
    assert table.states() == ["ready", "waiting"]


def test_neither_comes_after_the_other(table: Table) -> None:
    code = table.get_code()
    assert decline(table) == 200
    assert table.confirm(code).status_code == 404
    assert decline(table) == 404
    assert table.states() == ["declined", "waiting"]


def test_what_is_signed_cannot_be_declined(table: Table) -> None:
    assert table.confirm(table.get_code()).status_code == 200
    assert decline(table) == 404
    assert table.states() == ["done", "waiting"]


def test_an_expired_link_declines_nothing(table: Table) -> None:
    page = table.browser.get(f"{table.link}/decline")
    form = {"_csrf": hidden(page, "_csrf"), "reason": REASON}
    table.wait(LINK_LIFETIME)
    assert table.browser.get(f"{table.link}/decline").status_code == 404
    assert table.browser.post(f"{table.link}/decline", data=form).status_code == 404
    assert table.states() == ["ready", "waiting"]


def test_a_link_declines_its_own_document_alone(table: Table, clerk: FlaskClient) -> None:
    other = table.order("key-2")
    decline(table)
    assert table.signing.states(other) == ["ready", "waiting"]
    assert clerk.get(f"/documents/{table.document_id}").text.count(REASON) == 1


def test_a_refusal_from_another_site_does_not_count(table: Table) -> None:
    page = table.browser.get(f"{table.link}/decline")
    form = {"_csrf": hidden(page, "_csrf"), "reason": REASON}
    elsewhere = {"Sec-Fetch-Site": "cross-site"}
    path = f"{table.link}/decline"
    assert table.browser.post(path, data=form, headers=elsewhere).status_code == 403
    assert table.browser.post(path, data={"reason": REASON}).status_code == 403
    assert table.states() == ["ready", "waiting"]


# With an account.


def test_a_participant_declines_what_waits_for_them(
    signing: SigningHouse, mentor: FlaskClient, clerk: FlaskClient
) -> None:
    document_id = signing.order("key-1", MENTOR)
    path = f"/documents/{document_id}/signatures/1/decline"
    assert f'href="{path}"' in mentor.get(f"/documents/{document_id}/sign").text
    assert HEADLINE in mentor.get(path).text
    assert refuse(mentor, document_id, reason=" ") == 422
    assert refuse(mentor, document_id) == 303
    assert signing.states(document_id) == ["declined"]
    assert f"{HEAD_NAME}: {REASON}" in clerk.get(f"/documents/{document_id}").text
    assert (mentor.get(path).status_code, refuse(mentor, document_id)) == (409, 409)


def test_a_participant_declines_for_nobody_else(signing: SigningHouse, mentor: FlaskClient) -> None:
    planned = {**MENTOR, "role": "mentee", "signer": OTHER}
    paper = {"role": "mentor", "method": "paper", "signer": HEAD_NAME}
    document_id = signing.order("key-1", planned, paper)
    stranger = enter(signing, "stranger", "Посторонний Пётр Петрович")
    assert refuse(mentor, document_id) == 403
    assert mentor.get(f"/documents/{document_id}/signatures/1/decline").status_code == 403
    assert refuse(stranger, document_id) == 404
    assert refuse(mentor, document_id, 3) == 404
    assert signing.states(document_id) == ["ready", "ready"]


def test_a_participant_cannot_decline_after_signing(
    signing: SigningHouse, mentor: FlaskClient, tokens: dict[str, OwnToken]
) -> None:
    document_id, token = signing.order("key-1", MENTOR), tokens["head"]
    place = begin(mentor, document_id, token)
    signature = token.sign(mentor.get(f"{place}/data.bin").data).hex()
    assert upload(mentor, place, signature=signature)[0] == 303
    signing.work()
    assert refuse(mentor, document_id) == 409
    assert signing.show(document_id)["state"] == "archived"


def test_a_participant_reads_their_own_reason_and_nobody_elses(
    signing: SigningHouse, mentor: FlaskClient, clerk: FlaskClient
) -> None:
    document_id = signing.order("key-1", MENTOR, {**MENTOR, "role": "mentee", "signer": OTHER})
    assert refuse(mentor, document_id) == 303
    assert refuse(clerk, document_id, 2, "Ждёт приказа.") == 303
    card = mentor.get(f"/documents/{document_id}").text
    assert (REASON in card, "Ждёт приказа." in card) == (True, False)
    assert "Ждёт приказа." in clerk.get(f"/documents/{document_id}").text


def test_a_reply_that_comes_after_the_refusal_is_not_taken(
    signing: SigningHouse, mentor: FlaskClient, tokens: dict[str, OwnToken]
) -> None:
    document_id, token = signing.order("key-1", MENTOR), tokens["head"]
    place = begin(mentor, document_id, token)
    signature = token.sign(mentor.get(f"{place}/data.bin").data).hex()
    assert refuse(mentor, document_id) == 303
    assert upload(mentor, place, signature=signature)[0] == 422
    signing.work()
    assert signing.states(document_id) == ["declined"]


# For others.


def test_another_organisation_declines_nothing(signing: SigningHouse) -> None:
    document_id = signing.order("key-1", MENTOR)
    signing.house.add_user("stranger", FOREIGN_SCHOOL)
    stranger = signing.house.sign_in("stranger")
    path = f"/documents/{document_id}/signatures/1/decline"
    assert stranger.get(path).status_code == 404
    assert refuse(stranger, document_id) == 404
    assert signing.states(document_id) == ["ready"]


def test_a_clerk_writes_down_what_a_signer_said(signing: SigningHouse, clerk: FlaskClient) -> None:
    document_id = signing.order("key-1", MENTOR)
    path = f"/documents/{document_id}/signatures/1/decline"
    assert f'href="{path}"' in clerk.get(f"/documents/{document_id}/sign").text
    assert refuse(clerk, document_id) == 303
    assert f"Писарь Пётр Петрович: {REASON}" in clerk.get(f"/documents/{document_id}").text
