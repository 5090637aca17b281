"""Signing by files on the pages, and the signing day."""

import json
import re
from io import BytesIO

import pyotp
import pytest
from flask.testing import FlaskClient

from service.domain.access import Role
from service.domain.accounts import SecondFactor, Tenant
from service.domain.documents import State
from service.domain.ids import DocumentId
from service.operations.accounts import NewUser
from service.settings import Settings
from signing.verification import Verdict
from tests.doors import ORDER, PASSWORD, hidden
from tests.factories import CLERK, FOREIGN_SCHOOL, MUNICIPALITY, SCHOOL
from tests.own_token import OwnToken
from tests.signing_house import SigningHouse
from tests.unit.api.test_signatures import MENTOR

HEAD_NAME = "Мельник Ольга Сергеевна"
EXTENSIONS = {
    "iifchhfnnmpdbibifmljnfjhpififfog",
    "pfhgbfnnjiafkhfdkmpiflachepdcjod",
    "epebfcehmdedogndhlcacafjaacknbcm",
}
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
CONFIRMED = {"role": "head", "method": "server_key", "confirm": True}


@pytest.fixture
def browser(signing: SigningHouse) -> FlaskClient:
    return sign_in(signing, "head", HEAD_NAME)


def sign_in(signing: SigningHouse, login: str, name: str) -> FlaskClient:
    user = NewUser(login, PASSWORD, name, frozenset({Role.HEAD}), Tenant(SCHOOL))
    signing.house.services.accounts.add_user(user)
    return signing.house.sign_in(login)


def upload(browser: FlaskClient, path: str, **boxes: object) -> tuple[int, str, str]:
    """Send a form of the page; returns the status, where it leads, and the text."""
    token = hidden(browser.get(path), "_csrf")
    answer = browser.post(path, data={"_csrf": token, **boxes})
    return answer.status_code, answer.headers.get("Location", ""), answer.text


def begin(browser: FlaskClient, document_id: str, token: OwnToken, mode: str = "attrs") -> str:
    certificate = (BytesIO(token.certificate.read_bytes()), "head.cer")
    status, place, text = upload(
        browser, f"/documents/{document_id}/sign", certificate_file=certificate, mode=mode
    )
    assert status == 303, text
    return place


@pytest.mark.parametrize("mode", ["attrs", "cms"])
def test_a_document_is_signed_by_files_without_scripts(
    signing: SigningHouse, browser: FlaskClient, tokens: dict[str, OwnToken], mode: str
) -> None:
    document_id, token = signing.order("key-1", MENTOR), tokens["gost-head"]
    assert "Подписать своей подписью" in browser.get(f"/documents/{document_id}").text
    place = begin(browser, document_id, token, mode)
    data = browser.get(f"{place}/data.bin").data
    request = json.loads(browser.get(f"{place}/request.json").data)
    assert request["mode"] == mode
    assert browser.get(f"{place}/document.pdf").data.startswith(b"%PDF")

    value = token.sign(data) if mode == "attrs" else token.wrap(data)
    status, card, _ = upload(browser, place, signature_file=(BytesIO(value), "document.sig"))
    signing.work()

    assert (status, card) == (303, f"/documents/{document_id}")
    assert signing.verify(document_id).verdict is Verdict.VALID
    assert "подписано" in browser.get(card).text
    assert "уже получен" in browser.get(place).text


def test_what_is_wrong_is_said_on_the_page(
    signing: SigningHouse, browser: FlaskClient, tokens: dict[str, OwnToken]
) -> None:
    document_id = signing.order("key-1", MENTOR)
    path = f"/documents/{document_id}/sign"
    status, _, text = upload(browser, path, certificate="bm8=")
    assert (status, "Сертификат подписи не читается" in text) == (422, True)
    deputy = tokens["deputy"].certificate.read_text()
    status, _, text = upload(browser, path, certificate=deputy)
    assert (status, "подписавшим назван другой человек" in text) == (422, True)

    place = begin(browser, document_id, tokens["head"])
    status, _, text = upload(browser, place, signature="AAAA")
    assert (status, "Подпись не соответствует" in text) == (422, True)
    assert signing.states(document_id) == ["ready"]


