import re
from collections.abc import Sequence
from datetime import date

import pytest
from flask.testing import FlaskClient
from typing_extensions import override
from werkzeug.test import TestResponse

from doc_templates.authoring.templates import CODES
from service.database.database import SqlDatabase
from service.domain.blobs import BlobOwner
from service.domain.documents import Document
from service.domain.signers import HEAD, Term
from service.ports import DocumentFilter
from tests.doors import CONSENT, ORDER, House, hidden, open_house
from tests.factories import CLERK, OTHER_SCHOOL, SCHOOL
from tests.fakes import MemoryStore
from tests.form_pages import Form, read_form_page, without_token

PATH = f"/documents/new/{CONSENT}"


@pytest.fixture
def head(house: House) -> FlaskClient:
    house.add_user("head")
    return house.sign_in("head")


def _press(browser: FlaskClient, form: Form, action: str, path: str = PATH) -> TestResponse:
    return browser.post(path, data={**form, "_action": action})


def _documents(house: House) -> list[Document]:
    return house.services.documents.list_documents(CLERK, DocumentFilter(()))


def test_every_kind_is_offered_in_its_group(house: House, head: FlaskClient) -> None:
    text = head.get("/documents/new").text
    for kind in house.services.catalogue.list_kinds():
        assert f'href="/documents/new/{kind.code}">{kind.title}' in text


@pytest.mark.parametrize("code", CODES)
def test_a_form_filled_in_as_the_example_becomes_that_document(
    house: House, head: FlaskClient, code: str
) -> None:
    path = f"/documents/new/{code}"
    form = read_form_page(head.get(f"{path}?sample=1"))

    answer = _press(head, form, "register", path)

    (document,) = _documents(house)
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/documents/{document.id}")
    assert document.data == house.kind(code).sample
    assert document.created_by.startswith("user:")


def test_a_day_that_is_none_is_asked_for_as_people_write_it(
    house: House, head: FlaskClient
) -> None:
    form = read_form_page(head.get(f"{PATH}?sample=1"))
    text = _press(head, {**form, "doc_date": ["31.02.2025"]}, "register").text

    assert "Укажите существующую дату: день, месяц и год, например 01.09.2025." in text
    assert "год-месяц-день" not in text
    assert _documents(house) == []


def test_sending_the_same_form_twice_makes_one_document(house: House, head: FlaskClient) -> None:
    form = read_form_page(head.get(f"{PATH}?sample=1"))
    first, second = _press(head, form, "register"), _press(head, form, "register")
    assert first.headers["Location"] == second.headers["Location"]
    assert len(_documents(house)) == 1


def test_a_form_that_was_sent_and_changed_asks_before_making_another(
    house: House, head: FlaskClient
) -> None:
    form = read_form_page(head.get(f"{PATH}?sample=1"))
    _press(head, form, "register")
    changed = {**form, "mentee.surname": ["Новая"]}

    again = _press(head, changed, "register")

    assert (again.status_code, "уже создан" in again.text) == (422, True)
    assert len(_documents(house)) == 1
    assert _press(head, read_form_page(again), "register").status_code == 303
    assert len(_documents(house)) == 2


def test_what_a_rule_of_the_pack_refuses_is_said_at_its_box(
    house: House, head: FlaskClient
) -> None:
    path = f"/documents/new/{ORDER}"
    form = read_form_page(head.get(f"{path}?sample=1"))
    form["pairs.0.mentor_consent_date"] = ["2025-09-30"]

    answer = _press(head, form, "register", path)

    assert answer.status_code == 422
    assert 'href="#pairs.0.mentor_consent_date"' in answer.text
    assert "согласие наставника позже приказа" in answer.text
    assert _documents(house) == []


def test_mistakes_are_listed_with_links_to_their_boxes_and_nothing_typed_is_lost(
    house: House, head: FlaskClient
) -> None:
    form = read_form_page(head.get(f"{PATH}?sample=1"))
    form["mentee.surname"] = [""]
    form["period.start"] = ["скоро"]
    form["mentee.given_name"] = ["<Артём & Ко>"]

    answer = _press(head, form, "register")

    assert answer.status_code == 422
    assert '<a href="#mentee.surname">Наставляемый – Фамилия</a>' in answer.text
    assert 'id="mentee.surname-problem"' in answer.text
    assert '<a href="#period.start">' in answer.text
    assert without_token(read_form_page(answer)) == without_token(form)
    assert "Ошибка: " in answer.text
    assert _documents(house) == []


def test_a_group_nobody_began_is_one_line_of_the_summary(head: FlaskClient) -> None:
    answer = _press(head, read_form_page(head.get(PATH)), "register")
    summary = answer.text[answer.text.index('id="complaints"') : answer.text.index("<h1")]
    assert '<a href="#mentee">Наставляемый</a>: Заполните эти поля.' in summary
    assert summary.count("<li>") < 10


def test_the_errors_are_in_the_order_of_theread_form_page(head: FlaskClient) -> None:
    answer = _press(head, read_form_page(head.get(PATH)), "register")
    summary = answer.text[answer.text.index('id="complaints"') : answer.text.index("<h1")]
    links = re.findall(r'href="#([^"]+)"', summary)
    places = [answer.text.index(f'id="{name}"') for name in links]
    assert places == sorted(places)


def test_only_a_kind_that_the_server_signs_offers_its_key(house: House, head: FlaskClient) -> None:
    text = head.get(PATH).text
    assert "как обычно: наставляемый – на бумаге" in text
    assert 'value="agreed"' not in text
    path = f"/documents/new/{ORDER}"
    page = head.get(f"{path}?sample=1")
    assert "как обычно: руководитель – ключом организации" in page.text
    form = read_form_page(page)
    assert form["_way"] == ["at_once"]
    _press(head, form, "register", path)
    assert _documents(house)[0].sign


