"""Pages that wait for others change where something is new, and are not loaded anew."""

import pytest
from playwright.sync_api import Page, expect

from service.domain.people import Card
from service.operations.batch_people import BatchRow
from service.operations.batches import BatchOrder
from tests.doors import PASSWORD, House
from tests.factories import CLERK, SCHOOL

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

KIND = "pd_consent"


@pytest.fixture
def batch(house: House) -> str:
    """The address of a batch whose only document waits to be made."""
    desks, sample = house.services, dict(house.kind(KIND).sample)
    del sample["subject"]
    own = {name: sample.pop(name) for name in ("subject_address", "subject_id")}
    person = desks.people.add_person(CLERK, SCHOOL, Card("Цой", "Артём", "", "m", "учитель"))
    order = BatchOrder(SCHOOL, KIND, sample, (BatchRow(person.id, own),), "token")
    made = desks.batches.order(CLERK, order)
    desks.batches.go_on(CLERK, made.id, seconds=10)
    return f"/batches/{made.id}"


def test_a_batch_is_followed_in_its_place(house: House, scripted: Page, batch: str) -> None:
    house.add_user("head")
    scripted.goto("/sign-in")
    scripted.get_by_label("Имя для входа").fill("head")
    scripted.get_by_label("Пароль").fill(PASSWORD)
    scripted.keyboard.press("Enter")
    expect(scripted.get_by_role("heading", name="Что сделать", level=1)).to_be_visible()
    scripted.goto(batch)
    said = scripted.get_by_role("status")
    expect(said).to_contain_text("готовы к печати 0")
    scripted.evaluate("window.isTheSamePage = true")

    house.archive(house.register())

    expect(said).to_contain_text("готовы к печати 1")
    expect(scripted.get_by_role("link", name="Скачать для печати")).to_be_visible()
    expect(scripted.locator(".badge", has_text="В архиве")).to_be_visible()
    assert scripted.evaluate("window.isTheSamePage")