def test_a_signer_declines_on_the_page(signing: SigningHouse, browser: FlaskClient) -> None:
    document_id = signing.order("key-1", MENTOR)
    token = hidden(browser.get(f"/documents/{document_id}/sign"), "_csrf")
    form = {"_csrf": token, "reason": "Неверный срок"}
    answer = browser.post(f"/documents/{document_id}/signatures/1/decline", data=form)

    assert answer.status_code == 303
    assert "Неверный срок" in browser.get(f"/documents/{document_id}").text
    assert "не ждёт вашей подписи" in browser.get(f"/documents/{document_id}/sign").text


def test_only_the_pages_of_signing_may_run_scripts_of_the_plug_in(
    signing: SigningHouse, browser: FlaskClient, tokens: dict[str, OwnToken]
) -> None:
    document_id = signing.order("key-1", MENTOR)
    place = begin(browser, document_id, tokens["head"])
    for path in (f"/documents/{document_id}/sign", place):
        answer = browser.get(path)
        policy = answer.headers["Content-Security-Policy"]
        nonce = re.search(r"script-src 'nonce-([\w-]{22})' chrome-extension://", policy)
        assert nonce is not None
        assert set(re.findall(r"chrome-extension://(\w+)", policy)) == EXTENSIONS
        assert "unsafe" not in policy
        scripts = re.findall(r"<script[^>]*>", answer.text)
        assert scripts
        assert all(f'nonce="{nonce[1]}"' in script for script in scripts)
        assert not re.search(r"<style| style=| on[a-z]+=|https?://|<script>", answer.text)
    elsewhere = browser.get("/")
    assert "extension" not in elsewhere.headers["Content-Security-Policy"]
    assert re.findall(r'<script src="([^?"]+)', elsewhere.text) == ["/static/live.js"]
    assert browser.get("/signing/cadesplugin_api.js").status_code == 404


def test_the_script_of_the_plug_in_is_served_when_it_is_there(
    signing: SigningHouse, browser: FlaskClient
) -> None:
    settings: Settings = signing.house.services.settings
    script = settings.root / "cadesplugin_api.js"
    script.write_text("// theirs", encoding="utf-8")
    # The services are frozen and so are the settings: this is what the environment would say.
    object.__setattr__(settings, "cades_plugin_file", script)
    document_id = signing.order("key-1", MENTOR)

    assert browser.get("/signing/cadesplugin_api.js").text == "// theirs"
    assert 'src="/signing/cadesplugin_api.js"' in browser.get(f"/documents/{document_id}/sign").text


def test_somebody_elses_ticket_does_not_exist(
    signing: SigningHouse, browser: FlaskClient, tokens: dict[str, OwnToken]
) -> None:
    document_id, other = (signing.order(key, MENTOR) for key in ("key-1", "key-2"))
    place = begin(browser, document_id, tokens["head"])
    signing.house.add_user("stranger", FOREIGN_SCHOOL)
    stranger = signing.house.sign_in("stranger")

    assert stranger.get(place).status_code == 404
    for name in ("document.pdf", "request.json", "data.bin"):
        assert browser.get(f"{place}/{name}").status_code == 200
        assert stranger.get(f"{place}/{name}").status_code == 404
    form = {"_csrf": hidden(stranger.get("/documents/new"), "_csrf"), "reason": "нет"}
    for path in (
        place,
        f"/documents/{document_id}/sign",
        f"/documents/{document_id}/signatures/1/decline",
    ):
        assert stranger.post(path, data=form).status_code == 404
    assert signing.states(document_id) == ["ready"]
    assert browser.get(place.replace(document_id, other)).status_code == 404


# The signing day.


def agree(browser: FlaskClient, *documents: str, password: str = PASSWORD) -> tuple[int, str, str]:
    return upload(browser, "/signing-day", document=list(documents), password=password)


def test_forty_documents_are_signed_in_one_action(
    signing: SigningHouse, browser: FlaskClient
) -> None:
    documents = [
        signing.order(f"key-{number}", CONFIRMED, kind=ORDER, is_opened=False)
        for number in range(40)
    ]
    signing.render()
    signing.work()
    page = browser.get("/signing-day").text
    assert page.count('type="checkbox"') == page.count(" checked") == 40
    assert {signing.show(one)["state"] for one in documents} == {"awaiting_signatures"}

    status, place, text = agree(browser, *documents)
    assert status == 303, text
    assert "Подписано 0 из 40" in browser.get(place).text
    signing.work()

    shown = browser.get(place).text
    assert "Подписано 40 из 40" in shown
    assert "http-equiv" not in shown
    assert signing.verify(documents[0]).verdict is Verdict.VALID
    assert "ничего не ждёт" in browser.get("/signing-day").text


