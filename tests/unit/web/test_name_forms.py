"""A name the rules are not sure of: asked about once, on a page that loses nothing."""

from html import unescape
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.datastructures import MultiDict

from service.ports import DocumentFilter
from service.web.drafts import form_of
from service.web.forms.state import fill_in
from tests.doors import House, hidden
from tests.factories import CLERK, OTHER_SCHOOL, SCHOOL

KIND = "order_appoint_curator"
PATH = f"/documents/new/{KIND}"
GROUP = "curator.fio"
FORMS = {
    "_form_gen": "Кравца Ивана Ильича",
    "_form_dat": "Кравцу Ивану Ильичу",
    "_form_acc": "Кравца Ивана Ильича",
    "_form_ins": "Кравцом Иваном Ильичом",
    "_form_prep": "Кравце Иване Ильиче",
}
CASES = ("gen", "dat", "acc", "ins", "prep")


@pytest.fixture
def head(house: House) -> FlaskClient:
    house.add_user("head")
    return house.sign_in("head")


def typed(browser: FlaskClient, house: House) -> dict[str, Any]:
    """What a person types for a curator Кравец: nominatives and gender only."""
    page = browser.get(PATH)
    form = {"_csrf": hidden(page, "_csrf"), "_token": hidden(page, "_token")}
    form |= {"_organisation": SCHOOL}
    kind = house.kind(KIND)
    for place, (value, *_) in fill_in(form_of(kind), kind.sample).boxes.items():
        if not place.endswith(tuple(f".{case}" for case in CASES)) and "initials" not in place:
            form[place] = value
    return form | {
        "curator.surname": "Кравец",
        "curator.given_name": "Иван",
        "curator.patronymic": "Ильич",
        "curator.gender": "m",
        "curator.fio.nom": "Кравец Иван Ильич",
    }


def press(browser: FlaskClient, form: dict[str, Any], action: str) -> Any:  # noqa: ANN401 -- a test response
    return browser.post(PATH, data=MultiDict({**form, "_action": action}))


def count(house: House) -> int:
    return len(house.services.documents.list_documents(CLERK, DocumentFilter(())))


def test_the_form_asks_for_the_nominative_and_folds_the_rest(head: FlaskClient) -> None:
    page = head.get(PATH).text
    assert "Падежные формы (заполнятся сами)" in page
    before, _, after = page.partition('name="curator.fio.nom"')
    assert before.rfind("<details") < before.rfind("</details>") or "<details" not in before
    assert after.index("<details") < after.index('name="curator.fio.gen"')


def test_nominatives_and_genders_are_enough(house: House, head: FlaskClient) -> None:
    form = typed(head, house)
    form |= {"curator.surname": "Скляр", "curator.given_name": "Лев"}
    form |= {"curator.patronymic": "Кузьмич", "curator.fio.nom": "Скляр Лев Кузьмич"}
    assert press(head, form, "register").status_code == 303
    assert count(house) == 1


def test_an_unsure_name_leads_to_the_page_of_its_forms(house: House, head: FlaskClient) -> None:
    answer = press(head, typed(head, house), "register")
    assert answer.status_code == 422
    assert f'value="forms:{GROUP}"' in answer.text
    assert count(house) == 0


def test_the_page_proposes_forms_and_carries_everything_typed(
    house: House, head: FlaskClient
) -> None:
    form = typed(head, house)
    page = press(head, form, f"forms:{GROUP}").text
    assert 'value="Кравца Ивана Ильича"' in page
    assert page.count("нужно проверить") == 5
    for name, value in form.items():
        if name[0] != "_":
            assert f'name="{name}"' in page
            assert value in unescape(page)


def test_confirming_comes_back_to_the_form_and_then_it_registers(
    house: House, head: FlaskClient
) -> None:
    form = typed(head, house)
    back = press(head, {**form, **FORMS}, f"confirm:{GROUP}")
    assert back.status_code == 200
    assert "Формы запомнены" in back.text
    assert 'value="Кравец Иван Ильич"' in back.text or ">\nКравец Иван Ильич<" in back.text

    assert press(head, form, "register").status_code == 303
    (document,) = house.services.documents.list_documents(CLERK, DocumentFilter(()))
    curator: Any = document.data["curator"]
    assert curator["fio"]["ins"] == "Кравцом Иваном Ильичом"


