"""Versions of a template: compared, and given up."""

from flask.testing import FlaskClient

from tests.doors import House, hidden
from tests.template_pages import CARD, edited, publish_text


def test_a_version_is_compared_with_the_one_before_and_with_the_library(
    house: House, head: FlaskClient
) -> None:
    publish_text(house, head, "Школа номер один")
    publish_text(house, head, "Школа номер два")
    path = f"{CARD}/versions/organization/2/changes"

    page = head.get(path).text
    assert "с версией 1" in page
    assert '<span class="hidden">Было: </span>Школа номер <del>один</del>' in page
    assert '<span class="hidden">Стало: </span>Школа номер <ins>два</ins>' in page
    builtin = head.get(f"{path}?from=builtin").text
    assert "со встроенным шаблоном" in builtin
    assert "Школа номер два" in builtin
    assert "один" not in builtin.partition("<h1>")[2]
    first = head.get(f"{CARD}/versions/organization/1/changes").text
    assert "со встроенным шаблоном" in first


def test_an_own_template_is_given_up_after_a_question(
    house: House, head: FlaskClient, officer: FlaskClient
) -> None:
    publish_text(house, officer, "округ")
    publish_text(house, head, "школа")
    question = head.get(f"{CARD}/withdraw")
    assert "муниципалитета, версия 1" in question.text

    done = head.post(f"{CARD}/withdraw", data={"_csrf": hidden(question, "_csrf")})
    assert done.status_code == 303
    card = head.get(done.headers["Location"]).text
    assert "Свой шаблон отменён" in card
    assert "отмена своего шаблона" in card
    assert head.get(f"{CARD}/docx").data == edited(house, "округ")
    assert head.get(f"{CARD}/withdraw").status_code == 404
    publish_text(house, head, "школа снова")
    again = head.get(f"{CARD}/versions/organization/3/changes").text
    assert "с версией 1" in again
