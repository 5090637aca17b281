import io
import re
from dataclasses import replace
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from service.database.database import SqlDatabase
from service.domain.documents import Document, State
from service.domain.errors import CannotVerifyError
from service.domain.ids import MunicipalityId
from service.domain.verification import Sent
from service.web.verdicts import say_public_state
from signing.report import Finding
from tests.doors import CONSENT, ORDER, House, open_house
from tests.factories import MUNICIPALITY, SCHOOL, make_principal
from tests.fakes import FakeVerifier, MemoryStore

SITE = "https://grif.example"
PDF = b"%PDF-1.7 not much of it"


@pytest.fixture
def verifier() -> FakeVerifier:
    return FakeVerifier()


@pytest.fixture
def blobs() -> MemoryStore:
    return MemoryStore()


@pytest.fixture
def house(
    tmp_path: Path, memory_database: SqlDatabase, verifier: FakeVerifier, blobs: MemoryStore
) -> House:
    return open_house(tmp_path, memory_database, blobs=blobs, verifier=verifier, public_url=SITE)


@pytest.fixture
def browser(house: House) -> FlaskClient:
    return house.browser()


def signature(finding: str = "good", verdict: str = "valid") -> dict[str, object]:
    """What a report says about a signature."""
    return {
        "sentence": "Мельник Ольга Сергеевна, 05.09.2025 07:30 UTC (штамп времени). Итог.",
        "verdict": verdict,
        "field_name": "Head",
        "finding": finding,
        "certificate": {
            "serial_hex": "00DEADBEEF",
            "holder": "Мельник Ольга Сергеевна",
            "common_name": "МКОУ «Образцовская СОШ № 1»",
            "not_before": "2025-02-03T00:00:00+00:00",
            "not_after": "2026-04-29T00:00:00+00:00",
            "issuer": "Учебный УЦ",
            "sha256": "ab" * 32,
        },
        "level": "B-T",
        "signed_at": "2025-09-05T07:30:00+00:00",
        "time_source": "timestamp",
        "covers_whole_file": True,
        "later_modifications": "none",
        "chain_trusted": True,
        "certificate_valid_at_signing": True,
        "revocation": "good",
        "mark_matches": True,
    }


def send(browser: FlaskClient, path: str = "/verify", content: bytes = PDF) -> TestResponse:
    return browser.post(path, data={"file": (io.BytesIO(content), "приказ.pdf")})


def headline(page: TestResponse) -> str:
    """The first sentence of the answer."""
    found = re.search(
        r'class="verdict \w+" role="status"[^>]*>\s*<p>(.*?)</p>', page.text, re.DOTALL
    )
    assert found, page.text
    return " ".join(found[1].split())


def text_of(page: TestResponse) -> str:
    main = page.text.partition("<main")[2]
    return " ".join(re.sub(r"<[^>]*>", " ", main).replace("&nbsp;", " ").split())


def test_anybody_may_open_the_page(browser: FlaskClient) -> None:
    page = browser.get("/verify")
    assert page.status_code == 200
    assert 'enctype="multipart/form-data"' in page.text
    assert "<script" not in page.text
    assert "до 10 МБ" in text_of(page)
    assert '<a href="/verify">' in browser.get("/sign-in").text


def test_the_answer_begins_with_a_sentence(browser: FlaskClient, verifier: FakeVerifier) -> None:
    verifier.verdict, verifier.signatures = "valid", [signature()]
    page = send(browser)

    assert page.status_code == 200
    assert headline(page) == (
        "Подпись действительна: документ не изменён, сертификату можно доверять."
    )
    text = text_of(page)
    for said in (
        "Мельник Ольга Сергеевна",
        "МКОУ «Образцовская СОШ № 1», подписано 05.09.2025, 12:30 Документ не изменён",
        "05.09.2025, 12:30 (штамп времени)",
        "00DEADBEEF",
        "Учебный УЦ",
        "не отозван",
        "B-T",
        "называет этот сертификат",
    ):
        assert said in text
    assert verifier.asked == [(Sent(PDF), None)]


def test_several_good_signatures_are_counted(browser: FlaskClient, verifier: FakeVerifier) -> None:
    verifier.verdict, verifier.signatures = "valid", [signature(), signature()]
    assert headline(send(browser)).startswith("Все подписи действительны (2): ")


