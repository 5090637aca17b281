"""Lists of a document's form: rows are added, taken away, moved and begun with typical ones."""

import re

import pytest
from flask.testing import FlaskClient

from tests.doors import House
from tests.form_pages import read_form_page, without_token
from tests.unit.web.test_new_documents import PATH, _documents, _press

PROGRAM = "/documents/new/personalized_program"


@pytest.fixture
def head(house: House) -> FlaskClient:
    house.add_user("head")
    return house.sign_in("head")


def test_one_more_group_is_added_without_sending_anything(house: House, head: FlaskClient) -> None:
    form = read_form_page(head.get(f"{PATH}?sample=1"))
    grown = _press(head, form, "add:mentors")
    assert grown.status_code == 200
    assert 'name="mentors.1.surname"' in grown.text
    assert read_form_page(grown)["mentors.0.surname"] == form["mentors.0.surname"]
    assert _documents(house) == []


def test_a_group_is_taken_away_again(head: FlaskClient) -> None:
    form = read_form_page(head.get(f"{PATH}?sample=1"))
    grown = read_form_page(_press(head, form, "add:mentors"))
    grown["mentors.1.surname"] = ["Вторая"]
    left = read_form_page(_press(head, grown, "remove:mentors.0"))
    assert left["mentors#count"] == ["1"]
    assert left["mentors.0.surname"] == ["Вторая"]


def test_rows_of_the_plan_move_up_and_down(head: FlaskClient) -> None:
    form = read_form_page(head.get(f"{PROGRAM}?sample=1"))
    first, second = (form[f"activities.{place}.activity"] for place in (0, 1))

    down = read_form_page(_press(head, form, "down:activities.0", PROGRAM))
    back = read_form_page(_press(head, down, "up:activities.1", PROGRAM))

    assert (down["activities.0.activity"], down["activities.1.activity"]) == (second, first)
    assert down["activities.1.due"] == form["activities.0.due"]
    assert without_token(back) == without_token(form)


@pytest.mark.parametrize("action", ["up:activities.0", "down:activities.8", "down:activities.99"])
def test_a_row_at_the_edge_stays(head: FlaskClient, action: str) -> None:
    form = read_form_page(head.get(f"{PROGRAM}?sample=1"))
    assert form["activities#count"] == ["9"]
    assert without_token(read_form_page(_press(head, form, action, PROGRAM))) == without_token(form)


def test_typical_activities_come_without_days_and_leave_what_was_typed(
    house: House, head: FlaskClient
) -> None:
    sample = house.kind("personalized_program").sample["activities"]
    assert isinstance(sample, list)
    form = {**read_form_page(head.get(PROGRAM)), "activities.0.activity": ["Своё"]}

    filled = read_form_page(_press(head, form, "typical:activities", PROGRAM))

    assert filled["activities#count"] == [str(len(sample) + 1)]
    assert filled["activities.0.activity"] == ["Своё"]
    assert filled["activities.1.activity"] == [sample[0]["activity"]]
    assert filled["activities.1.due"] == [""]


def test_only_lists_that_say_so_offer_typical_rows(head: FlaskClient) -> None:
    text = head.get(PROGRAM).text
    assert set(re.findall(r'value="typical:(\w+)"', text)) == {"activities", "criteria"}
    form = read_form_page(head.get(PROGRAM))
    kept = read_form_page(_press(head, form, "typical:objectives", PROGRAM))
    assert without_token(kept) == without_token(form)


@pytest.mark.parametrize(
    "action", ["", "stay", "add:", "add:nothing", "remove:mentors.x", "remove:mentors.77", "ключ"]
)
def test_a_button_that_is_not_there_changes_nothing(
    house: House, head: FlaskClient, action: str
) -> None:
    form = read_form_page(head.get(f"{PATH}?sample=1"))
    answer = _press(head, form, action)
    assert answer.status_code == 200
    kept, typed = (without_token(one) for one in (read_form_page(answer), form))
    assert {**kept, "mentors#count": []} == {**typed, "mentors#count": []}
    assert _documents(house) == []


def test_the_first_button_of_the_form_is_harmless(head: FlaskClient) -> None:
    """Enter in a text box presses the first button: it must not take a number."""
    text = head.get(PATH).text
    form = text[text.index('<form class="document"') :]
    first = re.search(r"<button[^>]*>", form)
    assert first
    assert 'value="stay"' in first[0]


def test_the_duties_of_a_curator_may_begin_with_the_usual_ones(
    house: House, head: FlaskClient
) -> None:
    path = "/documents/new/order_appoint_curator"
    filled = read_form_page(_press(head, read_form_page(head.get(path)), "typical:duties", path))
    usual = house.kind("order_appoint_curator").sample["duties"]
    assert [filled[f"duties.{place}"][0] for place in range(9)] == usual
