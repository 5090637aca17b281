"""Questions that are asked only when they make sense."""

from collections.abc import Iterator
from typing import Any

import pytest

from doc_templates.authoring.templates import CODES
from doc_templates.catalogue import Kind, load_catalogue
from service.web.forms.conditions import Condition
from service.web.forms.fields import (
    ChoiceField,
    Field,
    FlagField,
    GroupField,
    RepeatedField,
    VariantField,
)
from service.web.forms.schema import read_schema
from service.web.forms.state import FormState, fill_in
from tests.doors import House

CATALOGUE = load_catalogue()
LINE = {"title": "Т", "type": "string"}


def _form(**rules: Any) -> GroupField:  # noqa: ANN401 -- JSON
    reason = {"title": "Причина", "type": "string", "enum": ["a", "b", "c"]}
    properties = {"reason": reason, "system": LINE, "more": LINE}
    return read_schema({"type": "object", "properties": properties, **rules})


def _asks(form: GroupField, key: str, boxes: dict[str, str]) -> bool:
    state = FormState({name: [text] for name, text in boxes.items()})
    return state.asks(next(field for field in form.fields if field.key == key))


NO_PLACE: dict[str, Any] = {"properties": {"more": {"not": {}}}}


@pytest.mark.parametrize(
    ("asked", "boxes", "shown"),
    [
        ({"required": ["reason"], "properties": {"reason": {"const": "a"}}}, {}, False),
        ({"required": ["reason"], "properties": {"reason": {"const": "a"}}}, {"reason": "a"}, True),
        (
            {"required": ["reason"], "properties": {"reason": {"const": "a"}}},
            {"reason": "b"},
            False,
        ),
        ({"properties": {"reason": {"enum": ["a", "b"]}}}, {}, True),
        ({"properties": {"reason": {"enum": ["a", "b"]}}}, {"reason": "b"}, True),
        ({"properties": {"reason": {"enum": ["a", "b"]}}}, {"reason": "c"}, False),
        ({"required": ["system"]}, {}, False),
        ({"required": ["system"]}, {"system": "ЭДО"}, True),
        ({"required": ["system"]}, {"system": "  "}, False),
    ],
)
def test_a_field_without_a_place_is_not_asked(
    asked: dict[str, Any], boxes: dict[str, str], *, shown: bool
) -> None:
    assert _asks(_form(**{"if": asked, "else": NO_PLACE}), "more", boxes) is shown
    assert _asks(_form(**{"if": asked, "then": NO_PLACE}), "more", boxes) is not shown


def test_a_hint_may_count_no_answer_as_one() -> None:
    form = _form()
    hinted = {**LINE, "x-when": {"reason": ["a", None]}}
    form = read_schema({"type": "object", "properties": {"more": hinted}})
    assert form.fields[0].conditions == (Condition("reason", ("a",), wanted=True, empty=True),)
    assert _asks(form, "more", {})
    assert _asks(form, "more", {"reason": "a"})
    assert not _asks(form, "more", {"reason": "b"})


def test_fields_without_rules_are_always_asked() -> None:
    form = _form()
    assert [field.conditions for field in form.fields] == [(), (), ()]


def _walk(field: Field, data: Any) -> Iterator[tuple[Field, Any]]:  # noqa: ANN401 -- JSON
    yield field, data
    if isinstance(field, GroupField):
        for member in field.fields:
            yield from _walk(member, data.get(member.key) if isinstance(data, dict) else None)
    if isinstance(field, RepeatedField):
        for item in data or [None]:
            yield from _walk(field.item, item)


@pytest.mark.parametrize("code", CODES)
def test_every_condition_names_a_question_of_the_form_and_its_answers(code: str) -> None:
    form = read_schema(CATALOGUE.get_kind(code).schema)
    by_key = {field.key: field for field in form.fields}
    for field, _ in _walk(form, None):
        for condition in field.conditions:
            assert set(condition.values) <= _answers(by_key[condition.key])


@pytest.mark.parametrize("code", CODES)
def test_a_field_that_is_not_always_asked_says_when_to_fill_it_in(code: str) -> None:
    form = read_schema(CATALOGUE.get_kind(code).schema)
    assert [f.key for f, _ in _walk(form, None) if f.conditions and not f.help] == []


@pytest.mark.parametrize("code", CODES)
def test_what_the_sample_says_is_asked(code: str) -> None:
    kind = CATALOGUE.get_kind(code)
    form = read_schema(kind.schema)
    state = fill_in(form, kind.sample)
    given = [field for field, data in _walk(form, kind.sample) if data is not None]
    assert [field.key for field in given if not state.asks(field)] == []


def test_the_page_shows_every_question_and_tells_the_script_when(house: House) -> None:
    house.add_user("head")
    text = house.sign_in("head").get("/documents/new/pd_consent").text
    assert "data-when='[{" in text
    assert "Только для несовершеннолетнего." in text
    assert " hidden>" not in text


def _answers(field: Field) -> set[str]:
    match field:
        case ChoiceField():
            return {option.value for option in field.options}
        case FlagField():
            return {"true", "false"}
        case VariantField():
            return {variant.value for variant in field.variants}
        case _:
            return set()


def kinds_with_conditions() -> list[Kind]:
    return [
        kind
        for kind in CATALOGUE.list_kinds()
        if any(field.conditions for field, _ in _walk(read_schema(kind.schema), None))
    ]


def test_conditions_are_used_where_they_help() -> None:
    assert {kind.code for kind in kinds_with_conditions()} >= {
        "consent_mentee_participation",
        "consent_mentor_participation",
        "pd_consent",
        "pd_consent_distribution",
        "pd_consent_withdrawal",
        "pd_destruction_act",
        "personalized_program",
        "program_completion_report",
    }
