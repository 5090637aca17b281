"""Nothing that was typed is lost: drafts, and forms that were sent too late."""

import re
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from service.domain.access import Role
from service.domain.accounts import AFTERLIFE, SESSION_IDLE, SESSION_LIFETIME, User
from service.domain.documents import Document
from service.domain.drafts import DRAFT_LIFETIME, MAX_DRAFTS, SavedDraft
from service.domain.ids import DraftId
from service.ports import DocumentFilter
from tests.doors import CONSENT, ORDER, PASSWORD, House, hidden
from tests.factories import CLERK, OTHER_SCHOOL, SCHOOL
from tests.form_pages import Form, read_form_page, without_token

PATH = f"/documents/new/{CONSENT}"


@pytest.fixture
def head(house: House) -> FlaskClient:
    house.add_user("head")
    return house.sign_in("head")


def _sample(head: FlaskClient) -> Form:
    return read_form_page(head.get(f"{PATH}?sample=1"))


def _press(browser: FlaskClient, form: Form, action: str) -> TestResponse:
    return browser.post(PATH, data={**form, "_action": action})


def _autosave(browser: FlaskClient, form: Form) -> TestResponse:
    return browser.post(f"{PATH}/draft", data=form)


def _place(form: Form) -> str:
    return f"/documents/new/drafts/{form['_token'][0]}"


def _documents(house: House) -> list[Document]:
    return house.services.documents.list_documents(CLERK, DocumentFilter(()))


def test_a_button_keeps_the_form_word_for_word(house: House, head: FlaskClient) -> None:
    form = {**_sample(head), "mentee.surname": ["<Цой & Ко> "], "period.start": ["скоро"]}

    answer = _press(head, form, "save")
    kept = read_form_page(house.sign_in("head").get(_place(form)))

    assert "Сохранено в 14:00" in answer.text  # in Yekaterinburg
    assert without_token(kept) == without_token(form)
    assert _documents(house) == []


def test_a_script_keeps_the_form_while_somebody_types(head: FlaskClient) -> None:
    form = _sample(head)
    _autosave(head, form)
    answer = _autosave(head, {**form, "mentee.surname": ["Новая"]})

    assert (answer.status_code, answer.get_json()) == (200, {"said": "Сохранено в 14:00"})
    assert read_form_page(head.get(_place(form)))["mentee.surname"] == ["Новая"]
    assert head.get("/documents").text.count("Да, удалить насовсем") == 1


def test_every_button_keeps_what_was_typed(head: FlaskClient) -> None:
    grown = _press(head, _sample(head), "add:mentors")
    assert "Сохранено в" in grown.text
    kept = read_form_page(head.get(_place(read_form_page(grown))))
    assert kept["mentors#count"] == ["2"]


def test_a_form_in_which_nothing_was_typed_is_no_draft(head: FlaskClient) -> None:
    form = read_form_page(head.get(PATH))
    assert "Сохранено" not in _press(head, form, "register").text
    assert head.get(_place(form)).status_code == 404


def test_a_form_with_mistakes_is_kept_too(house: House, head: FlaskClient) -> None:
    form = {**_sample(head), "period.start": ["скоро"]}
    answer = _press(head, form, "register")
    assert (answer.status_code, "Сохранено в" in answer.text) == (422, True)
    assert read_form_page(head.get(_place(form)))["period.start"] == ["скоро"]
    assert _documents(house) == []


def test_a_draft_that_became_a_document_is_gone(house: House, head: FlaskClient) -> None:
    form = _sample(head)
    _press(head, form, "save")
    assert _press(head, form, "register").status_code == 303
    assert len(_documents(house)) == 1
    assert head.get(_place(form)).status_code == 404
    assert "Черновики" not in head.get("/documents").text


def test_a_draft_stays_when_its_document_is_refused_after_all(
    house: House, head: FlaskClient
) -> None:
    path = f"/documents/new/{ORDER}"
    form = read_form_page(head.get(f"{path}?sample=1"))
    form["pairs.0.mentor_consent_date"] = ["2025-09-30"]
    head.post(f"{path}/draft", data=form)

    # A rule of the pack refuses it inside the transaction that would have made it.
    assert head.post(path, data={**form, "_action": "register"}).status_code == 422
    assert _documents(house) == []
    assert head.get(_place(form)).status_code == 200


