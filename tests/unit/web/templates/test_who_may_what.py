"""Who sees templates, who publishes them, and for whom there are none."""

import pytest
from flask.testing import FlaskClient

from service.domain.access import Role
from tests.doors import CONSENT, House, hidden
from tests.factories import FOREIGN_SCHOOL, OTHER_SCHOOL, SCHOOL
from tests.template_pages import CARD, edited, publish_text, rows, upload


def test_another_schools_templates_do_not_exist(house: House, head: FlaskClient) -> None:
    publish_text(house, head, "школа")
    for login, school in (("other", OTHER_SCHOOL), ("foreign", FOREIGN_SCHOOL)):
        house.add_user(login, school)
        stranger = house.sign_in(login)
        assert "Версии" not in stranger.get(CARD).text
        query = f"?organisation={SCHOOL}"
        for path in (
            "/templates", CARD, f"{CARD}/docx", f"{CARD}/withdraw",
            f"{CARD}/versions/organization/1/docx", f"{CARD}/versions/organization/1/changes",
        ):  # fmt: skip
            assert stranger.get(path + query).status_code == 404, path
        assert stranger.get(f"{CARD}/versions/organization/1/docx").status_code == 404
        assert upload(stranger, edited(house), query=query).status_code == 404


def test_the_officer_sees_the_schools_and_publishes_for_the_municipality_alone(
    house: House, head: FlaskClient, officer: FlaskClient
) -> None:
    publish_text(house, head, "школа")
    query = f"?organisation={SCHOOL}"
    assert "Организация версия 1" in rows(officer.get(f"/templates{query}"))[CONSENT]
    card = officer.get(f"{CARD}{query}").text
    assert "Шаблон организации публикует она сама" in card
    assert 'type="file"' not in card
    link = f"{CARD}/versions/organization/1/changes{query}"
    assert f'href="{link}"' in card
    assert officer.get(link).status_code == 200
    assert upload(officer, edited(house), query=query).status_code == 403
    assert officer.get(f"{CARD}/withdraw{query}").status_code == 403

    publish_text(house, officer, "округ")
    own = officer.get(CARD).text
    assert "муниципалитет" in own
    assert officer.get(f"{CARD}/docx").data == edited(house, "округ")
    assert officer.get(f"/templates?organisation={FOREIGN_SCHOOL}").status_code == 404


@pytest.mark.parametrize("role", [Role.CURATOR, Role.CLERK])
def test_others_of_the_school_look_and_download_and_change_nothing(
    house: House, head: FlaskClient, role: Role
) -> None:
    publish_text(house, head, "школа")
    house.add_user(role, SCHOOL, role)
    browser = house.sign_in(role)
    card = browser.get(CARD).text
    assert 'type="file"' not in card
    assert "Отменить свой шаблон" not in card
    assert browser.get(f"{CARD}/docx").status_code == 200
    assert upload(browser, edited(house)).status_code == 403
    assert browser.get(f"{CARD}/withdraw").status_code == 403
    token = {"_csrf": hidden(browser.get("/documents"), "_csrf")}
    assert browser.post(f"{CARD}/withdraw", data=token).status_code == 403


def test_a_form_of_another_site_publishes_nothing(house: House, head: FlaskClient) -> None:
    report = upload(head, edited(house))
    form = {name: hidden(report, name) for name in ("content", "name")}
    for verb in ("check", "publish", "sample", "withdraw"):
        answer = head.post(f"{CARD}/{verb}", data=form, headers={"Sec-Fetch-Site": "cross-site"})
        assert answer.status_code == 403, verb
    assert "Версии" not in head.get(CARD).text


def test_nobody_comes_in_without_signing_in(house: House) -> None:
    for path in ("/templates", CARD, f"{CARD}/docx"):
        answer = house.browser().get(path)
        assert answer.status_code == 302
        assert "/sign-in" in answer.headers["Location"]


@pytest.mark.parametrize("path", ["", "/docx", "/builtin/docx", "/versions/organization/1/docx"])
def test_an_unknown_kind_is_not_found(head: FlaskClient, path: str) -> None:
    assert head.get(f"/templates/letter{path}").status_code == 404


def test_a_version_that_is_not_there_is_not_found(house: House, head: FlaskClient) -> None:
    publish_text(house, head, "школа")
    for place in ("organization/2", "municipality/1", "organization/0"):
        assert head.get(f"{CARD}/versions/{place}/docx").status_code == 404
    for place in ("builtin/1", "organization/x"):
        assert head.get(f"{CARD}/versions/{place}/changes").status_code == 404
