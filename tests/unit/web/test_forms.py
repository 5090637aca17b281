"""Forms made from schemas: every kind of the library, and the shapes a kind may use."""

from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from doc_templates.catalogue import Kind, load_catalogue, validate
from doc_templates.errors import InvalidDataError
from service.web.forms.fields import GroupField, RepeatedField
from service.web.forms.reading import list_repeated, read_form
from service.web.forms.schema import UnknownShapeError, read_schema
from service.web.forms.state import FormState, fill_in

KINDS = load_catalogue().list_kinds()
EVERY_KIND = pytest.mark.parametrize("kind", KINDS, ids=[kind.code for kind in KINDS])

SCHEMA: Mapping[str, Any] = {
    "type": "object",
    "required": ["name", "count", "agreed", "people", "pay", "middle"],
    "properties": {
        "name": {"title": "Имя", "type": "string", "minLength": 1, "maxLength": 50},
        "middle": {"title": "Отчество", "type": "string"},
        "note": {"title": "Заметка", "type": "string", "x-multiline": True},
        "count": {"title": "Сколько", "type": "integer"},
        "share": {"title": "Доля", "type": "number"},
        "agreed": {"title": "Согласен", "type": "boolean"},
        "act": {
            "title": "Акт",
            "type": "object",
            "required": ["number"],
            "properties": {
                "number": {"title": "Номер", "type": "string", "minLength": 1},
                "day": {"title": "День", "type": "string", "format": "date"},
            },
        },
        "people": {
            "title": "Люди",
            "type": "array",
            "minItems": 1,
            "maxItems": 3,
            "items": {
                "title": "Человек",
                "type": "object",
                "required": ["name"],
                "properties": {
                    "name": {"title": "Имя", "type": "string", "minLength": 1},
                    "phones": {
                        "title": "Телефоны",
                        "type": "array",
                        "items": {"type": "string"},
                    },
                },
            },
        },
        "kinds": {
            "title": "Виды",
            "type": "array",
            "uniqueItems": True,
            "items": {"type": "string", "enum": ["a", "b", "c"]},
        },
        "pay": {
            "title": "Выплата",
            "type": "object",
            "oneOf": [
                {
                    "title": "Сумма",
                    "properties": {"kind": {"const": "fixed"}, "value": {"type": "number"}},
                },
                {
                    "title": "Процент",
                    "properties": {
                        "kind": {"const": "percent"},
                        "value": {"type": "number"},
                        "base": {"type": "string"},
                    },
                },
            ],
        },
    },
}
FORM = read_schema(SCHEMA)


def _state(**boxes: str) -> FormState:
    """A form in which `__` in a name stands for a dot."""
    return FormState({name.replace("__", "."): [text] for name, text in boxes.items()})


def _read(**boxes: str) -> Mapping[str, object]:
    return read_form(FORM, _state(**boxes)).data


@EVERY_KIND
def test_a_filled_in_sample_is_read_back_as_it_was(kind: Kind) -> None:
    form = read_schema(kind.schema)
    reading = read_form(form, fill_in(form, kind.sample))
    assert reading.data == kind.sample


@EVERY_KIND
def test_every_problem_of_an_empty_form_has_a_place_in_it(kind: Kind) -> None:
    reading = read_form(read_schema(kind.schema), FormState({}))
    with pytest.raises(InvalidDataError) as caught:
        validate(kind, reading.data)
    for problem in caught.value.problems:
        place = reading.places.get(problem.pointer.replace("#", "#/data", 1))
        assert place is not None, problem.pointer
        assert place.label


def test_boxes_left_empty_are_left_out() -> None:
    assert _read(name="  Ольга ") == {"name": "Ольга", "middle": "", "people": [], "pay": {}}


def test_a_required_text_that_may_be_empty_is_an_answer() -> None:
    assert _read(name="Ольга")["middle"] == ""


def test_an_optional_group_is_left_out_until_something_is_typed_in_it() -> None:
    assert "act" not in _read(act__number=" ")
    assert _read(act__day="2025-09-01")["act"] == {"day": "2025-09-01"}


@pytest.mark.parametrize(
    ("text", "value"),
    [("5", 5), ("1 500", 1500), ("2,0", 2), ("1,5", "1,5"), ("пять", "пять"), ("nan", "nan")],
)
def test_a_whole_number_is_read_as_people_write_it(text: str, value: object) -> None:
    assert _read(count=text)["count"] == value


def test_a_number_may_have_a_comma() -> None:
    assert _read(share="12,5")["share"] == 12.5


@pytest.mark.parametrize(("text", "value"), [("true", True), ("false", False)])
def test_yes_and_no_are_answers(text: str, value: object) -> None:
    assert _read(agreed=text)["agreed"] is value


def test_no_choice_between_yes_and_no_is_no_answer() -> None:
    assert "agreed" not in _read()


def test_line_breaks_stay_in_paragraphs_and_become_spaces_in_a_line() -> None:
    data = _read(note="раз\r\nдва", name="Анна\r\n Мария")
    assert (data["note"], data["name"]) == ("раз\nдва", "Анна Мария")


