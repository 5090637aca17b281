"""The page of keys: a key is shown once, and a mistake in the form loses nothing."""

import re

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from service.domain.access import Role
from tests.doors import House, Program, hidden
from tests.factories import OTHER_SCHOOL, SCHOOL

SAID = {"label": "Учётная программа", "scope": ["documents:read"], "days": "365", "place": SCHOOL}


@pytest.fixture
def admin(house: House) -> FlaskClient:
    house.add_user("admin", None, Role.ADMINISTRATOR)
    return house.sign_in("admin")


def send(client: FlaskClient, path: str, **form: object) -> TestResponse:
    token = hidden(client.get("/me"), "_csrf")
    return client.post(path, data={"_csrf": token, **form})


def test_a_key_is_shown_once_and_works(house: House, admin: FlaskClient) -> None:
    made = send(admin, "/admin/keys/new", **SAID)
    (secret,) = re.findall(r"<code>(grif_[^<]+)</code>", made.text)

    assert made.headers["Cache-Control"] == "no-store"
    assert Program(house.app.test_client(), secret).get("/api/v1/documents").status_code == 200
    page = admin.get("/admin/keys").text
    assert "Учётная программа" in page
    assert "Читать документы" in page
    assert "23.11.2027" in page
    assert secret not in page


def test_a_revoked_key_is_refused_at_once(house: House, admin: FlaskClient) -> None:
    made = send(admin, "/admin/keys/new", **SAID)
    (secret,) = re.findall(r"<code>(grif_[^<]+)</code>", made.text)
    (path,) = re.findall(r'action="(/admin/keys/[^"]+/revoke)"', admin.get("/admin/keys").text)

    done = send(admin, path)

    assert "Ключ отозван" in admin.get(done.headers["Location"]).text
    assert Program(house.app.test_client(), secret).get("/api/v1/documents").status_code == 401
    assert "отозван" in admin.get("/admin/keys").text


def test_a_mistake_loses_nothing_of_what_was_typed(admin: FlaskClient) -> None:
    answer = send(admin, "/admin/keys/new", label="1С", scope=[], days="90", place=OTHER_SCHOOL)

    assert answer.status_code == 422
    assert '<a href="#scopes">' in answer.text
    assert 'value="1С"' in answer.text
    assert '<option value="90" selected>' in answer.text
    assert f'<option value="{OTHER_SCHOOL}" selected>' in answer.text
    assert "checked" not in answer.text


def test_what_is_typed_is_never_a_term_or_a_right_of_its_own_making(admin: FlaskClient) -> None:
    wrong = send(admin, "/admin/keys/new", label="1С", scope=["users:write"], days="9999")

    assert wrong.status_code == 422
    assert '<a href="#scopes">' in wrong.text
    assert '<a href="#days">' in wrong.text
