"""The fast judge of data says the same as the explainer, or is the stricter one."""

import copy
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from doc_templates.catalogue import Kind, load_catalogue
from doc_templates.validation import Validator
from tests.schema_data import data_of

KINDS = load_catalogue().list_kinds()
#: What takes the place of a value: of every type, at the edges of formats, patterns and limits.
STRANGE: tuple[Any, ...] = (
    *(None, True, False, 0, -1, 1.0, 0.5, 10**15, 10**400, float("nan"), [], {}, [[]], {"": ""}),
    *(
        "",
        " ",
        "а",
        "я" * 501,
        "я" * 2_001,
        "две\nстроки",
        "2025-02-29",
        "2024-02-29",
        "2025-9-1",
        "0000-01-01",
    ),
    *("٢٠٢٥-٠٩-٠١", "2025-09-01\n", "2025-09-01T00:00", "2025/2026", "а@б", "@", "m", "f", "x"),
    *("https://а.example/", "http:// ", "1234567890", "123456789012\u0663", "\U0001f600"),
)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.code)
def test_the_sample_needs_no_explainer(kind: Kind) -> None:
    assert kind.validator.accepts(kind.sample)


def test_there_is_no_year_nought() -> None:
    dated = Validator({"properties": {"day": {"type": "string", "format": "date"}}})
    assert dated.accepts({"day": "0001-01-01"})
    assert not dated.accepts({"day": "0000-01-01"})


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.code)
@settings(max_examples=30)
@given(draws=st.data())
def test_the_judge_is_never_the_milder_one(kind: Kind, draws: st.DataObject) -> None:
    data = draws.draw(data_of(kind.schema))
    _spoil(draws, data)
    if kind.validator.accepts(data):
        assert list(kind.validator.explainer.iter_errors(data)) == []


def _spoil(draws: st.DataObject, data: dict[str, Any]) -> None:
    """Replace, remove or add a member somewhere in ``data``."""
    home, key = draws.draw(st.sampled_from(list(_places(data))))
    act = draws.draw(st.sampled_from(("replace", "remove", "add", "repeat")))
    if act == "replace":
        home[key] = draws.draw(st.sampled_from(STRANGE))
    elif act == "remove":
        del home[key]
    elif isinstance(home, dict):
        home["unknown"] = 1
    else:
        home.append(copy.deepcopy(home[key]))


def _places(value: Any) -> Iterator[tuple[Any, Any]]:  # noqa: ANN401 -- JSON
    keys = (
        value if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ()
    )
    for key in keys:
        yield value, key
        yield from _places(value[key])


@pytest.mark.parametrize(
    "schema",
    [
        {"type": "nothing"},
        {"$ref": "http://127.0.0.1:9/schema"},
        {"$ref": "file:///etc/hostname"},
        {"$ref": "#/$defs/absent"},
        {"pattern": "(?=a)b"},
    ],
    ids=lambda schema: next(iter(schema.values())),
)
def test_a_schema_that_is_wrong_or_not_whole_is_refused(schema: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r".+"):
        Validator(schema)