def test_a_document_may_be_made_for_signing_on_paper(house: House, head: FlaskClient) -> None:
    path = f"/documents/new/{ORDER}"
    form = read_form_page(head.get(f"{path}?sample=1"))
    assert _press(head, {**form, "_way": ["on_paper"]}, "register", path).status_code == 303
    assert not _documents(house)[0].sign


def test_a_document_cannot_be_made_for_another_school(house: House, head: FlaskClient) -> None:
    form = read_form_page(head.get(f"{PATH}?sample=1"))
    form["_organisation"] = [OTHER_SCHOOL]
    assert _press(head, form, "register").status_code == 404
    assert _documents(house) == []


def test_after_a_new_session_a_long_form_is_shown_again_instead_of_lost(
    house: House, head: FlaskClient
) -> None:
    form = read_form_page(head.get(f"{PATH}?sample=1"))
    fresh = house.sign_in("head")

    answer = _press(fresh, form, "register")

    assert (answer.status_code, "вошли заново" in answer.text) == (422, True)
    assert _documents(house) == []
    shown = read_form_page(answer)
    assert {**shown, "_csrf": []} == {**form, "_csrf": []}
    assert _press(fresh, shown, "register").status_code == 303


def test_a_form_whose_token_was_tampered_with_gets_a_new_one(head: FlaskClient) -> None:
    form = {**read_form_page(head.get(PATH)), "_token": ["<b>"]}
    token = hidden(_press(head, form, "stay"), "_token")
    assert re.fullmatch(r"[A-Za-z0-9_-]{32}", token)


def test_a_kind_that_is_not_there_is_not_found(head: FlaskClient) -> None:
    assert head.get("/documents/new/letter").status_code == 404


def test_every_box_has_a_label_or_a_legend(house: House, head: FlaskClient) -> None:
    for kind in house.services.catalogue.list_kinds():
        text = head.get(f"/documents/new/{kind.code}?sample=1").text
        ids = re.findall(r'<(?:input type="date"|input|textarea|select)[^>]* id="([^"]+)"', text)
        texts = [i for i in ids if f'<label class="tick"><input type="radio" id="{i}"' not in text]
        labelled = set(re.findall(r'<label for="([^"]+)"', text))
        ticks = set(re.findall(r'<label class="tick"><input type="\w+" id="([^"]+)"', text))
        assert set(texts) - ticks <= labelled
        assert len(set(re.findall(r' id="([^"]+)"', text))) == len(re.findall(r' id="', text))


class FillingStore(MemoryStore):
    """A disk that is full until somebody makes room."""

    is_full = True

    @override
    def put(self, owner_id: BlobOwner, contents: Sequence[bytes]) -> list[str]:
        if self.is_full:
            raise OSError
        return super().put(owner_id, contents)


def test_a_full_disk_loses_nothing_that_was_typed(
    house: House, memory_database: SqlDatabase
) -> None:
    store = FillingStore()
    house = open_house(house.services.settings.data_dir, memory_database, blobs=store)
    house.add_user("head")
    head = house.sign_in("head")
    form = read_form_page(head.get(f"{PATH}?sample=1"))

    refused = _press(head, form, "register")
    kept = read_form_page(refused)
    store.is_full = False

    assert (refused.status_code, without_token(kept)) == (503, without_token(form))
    assert "Хранилище недоступно" in refused.text
    assert _press(head, kept, "register").status_code == 303


@pytest.mark.parametrize(
    ("way", "planned"),
    [
        ("at_once", ("head", "server_key", False)),
        ("agreed", ("head", "server_key", True)),
        ("token", ("head", "own_token", False)),
    ],
)
def test_the_form_says_how_the_head_signs(
    house: House, head: FlaskClient, way: str, planned: tuple[str, str, bool]
) -> None:
    path = f"/documents/new/{ORDER}"
    form = read_form_page(head.get(f"{path}?sample=1"))
    _press(head, {**form, "_way": [way]}, "register", path)

    (plan,) = _documents(house)[0].signature_plan
    assert (plan.role, plan.method, plan.confirm) == planned


def test_the_head_on_record_signs_without_being_typed(house: House, head: FlaskClient) -> None:
    term = Term(HEAD, "Мельник Ольга Сергеевна", "f", "директор", "устав", date(2023, 8, 15))
    house.services.signers.appoint(CLERK, SCHOOL, term)
    form = read_form_page(head.get("/documents/new/order_appoint_curator"))
    said = {box: texts for box, texts in form.items() if box.startswith("signer.") and any(texts)}
    assert said == {
        "signer.surname": ["Мельник"],
        "signer.given_name": ["Ольга"],
        "signer.patronymic": ["Сергеевна"],
        "signer.gender": ["f"],
        "signer.fio.nom": ["Мельник Ольга Сергеевна"],
        "signer.position.nom": ["директор"],
    }


def test_nobody_types_a_name_twice(house: House, head: FlaskClient) -> None:
    form = read_form_page(head.get(f"{PATH}?sample=1"))
    (typed,) = form["mentee.fio.nom"]
    form["mentee.fio.nom"] = [""]
    assert _press(head, form, "register").status_code == 303
    (document,) = _documents(house)
    mentee = document.data["mentee"]
    assert isinstance(mentee, dict)
    assert mentee["fio"]["nom"] == typed


def test_a_name_of_which_only_a_part_was_typed_is_still_asked_for(head: FlaskClient) -> None:
    form = read_form_page(head.get(PATH))
    form["mentee.surname"] = ["Цой"]
    assert read_form_page(_press(head, form, "register"))["mentee.fio.nom"] == [""]
