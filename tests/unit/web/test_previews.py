"""The pages of a form before registration, without scripts and for the script beside it."""

import re
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from service.domain.accounts import SESSION_IDLE
from service.domain.documents import Document, Failure
from service.domain.ids import DraftId
from service.ports import DocumentFilter
from service.web.previews import PER_MINUTE
from tests.doors import CONSENT, ORDER, House
from tests.factories import CLERK, OTHER_SCHOOL, SCHOOL
from tests.form_pages import Form, read_form_page
from tests.printing import preview_line, print_previews

PATH = f"/documents/new/{CONSENT}"
OTHER_DAY = {"doc_date": ["18.09.2025"]}


@pytest.fixture
def head(house: House) -> FlaskClient:
    house.add_user("head")
    return house.sign_in("head")


def _sample(browser: FlaskClient) -> Form:
    return read_form_page(browser.get(f"{PATH}?sample=1"))


def _press(browser: FlaskClient, form: Form, action: str = "preview") -> TestResponse:
    return browser.post(PATH, data={**form, "_action": action})


def _look(browser: FlaskClient, form: Form, **boxes: str) -> TestResponse:
    """What the script of the page asks."""
    return browser.post(f"{PATH}/preview", data={**form, **boxes})


def _place(form: Form) -> str:
    return f"/documents/new/drafts/{form['_token'][0]}/preview"


def _state(page: TestResponse) -> str:
    found = re.search(r'id="preview-pages" data-state="(\w+)"', page.text)
    assert found
    return found[1]


def _documents(house: House) -> list[Document]:
    return house.services.documents.list_documents(CLERK, DocumentFilter(()))


def test_a_button_leads_to_the_pages_and_no_document_is_made(
    house: House, head: FlaskClient
) -> None:
    form = _sample(head)
    answer = _press(head, form)
    waiting = head.get(_place(form))
    print_previews(house)
    ready = head.get(_place(form))

    assert (answer.status_code, answer.headers["Location"]) == (303, _place(form))
    assert '<meta http-equiv="refresh" content="2">' in waiting.text
    assert (_state(waiting), "Предпросмотр обновляется" in waiting.text) == ("waiting", True)
    assert "refresh" not in ready.text
    assert ready.text.count('<img class="page"') == 2
    assert "Документ ещё не зарегистрирован" in ready.text
    assert "Номер появится при регистрации." in ready.text
    assert _documents(house) == []


def test_pages_are_pictures_and_a_file_that_says_what_it_is(
    house: House, head: FlaskClient
) -> None:
    form = _sample(head)
    _press(head, form)
    assert head.get(f"{_place(form)}/pages/1.png").status_code == 404
    assert head.get(f"{_place(form)}/pdf").status_code == 404
    print_previews(house)

    picture = head.get(f"{_place(form)}/pages/1.png")
    file = head.get(f"{_place(form)}/pdf")

    assert (picture.status_code, picture.mimetype) == (200, "image/png")
    seen = {"If-None-Match": picture.headers["ETag"]}
    assert head.get(f"{_place(form)}/pages/1.png", headers=seen).status_code == 304
    assert head.get(f"{_place(form)}/pages/3.png").status_code == 404
    assert (file.mimetype, file.data[:4]) == ("application/pdf", b"%PDF")
    assert 'filename="preview.pdf"' in file.headers["Content-Disposition"]
    assert file.headers["Cache-Control"] == "no-store"


def test_from_the_pages_one_registers_what_was_seen(house: House, head: FlaskClient) -> None:
    form = {**_sample(head), "_way": ["on_paper"], **OTHER_DAY}
    _press(head, form)
    print_previews(house)
    shown = read_form_page(head.get(_place(form)), begin='<form class="stack row"')

    answer = _press(head, shown, "register")
    (document,) = _documents(house)

    assert answer.headers["Location"] == f"/documents/{document.id}"
    assert (document.doc_date.isoformat(), document.number.seq) == ("2025-09-18", 1)
    assert head.get(_place(form)).status_code == 404
    assert head.get(f"{_place(form)}/pages/1.png").status_code == 404


def test_the_way_back_leads_to_the_form_with_the_pages_beside_it(
    house: House, head: FlaskClient
) -> None:
    form = {**_sample(head), "mentee.surname": ["Цой"]}
    _press(head, form)
    print_previews(house)
    back = re.search(r'href="([^"]+)">Вернуться к форме', head.get(_place(form)).text)
    assert back
    again = head.get(back[1])

    assert read_form_page(again)["mentee.surname"] == ["Цой"]
    assert _state(again) == "ready"


def test_pages_of_an_earlier_form_are_not_taken_for_this_one(
    house: House, head: FlaskClient
) -> None:
    form = _sample(head)
    _press(head, form)
    print_previews(house)
    _press(head, {**form, **OTHER_DAY}, "save")

    page = head.get(_place(form))

    assert "С тех пор форма изменилась" in page.text
    assert 'value="register"' not in page.text
    assert 'value="preview"' in page.text
    assert _state(head.get(_place(form).removesuffix("/preview"))) == "idle"


def test_mistakes_come_back_linked_to_their_boxes(house: House, head: FlaskClient) -> None:
    form = {**_sample(head), "period.start": ["скоро"]}
    answer = _press(head, form)
    assert answer.status_code == 422
    assert '<a href="#period.start">' in answer.text
    assert read_form_page(answer)["period.start"] == ["скоро"]
    assert head.get(_place(form)).status_code == 404
    assert head.get(_place(form).removesuffix("/preview")).status_code == 200  # kept all the same
    assert preview_line(house).claim(SCHOOL) is None


