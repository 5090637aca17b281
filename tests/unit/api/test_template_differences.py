"""What changed between versions of a template, over HTTP."""

from typing import Any

import pytest

from doc_templates.template_changes import change_lines, find_changes
from tests.doors import CONSENT, House, Program
from tests.factories import MUNICIPALITY, OTHER_SCHOOL, SCHOOL
from tests.unit.api.test_templates import PATH, edited, send


def diff(program: Program, query: str = "") -> dict[str, Any]:
    answer = program.get(f"{PATH}/diff{query}")
    assert answer.status_code == 200, answer.text
    shown: dict[str, Any] = answer.get_json()
    return shown


def test_what_changed_between_versions_is_told_as_the_command_line_tells_it(
    house: House, program: Program
) -> None:
    builtin = house.kind().template
    first, second = edited(house, "Первая шапка"), edited(house, "Вторая шапка")
    assert diff(program) == {"identical": True, "changes": [], "lines": ["Различий нет."]}
    send(program, PATH, first)
    send(program, PATH, second)

    for query, before, after in (
        ("", builtin, second),
        ("?from=1&to=2", first, second),
        ("?from=2&to=1", second, first),
        ("?from=current&to=builtin", second, builtin),
        (f"?organization_id={SCHOOL}&from=1", first, second),
    ):
        shown = diff(program, query)
        assert shown["lines"] == list(change_lines(find_changes(before, after))), query
        assert shown["identical"] is False

    assert diff(program, "?from=1&to=2")["changes"] == [
        {
            "area": "body",
            "place": "основной текст, абзац 1",
            "removed": ["Первая шапка"],
            "added": ["Вторая шапка"],
        }
    ]


def test_a_sent_file_is_compared_and_not_kept(house: House, program: Program) -> None:
    docx = edited(house, "Новая шапка")
    shown = send(program, f"{PATH}/diff", docx).get_json()
    assert shown["lines"] == list(change_lines(find_changes(house.kind().template, docx)))
    assert len(program.get(f"/api/v1/templates?kind={CONSENT}").get_json()["items"]) == 1


def test_a_file_that_cannot_be_compared_is_named(program: Program) -> None:
    answer = send(program, f"{PATH}/diff", b"PK\x03\x04")
    body = answer.get_json()
    assert (answer.status_code, body["code"]) == (422, "invalid_data")
    assert [(e["pointer"], e["code"]) for e in body["errors"]] == [("#/file", "broken_zip")]


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("?from=7", 404),
        ("?from=0", 422),
        ("?to=x", 422),
        ("?old=1", 422),
        (f"?organization_id={OTHER_SCHOOL}", 404),
        (f"?municipality_id={MUNICIPALITY}", 200),
    ],
)
def test_only_versions_that_exist_for_the_caller_are_compared(
    house: House, program: Program, query: str, status: int
) -> None:
    send(house.program(OTHER_SCHOOL), PATH, edited(house, "чужая"))
    assert program.get(f"{PATH}/diff{query}").status_code == status
