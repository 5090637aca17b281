"""Documents for many people, as the pages show them."""

import io
import re
import zipfile

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from service.domain.documents import Document
from service.domain.people import Card, Part
from service.ports import DocumentFilter
from service.web.drafts import form_of
from service.web.forms.state import fill_in
from tests.doors import House, hidden
from tests.factories import CLERK, SCHOOL

DISTRIBUTION, OWN_DATA = "pd_consent_distribution", "pd_consent"
IVANOV = Card("Иванов", "Иван", "Иванович", "m", "учитель", email="ivanov@school.example")
SIDOROV = Card("Сидоров", "Пётр", "Ильич", "m", "учитель", parts=frozenset({Part.MENTOR}))


@pytest.fixture
def head(house: House) -> FlaskClient:
    house.add_user("head")
    return house.sign_in("head")


@pytest.fixture
def people(house: House) -> list[str]:
    desk = house.services.people
    return [desk.add_person(CLERK, SCHOOL, card).id for card in (IVANOV, SIDOROV)]


def _send(client: FlaskClient, path: str, **form: object) -> TestResponse:
    token = hidden(client.get("/people"), "_csrf")
    return client.post(path, data={"_csrf": token, **form})


def _order(
    house: House, client: FlaskClient, people: list[str], code: str = DISTRIBUTION
) -> TestResponse:
    """The form with what all share as in the example, sent."""
    page = _send(client, f"/batches/new/{code}", person=people)
    sample = dict(house.kind(code).sample)
    del sample["subject"]
    typed = fill_in(form_of(house.kind(code)), sample).boxes
    token = hidden(page, "_token")
    return _send(
        client, f"/batches/new/{code}", **typed, person=people, _token=token, _action="register"
    )


def _made(house: House) -> list[Document]:
    return house.services.documents.list_documents(CLERK, DocumentFilter(()))


@pytest.mark.usefixtures("people")
def test_whoever_chooses_nobody_is_told_so(head: FlaskClient) -> None:
    answer = _send(head, "/batches/new")

    assert answer.status_code == 422
    assert "Отметьте в списке людей" in answer.text


def test_everybody_of_the_shown_list_can_be_chosen(head: FlaskClient, people: list[str]) -> None:
    page = _send(head, "/batches/new", everybody="1", part="mentor", q="")

    assert re.findall(r'name="person" value="([^"]+)"', page.text) == [people[1]]
    assert f'formaction="/batches/new/{DISTRIBUTION}"' in page.text


def test_the_page_says_who_has_a_document_and_what_others_lack(
    house: House, head: FlaskClient, people: list[str]
) -> None:
    answer = _order(house, head, people)
    assert answer.status_code == 303

    page = head.get(answer.headers["Location"])

    assert "Зарегистрировано 1 из 2" in page.text
    assert "Не получилось: 1" in page.text
    assert f"/people/{people[1]}/edit" in page.text
    assert 'http-equiv="refresh"' in page.text
    assert "1 из 2" in head.get("/batches").text
    assert len(_made(house)) == 1


def test_what_one_lacks_is_typed_on_a_page_of_its_own(
    house: House, head: FlaskClient, people: list[str]
) -> None:
    batch = _order(house, head, people).headers["Location"]
    own = f"{batch}/people/2"
    assert 'name="contact"' in head.get(own).text
    assert 'name="purpose"' not in head.get(own).text

    wrong = _send(head, own, contact="", _action="register")
    assert wrong.status_code == 422
    assert '<a href="#contact">' in wrong.text
    done = _send(head, own, contact="sidorov@school.example", _action="register")

    assert done.headers["Location"] == batch
    assert "Зарегистрировано 2 из 2" in head.get(batch).text
    assert head.get(f"{batch}/people/9").status_code == 404


def test_a_form_sent_twice_makes_one_batch(
    house: House, head: FlaskClient, people: list[str]
) -> None:
    first = _order(house, head, people[:1])
    token = house.services.batches.list_batches(CLERK)[0].token

    again = _send(
        head, f"/batches/new/{DISTRIBUTION}", person=people[:1], _token=token, _action="register"
    )

    assert again.headers["Location"] == first.headers["Location"]
    assert len(_made(house)) == 1


def test_a_mistake_in_what_all_share_leads_to_its_box_and_keeps_the_people(
    house: House, head: FlaskClient, people: list[str]
) -> None:
    answer = _send(
        head, f"/batches/new/{DISTRIBUTION}", person=people, purpose="цель", _action="register"
    )

    assert answer.status_code == 422
    assert '<a href="#valid_until">' in answer.text
    assert re.findall(r'name="person" value="([^"]+)"', answer.text) == people
    assert "цель" in answer.text
    assert _made(house) == []


def test_the_zip_holds_a_file_for_each_document_under_a_russian_name(
    house: House, head: FlaskClient, people: list[str]
) -> None:
    batch = _order(house, head, people[:1]).headers["Location"]
    assert head.get(f"{batch}/pack.zip").status_code == 409
    (document,) = _made(house)
    house.archive(document)

    answer = head.get(f"{batch}/pack.zip")

    assert "filename*=UTF-8''%D0%A1" in answer.headers["Content-Disposition"]
    with zipfile.ZipFile(io.BytesIO(answer.data)) as pack:
        title = document.title.replace(":", "-")
        assert pack.namelist() == [f"001 {document.number.text} {title}.pdf"]
        assert pack.read(pack.namelist()[0]) == f"pdf of {document.id}".encode()


@pytest.mark.parametrize("kind", ["order_assign_pairs", "nothing"])
def test_other_kinds_have_no_such_page(head: FlaskClient, people: list[str], kind: str) -> None:
    assert _send(head, f"/batches/new/{kind}", person=people).status_code == 404
