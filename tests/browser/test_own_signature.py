"""A head signs with her own token in the browser; a stand-in plays the part of the plug-in."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, expect

from signing.verification import Verdict
from tests.browser.plugged import FakeToken, look, plug_in, sign_in, verdict_of
from tests.doors import ORDER, PASSWORD, House
from tests.own_token import OwnToken
from tests.signing_house import SigningHouse
from tests.unit.api.test_signatures import MENTOR

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

VALUE, CONTAINER = "значение подписи", "отсоединённую подпись CAdES"
MANY = 40
"""Documents of a signing day."""


@pytest.fixture
def house(signing: SigningHouse) -> House:
    return signing.house


@pytest.mark.parametrize(
    ("name", "reply"), [("head", VALUE), ("gost-head", VALUE), ("head", CONTAINER)]
)
def test_the_head_signs_in_the_browser_with_her_own_token(
    signing: SigningHouse,
    scripting: BrowserContext,
    tokens: dict[str, OwnToken],
    tmp_path: Path,
    name: str,
    reply: str,
) -> None:
    document_id = signing.order("key-1", MENTOR)
    page = plug_in(scripting, FakeToken(tokens[name]))
    sign_in(signing, page)
    page.goto(f"/documents/{document_id}")
    look(page, tmp_path, "card")
    page.get_by_role("link", name="Подписать своей подписью").click()
    # Only the certificate that has its key on the token, by its person's name.
    expect(page.get_by_label("Сертификат", exact=True)).to_have_text(
        re.compile(r"^\s*Мельник Ольга Сергеевна, до 0?1\.01\.2030\s*$")
    )
    if reply != VALUE:
        page.get_by_text("Подписать по файлам").click()
        page.get_by_label(reply).check()
    look(page, tmp_path, "certificates")
    page.get_by_role("button", name="Подписать этим сертификатом").click()
    expect(page.get_by_role("link", name="Посмотреть файл")).to_be_visible()
    look(page, tmp_path, "ticket")
    page.get_by_role("button", name="Подписать", exact=True).click()
    page.wait_for_url(f"**/documents/{document_id}")
    signing.work()
    page.reload()

    expect(page.get_by_text("подписано")).to_be_visible()
    assert signing.states(document_id) == ["done"]
    assert verdict_of(signing, document_id) is Verdict.VALID


def test_a_token_that_refuses_is_told_and_may_be_tried_again(
    signing: SigningHouse, scripting: BrowserContext, tokens: dict[str, OwnToken]
) -> None:
    document_id = signing.order("key-1", MENTOR)
    page = plug_in(scripting, FakeToken(tokens["head"], limit=0))
    sign_in(signing, page)
    page.goto(f"/documents/{document_id}/sign")
    page.get_by_role("button", name="Подписать этим сертификатом").click()
    page.get_by_role("button", name="Подписать", exact=True).click()

    expect(page.get_by_role("alert")).to_contain_text("Ошибка носителя")
    expect(page.get_by_role("button", name="Подписать", exact=True)).to_be_enabled()
    assert signing.states(document_id) == ["ready"]


def test_without_a_plug_in_the_page_offers_files(
    signing: SigningHouse, scripting: BrowserContext, tokens: dict[str, OwnToken], tmp_path: Path
) -> None:
    document_id, token = signing.order("key-1", MENTOR), tokens["gost-head"]
    page = scripting.new_page()
    sign_in(signing, page)
    page.goto(f"/documents/{document_id}/sign")
    expect(page.get_by_role("button", name="Подписать этим сертификатом")).to_be_hidden()
    page.get_by_label("Файл сертификата").set_input_files(token.certificate)
    page.get_by_role("button", name="Получить данные").click()
    with page.expect_download() as started:
        page.get_by_role("link", name="данные для подписи").click()
    reply = tmp_path / "document.sig"
    reply.write_bytes(token.sign(started.value.path().read_bytes()))
    page.get_by_label("Файл подписи").set_input_files(reply)
    page.get_by_role("button", name="Загрузить подпись").click()
    page.wait_for_url(f"**/documents/{document_id}")
    signing.work()

    assert verdict_of(signing, document_id) is Verdict.VALID


def test_the_head_signs_everything_that_waits_on_one_page(
    signing: SigningHouse, scripting: BrowserContext, tmp_path: Path
) -> None:
    plan = {"role": "head", "method": "server_key", "confirm": True}
    documents = [signing.order(f"key-{number}", plan, kind=ORDER) for number in range(MANY)]
    page = scripting.new_page()
    sign_in(signing, page)
    page.get_by_role("link", name="На подпись").click()
    numbers = page.get_by_text(re.compile(r"^\s*\d+-од\s*$")).all_inner_texts()
    assert numbers == [f"{seq}-од" for seq in range(1, MANY + 1)]
    look(page, tmp_path, "signing-day")
    page.get_by_label("Ваш пароль").fill(PASSWORD)
    page.get_by_role("button", name="Подписать отмеченные").click()
    expect(page.get_by_text(f"Подписано 0 из {MANY}")).to_be_visible()
    signing.work()

    expect(page.get_by_text(f"Подписано {MANY} из {MANY}")).to_be_visible()
    look(page, tmp_path, "results")
    assert {verdict_of(signing, one) for one in documents} == {Verdict.VALID}
