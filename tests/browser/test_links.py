"""A participant signs a consent by a link on a telephone, without JavaScript."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from service.domain.documents import Files, Stage, State
from service.domain.ids import DocumentId
from service.domain.signatures import open_due, plan_steps
from service.ports import Progress
from tests.doors import CONSENT, House
from tests.factories import SCHOOL, make_made_with, make_principal
from tests.mail import take_letters
from tests.signable import make_archival_pdf

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

WIDTH = 375
MENTEE = "Иванова Анна Петровна"
PLAN = {"role": "applicant", "method": "simple", "signer": MENTEE, "email": "anna@school.example"}
SEAL = {"role": "seal", "method": "server_key", "turn": 2}


def offer(house: House) -> DocumentId:
    """A consent with its PDF and its plan opened, and the letter on its way."""
    answer = house.program().post_document({**house.request(CONSENT), "signatures": [PLAN, SEAL]})
    assert answer.status_code == 202, answer.text
    services = house.services
    (claim,) = services.stages.claim(Stage.CONVERT, SCHOOL, limit=1)
    pdf, docx = services.blobs.put(SCHOOL, [make_archival_pdf(["signature_applicant"]), b"docx"])
    files, made = Files(docx=docx, pdf=pdf), make_made_with(claim.document)
    services.stages.commit([Progress(claim, State.AWAITING_SIGNATURES, files, 1, made)])
    (claim,) = services.stages.claim(Stage.SIGN, SCHOOL, limit=1)
    steps = open_due(plan_steps(claim.document.signature_plan), house.clock.now())
    opened = Progress(
        claim, State.AWAITING_SIGNATURES, claim.document.files, 1, steps=steps, waits=True
    )
    services.stages.commit([opened])
    services.links.send_due()
    return DocumentId(answer.get_json()["id"])


def look(page: Page, folder: Path, name: str) -> None:
    page.screenshot(path=folder / f"{name}.png", full_page=True)
    assert page.evaluate("document.documentElement.scrollWidth") <= WIDTH, name


def take(house: House, pattern: str) -> str:
    (letter,) = take_letters(house.services.database)  # type: ignore[arg-type]  # it is SQL here
    found = re.search(pattern, letter.text)
    assert found, letter.text
    return found[0]


def test_a_participant_signs_a_consent_on_a_telephone(
    house: House, page: Page, tmp_path: Path
) -> None:
    document_id = offer(house)
    page.set_viewport_size({"width": WIDTH, "height": 740})
    page.goto(take(house, r"/sign/[\w-]{43}"))
    expect(page.get_by_role("heading", name="Подписать документ")).to_be_visible()
    picture = page.get_by_alt_text("Страница 1 из 1")
    expect(picture).to_be_visible()
    assert picture.evaluate("image => image.complete && image.naturalWidth > 600")
    look(page, tmp_path, "link")

    page.get_by_role("button", name="Получить код").click()
    expect(page.get_by_role("alert")).to_contain_text("Отметьте, что согласны")
    look(page, tmp_path, "link-disagreed")
    page.get_by_label("Документ прочитан, с условиями согласен").check()
    page.get_by_role("button", name="Получить код").click()
    code = take(house, r"\b\d{6}\b")
    look(page, tmp_path, "link-code")
    page.get_by_label("Код из письма").fill("000000" if code != "000000" else "111111")
    page.get_by_role("button", name="Подписать", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("Код не подошёл")
    page.get_by_label("Код из письма").fill(f"{code[:3]} {code[3:]}")
    page.get_by_role("button", name="Подписать", exact=True).click()
    expect(page.get_by_role("status")).to_contain_text("Вы подписали документ")
    look(page, tmp_path, "link-done")

    document = house.services.documents.get_document(make_principal(SCHOOL), document_id)
    steps = house.services.signatures.list_steps([document])[document_id]
    assert [step.state for step in steps] == ["done", "waiting"]


def test_a_participant_declines_on_a_telephone_and_not_by_accident(
    house: House, page: Page, tmp_path: Path
) -> None:
    document_id = offer(house)
    page.set_viewport_size({"width": WIDTH, "height": 740})
    page.goto(take(house, r"/sign/[\w-]{43}"))
    page.get_by_role("link", name="Отказаться от подписания").click()
    expect(page.get_by_role("heading", name="Отказаться от подписания?")).to_be_visible()
    look(page, tmp_path, "decline")
    page.get_by_role("button", name="Отказаться").click()
    expect(page.get_by_role("alert")).to_contain_text("Заполните это поле")
    page.get_by_label("Причина").fill("Неверный период.")
    look(page, tmp_path, "decline-reason")
    page.get_by_role("link", name="Вернуться к документу").click()
    page.get_by_role("link", name="Отказаться от подписания").click()
    page.get_by_label("Причина").fill("Неверный период.")
    page.get_by_role("button", name="Отказаться").click()
    expect(page.get_by_role("status")).to_contain_text("Вы отказались подписывать документ")
    look(page, tmp_path, "declined")

    document = house.services.documents.get_document(make_principal(SCHOOL), document_id)
    steps = house.services.signatures.list_steps([document])[document_id]
    assert [step.state for step in steps] == ["declined", "waiting"]
