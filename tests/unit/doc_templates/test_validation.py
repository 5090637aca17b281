import json
import time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from doc_templates.errors import FieldProblem, InvalidDataError
from doc_templates.text_rules import is_printable
from doc_templates.validation import Validator, check_data

_SCHEMA: dict[str, object] = {
    "type": "object",
    "additionalProperties": False,
    "required": ["title", "person"],
    "properties": {
        "title": {"title": "Заголовок", "type": "string", "minLength": 1, "maxLength": 20},
        "date": {
            "type": "string",
            "format": "date",
            "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$",
        },
        "text": {"type": "string", "x-multiline": True},
        "year": {
            "type": "string",
            "pattern": "^20[0-9]{2}/20[0-9]{2}$",
            "description": "Через косую черту: 2025/2026.",
        },
        "count": {"type": "integer", "minimum": 1, "maximum": 9},
        "flag": {"type": "boolean"},
        "mode": {
            "oneOf": [{"const": "pair", "title": "пара"}, {"const": "group", "title": "группа"}]
        },
        "payment": {
            "type": "object",
            "oneOf": [
                {
                    "title": "Сумма",
                    "additionalProperties": False,
                    "required": ["kind", "value"],
                    "properties": {"kind": {"const": "fixed"}, "value": {"type": "number"}},
                },
                {
                    "title": "Процент",
                    "additionalProperties": False,
                    "required": ["kind", "value", "base"],
                    "properties": {
                        "kind": {"const": "percent"},
                        "value": {"type": "number", "maximum": 300},
                        "base": {"type": "string"},
                    },
                },
            ],
        },
        "people": {
            "type": "array",
            "minItems": 1,
            "maxItems": 20,
            "uniqueItems": True,
            "items": {"$ref": "#/$defs/person"},
        },
        "person": {"title": "Человек", "$ref": "#/$defs/person"},
    },
    "$defs": {
        "person": {
            "type": "object",
            "additionalProperties": False,
            "required": ["name"],
            "properties": {"name": {"title": "Имя", "type": "string", "maxLength": 20}},
        }
    },
}
_VALIDATOR = Validator(_SCHEMA)
_GOOD: dict[str, Any] = {"title": "О проверке", "person": {"name": "Цой"}}


def _problems(data: object) -> dict[str, str]:
    """Pointers and codes; every message is checked on the way."""
    with pytest.raises(InvalidDataError) as caught:
        check_data(_VALIDATOR, data)
    for problem in caught.value.problems:
        assert problem.message.endswith("."), problem
        assert problem.message[0].isupper()
    return {problem.pointer: problem.code for problem in caught.value.problems}


def test_good_data_passes() -> None:
    check_data(
        _VALIDATOR,
        {
            **_GOOD,
            "date": "2024-02-29",
            "text": "первая\nвторая",
            "year": "2025/2026",
            "count": 9,
            "flag": False,
            "mode": "pair",
            "payment": {"kind": "percent", "value": 15, "base": "оклада"},
            "people": [{"name": "а"}, {"name": "б"}],
        },
    )


