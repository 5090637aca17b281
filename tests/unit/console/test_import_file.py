"""What `grif organization import` takes, and what it says about the rest."""

import json
import re
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from service.console.import_file import read_import
from service.domain.errors import InvalidRequestError

PAGE = Path(__file__).parents[3] / "docs" / "administration.md"
SECRET = "Тайное"


def _sample() -> dict[str, Any]:
    (example,) = re.findall(r"```json\n(.*?)\n```", PAGE.read_text("utf-8"), re.DOTALL)
    return deepcopy(json.loads(example))


def _refuse(tmp_path: Path, content: str) -> list[tuple[str, str]]:
    file = tmp_path / "organizations.json"
    file.write_text(content, encoding="utf-8")
    with pytest.raises(InvalidRequestError) as caught:
        read_import(file)
    assert SECRET not in str([problem.message for problem in caught.value.problems])
    return [(problem.pointer, problem.code) for problem in caught.value.problems]


Change = Callable[[dict[str, Any]], object]
SCHOOL = "#/organizations/0"


def _school(content: dict[str, Any]) -> dict[str, Any]:
    school: dict[str, Any] = content["organizations"][0]
    return school


@pytest.mark.parametrize(
    ("change", "pointer", "code"),
    [
        (lambda c: c.pop("municipality"), "#/municipality", "required"),
        (lambda c: c["municipality"].update(name=5), "#/municipality/name", "invalid"),
        (lambda c: c.update(more=SECRET), "#/more", "unknown_field"),
        (lambda c: c.update(organizations={}), "#/organizations", "invalid"),
        (lambda c: _school(c).update(id="Школа 1"), f"{SCHOOL}/id", "invalid"),
        (
            lambda c: _school(c)["requisites"].pop("address"),
            f"{SCHOOL}/requisites/address",
            "required",
        ),
        (lambda c: _school(c)["requisites"].update(inn=7), f"{SCHOOL}/requisites/inn", "invalid"),
        (
            lambda c: _school(c)["requisites"].update(ogrn=SECRET),
            f"{SCHOOL}/requisites/ogrn",
            "invalid",
        ),
        (
            lambda c: _school(c)["registers"]["od"].update(pattern="од"),
            f"{SCHOOL}/registers/od/pattern",
            "invalid",
        ),
        (
            lambda c: _school(c)["registers"]["od"].update(first_seq=0),
            f"{SCHOOL}/registers/od/first_seq",
            "invalid",
        ),
        (
            lambda c: _school(c)["registers"]["ls"].update(first_seq=10**30),
            f"{SCHOOL}/registers/ls/first_seq",
            "invalid",
        ),
    ],
)
def test_every_fault_is_named_by_its_place(
    tmp_path: Path, change: Change, pointer: str, code: str
) -> None:
    content = _sample()
    change(content)
    assert _refuse(tmp_path, json.dumps(content)) == [(pointer, code)]


def test_an_organisation_stands_in_the_file_once(tmp_path: Path) -> None:
    content = _sample()
    content["organizations"].append(_school(content))
    assert _refuse(tmp_path, json.dumps(content)) == [("#/organizations", "invalid")]


@pytest.mark.parametrize("text", [None, "", " ", "a\x01b", "a\nb", "\ud800", "😀", "я" * 501])
def test_a_letterhead_takes_one_printable_line(tmp_path: Path, text: str | None) -> None:
    content = _sample()
    _school(content)["requisites"]["full_name"] = text
    place = f"{SCHOOL}/requisites/full_name"
    assert _refuse(tmp_path, json.dumps(content)) == [(place, "invalid")]


def test_a_register_that_no_kind_uses_is_refused(tmp_path: Path) -> None:
    content = _sample()
    _school(content)["registers"]["zz"] = {"pattern": "{seq}"}
    ((pointer, _),) = _refuse(tmp_path, json.dumps(content))
    assert pointer.startswith(f"{SCHOOL}/registers/zz")


@pytest.mark.parametrize("content", ["", "не json", "[" * 100_000])
def test_what_is_no_json_is_said_to_be_none(tmp_path: Path, content: str) -> None:
    assert _refuse(tmp_path, content) == [("#", "malformed_json")]


def test_a_founder_may_be_left_out(tmp_path: Path) -> None:
    content = _sample()
    del _school(content)["requisites"]["founder_name"]
    del _school(content)["registers"]
    file = tmp_path / "organizations.json"
    file.write_text(json.dumps(content), encoding="utf-8")

    _, (school,) = read_import(file)

    assert school.requisites.founder_name == ""
    assert school.register("od").number(2026, 1).text == "1-од"
