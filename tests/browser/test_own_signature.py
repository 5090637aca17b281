"""A head signs with her own token in the browser; a stand-in plays the part of the plug-in."""

import base64
import re
import shutil
import subprocess
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pytest
from asn1crypto import pem
from playwright.sync_api import Browser, BrowserContext, Page, expect

from service.database.database import open_database
from service.domain.access import Role
from service.domain.accounts import Tenant
from service.operations.accounts import NewUser
from signing.verification import Verdict
from tests.doors import ORDER, PASSWORD, House
from tests.factories import SCHOOL, seed
from tests.own_token import OwnToken
from tests.signing_house import Authorities, SigningHouse, open_signing_house
from tests.unit.api.test_signatures import MENTOR

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

FAKE = Path(__file__).with_name("fake_plugin.js")
SUBJECT = "CN=МКОУ «Образцовская СОШ № 1», SN=Мельник, G=Ольга Сергеевна"
ALGORITHMS = {4: "sha256", 101: "md_gost12_256"}
"""What the plug-in calls the digests, and what OpenSSL does."""

WIDTHS = (1280, 390)
MANY = 40
"""Documents of a signing day."""


@dataclass(frozen=True)
class FakeToken:
    """Signs digests, and nothing but digests, as a token does behind the plug-in."""

    token: OwnToken
    is_broken: bool = False

    def list_certificates(self) -> list[dict[str, object]]:
        _, _, der = pem.unarmor(self.token.certificate.read_bytes())
        own = {"name": "head", "subject": SUBJECT, "base64": base64.b64encode(der).decode()}
        return [{**own, "name": "other", "hasKey": False}, {**own, "hasKey": True}]

    def sign(self, name: str, mode: str, algorithm: int, digest: str) -> str:
        """Return the value in hexadecimal; CryptoPro gives that of GOST with octets reversed."""
        assert (name, mode) == ("head", "attrs")
        if self.is_broken:
            message = "неверный ПИН-код"
            raise ValueError(message)
        is_gost = ALGORITHMS[algorithm].startswith("md_gost")
        options = [] if is_gost else ["-pkeyopt", f"digest:{ALGORITHMS[algorithm]}"]
        environment = {"PATH": "/usr/bin:/bin"}
        if self.token.configuration is not None:
            environment["OPENSSL_CONF"] = str(self.token.configuration)
        run = subprocess.run(
            ["openssl", "pkeyutl", "-sign", "-inkey", str(self.token.key), *options],
            input=bytes.fromhex(digest),
            env=environment,
            check=True,
            capture_output=True,
        )
        value = run.stdout[::-1] if is_gost else run.stdout
        return value.hex().upper()


@pytest.fixture
def signing(
    tmp_path: Path, migrated_file: Path, authorities: Authorities
) -> Iterator[SigningHouse]:
    """With a database for many threads: the server is one, the sign process another."""
    path = tmp_path / "grif.db"
    shutil.copy(migrated_file, path)
    database = open_database(f"sqlite:///{path}")
    seed(database)
    yield open_signing_house(tmp_path, database, authorities)
    database.close()


@pytest.fixture
def house(signing: SigningHouse) -> House:
    return signing.house


@pytest.fixture
def scripted(chromium: Browser, address: str) -> Iterator[BrowserContext]:
    """A browser in which scripts run."""
    context = chromium.new_context(base_url=address, locale="ru-RU")
    context.set_default_timeout(15_000)
    yield context
    context.close()


def plug_in(context: BrowserContext, token: FakeToken) -> Page:
    """Put the stand-in of the plug-in with this token into every page."""
    # Playwright writes upon what it is given: not upon a frozen token.
    context.expose_function("tokenCertificates", lambda: token.list_certificates())  # noqa: PLW0108 -- see above
    context.expose_function("tokenSign", lambda *asked: token.sign(*asked))  # noqa: PLW0108 -- see above
    context.add_init_script(path=FAKE)
    return context.new_page()


def sign_in(signing: SigningHouse, page: Page) -> None:
    roles = frozenset({Role.HEAD})
    user = NewUser("head", PASSWORD, "Мельник Ольга Сергеевна", roles, Tenant(SCHOOL))
    signing.house.services.accounts.add_user(user)
    page.goto("/")
    page.get_by_label("Имя для входа").fill("head")
    page.get_by_label("Пароль").fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Что сделать", level=1)).to_be_visible()


def verdict_of(signing: SigningHouse, document_id: str) -> Verdict:
    # In a thread: Playwright's event loop runs in this one.
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(signing.verify, document_id).result().verdict


def look(page: Page, folder: Path, name: str) -> None:
    """Take a picture at every width; nothing may stick out to the side."""
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        page.screenshot(path=folder / f"{name}-{width}.png", full_page=True)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, (name, width)
    page.set_viewport_size({"width": WIDTHS[0], "height": 900})


@pytest.mark.parametrize("name", ["head", "gost-head"])
def test_the_head_signs_in_the_browser_with_her_own_token(
    signing: SigningHouse,
    scripted: BrowserContext,
    tokens: dict[str, OwnToken],
    tmp_path: Path,
    name: str,
) -> None:
    document_id = signing.order("key-1", MENTOR)
    page = plug_in(scripted, FakeToken(tokens[name]))
    sign_in(signing, page)
    page.goto(f"/documents/{document_id}")
    look(page, tmp_path, "card")
    page.get_by_role("link", name="Подписать своей подписью").click()
    # Only the certificate that has its key on the token, by its person's name.
    expect(page.get_by_label("Сертификат", exact=True)).to_have_text(
        re.compile(r"^\s*Мельник Ольга Сергеевна, до 0?1\.01\.2030\s*$")
    )
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
    signing: SigningHouse, scripted: BrowserContext, tokens: dict[str, OwnToken]
) -> None:
    document_id = signing.order("key-1", MENTOR)
    page = plug_in(scripted, FakeToken(tokens["head"], is_broken=True))
    sign_in(signing, page)
    page.goto(f"/documents/{document_id}/sign")
    page.get_by_role("button", name="Подписать этим сертификатом").click()
    page.get_by_role("button", name="Подписать", exact=True).click()

    expect(page.get_by_role("alert")).to_contain_text("Ошибка носителя")
    expect(page.get_by_role("button", name="Подписать", exact=True)).to_be_enabled()
    assert signing.states(document_id) == ["ready"]


def test_without_a_plug_in_the_page_offers_files(
    signing: SigningHouse, scripted: BrowserContext, tokens: dict[str, OwnToken], tmp_path: Path
) -> None:
    document_id, token = signing.order("key-1", MENTOR), tokens["gost-head"]
    page = scripted.new_page()
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
    signing: SigningHouse, scripted: BrowserContext, tmp_path: Path
) -> None:
    plan = {"role": "head", "method": "server_key", "confirm": True}
    documents = [signing.order(f"key-{number}", plan, kind=ORDER) for number in range(MANY)]
    page = scripted.new_page()
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
