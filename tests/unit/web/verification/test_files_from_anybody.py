"""The page that judges a file from anybody: /verify."""

import io

import pytest
from flask.testing import FlaskClient

from service.domain.errors import CannotVerifyError
from service.domain.ids import MunicipalityId
from service.domain.verification import Sent
from signing.report import Finding
from tests.doors import House
from tests.factories import MUNICIPALITY
from tests.fakes import FakeVerifier
from tests.verdict_pages import PDF, headline, send, signature, text_of


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