@pytest.mark.parametrize(
    ("change", "pointer", "code"),
    [
        ({"title": ""}, "#/title", "too_short"),
        ({"title": "я" * 21}, "#/title", "too_long"),
        ({"title": 5}, "#/title", "type"),
        ({"title": None}, "#/title", "type"),
        ({"title": "две\nстроки"}, "#/title", "line_break"),
        ({"date": "05.09.2025"}, "#/date", "format"),
        ({"date": "2025-02-30"}, "#/date", "format"),
        ({"date": "2025-09-05T00:00"}, "#/date", "format"),
        ({"date": "20250905"}, "#/date", "format"),
        ({"year": "2025-2026"}, "#/year", "pattern"),
        ({"count": 0}, "#/count", "out_of_range"),
        ({"count": 10}, "#/count", "out_of_range"),
        ({"count": 1.5}, "#/count", "type"),
        ({"count": True}, "#/count", "type"),
        ({"count": 10**400}, "#/count", "out_of_range"),
        ({"count": float("nan")}, "#/count", "out_of_range"),
        ({"count": float("-inf")}, "#/count", "out_of_range"),
        ({"flag": "да"}, "#/flag", "type"),
        ({"mode": "crowd"}, "#/mode", "choice"),
        ({"mode": 1}, "#/mode", "choice"),
        ({"people": []}, "#/people", "too_few_items"),
        ({"people": [{"name": str(n)} for n in range(21)]}, "#/people", "too_many_items"),
        ({"people": [{"name": "а"}, {"name": "а"}]}, "#/people", "duplicate"),
        ({"people": [{"name": "а"}, {}]}, "#/people/1/name", "required"),
        ({"people": {"name": "а"}}, "#/people", "type"),
        ({"person": {}}, "#/person/name", "required"),
        ({"person": {"name": "а", "age": 5}}, "#/person/age", "unknown_field"),
        ({"payment": {"kind": "percent", "value": 15}}, "#/payment/base", "required"),
        ({"payment": {"kind": "fixed", "value": "много"}}, "#/payment/value", "type"),
        (
            {"payment": {"kind": "percent", "value": 301, "base": "оклада"}},
            "#/payment/value",
            "out_of_range",
        ),
        ({"payment": {"kind": "gift", "value": 1}}, "#/payment", "choice"),
        ({"payment": "много"}, "#/payment", "type"),
        ({"extra": 1}, "#/extra", "unknown_field"),
        ({"лишнее": 1}, "#", "unknown_field"),
        ({"a/b~c": 1}, "#", "unknown_field"),
        ({"x" * 65: 1}, "#", "unknown_field"),
        ({"": 1}, "#", "unknown_field"),
        ({"title": "а\x00б"}, "#/title", "control_character"),
        ({"title": "а\tб"}, "#/title", "control_character"),
        ({"title": "а\rб"}, "#/title", "control_character"),
        ({"title": "а\x85б"}, "#/title", "control_character"),
        ({"text": "а\u2028б"}, "#/text", "control_character"),
        ({"title": "а\x7fб"}, "#/title", "control_character"),
        ({"title": "а\ud800б"}, "#/title", "invalid_character"),
        ({"title": "\udfff"}, "#/title", "invalid_character"),
        ({"title": "а\ufffeб"}, "#/title", "invalid_character"),
        ({"title": "а\uffffб"}, "#/title", "invalid_character"),
        ({"title": "а\ufdd0б"}, "#/title", "invalid_character"),
        ({"title": "а\u202eб"}, "#/title", "direction_character"),
        ({"title": "а\U0001f600б"}, "#/title", "non_bmp"),
        ({"title": "\U0001d518"}, "#/title", "non_bmp"),
        ({"title": "\u4e2d"}, "#/title", "no_glyph"),
        ({"title": "\ue123"}, "#/title", "no_glyph"),
        ({"title": "а\ufeffб"}, "#/title", "no_glyph"),
        ({"title": "   "}, "#/title", "too_short"),
        ({"title": "\xa0\u202f\u2003"}, "#/title", "too_short"),
        ({"title": "\u200b\ufeff\u2060"}, "#/title", "too_short"),
        ({"title": "\xad\u034f"}, "#/title", "too_short"),
        ({"text": " \n "}, "#/text", "too_short"),
        ({"person": {"name": "\xa0"}}, "#/person/name", "too_short"),
        ({"title": " Цой"}, "#/title", "edge_space"),
        ({"title": "Цой\xa0"}, "#/title", "edge_space"),
        ({"text": "Цой\n"}, "#/text", "edge_space"),
        ({"title": "Цой\xad"}, "#/title", "edge_space"),
        ({"extra": {"\ud800": 1}}, "#/extra", "invalid_character"),
        ({"text": "я" * 10_001}, "#/text", "too_long"),
        ({"extra": object()}, "#/extra", "type"),
        ({"people": [{"name": "а"}] * 2001}, "#/people", "too_many_items"),
    ],
)
def test_a_problem_has_a_place_and_a_code(
    change: dict[str, object], pointer: str, code: str
) -> None:
    found = _problems({**_GOOD, **change})
    assert found[pointer] == code
    assert set(found) <= {pointer, "#"}