def test_without_the_right_password_nothing_is_signed(
    signing: SigningHouse, browser: FlaskClient
) -> None:
    document_id = signing.order("key-1", CONFIRMED, kind=ORDER)

    status, _, text = agree(browser, document_id, password="wrong")
    signing.work()

    assert (status, "Неверное имя или пароль" in text) == (422, True)
    assert signing.states(document_id) == ["ready"]


def test_the_password_cannot_be_guessed_here_either(
    signing: SigningHouse, browser: FlaskClient
) -> None:
    document_id = signing.order("key-1", CONFIRMED, kind=ORDER)
    for _ in range(10):
        agree(browser, document_id, password="wrong")

    status, _, text = agree(browser, document_id)

    assert (status, "Слишком много попыток" in text) == (422, True)


def test_somebody_without_the_right_to_sign_is_told_so_in_the_results(
    signing: SigningHouse,
) -> None:
    clerk = sign_in(signing, "clerk", "Скляр Лев Кузьмич")
    document_id = signing.order("key-1", CONFIRMED, kind=ORDER)

    _, place, _ = agree(clerk, document_id)
    signing.work()

    assert "подписавшим назван другой человек" in clerk.get(place).text
    assert signing.states(document_id) == ["ready"]


def test_nothing_chosen_is_nothing_signed(signing: SigningHouse, browser: FlaskClient) -> None:
    signing.order("key-1", CONFIRMED, kind=ORDER)

    status, _, text = agree(browser)

    assert (status, "Отметьте документы" in text) == (422, True)


def test_a_document_of_another_school_is_not_signed(signing: SigningHouse) -> None:
    document_id = signing.order("key-1", CONFIRMED, kind=ORDER)
    signing.house.add_user("stranger", FOREIGN_SCHOOL)
    stranger = signing.house.sign_in("stranger")
    page = stranger.get("/documents/new")
    form = {"_csrf": hidden(page, "_csrf"), "document": document_id, "password": PASSWORD}
    answer = stranger.post("/signing-day", data=form)
    signing.work()

    assert answer.status_code == 303
    assert document_id not in stranger.get(answer.headers["Location"]).text
    document = signing.house.services.documents.get_document(CLERK, DocumentId(document_id))
    assert document.state is State.AWAITING_SIGNATURES


def test_with_a_second_factor_a_code_is_asked_for_too(signing: SigningHouse) -> None:
    browser = sign_in(signing, "head", HEAD_NAME)
    document_id = signing.order("key-1", CONFIRMED, kind=ORDER)
    services = signing.house.services
    with services.database.transaction() as tx:
        user = tx.accounts.find_user("head")
        assert user is not None
        tx.accounts.set_second_factor(user.id, SecondFactor(SECRET, is_confirmed=True))

    assert 'name="code"' in browser.get("/signing-day").text
    status, _, text = agree(browser, document_id)
    assert (status, "Код не подошёл" in text) == (422, True)
    code = pyotp.TOTP(SECRET).at(services.clock.now())
    form = {"document": [document_id], "password": PASSWORD, "code": code}
    assert upload(browser, "/signing-day", **form)[0] == 303


def test_an_officer_agrees_to_documents_of_the_municipality_alone(signing: SigningHouse) -> None:
    municipal = signing.order("key-1", CONFIRMED, kind="municipal_order_responsible")
    of_school = signing.order("key-2", CONFIRMED, kind=ORDER)
    roles, tenant = frozenset({Role.OFFICER}), Tenant(municipality_id=MUNICIPALITY)
    user = NewUser("officer", PASSWORD, "Живаго Андрей Юрьевич", roles, tenant)
    signing.house.services.accounts.add_user(user)
    officer = signing.house.sign_in("officer")

    page = officer.get("/signing-day").text
    assert municipal in page
    assert of_school not in page
    assert officer.get(f"/documents/{of_school}/sign").status_code == 403
    agree(officer, municipal, of_school)

    waiting = [
        [step["confirm"] for step in signing.show(one)["signatures"]]
        for one in (municipal, of_school)
    ]
    assert waiting == [[False], [True]]
