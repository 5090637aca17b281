"""Pages that watch documents being made."""

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page, expect

from service.domain.access import Role
from service.domain.documents import Document, State
from service.domain.ids import DocumentId
from service.domain.people import Card
from service.operations.batch_people import BatchRow
from service.operations.batches import BatchOrder
from tests.doors import PASSWORD, House
from tests.factories import CLERK, SCHOOL

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

_NO_STREAMS = "delete window.EventSource"
_GRAVE = {"serious", "critical"}


@pytest.fixture(params=["by events", "by asking"])
def way(request: pytest.FixtureRequest, scripting: BrowserContext) -> str:
    """How states come to the page: told, or asked for where the browser knows no streams."""
    if request.param == "by asking":
        scripting.add_init_script(_NO_STREAMS)
    return str(request.param)


@pytest.fixture
def desk(house: House, scripting: BrowserContext) -> Iterator[Page]:
    """The head's browser; a mark in it is gone as soon as the page is loaded again."""
    house.add_user("head", SCHOOL, Role.HEAD, Role.ADMINISTRATOR)
    page, complaints = scripting.new_page(), list[str]()
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto("/sign-in")
    page.get_by_label("Имя для входа").fill("head")
    page.get_by_label("Пароль").fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Что сделать", level=1)).to_be_visible()
    yield page
    assert complaints == []


def test_list_and_card_follow_the_document(house: House, way: str, desk: Page) -> None:
    asked = list[str]()
    desk.context.on("request", lambda request: asked.append(request.url))
    document = house.register()
    card = desk.context.new_page()
    card.goto(f"/documents/{document.id}")
    expect(card.get_by_text("Документ готовится")).to_be_visible()
    desk.goto("/documents")
    expect(desk.locator(".badge", has_text="готовится")).to_be_visible()

    house.archive(document)

    expect(desk.locator(".badge", has_text="В архиве")).to_be_visible()
    card.bring_to_front()
    expect(card.get_by_role("link", name="Скачать PDF")).to_be_visible()
    words = {"by events": "/documents/events?", "by asking": "/documents/states?"}
    assert any(words[way] in url for url in asked)
    assert way == "by events" or not any("/documents/events?" in url for url in asked)


def test_a_page_without_a_place_among_the_streams_asks(
    house: House, scripting: BrowserContext, desk: Page
) -> None:
    scripting.route("**/documents/events?*", lambda route: route.fulfill(status=204))
    document = house.register()
    desk.goto("/documents")
    with desk.expect_request("**/documents/states?*"):
        expect(desk.locator(".badge", has_text="готовится")).to_be_visible()
    house.archive(document)
    expect(desk.locator(".badge", has_text="В архиве")).to_be_visible()


def test_results_of_the_signing_day_change_under_a_reader_who_stays_where_they_are(
    house: House, desk: Page
) -> None:
    first, second = (house.register(name) for name in ("a", "b"))
    desk.goto(f"/signing-day/results?documents={first.id},{second.id}")
    held = desk.locator(f'a[href="/documents/{second.id}"]')
    held.focus()
    desk.evaluate("window.isSame = true")
    assert _judge(desk) == []

    _move(house, first.id, State.RENDERED)
    expect(desk.locator(".badge", has_text="Сформирован")).to_be_visible()
    assert desk.evaluate("window.isSame") is True
    expect(held).to_be_focused()

    for document in (first, second):
        house.archive(document)
    expect(desk.locator(".badge", has_text="В архиве")).to_have_count(2)
    expect(desk.get_by_role("link", name="Остановить обновление")).to_have_count(0)
    assert desk.evaluate("window.isSame") is True
    expect(held).to_be_focused()


def test_whoever_stops_a_page_reads_it_in_peace(house: House, desk: Page) -> None:
    document = house.register()
    desk.goto(f"/signing-day/results?documents={document.id}")
    desk.get_by_role("link", name="Остановить обновление").click()
    expect(desk.get_by_text("Обновление остановлено.")).to_be_visible()
    assert _judge(desk) == []
    asked = list[str]()
    desk.on("request", lambda request: asked.append(request.url))
    house.archive(document)
    desk.wait_for_timeout(3000)
    assert asked == []
    desk.get_by_role("link", name="Обновлять снова").click()
    expect(desk.locator(".badge", has_text="В архиве")).to_be_visible()


def test_the_answer_of_a_program_appears_by_itself(house: House, desk: Page) -> None:
    desk.goto("/admin/webhooks/new")
    desk.get_by_label("Адрес").fill("https://a.example/hooks")
    desk.get_by_role("button", name="Добавить").click()
    desk.locator('main a[href^="/admin/webhooks/"]').last.click()
    desk.get_by_role("button", name="Проверить").click()
    expect(desk.locator(".badge", has_text="отправляется")).to_be_visible()
    assert _judge(desk) == []
    desk.evaluate("window.isSame = true")

    claim = house.services.webhooks.notices.claim()
    assert claim is not None
    house.services.webhooks.notices.note_sent(claim, 200)

    expect(desk.locator(".badge", has_text="принято")).to_be_visible()
    assert desk.evaluate("window.isSame") is True


def _judge(page: Page) -> list[str]:
    """What axe finds grave."""
    found = Axe().run(page).response["violations"]
    return [one["id"] for one in found if one["impact"] in _GRAVE]


def _move(house: House, document_id: str, state: State) -> None:
    with house.services.database.transaction() as tx:
        tx.documents.force_state(DocumentId(document_id), state)


def test_a_batch_fills_its_page_while_somebody_reads_it(house: House, desk: Page) -> None:
    batch_id, document = _order_batch(house)
    desk.goto(f"/batches/{batch_id}")
    expect(desk.get_by_text("готовы к печати 0")).to_be_visible()
    assert _judge(desk) == []
    desk.evaluate("window.isSame = true")
    held = desk.locator(f'a[href="/documents/{document.id}"]')
    held.focus()

    house.archive(document)

    expect(desk.get_by_role("link", name="Скачать для печати")).to_be_visible()
    expect(desk.locator(".badge", has_text="В архиве")).to_be_visible()
    assert desk.evaluate("window.isSame") is True
    expect(held).to_be_focused()


def _order_batch(house: House) -> tuple[str, Document]:
    """A batch for one person, all of it registered."""
    kind, desks = "pd_consent_distribution", house.services
    common = {key: value for key, value in house.kind(kind).sample.items() if key != "subject"}
    card = Card("Иванов", "Иван", "Иванович", "m", "учитель", email="ivanov@school.example")
    person = desks.people.add_person(CLERK, SCHOOL, card)
    order = BatchOrder(SCHOOL, kind, common, (BatchRow(person.id),), "token")
    batch = desks.batches.go_on(CLERK, desks.batches.order(CLERK, order).id, seconds=5)
    (document_id,) = batch.made
    return batch.id, desks.documents.get_document(CLERK, document_id)