def test_groups_left_empty_between_others_are_skipped_and_problems_still_find_their_box() -> None:
    state = FormState({"people#count": ["3"], "people.0.name": ["А"], "people.2.name": ["В"]})
    reading = read_form(FORM, state)
    place = reading.place("#/data/people/1/name")
    assert reading.data["people"] == [{"name": "А"}, {"name": "В"}]
    assert place is not None
    assert (place.name, place.label) == ("people.2.name", "Люди, 3 – Имя")


def test_a_problem_without_a_box_is_shown_at_the_group_around_it() -> None:
    reading = read_form(FORM, _state(act__number="1"))
    place = reading.place("#/data/act/unknown/deeper")
    assert place is not None
    assert place.name == "act"
    assert reading.place("#/kind") is None


def test_only_the_boxes_of_the_chosen_variant_are_read_and_the_others_are_kept() -> None:
    boxes = {"pay.kind": ["percent"], "pay~percent.value": ["15"], "pay~fixed.value": ["3000"]}
    assert read_form(FORM, FormState(boxes)).data["pay"] == {"kind": "percent", "value": 15}
    assert FormState(boxes).text("pay~fixed.value") == "3000"


def test_a_variant_is_filled_in_under_its_own_name() -> None:
    state = fill_in(FORM, {"pay": {"kind": "percent", "value": 15, "base": "оклада"}})
    assert state.text("pay~percent.base") == "оклада"


def _people() -> RepeatedField:
    people = next(field for field in FORM.fields if field.key == "people")
    assert isinstance(people, RepeatedField)
    return people


def test_a_required_list_shows_one_group_from_the_start() -> None:
    assert FormState({}).count("people", _people()) == 1


@pytest.mark.parametrize("said", ["99999999999", "-1", "x", "²", "3" * 5000])
def test_a_list_never_shows_more_groups_than_allowed(said: str) -> None:
    count = FormState({"people#count": [said]}).count("people", _people())
    assert 1 <= count <= 3


def test_one_more_group_is_added_until_the_limit() -> None:
    state = FormState({})
    for _ in range(5):
        state = state.add("people", _people())
    assert state.count("people", _people()) == 3


def test_taking_a_group_away_moves_the_ones_after_it_up_with_all_inside() -> None:
    boxes = {
        "people#count": ["3"],
        "people.0.name": ["А"],
        "people.1.name": ["Б"],
        "people.2.name": ["В"],
        "people.2.phones#count": ["1"],
        "people.2.phones.0": ["112"],
        "name": ["Ольга"],
    }
    state = FormState(boxes).remove("people", _people(), 1)
    assert state.boxes == {
        "people#count": ["2"],
        "people.0.name": ["А"],
        "people.1.name": ["В"],
        "people.1.phones#count": ["1"],
        "people.1.phones.0": ["112"],
        "name": ["Ольга"],
    }


def test_two_groups_change_places_with_all_inside() -> None:
    boxes = {"people#count": ["2"], "people.0.name": ["А"], "people.1.phones.0": ["112"]}
    state = FormState(boxes).swap("people", 0, 1)
    assert state.boxes == {
        "people#count": ["2"],
        "people.1.name": ["А"],
        "people.0.phones.0": ["112"],
    }


def test_rows_are_put_in_the_place_of_empty_ones_and_never_over_the_limit() -> None:
    state = FormState({"people#count": ["2"], "people.0.name": ["А"], "people.1.name": [" "]})
    state = state.append("people", _people(), [{"name": name} for name in "БВГ"])
    assert [state.text(f"people.{place}.name") for place in range(4)] == ["А", "Б", "В", ""]
    assert state.count("people", _people()) == 3


def test_lists_inside_lists_are_known_by_the_name_of_their_group() -> None:
    state = FormState({"people#count": ["2"]})
    assert set(list_repeated(FORM, state)) == {"people", "people.0.phones", "people.1.phones"}


def test_a_schema_that_no_form_can_ask_is_refused() -> None:
    with pytest.raises(UnknownShapeError):
        read_schema({"type": "object", "properties": {"x": {"type": ["string", "null"]}}})


@given(st.dictionaries(st.sampled_from(["name", "act.day", "people.0.name", "kinds"]), st.text()))
def test_whatever_is_typed_is_kept_for_the_next_look(boxes: dict[str, str]) -> None:
    state = FormState({name: [text] for name, text in boxes.items()})
    read_form(FORM, state)
    assert {name: state.text(name) for name in boxes} == boxes


def test_the_six_cases_are_recognised() -> None:
    cases = {case: {"type": "string"} for case in ("nom", "gen", "dat", "acc", "ins", "prep")}
    (fio,) = read_schema(
        {"type": "object", "properties": {"fio": {"type": "object", "properties": cases}}}
    ).fields
    assert isinstance(fio, GroupField)
    assert fio.is_cases
