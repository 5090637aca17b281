"""Many documents are signed with one's own token on one page, each for itself."""

import re
import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from signing.verification import Verdict
from tests.browser.plugged import FakeToken, look, plug_in, sign_in, verdict_of
from tests.doors import House
from tests.factories import CLERK, HEADS_TERM, SCHOOL
from tests.own_token import OwnToken, export_token
from tests.pki import HEAD, make_pki
from tests.signing_house import SigningHouse

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

MENTOR = {"role": "mentor", "method": "own_token", "signer": "Мельник Ольга Сергеевна"}
AS_CURATOR = {**MENTOR, "role": "curator"}
FIVE, REFUSED = 5, 2


@pytest.fixture
def house(signing: SigningHouse) -> House:
    return signing.house


def take_token(
    signing: SigningHouse, tokens: dict[str, OwnToken], family: str, folder: Path
) -> OwnToken:
    """A token of the head with a key of this family, from an authority that is trusted here."""
    if family == "gost":
        return tokens["gost-head"]
    pki = make_pki(folder / "rsa", HEAD, key_type="rsa")
    for path in pki.trust.iterdir():
        shutil.copyfile(path, signing.house.services.settings.trust / f"rsa-{path.name}")
    return export_token(pki, HEAD.name, folder / "rsa-token")


def order_five(signing: SigningHouse) -> list[str]:
    """Five documents; that in the middle is signed as the curator."""
    plans = [AS_CURATOR if place == REFUSED else MENTOR for place in range(FIVE)]
    return [signing.order(f"key-{place}", plan) for place, plan in enumerate(plans)]


def spoil(signing: SigningHouse, document_id: str, how: str) -> str:
    """Let one document become unfit to sign; returns what the person is told."""
    if how == "cancelled":
        signing.send("post", f"/api/v1/documents/{document_id}/cancel", {})
        return "Документ не ждёт подписи."
    ended = replace(HEADS_TERM, role="curator", until=date(2025, 8, 31))
    signing.house.services.signers.appoint(CLERK, SCHOOL, ended)
    return "Полномочия подписывающего в этот день не действуют."


def open_day(page: Page) -> None:
    page.goto("/signing-day")
    expect(page.get_by_role("checkbox")).to_have_count(FIVE)


def press(page: Page) -> None:
    page.get_by_role("button", name="Подписать отмеченные").click()


@pytest.mark.parametrize(("family", "how"), [("gost", "cancelled"), ("rsa", "term ended")])
def test_one_that_is_refused_does_not_stop_the_others(
    signing: SigningHouse,
    scripting: BrowserContext,
    tokens: dict[str, OwnToken],
    tmp_path: Path,
    family: str,
    how: str,
) -> None:
    documents = order_five(signing)
    page = plug_in(scripting, FakeToken(take_token(signing, tokens, family, tmp_path)))
    sign_in(signing, page)
    open_day(page)
    expect(page.get_by_text("Откройте и подпишите каждый документ")).to_be_hidden()
    look(page, tmp_path, "day")
    reason = spoil(signing, documents[REFUSED], how)
    press(page)

    expect(page.get_by_role("status")).to_have_text(f"Подписано 4 из {FIVE}.")
    expect(page.get_by_text("Подпись принята")).to_have_count(4)
    outcome = page.get_by_role("row").nth(REFUSED + 1)
    expect(outcome).to_contain_text(f"Не подписан. {reason}")
    look(page, tmp_path, "outcome")
    signing.work()
    page.get_by_role("link", name="Что подписано").click()
    expect(page.get_by_text("Подписано 4 из 4")).to_be_visible()
    good = [one for one in documents if one != documents[REFUSED]]
    assert {verdict_of(signing, one) for one in good} == {Verdict.VALID}
    assert signing.states(documents[REFUSED]) == ["ready"]


def test_when_all_are_signed_the_results_follow(
    signing: SigningHouse, scripting: BrowserContext, tokens: dict[str, OwnToken]
) -> None:
    documents = order_five(signing)
    token = FakeToken(tokens["head"])
    page = plug_in(scripting, token)
    sign_in(signing, page)
    open_day(page)
    page.get_by_role("checkbox").first.uncheck()
    press(page)
    page.wait_for_url("**/signing-day/results?documents=*")

    expect(page.get_by_text("Подписано 0 из 4. Страница обновится сама.")).to_be_visible()
    signing.work()
    expect(page.get_by_text("Подписано 4 из 4")).to_be_visible()
    assert len(token.made) == 4
    assert signing.states(documents[0]) == ["ready"]


def test_a_token_that_refuses_stops_and_leaves_the_rest_as_it_is(
    signing: SigningHouse, scripting: BrowserContext, tokens: dict[str, OwnToken]
) -> None:
    documents = order_five(signing)
    page = plug_in(scripting, FakeToken(tokens["head"], limit=2))
    sign_in(signing, page)
    open_day(page)
    press(page)

    expect(page.get_by_role("alert")).to_contain_text("неверный ПИН-код")
    expect(page.get_by_role("status")).to_have_text(f"Подписано 2 из {FIVE}.")
    expect(page.get_by_role("button", name="Подписать отмеченные")).to_be_enabled()
    expect(page.get_by_role("checkbox", checked=True)).to_have_count(3)
    signing.work()
    assert [signing.states(one)[0] for one in documents] == ["done"] * 2 + ["ready"] * 3


def test_without_a_plug_in_each_document_is_signed_on_its_own_page(
    signing: SigningHouse, scripting: BrowserContext, tmp_path: Path
) -> None:
    documents = order_five(signing)
    page = scripting.new_page()
    sign_in(signing, page)
    page.goto("/signing-day")
    expect(page.get_by_text("Откройте и подпишите каждый документ")).to_be_visible()
    expect(page.get_by_role("checkbox")).to_have_count(0)
    expect(page.get_by_role("button", name="Подписать отмеченные")).to_be_hidden()
    look(page, tmp_path, "day")
    page.get_by_role("link", name=re.compile("Подписать отдельно")).first.click()

    page.wait_for_url(f"**/documents/{documents[0]}/sign")
