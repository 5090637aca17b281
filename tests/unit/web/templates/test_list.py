"""Which templates are in force, told in a list and downloaded."""

from urllib.parse import unquote

from flask.testing import FlaskClient

from service.http.files import DOCX
from tests.doors import CONSENT, House
from tests.template_pages import CARD, edited, publish_text, rows


def test_every_kind_is_listed_with_the_template_of_the_library(
    house: House, head: FlaskClient
) -> None:
    listed = rows(head.get("/templates"))
    assert set(listed) == set(house.services.catalogue.kinds)
    assert "Встроенный" in listed[CONSENT]


def test_the_list_tells_whose_template_it_is_which_version_when_and_who(
    house: House, head: FlaskClient, officer: FlaskClient
) -> None:
    publish_text(house, officer, "округ")
    assert "Муниципалитет версия 1" in rows(head.get("/templates"))[CONSENT]
    publish_text(house, head, "школа")
    publish_text(house, head, "школа ещё раз")

    row = rows(head.get("/templates"))[CONSENT]
    assert "Организация версия 2" in row
    assert "Имя head" in row
    assert "23.11.2026" in row
    assert "Муниципалитет версия 1" in rows(officer.get("/templates"))[CONSENT]


def test_the_pages_are_reached_from_every_page(head: FlaskClient) -> None:
    assert '<a href="/templates"' in head.get("/").text


def test_the_template_in_force_is_downloaded_under_a_russian_name(
    house: House, head: FlaskClient
) -> None:
    answer = head.get(f"{CARD}/docx")
    assert answer.data == house.kind().template
    assert answer.mimetype == DOCX
    disposition = answer.headers["Content-Disposition"]
    assert f'filename="{CONSENT}.docx"' in disposition
    assert f"Шаблон – {house.kind().title} – встроенный.docx" in unquote(disposition)

    publish_text(house, head, "школа")
    own = head.get(f"{CARD}/docx")
    assert own.data == edited(house, "школа")
    assert "версия 1.docx" in unquote(own.headers["Content-Disposition"])
    assert head.get(f"{CARD}/builtin/docx").data == house.kind().template
    assert head.get(f"{CARD}/versions/organization/1/docx").data == own.data