def test_what_a_script_sends_after_the_document_was_made_is_not_kept(
    house: House, head: FlaskClient
) -> None:
    form = _sample(head)
    _press(head, form, "register")
    late = _autosave(head, form)
    assert (late.status_code, "уже создан" in late.get_json()["said"]) == (409, True)
    assert house.services.drafts.list_drafts(_user(house).principal()) == []


def test_drafts_are_listed_where_work_begins(head: FlaskClient) -> None:
    form = {**_sample(head), "mentee.surname": ["Цой"], "mentee.given_name": ["Артём"]}
    _press(head, form, "save")
    for page in ("/", "/documents"):
        text = head.get(page).text
        assert f'href="{_place(form)}"' in text
        assert "Цой Артём, изменён 23.11.2026, 14:00" in text
    assert "Черновики" not in head.get("/documents?q=Цой").text


def test_a_begun_document_is_called_a_draft_among_the_tasks(head: FlaskClient) -> None:
    before = head.get("/").text
    path = re.search(r'href="(/documents/new/\w+)" aria-label="Создать: ', before)
    assert path
    sample = read_form_page(head.get(f"{path[1]}?sample=1"))
    head.post(path[1], data={**sample, "_action": "save"})

    text = head.get("/").text

    assert '<span class="badge busy">черновик' in text
    assert re.search(rf'href="{_place(sample)}" aria-label="Продолжить: ', text)


def test_a_draft_is_deleted_for_good(head: FlaskClient) -> None:
    form = _sample(head)
    saved = _press(head, form, "save")
    answer = head.post(f"{_place(form)}/delete", data={"_csrf": hidden(saved, "_csrf")})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/documents")
    assert head.get(_place(form)).status_code == 404


def test_a_colleague_sees_no_draft_of_mine(house: House, head: FlaskClient) -> None:
    house.add_user("clerk", SCHOOL, Role.CLERK)
    form = _sample(head)
    _press(head, form, "save")
    colleague = house.sign_in("clerk")
    assert colleague.get(_place(form)).status_code == 404
    assert "Черновики" not in colleague.get("/documents").text
    token = hidden(colleague.get("/documents"), "_csrf")
    assert colleague.post(f"{_place(form)}/delete", data={"_csrf": token}).status_code == 404
    assert head.get(_place(form)).status_code == 200


def test_a_colleague_with_the_same_token_keeps_a_form_of_their_own(
    house: House, head: FlaskClient
) -> None:
    house.add_user("clerk", SCHOOL, Role.CLERK)
    form = _sample(head)
    _press(head, form, "save")
    colleague = house.sign_in("clerk")
    theirs = {**_sample(colleague), "_token": form["_token"], "mentee.surname": ["Чужая"]}
    assert _press(colleague, theirs, "save").status_code == 200
    assert read_form_page(head.get(_place(form)))["mentee.surname"] == form["mentee.surname"]


def test_nothing_is_kept_for_another_school(house: House, head: FlaskClient) -> None:
    form: Form = {**_sample(head), "_organisation": [OTHER_SCHOOL]}
    assert "Черновик не сохранён" in _press(head, form, "save").text
    assert house.services.drafts.list_drafts(_user(house).principal()) == []


def test_somebody_with_very_many_drafts_is_told_so_and_loses_nothing(
    house: House, head: FlaskClient
) -> None:
    user = _user(house)
    with house.services.database.transaction() as tx:
        for number in range(MAX_DRAFTS):
            name = DraftId(f"draft-{number}")
            tx.drafts.put(SavedDraft(name, user.id, SCHOOL, CONSENT, {}, house.clock.now()))
    form = _sample(head)

    answer = _press(head, form, "save")

    assert "Удалите ненужные" in answer.text
    assert without_token(read_form_page(answer)) == without_token(form)


def test_a_draft_nobody_touches_is_forgotten_in_the_end(house: House, head: FlaskClient) -> None:
    form = _sample(head)
    _press(head, form, "save")
    house.clock.go(DRAFT_LIFETIME + timedelta(days=1))
    fresh = house.sign_in("head")
    _press(fresh, _sample(fresh), "save")
    assert fresh.get(_place(form)).status_code == 404


