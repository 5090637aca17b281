"""The pages of organisations: what is typed stays, and every wrong box is named."""

import re

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from service.domain.access import Role
from service.domain.ids import OrganisationId
from service.operations.templates import Publication
from tests.doors import CONSENT, House, hidden
from tests.factories import CLERK, SCHOOL, SCHOOLS_OWN, make_requisites

PAGE = f"/admin/organisations/{SCHOOL}"
SAID = {**make_requisites("МКОУ «Новая»").as_context(), "id": "school-7"}


@pytest.fixture
def admin(house: House) -> FlaskClient:
    """The administrator of the municipality."""
    house.add_user("admin", None, Role.ADMINISTRATOR)
    return house.sign_in("admin")


def send(client: FlaskClient, path: str, **form: str) -> TestResponse:
    token = hidden(client.get("/me"), "_csrf")
    return client.post(path, data={"_csrf": token, **form})


def test_a_new_organisation_is_there_with_its_own_page(house: House, admin: FlaskClient) -> None:
    made = send(admin, "/admin/organisations/new", **SAID)

    assert made.headers["Location"] == "/admin/organisations/school-7?done=added"
    assert "Организация добавлена" in admin.get(made.headers["Location"]).text
    assert "МКОУ «Новая»" in admin.get("/admin/organisations").text
    assert house.services.organisations.list_organisations(CLERK)[0].id == SCHOOL


def test_a_mistake_loses_nothing_of_what_was_typed(admin: FlaskClient) -> None:
    answer = send(
        admin, "/admin/organisations/new", **{**SAID, "inn": "1", "founder_name": "Отдел"}
    )

    assert answer.status_code == 422
    assert '<a href="#inn">ИНН' in answer.text
    assert 'aria-describedby="inn-problem" aria-invalid="true"' in answer.text
    assert "<title>Ошибка: " in answer.text
    for typed in ("МКОУ «Новая»", "Отдел", "school-7", SAID["ogrn"]):
        assert typed in answer.text


def test_a_name_that_is_not_declined_is_typed_once(house: House, admin: FlaskClient) -> None:
    send(admin, "/admin/organisations/new", **{**SAID, "short_name_gen": "", "short_name_prep": ""})

    with house.services.database.snapshot() as tx:
        school = tx.organisations.find(OrganisationId("school-7"))
    assert school is not None
    requisites = school.requisites
    assert (requisites.short_name_gen, requisites.short_name_prep) == ("МКОУ «Новая»",) * 2


def test_new_requisites_are_for_new_documents(house: House, admin: FlaskClient) -> None:
    before = house.register("key-1")

    changed = send(admin, f"{PAGE}/edit", **{**SAID, "id": "ignored"})

    assert changed.headers["Location"] == f"{PAGE}?done=changed"
    after = house.register("key-2")
    assert after.requisites.short_name == "МКОУ «Новая»"
    assert house.services.documents.get_document(CLERK, before.id).requisites == before.requisites


def test_numbers_are_printed_as_the_page_says(house: House, admin: FlaskClient) -> None:
    register = house.register("key-1").number.register
    form = admin.get(f"{PAGE}/registers")
    boxes = dict(re.findall(r'name="([a-z]+(?:-first)?)" type="text" value="([^"]*)"', form.text))

    wrong = send(admin, f"{PAGE}/registers", **{**boxes, register: "без номера", "od-first": "x"})
    assert wrong.status_code == 422
    assert "без номера" in wrong.text
    assert f'<a href="#{register}">' in wrong.text
    assert '<a href="#od-first">' in wrong.text

    assert send(admin, f"{PAGE}/registers", **{**boxes, register: "{seq}/07"}).status_code == 303
    assert ">1/07<" in admin.get(PAGE).text  # of this year; the sample is of the last one
    assert house.register("key-2").number.text == "2/07"


def test_the_page_of_an_organisation_leads_to_its_own_templates(
    house: House, admin: FlaskClient
) -> None:
    assert "Своих шаблонов нет" in admin.get(PAGE).text
    template = house.kind(CONSENT).template
    house.services.templates.publish(CLERK, Publication(SCHOOLS_OWN, CONSENT, template))

    page = admin.get(PAGE).text

    assert f'href="/templates/{CONSENT}?organisation={SCHOOL}"' in page
    assert admin.get(f"/templates/{CONSENT}?organisation={SCHOOL}").status_code == 200


def test_an_administrator_of_a_school_keeps_that_school_alone(house: House) -> None:
    house.add_user("own", SCHOOL, Role.ADMINISTRATOR)
    own = house.sign_in("own")

    assert "Добавить организацию" not in own.get("/admin/organisations").text
    assert own.get("/admin/organisations/new").status_code == 403
    assert own.get(PAGE).status_code == 200
    assert own.get("/admin/organisations/s-02").status_code == 404
