"""What people see when a page is refused: Russian words, the number to quote, and a way back."""

from collections.abc import Callable
from typing import Final

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from service.domain.access import Role
from service.http.bodies import MAX_BODY_BYTES
from service.http.callers import CHECKS_PER_MINUTE
from tests.doors import House
from tests.factories import SCHOOL

SECRET: Final = "фамилия Цой"
TO_THE_LIST = '<a class="button" href="/">К списку документов</a>'
TO_THE_CHECK = '<a class="button" href="/verify">К проверке подписи</a>'


def _forbidden(browser: FlaskClient) -> TestResponse:
    return browser.get("/users")


def _from_another_site(browser: FlaskClient) -> TestResponse:
    return browser.post("/people/new", headers={"Sec-Fetch-Site": "cross-site"})


def _missing(browser: FlaskClient) -> TestResponse:
    return browser.get("/documents/nothing")


def _no_such_page(browser: FlaskClient) -> TestResponse:
    return browser.get("/nothing/at/all")


def _too_large(browser: FlaskClient) -> TestResponse:
    return browser.post("/people/new", data={"surname": "x" * (MAX_BODY_BYTES + 1)})


def _too_often(browser: FlaskClient) -> TestResponse:
    for _ in range(CHECKS_PER_MINUTE):
        browser.get("/check/nothing")
    return browser.get("/check/nothing")


def _broken(browser: FlaskClient) -> TestResponse:
    return browser.get("/broken")


@pytest.fixture
def browser(house: House) -> FlaskClient:
    """Somebody who writes documents, in a house with one page that breaks."""

    def break_down() -> str:
        raise ValueError(SECRET)

    house.app.add_url_rule("/broken", view_func=break_down)
    house.app.testing = house.app.config["PROPAGATE_EXCEPTIONS"] = False
    house.add_user("clerk", SCHOOL, Role.CLERK)
    return house.sign_in("clerk")


@pytest.mark.parametrize(
    ("visit", "status", "words", "back"),
    [
        (_forbidden, 403, "Недостаточно прав", TO_THE_LIST),
        (_from_another_site, 403, "Форма устарела или пришла с другого сайта", TO_THE_LIST),
        (_missing, 404, "Не найдено", TO_THE_LIST),
        (_no_such_page, 404, "Не найдено", TO_THE_LIST),
        (_too_large, 413, "Слишком большой запрос", TO_THE_LIST),
        (_too_often, 429, "Подождите", TO_THE_CHECK),
        (_broken, 500, "Что-то сломалось у нас, а не у вас", TO_THE_LIST),
    ],
)
def test_a_refusal_is_a_page_in_russian_with_a_number_and_a_way_back(
    browser: FlaskClient,
    visit: Callable[[FlaskClient], TestResponse],
    status: int,
    words: str,
    back: str,
) -> None:
    answer = visit(browser)

    assert (answer.status_code, answer.content_type) == (status, "text/html; charset=utf-8")
    assert '<html lang="ru">' in answer.text
    assert words in answer.text
    assert f"Номер запроса: <code>{answer.headers['X-Request-Id']}</code>" in answer.text
    assert back in answer.text
    assert "Цой" not in answer.text