def test_too_large_a_form_stays_on_the_page(head: FlaskClient) -> None:
    form = {**_sample(head), "mentee.surname": ["я" * 300_000]}
    answer = _press(head, form, "save")
    assert "слишком велика" in answer.text
    assert read_form_page(answer)["mentee.surname"] == form["mentee.surname"]


# ------------------------------------------------------------- a session that ended


@pytest.mark.parametrize("age", [SESSION_IDLE, SESSION_LIFETIME + AFTERLIFE - SESSION_IDLE])
@pytest.mark.parametrize("action", ["register", "save", "add:mentors"])
def test_a_form_sent_too_late_waits_behind_the_sign_in_page(
    house: House, head: FlaskClient, age: timedelta, action: str
) -> None:
    form = {**_sample(head), "mentee.surname": ["Цой"]}
    house.clock.go(age)

    sent = _press(head, form, action)
    door = head.get(sent.headers["Location"])
    answer = head.post("/sign-in", data=_entry(door, "head"))
    kept = head.get(answer.headers["Location"])

    assert sent.status_code == 303
    assert "введённое сохранено" in door.text
    assert without_token(read_form_page(kept)) == without_token(form)
    assert _documents(house) == []
    assert _press(head, read_form_page(kept), "register").status_code == 303


def test_another_person_who_signs_in_does_not_get_the_form(house: House, head: FlaskClient) -> None:
    house.add_user("clerk", SCHOOL, Role.CLERK)
    form = _sample(head)
    house.clock.go(SESSION_IDLE)
    door = head.get(_press(head, form, "register").headers["Location"])

    answer = head.post("/sign-in", data=_entry(door, "clerk"))

    assert head.get(answer.headers["Location"]).status_code == 404


def test_a_late_form_of_another_site_is_not_kept(house: House, head: FlaskClient) -> None:
    form = _sample(head)
    house.clock.go(SESSION_IDLE)
    data = {**form, "_action": "register"}
    refused = head.post(PATH, data=data, headers={"Sec-Fetch-Site": "cross-site"})
    foreign = head.post(PATH, data={**data, "_csrf": "x"})
    assert (refused.status_code, foreign.status_code) == (403, 401)
    assert house.services.drafts.list_drafts(_user(house).principal()) == []


@pytest.mark.parametrize("how", ["signed out", "forgotten", "no cookie"])
def test_when_nobody_knows_whose_form_it_is_the_answer_holds_it(
    house: House, head: FlaskClient, how: str
) -> None:
    form = {**_sample(head), "mentee.surname": ["<Цой & Ко>"]}
    if how == "signed out":
        token = head.get_cookie("sid")
        assert token
        head.post("/sign-out", data={"_csrf": form["_csrf"]})
        head.set_cookie("sid", token.value)
    elif how == "forgotten":
        house.clock.go(SESSION_LIFETIME + AFTERLIFE)
        house.sign_in("head")  # whoever comes in sweeps up
    else:
        head.delete_cookie("sid")

    handed_back = _press(head, form, "register")
    held = read_form_page(handed_back, begin='<form class="card" method="post"')
    fresh = house.sign_in("head")
    shown = _press(fresh, held, "stay")

    assert handed_back.status_code == 401
    assert "Введённое сохранится" in handed_back.text
    assert without_token(read_form_page(shown)) == without_token(form)
    assert _documents(house) == []


def test_an_autosave_of_an_ended_session_says_that_nothing_was_kept(
    house: House, head: FlaskClient
) -> None:
    form = _sample(head)
    house.clock.go(SESSION_IDLE)
    assert _autosave(head, form).status_code == 401
    assert house.services.drafts.list_drafts(_user(house).principal()) == []


def test_a_blocked_person_keeps_nothing(house: House, head: FlaskClient) -> None:
    form = _sample(head)
    with house.services.database.transaction() as tx:
        tx.accounts.set_blocked(_user(house).id, house.clock.now())
    assert _press(head, form, "register").status_code == 401
    assert house.services.drafts.list_drafts(_user(house).principal()) == []


def _user(house: House) -> User:
    with house.services.database.snapshot() as tx:
        user = tx.accounts.find_user("head")
    assert user is not None
    return user


def _entry(door: TestResponse, login: str) -> dict[str, str]:
    return {
        "_csrf": hidden(door, "_csrf"),
        "next": hidden(door, "next"),
        "login": login,
        "password": PASSWORD,
    }
