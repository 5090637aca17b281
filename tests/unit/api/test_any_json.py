from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.doors import House

PLAIN = (
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=40)
)
JSON = st.recursive(
    PLAIN,
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=12), inner, max_size=4)
    ),
    max_leaves=20,
)
FIELDS = st.sampled_from(
    ["organization_id", "kind", "sign", "data", "doc_date", "mentee", "mentors", "period", "extra"]
)
CHANGES = st.dictionaries(FIELDS, JSON, min_size=1, max_size=3)
QUICK = settings(
    max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
EXPECTED = {202, 400, 404, 422}


def _change(request: dict[str, Any], changes: dict[str, Any]) -> dict[str, Any]:
    """The request with its fields, or those of its data, replaced."""
    outer = {name: value for name, value in changes.items() if name in request}
    inner = {name: value for name, value in changes.items() if name not in request}
    return {**request, "data": {**request["data"], **inner}, **outer}


@QUICK
@given(changes=CHANGES, key=st.uuids())
def test_whatever_a_field_holds_the_answer_is_clear(
    house: House, changes: dict[str, Any], key: object
) -> None:
    answer = house.program().post_document(_change(house.request(), changes), str(key))
    assert answer.status_code in EXPECTED
    assert answer.status_code == 202 or answer.mimetype == "application/problem+json"


@QUICK
@given(
    text=st.binary(max_size=300) | JSON.map(lambda value: repr(value).encode("utf-8", "replace"))
)
def test_whatever_the_body_is_the_answer_is_clear(house: House, text: bytes) -> None:
    answer = house.program().post_text(text)
    assert answer.status_code in EXPECTED
    assert answer.mimetype == "application/problem+json"
