"""The pages of notices to programs: the secret is shown once, and what was sent is seen."""

import re

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from service.domain.access import Role
from service.domain.ids import WebhookId
from tests.doors import House, hidden
from tests.factories import OTHER_SCHOOL, SCHOOL
from tests.fakes import MONDAY

URL = "https://a.example/hooks?key=k"


@pytest.fixture
def admin(house: House) -> FlaskClient:
    house.add_user("admin", None, Role.ADMINISTRATOR)
    return house.sign_in("admin")


def send(client: FlaskClient, path: str, **form: str) -> TestResponse:
    token = hidden(client.get("/me"), "_csrf")
    return client.post(path, data={"_csrf": token, **form})


def add(client: FlaskClient) -> str:
    """Add a webhook; the path of its page."""
    made = send(client, "/admin/webhooks/new", url=URL, place=SCHOOL)
    (path,) = re.findall(r'href="(/admin/webhooks/[0-9a-f-]+)"', made.text)
    return str(path)


def settle(house: House, *, status: int) -> None:
    """What the deliver process would come back with."""
    notices = house.services.webhooks.notices
    claim = notices.claim()
    assert claim is not None
    if status == 200:
        notices.note_sent(claim, status)
    else:
        notices.note_failed(claim, "webhook_refused", status)


def test_the_secret_is_shown_once(admin: FlaskClient) -> None:
    made = send(admin, "/admin/webhooks/new", url=URL, place=SCHOOL)
    (secret,) = re.findall(r"<code>(grifwh_[^<]+)</code>", made.text)
    (path,) = re.findall(r'href="(/admin/webhooks/[0-9a-f-]+)"', made.text)

    assert made.headers["Cache-Control"] == "no-store"
    for page in ("/admin/webhooks", path):
        assert "a.example" in admin.get(page).text
        assert secret not in admin.get(page).text
    assert "key=k" not in admin.get("/admin/webhooks").text


@pytest.mark.parametrize(
    "url", ["http://a.example/", "https://127.0.0.1/", "https://10.0.0.1/", ""]
)
def test_an_address_that_may_not_be_called_is_refused_and_not_lost(
    admin: FlaskClient, url: str
) -> None:
    answer = send(admin, "/admin/webhooks/new", url=url, place=OTHER_SCHOOL)

    assert answer.status_code == 422
    assert '<a href="#url">' in answer.text
    assert f'value="{url}"' in answer.text
    assert f'<option value="{OTHER_SCHOOL}" selected>' in answer.text


def test_a_question_shows_its_answer(house: House, admin: FlaskClient) -> None:
    path = add(admin)
    asked = send(admin, f"{path}/check")

    waiting = admin.get(asked.headers["Location"]).text
    assert "Проверочное уведомление отправляется" in waiting
    assert '<meta http-equiv="refresh"' in waiting
    settle(house, status=200)

    answered = admin.get(path).text
    assert '<span class="badge good">принято</span>' in answered
    assert '<meta http-equiv="refresh"' not in answered


def test_what_a_program_did_not_take_is_seen_with_the_reason(
    house: House, admin: FlaskClient
) -> None:
    path = add(admin)
    document = house.register()
    settle(house, status=500)

    page = admin.get(path).text

    assert "повторим" in page
    assert "программа не приняла, ответ 500" in page
    assert "Программа не отвечает с" in page
    assert document.id in page
    assert document.title not in page
    assert "не отвечает" in admin.get("/admin/webhooks").text


def test_one_that_was_switched_off_is_switched_on_again(house: House, admin: FlaskClient) -> None:
    path = add(admin)
    webhook_id = WebhookId(path.rpartition("/")[2])
    with house.services.database.transaction() as tx:
        tx.webhooks.set_trouble(webhook_id, failing_since=MONDAY, disabled_at=MONDAY)
    assert "Уведомления выключены" in admin.get(path).text
    assert send(admin, f"{path}/check").status_code == 409

    done = send(admin, f"{path}/enable")

    assert "Уведомления включены" in admin.get(done.headers["Location"]).text
    assert send(admin, f"{path}/check").status_code == 303


def test_one_that_is_removed_is_gone(admin: FlaskClient) -> None:
    path = add(admin)

    done = send(admin, f"{path}/remove")

    assert "Адрес удалён" in admin.get(done.headers["Location"]).text
    assert admin.get(path).status_code == 404