def test_all_problems_are_reported_in_order() -> None:
    found = _problems(
        {
            "date": "вчера",
            "people": [{"name": ""}, *[{} for _ in range(11)]],
            "extra": 1,
            "text": "\x00",
        }
    )
    assert found == {
        "#/date": "format",
        "#/extra": "unknown_field",
        "#/people": "duplicate",
        **{f"#/people/{n}/name": "required" for n in range(1, 12)},
        "#/person": "required",
        "#/text": "control_character",
        "#/title": "required",
    }
    assert list(found).index("#/people/2/name") < list(found).index("#/people/10/name")


def test_messages_say_what_to_do() -> None:
    with pytest.raises(InvalidDataError) as caught:
        check_data(_VALIDATOR, {"date": "x", "mode": "x", "year": "x", "count": 0, "title": 1})
    messages = {problem.pointer: problem.message for problem in caught.value.problems}
    assert messages == {
        "#/count": "Нужно число не меньше 1.",
        "#/date": "Укажите существующую дату: год-месяц-день, например 2025-09-01.",
        "#/mode": "Выберите одно из значений: пара; группа.",
        "#/person": "Заполните поле «Человек».",
        "#/title": "Здесь нужно другое значение: строка.",
        "#/year": "Запись не подходит. Через косую черту: 2025/2026.",
    }


@pytest.mark.parametrize("data", [None, [], "текст", 5, True, [_GOOD]])
def test_data_that_is_no_object_is_refused(data: object) -> None:
    assert _problems(data) == {"#": "type"}


_SECRET = "Тайный"


@pytest.mark.parametrize(
    "data",
    [
        {"title": _SECRET * 9},
        {"title": [_SECRET]},
        {"date": _SECRET},
        {"mode": _SECRET},
        {"year": _SECRET},
        {"count": _SECRET},
        {"payment": {"kind": _SECRET}},
        {"people": [{"name": _SECRET}, {"name": _SECRET}]},
        {_SECRET: _SECRET},
        {"person": {_SECRET: _SECRET}},
        {"title": f"{_SECRET}\x00"},
        {f"{_SECRET}\x00": 1},
        {"text": _SECRET * 5000},
    ],
)
def test_what_was_submitted_is_never_repeated(data: dict[str, object]) -> None:
    with pytest.raises(InvalidDataError) as caught:
        check_data(_VALIDATOR, data)
    assert _SECRET not in repr(caught.value.problems)
    assert _SECRET not in f"{caught.value} {caught.value.message} {caught.value.detail}"
    assert caught.value.__cause__ is None


@pytest.mark.parametrize(
    "data",
    [
        {"title": "я" * 1_000_000},
        {"date": "2" * 1_000_000, "year": "2" * 1_000_000},
        {"я" * 1_000_000: "x"},
        {"people": [{"name": "я"}] * 100_000},
        {"people": [{"name": [n]} for n in range(5_000)]},
        {f"k{n}": n for n in range(15_000)},
        {"person": {"name": "x"}, "extra": [[[0] * 10] * 10] * 300},
    ],
    ids=["text", "patterns", "name", "repeats", "list", "fields", "matrix"],
)
def test_huge_data_is_refused_quickly(data: dict[str, object]) -> None:
    started = time.process_time()
    found = _problems(data)
    assert time.process_time() - started < 1.0
    assert found


def test_deep_data_is_refused() -> None:
    deep: object = 1
    for _ in range(10_000):
        deep = [deep]
    assert _problems({"extra": deep}) == {"#": "too_deep"}


def test_a_long_text_is_too_long_and_nothing_else() -> None:
    assert _problems({**_GOOD, "date": "2" * 1_000_000}) == {"#/date": "too_long"}


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=12,
)


@given(data=_JSON | st.fixed_dictionaries({"title": _JSON, "person": _JSON, "people": _JSON}))
@settings(max_examples=50, deadline=None)
def test_any_json_is_either_accepted_or_explained(data: object) -> None:
    problems = _problems_or_none(data)
    if not problems:
        assert is_printable(json.dumps(data, ensure_ascii=False))
    for problem in problems:
        assert problem.pointer.startswith("#")
        assert is_printable(problem.pointer + problem.message)


def _problems_or_none(data: object) -> tuple[FieldProblem, ...]:
    try:
        check_data(_VALIDATOR, data)
    except InvalidDataError as error:
        return error.problems
    return ()