def test_a_corrected_form_replaces_the_one_typed_before(house: House, head: FlaskClient) -> None:
    form = {**typed(head, house), "curator.fio.gen": "Кравеца Ивана Ильича"}
    back = press(head, {**form, **FORMS}, f"confirm:{GROUP}").text
    assert "Кравеца" not in back


def test_a_form_that_contradicts_the_confirmed_one_can_be_mended_the_same_way(
    house: House, head: FlaskClient
) -> None:
    form = typed(head, house)
    press(head, {**form, **FORMS}, f"confirm:{GROUP}")
    answer = press(head, {**form, "curator.fio.gen": "Кравеца Ивана Ильича"}, "register")
    assert answer.status_code == 422
    assert f'value="forms:{GROUP}"' in answer.text


def test_an_empty_form_is_asked_for_again(house: House, head: FlaskClient) -> None:
    form = typed(head, house)
    answer = press(head, {**form, **FORMS, "_form_ins": " "}, f"confirm:{GROUP}")
    assert answer.status_code == 422
    assert 'href="#_form_ins"' in answer.text
    assert 'value="Кравцу Ивану Ильичу"' in answer.text


def test_a_group_that_is_no_name_shows_the_form_again(house: House, head: FlaskClient) -> None:
    form = typed(head, house)
    for action in ("forms:regulation", "confirm:nothing", "forms:"):
        assert press(head, form, action).status_code == 200


def test_another_school_can_be_told_nothing(house: House, head: FlaskClient) -> None:
    form = {**typed(head, house), "_organisation": OTHER_SCHOOL}
    assert press(head, form, f"forms:{GROUP}").status_code == 404
    assert press(head, {**form, **FORMS}, f"confirm:{GROUP}").status_code == 404


MED = {
    "curator.surname": "Груша",
    "curator.given_name": "Илья",
    "curator.fio.nom": "Груша Илья Ильич",
}
MARK = '<span class="todo">проверьте</span>'


def test_forms_worth_a_look_are_marked_where_the_name_is_typed(
    head: FlaskClient, house: House
) -> None:
    form = {**typed(head, house), **MED}
    page = press(head, form, "stay").text

    assert page.count(MARK) == 1
    assert f'value="forms:{GROUP}"' in page
    assert press(head, form, f"forms:{GROUP}").text.count(MARK) == 5


def test_forms_that_were_typed_or_confirmed_are_not_marked(head: FlaskClient, house: House) -> None:
    form = {**typed(head, house), **MED}
    forms = {
        "gen": "Груши Ильи Ильича",
        "dat": "Груше Илье Ильичу",
        "acc": "Грушу Илью Ильича",
        "ins": "Грушей Ильёй Ильичом",
        "prep": "Груше Илье Ильиче",
    }
    own = {f"{GROUP}.{case}": text for case, text in forms.items()}
    assert MARK not in press(head, {**form, **own}, "stay").text

    press(
        head,
        {**form, **{f"_form_{case}": text for case, text in forms.items()}},
        f"confirm:{GROUP}",
    )

    assert MARK not in press(head, form, "stay").text


def test_the_card_says_which_forms_are_worth_a_look(head: FlaskClient, house: House) -> None:
    answer = press(head, {**typed(head, house), **MED}, "register")
    card = head.get(answer.location).text

    assert card.count(MARK) == 1
    assert "<strong>Груша Илья Ильич</strong>" in card
    assert "Груши Ильи Ильича; Груше Илье Ильичу" in card


def test_the_card_of_sure_forms_says_nothing(head: FlaskClient, house: House) -> None:
    form = typed(head, house)
    form |= {"curator.surname": "Скляр", "curator.given_name": "Лев"}
    form |= {"curator.patronymic": "Кузьмич", "curator.fio.nom": "Скляр Лев Кузьмич"}

    assert MARK not in head.get(press(head, form, "register").location).text


def test_the_form_of_another_school_tells_nothing_about_its_names(
    head: FlaskClient, house: House
) -> None:
    form = {**typed(head, house), **MED, "_organisation": OTHER_SCHOOL}

    assert MARK not in press(head, form, "stay").text
