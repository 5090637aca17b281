"""What sheets of acquaintance, registers and banks say, and what they have no place for."""

import json
import re
from typing import Any

import pytest

from doc_templates.authoring.vocabulary import (
    EXPERIENCE_BANDS,
    PAIR_STATES,
    PROGRAM_RESULTS,
    QUALIFICATIONS,
)
from doc_templates.catalogue import validate
from doc_templates.errors import InvalidDataError
from tests.filling import CATALOGUE, fill, get_sample

REGISTERS = ("municipal_mentoring_registry", "mentees_bank", "mentors_bank")
SHEETS = ("acquaintance_sheet", "acquaintance_sheet_720")
NO_PLACE_FOR = re.compile(
    r"passport|snils|birth|address|phone|email|contact|reason|health|family|identity", re.IGNORECASE
)


def list_codes(code: str, refused: dict[str, Any]) -> set[str]:
    with pytest.raises(InvalidDataError) as caught:
        validate(CATALOGUE.get_kind(code), refused)
    return {problem.code for problem in caught.value.problems}


def list_names(node: object) -> set[str]:
    """The names of all fields of a schema."""
    if isinstance(node, dict):
        return {*node.get("properties", ())}.union(*map(list_names, node.values()))
    return set().union(*map(list_names, node)) if isinstance(node, list) else set()


@pytest.mark.parametrize("code", [*REGISTERS, "survey_form", "survey_summary", "monitoring_report"])
def test_there_is_no_field_for_private_life(code: str) -> None:
    names = list_names(dict(CATALOGUE.get_kind(code).schema))

    assert names
    assert {name for name in names if NO_PLACE_FOR.search(name)} == set()


@pytest.mark.parametrize("code", REGISTERS)
@pytest.mark.parametrize("field", ["snils", "passport", "birth_date", "address", "phone"])
def test_a_row_refuses_what_is_not_needed(code: str, field: str) -> None:
    data = get_sample(code)
    data["rows"][0][field] = "x"

    assert list_codes(code, data) == {"unknown_field"}


@pytest.mark.parametrize("code", ["mentees_bank", "mentors_bank"])
def test_nobody_is_entered_in_a_bank_without_consent(code: str) -> None:
    data = get_sample(code)
    del data["rows"][0]["pd_consent"]

    assert list_codes(code, data) == {"required"}


@pytest.mark.parametrize("code", REGISTERS)
def test_a_register_is_marked_confidential_only_where_the_policy_asks(code: str) -> None:
    data = get_sample(code)

    assert fill(code, data | {"confidential": True}).startswith("Конфиденциально\n")
    assert "Конфиденциально" not in fill(code, data | {"confidential": False})
    data.pop("confidential", None)
    assert "Конфиденциально" not in fill(code, data)


def test_the_registry_counts_its_pairs_by_state() -> None:
    text = fill("municipal_mentoring_registry", get_sample("municipal_mentoring_registry"))

    assert (
        "Всего наставнических пар (групп): 9, из них действует – 6, продлена – 1, завершена – 1, "
        "прекращена – 1." in text
    )


def test_a_pair_that_ended_says_when_and_with_what_result_but_not_why() -> None:
    text = fill("municipal_mentoring_registry", get_sample("municipal_mentoring_registry"))

    assert "прекращена\n14.11.2025, программа выполнена частично" in text
    assert "причин" not in text


def test_a_mentee_of_a_group_has_a_line_of_his_own() -> None:
    text = fill("municipal_mentoring_registry", get_sample("municipal_mentoring_registry"))

    assert (
        "Ковтун Наталия Дмитриевна, учитель начальных классов, стаж – 3 года и более;\n"
        "Ковтун Наталья Дмитриевна, учитель начальных классов, стаж – от 1 года до 3 лет\n" in text
    )


def test_an_outsider_is_entered_with_the_workplace() -> None:
    text = fill("mentors_bank", get_sample("mentors_bank"))

    assert "Воробей Денис Глебович, научный сотрудник МУК «Эталонский музей»" in text


def test_the_registry_and_the_sheet_of_heads_are_the_municipalitys() -> None:
    levels = {code: CATALOGUE.get_kind(code).level for code in (*REGISTERS, *SHEETS)}

    assert {code for code, level in levels.items() if level == "municipality"} == {
        "municipal_mentoring_registry",
        "acquaintance_sheet_720",
    }


@pytest.mark.parametrize(
    ("choices", "labels"),
    [
        ("experience_band", EXPERIENCE_BANDS),
        ("qualification", QUALIFICATIONS),
        ("status", PAIR_STATES),
        ("result", PROGRAM_RESULTS),
    ],
)
def test_the_form_offers_the_words_that_are_printed(choices: str, labels: dict[str, str]) -> None:
    schema = json.dumps(CATALOGUE.get_kind("municipal_mentoring_registry").schema)
    found = next(one for one in list_choices(json.loads(schema)) if one[0] == choices)

    assert found[1] == labels


def list_choices(node: object) -> list[tuple[str, dict[str, str]]]:
    if isinstance(node, list):
        return [found for inner in node for found in list_choices(inner)]
    if not isinstance(node, dict):
        return []
    found = []
    for name, inner in node.items():
        options = inner.get("oneOf", ()) if isinstance(inner, dict) else ()
        if options and "const" in options[0]:
            found.append((name, {one["const"]: one["title"] for one in options}))
        found += list_choices(inner)
    return found


def test_the_heads_are_acquainted_with_the_full_title_of_the_order() -> None:
    data = get_sample("acquaintance_sheet_720")

    text = fill("acquaintance_sheet_720", data)

    assert (
        "ЛИСТ ОЗНАКОМЛЕНИЯ\nс приказом Департамента образования и науки Курганской области\n"
        f"от 07.07.2022 № 720\n«{data['act']['title']}»\n" in text
    )
    assert "Исполняющий обязанности заведующего\nДубяго Кира Львовна" in text
    assert "Всего в листе: 5 человек." in text


@pytest.mark.parametrize("code", SHEETS)
def test_the_date_and_the_signature_are_left_to_the_hand(code: str) -> None:
    text = fill(code, get_sample(code))

    assert "собственноручно" in text
    assert text.count("(подпись)") == 1


@pytest.mark.parametrize(
    ("genders", "word"),
    [("m", "ознакомлен:"), ("f", "ознакомлена:"), ("mf", "ознакомлены:")],
)
def test_the_word_agrees_with_who_is_acquainted(genders: str, word: str) -> None:
    data = get_sample("acquaintance_sheet")
    person = data["acquainted"][0]
    data["acquainted"] = [person | {"gender": gender} for gender in genders]

    assert f"С приказом и утверждённым им Положением {word}\n" in fill("acquaintance_sheet", data)


@pytest.mark.parametrize(("gender", "made"), [("m", "составил"), ("f", "составила")])
def test_the_word_agrees_with_who_made_the_sheet(gender: str, made: str) -> None:
    data = get_sample("acquaintance_sheet")
    data["prepared_by"]["gender"] = gender

    assert f"Лист {made}\n" in fill("acquaintance_sheet", data)


def test_namesakes_stand_in_the_sheet_by_their_full_names() -> None:
    lines = fill("acquaintance_sheet", get_sample("acquaintance_sheet")).splitlines()

    assert {"Ковтун Наталия Дмитриевна", "Ковтун Наталья Дмитриевна"} <= set(lines)