def test_what_a_rule_would_refuse_comes_back_before_registration(head: FlaskClient) -> None:
    path = f"/documents/new/{ORDER}"
    form = read_form_page(head.get(f"{path}?sample=1"))
    form["pairs.0.mentor_consent_date"] = ["2025-09-30"]
    pages = [head.post(path, data={**form, "_action": verb}) for verb in ("preview", "register")]
    told = [re.findall(r"<li>(.+)", page.text.partition("<h1>")[0]) for page in pages]
    assert [page.status_code for page in pages] == [422, 422]
    assert told[0] == told[1] != []


def test_a_draft_that_cannot_be_kept_is_told_and_its_form_stays(head: FlaskClient) -> None:
    form = _sample(head)
    _press(head, form, "register")
    late = _press(head, {**form, **OTHER_DAY})
    assert (late.status_code, "уже создан" in late.text) == (422, True)
    assert read_form_page(late)["doc_date"] == OTHER_DAY["doc_date"]


def test_a_form_from_an_earlier_session_orders_nothing(house: House, head: FlaskClient) -> None:
    form = _sample(head)
    house.clock.go(SESSION_IDLE)
    fresh = house.sign_in("head")
    stale = _press(fresh, form)
    by_script = _look(fresh, form)
    assert (stale.status_code, "Вы вошли заново" in stale.text) == (422, True)
    assert by_script.status_code == 403
    assert preview_line(house).claim(SCHOOL) is None


def test_the_script_is_told_how_far_the_pages_are(house: House, head: FlaskClient) -> None:
    form = _sample(head)
    ordered = _look(head, form)
    house.clock.go(timedelta(seconds=20))
    late = head.get(f"{_place(form)}/panel")
    print_previews(house)
    ready = head.get(f"{_place(form)}/panel")

    assert [_state(page) for page in (ordered, late, ready)] == ["waiting", "waiting", "ready"]
    assert "Перед ним другие документы" in late.text
    assert f'src="{_place(form)}/pages/1.png?v=' in ready.text
    assert "<html" not in ready.text
    assert head.get(_place(form).removesuffix("/preview")).status_code == 404  # nothing was kept


def test_the_script_is_told_what_is_missing(head: FlaskClient) -> None:
    form = read_form_page(head.get(PATH))
    answer = _look(head, form)
    assert (answer.status_code, _state(answer)) == (200, "unfit")
    assert "Чтобы увидеть страницы, заполните форму: осталось" in answer.text
    assert '<a href="#' in answer.text


def test_whoever_presses_the_button_with_scripts_has_the_form_kept(head: FlaskClient) -> None:
    form = {**_sample(head), "mentee.surname": ["Цой"]}
    _look(head, form, _action="preview")
    kept = read_form_page(head.get(_place(form).removesuffix("/preview")))
    assert kept["mentee.surname"] == ["Цой"]


def test_nobody_elses_pages_are_there(house: House, head: FlaskClient) -> None:
    form = _sample(head)
    _press(head, form)
    print_previews(house)
    house.add_user("colleague")
    house.add_user("stranger", OTHER_SCHOOL)
    for login in ("colleague", "stranger"):
        other = house.sign_in(login)
        for below in ("", "/panel", "/pages/1.png", "/pdf"):
            assert other.get(f"{_place(form)}{below}").status_code == 404
        theirs = {**_sample(other), "_token": form["_token"]}
        theirs["_organisation"] = form["_organisation"]
        # A form of their own, of the same name; where nothing is theirs, there is none.
        assert _state(_look(other, theirs)) in {"waiting", "refused"}
        assert print_previews(house) == (login == "colleague")
    assert _state(head.get(_place(form))) == "ready"


def test_whoever_asks_too_often_waits(house: House, head: FlaskClient) -> None:
    form = _sample(head)
    states = {_state(_look(head, form)) for _ in range(PER_MINUTE)}
    too_often = _look(head, form)
    pressed = _press(head, form)
    assert states == {"waiting"}
    assert (_state(too_often), "слишком часто" in too_often.text) == ("refused", True)
    assert (pressed.status_code, "слишком часто" in pressed.text) == (422, True)
    house.clock.go(timedelta(minutes=1))
    assert _state(_look(head, form)) == "waiting"


def test_trouble_is_told_in_words(house: House, head: FlaskClient) -> None:
    form = _sample(head)
    _press(head, form)
    steps = preview_line(house)
    claim = steps.claim(SCHOOL)
    assert claim is not None
    with house.services.database.transaction() as tx:
        tx.previews.note_failed(claim, Failure("font_not_embedded", "Шрифт документа не встроен."))
    page = head.get(_place(form))
    assert "Страницы не получились. Шрифт документа не встроен." in page.text
    assert 'value="register"' not in page.text


def test_deleting_a_draft_ends_its_preview(house: House, head: FlaskClient) -> None:
    form = _sample(head)
    _press(head, form)
    place = _place(form).removesuffix("/preview")
    head.post(f"{place}/delete", data={"_csrf": form["_csrf"][0]})
    with house.services.database.snapshot() as tx:
        user = tx.accounts.find_user("head")
        assert user is not None
        assert tx.previews.find(user.id, DraftId(form["_token"][0])) is None