@pytest.mark.parametrize(
    ("verdict", "found", "sentence"),
    [
        ("unsigned", [], "Документ не подписан: электронных подписей в файле нет."),
        (
            "unverifiable",
            [],
            "Проверить не удалось: файл повреждён, зашифрован, слишком сложен или это не PDF.",
        ),
        (
            "invalid",
            [signature(), signature("altered", "invalid")],
            "Подпись недействительна: документ изменён после подписания.",
        ),
        (
            "indeterminate",
            [signature("certificate_untrusted", "indeterminate")],
            "Подпись не подтверждена: сертификат выдан не тем, кому здесь доверяют.",
        ),
        (
            "indeterminate",
            [signature()],
            "Подпись не подтверждена: последняя подпись не охватывает весь файл.",
        ),
        (
            "invalid",
            [signature("something_new", "invalid")],
            "Подпись недействительна: причина названа ниже.",
        ),
    ],
)
def test_every_verdict_says_why(
    browser: FlaskClient,
    verifier: FakeVerifier,
    verdict: str,
    found: list[dict[str, object]],
    sentence: str,
) -> None:
    verifier.verdict, verifier.signatures = verdict, found
    page = send(browser)
    assert headline(page) == sentence
    assert 'class="verdict good"' not in page.text


@pytest.mark.parametrize("finding", [one for one in Finding if one is not Finding.GOOD])
def test_every_finding_has_its_words(
    browser: FlaskClient, verifier: FakeVerifier, finding: Finding
) -> None:
    verifier.verdict, verifier.signatures = "invalid", [signature(finding, "invalid")]
    assert "причина названа ниже" not in headline(send(browser))


def test_a_signature_that_nobody_could_read_has_a_number(
    browser: FlaskClient, verifier: FakeVerifier
) -> None:
    one = {**signature("unreadable", "unverifiable"), "certificate": None, "signed_at": None}
    verifier.verdict, verifier.signatures = "unverifiable", [one]
    page = send(browser)
    assert "Подпись № 1" in text_of(page)
    assert headline(page) == "Проверить не удалось: подпись не читается."


def test_what_a_certificate_says_of_itself_is_text(
    browser: FlaskClient, verifier: FakeVerifier
) -> None:
    evil = {**signature()["certificate"], "holder": "<script>alert(1)</script>", "issuer": "<b>"}  # type: ignore[dict-item]
    verifier.verdict, verifier.signatures = "valid", [{**signature(), "certificate": evil}]
    page = send(browser)
    assert "<script" not in page.text
    assert "&lt;script&gt;" in page.text


def test_a_detached_signature_goes_along(browser: FlaskClient, verifier: FakeVerifier) -> None:
    form = {"file": (io.BytesIO(PDF), "a.pdf"), "signature": (io.BytesIO(b"0"), "a.sig")}
    assert browser.post("/verify", data=form).status_code == 200
    assert verifier.asked == [(Sent(PDF, b"0"), None)]


def test_municipalities_with_certificates_of_their_own_can_be_chosen(
    browser: FlaskClient, verifier: FakeVerifier
) -> None:
    assert "municipality_id" not in browser.get("/verify").text
    verifier.municipalities = [MUNICIPALITY, MunicipalityId("nobody-here")]
    page = browser.get("/verify")
    assert f'<option value="{MUNICIPALITY}"' in page.text
    assert "nobody-here" not in page.text
    form = {"file": (io.BytesIO(PDF), "a.pdf"), "municipality_id": MUNICIPALITY}
    assert f'value="{MUNICIPALITY}" selected' in browser.post("/verify", data=form).text
    assert verifier.asked == [(Sent(PDF), MUNICIPALITY)]


def test_an_address_has_ten_verifications_a_minute_over_both_doors(browser: FlaskClient) -> None:
    for _ in range(5):
        assert send(browser).status_code == 200
        raw = {"Content-Type": "application/pdf"}
        assert browser.post("/api/v1/verify", data=PDF, headers=raw).status_code == 200
    page = send(browser)
    assert page.status_code == 429
    assert int(page.headers["Retry-After"]) > 0
    assert "Слишком много запросов" in text_of(page)
    assert 'href="/verify"' in page.text


def test_without_a_file_the_page_says_so(browser: FlaskClient) -> None:
    page = browser.post("/verify", data={"file": (io.BytesIO(b""), "")})
    assert page.status_code == 400
    assert "Пришлите один файл" in text_of(page)


def test_a_file_too_large_is_named(browser: FlaskClient) -> None:
    too_much = bytes(11 * 1024 * 1024)
    page = browser.post("/verify", data=too_much, content_type="application/pdf")
    assert page.status_code == 413
    assert "до 10 МБ" in text_of(page)


def test_while_others_are_judged_the_page_asks_to_come_again(
    browser: FlaskClient, verifier: FakeVerifier
) -> None:
    verifier.refusal = CannotVerifyError(
        "Сейчас проверяются другие файлы.", code="verification_busy"
    )
    page = send(browser)
    assert page.status_code == 503
    assert page.headers["Retry-After"] == "60"
    assert "Сейчас проверяются другие файлы." in text_of(page)


@pytest.mark.parametrize("path", ["/verify", "/check/abc"])
def test_a_form_of_another_site_is_refused(house: House, path: str) -> None:
    client = house.app.test_client()
    client.environ_base["HTTP_SEC_FETCH_SITE"] = "cross-site"
    assert send(client, path).status_code == 403


# ---------------------------------------------------------------- a document's own page


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
