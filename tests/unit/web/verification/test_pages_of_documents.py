"""A document's own page, for whoever holds it on paper: /check."""

import re
from dataclasses import replace
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from service.database.database import SqlDatabase
from service.domain.documents import Document, State
from service.domain.errors import CannotVerifyError
from service.web.verdicts import say_public_state
from tests.doors import CONSENT, ORDER, House, open_house
from tests.factories import MUNICIPALITY, SCHOOL, make_principal
from tests.fakes import FakeVerifier, MemoryStore
from tests.verdict_pages import SITE, headline, send, signature, text_of


def issue(house: House, kind: str = ORDER, *, sign: bool = True) -> Document:
    return house.archive(house.register(kind=kind, sign=sign))


def address(document: Document) -> str:
    assert document.check_page is not None
    url = document.check_page.url
    assert url.startswith(f"{SITE}/check/")
    return url.removeprefix(SITE)


def test_a_signed_order_tells_what_anybody_may_know_and_nothing_else(
    house: House, browser: FlaskClient, verifier: FakeVerifier
) -> None:
    document = issue(house)
    verifier.verdict, verifier.signatures = "valid", [signature()]
    page = browser.get(address(document))

    assert page.status_code == 200
    assert page.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert text_of(page).partition(">")[2].strip() == (
        f"{house.kind(ORDER).title} № {document.number.text} от 24.09.2025."
        " МКОУ «Образцовская СОШ № 1»"
        " Подпись действительна: документ не изменён, сертификату можно доверять."
        " Состояние Выпущен и хранится в архиве"
        f" Номер {document.number.text} Дата 24 сентября 2025 г."
        " Организация МКОУ «Образцовская СОШ № 1» Подписей 1"
        " Вид подписи усиленная неквалифицированная"
        f" Контрольная сумма SHA-256 файла PDF {document.files.final}"
        " Этот ли файл? Ваш файл PDF Сравним его с выпущенным документом. Файл не сохраняется."
        " Сравнить Сравните с бумагой вид, номер, дату и организацию. Если что-то не сходится,"
        " это другой документ. Проверить подпись файла Версия для слабовидящих"
    )
    assert verifier.asked[-1][1] == MUNICIPALITY


def test_nobody_is_named_on_the_page_of_a_document(
    house: House, browser: FlaskClient, verifier: FakeVerifier
) -> None:
    document = issue(house)
    verifier.verdict, verifier.signatures = "valid", [signature()]
    text = browser.get(address(document)).text
    names = re.findall(r'"(?:surname|given_name|patronymic)": "([^"]+)"', str(document.data))
    names += ["Мельник", document.title, document.id]
    assert [name for name in names if name in text] == []


def test_the_address_says_nothing_about_the_document(house: House) -> None:
    first, second = issue(house), house.register("key-2", kind=ORDER, sign=True)
    tokens = [address(one).removeprefix("/check/") for one in (first, second)]
    assert tokens[0] != tokens[1]
    assert all(re.fullmatch("[a-z2-7]{24}", token) for token in tokens)


def test_whoever_made_the_document_finds_its_page(house: House) -> None:
    document = house.register(kind=ORDER, sign=True)
    house.add_user("head")
    url = f"{SITE}{address(document)}"
    card = house.sign_in("head").get(f"/documents/{document.id}")
    assert f'<a href="{url}">' in card.text
    links = house.program().get(f"/api/v1/documents/{document.id}").get_json()["links"]
    assert links["check"] == url


def test_a_cancelled_document_says_so_first(house: House, browser: FlaskClient) -> None:
    document = issue(house)
    house.services.documents.cancel_document(make_principal(SCHOOL), document.id)
    page = browser.get(address(document))
    assert headline(page) == "Документ аннулирован и не действует."


def test_before_it_is_made_there_is_nothing_to_compare_with(
    house: House, browser: FlaskClient
) -> None:
    page = browser.get(address(house.register(kind=ORDER, sign=True)))
    assert "Готовится" in text_of(page)
    assert "<form" not in page.text.partition("<main")[2]


def test_a_document_that_people_sign_on_paper_says_so(house: House, browser: FlaskClient) -> None:
    page = browser.get(address(issue(house, "survey_summary", sign=False)))
    assert "подписан на бумаге" in headline(page)


def test_kinds_that_are_somebodys_own_have_no_page(house: House) -> None:
    assert house.register(kind=CONSENT).check_page is None
    assert house.register("key-2", kind="survey_form").check_page is None


def test_without_an_address_of_the_installation_there_is_no_page(
    tmp_path: Path, memory_database: SqlDatabase
) -> None:
    house = open_house(tmp_path, memory_database)
    assert house.register(kind=ORDER, sign=True).check_page is None


@pytest.mark.parametrize("token", ["abc", "rtq7mwfk2xeb5nzd3vhj6ucg", "%27", "..%2f"])
def test_an_unknown_page_is_not_there(house: House, browser: FlaskClient, token: str) -> None:
    issue(house)
    assert browser.get(f"/check/{token}").status_code == 404
    assert send(browser, f"/check/{token}").status_code in {404, 405}


def test_the_very_file_is_recognised(
    house: House, browser: FlaskClient, blobs: MemoryStore
) -> None:
    document = issue(house)
    signed = blobs.get(SCHOOL, document.files.signed or "")
    unsigned = blobs.get(SCHOOL, document.files.pdf or "")
    for content, answer in (
        (signed, "Да, это тот самый файл"),
        (unsigned, "Это тот же документ, но до подписания"),
        (signed + b" ", "Нет, это другой файл"),
        (b"", "Нет, это другой файл"),
    ):
        assert answer in text_of(send(browser, address(document), content))


def test_when_nobody_can_judge_the_rest_is_still_told(
    house: House, browser: FlaskClient, verifier: FakeVerifier
) -> None:
    document = issue(house)
    verifier.refusal = CannotVerifyError("Занято.", code="verification_busy")
    page = browser.get(address(document))
    assert page.status_code == 200
    assert headline(page) == "Подпись сейчас не проверить. Занято."
    assert document.number.text in page.text


def test_a_file_that_is_lost_is_nobodys_invalid_signature(
    house: House, browser: FlaskClient, blobs: MemoryStore
) -> None:
    document = issue(house)
    blobs.damage(SCHOOL, document.files.signed or "")
    page = browser.get(address(document))
    assert page.status_code == 200
    assert "не читается" in headline(page)


def test_an_address_has_sixty_pages_a_minute(house: House, browser: FlaskClient) -> None:
    path = address(issue(house))
    codes = [browser.get(path).status_code for _ in range(61)]
    assert codes == [200] * 60 + [429]


@pytest.mark.parametrize("state", State)
def test_no_state_speaks_of_what_goes_on_inside(state: State) -> None:
    assert say_public_state(state)
    assert "шибк" not in say_public_state(state)


def test_a_kind_that_the_library_has_lost_is_a_document(house: House) -> None:
    document = issue(house)
    desk = house.services.verification
    empty = replace(desk.catalogue, kinds={})
    shown = replace(desk, catalogue=empty).show_document(address(document).rpartition("/")[2])
    assert shown.kind_title == "Документ"
