"""What questionnaires, their summaries and the monitoring report say."""

from typing import Any

import pytest

from doc_templates.authoring.vocabulary import SURVEY_AUDIENCES, SURVEY_STAGES
from doc_templates.catalogue import validate
from doc_templates.errors import InvalidDataError
from tests.filling import CATALOGUE, fill, get_sample

FEW: dict[str, Any] = {"shown": "count", "responses_count": 3}


def list_codes(code: str, refused: dict[str, Any]) -> set[tuple[str, str]]:
    with pytest.raises(InvalidDataError) as caught:
        validate(CATALOGUE.get_kind(code), refused)
    return {(problem.pointer, problem.code) for problem in caught.value.problems}


def test_an_anonymous_form_has_no_line_for_a_name() -> None:
    text = fill("survey_form", get_sample("survey_form"))

    assert "Анкета анонимная: не указывайте фамилию" in text
    assert "(фамилия, имя, отчество)" not in text


def test_a_form_that_is_not_anonymous_has_lines_for_name_and_position() -> None:
    text = fill("survey_form", get_sample("survey_form") | {"anonymous": False})

    assert "(фамилия, имя, отчество)\n" in text
    assert "(должность)\n" in text
    assert "Анкета анонимная" not in text


@pytest.mark.parametrize("field", ["respondent", "email", "surname", "fio"])
def test_a_form_knows_no_respondent(field: str) -> None:
    data = get_sample("survey_form") | {field: "x"}

    assert list_codes("survey_form", data) == {(f"#/{field}", "unknown_field")}


def test_every_scale_has_boxes_to_tick_or_lines_to_write_on() -> None:
    lines = fill("survey_form", get_sample("survey_form")).splitlines()

    first = lines.index(
        "1. Насколько уверенно Вы проектируете урок по обновлённым федеральным стандартам?"
    )
    assert lines[first + 1 : first + 8] == [
        "неуверенно", "□ 1", "□ 2", "□ 3", "□ 4", "□ 5", "уверенно",
    ]  # fmt: skip
    assert {"□ да", "□ скорее да", "□ скорее нет", "□ нет"} <= set(lines)
    assert "□ разбор записей собственных уроков" in lines
    assert lines.count("") == 3  # lines of the open question


@pytest.mark.parametrize("count", [0, 4])
def test_few_answers_are_only_counted(count: int) -> None:
    data = get_sample("survey_summary") | {"results": FEW | {"responses_count": count}}
    validate(CATALOGUE.get_kind("survey_summary"), data)

    text = fill("survey_summary", data)

    assert f"Получено анкет: {count}. При числе ответов менее пяти средние значения не" in text
    assert "Среднее" not in text


@pytest.mark.parametrize("count", [0, 4])
def test_averages_of_few_answers_are_refused(count: int) -> None:
    data = get_sample("survey_summary")
    data["results"]["responses_count"] = count

    assert ("#/results/responses_count", "out_of_range") in list_codes("survey_summary", data)


def test_a_group_of_few_answers_is_refused() -> None:
    data = get_sample("survey_summary")
    data["results"]["groups"][0]["responses_count"] = 4

    assert list_codes("survey_summary", data) == {
        ("#/results/groups/0/responses_count", "out_of_range")
    }


def test_averages_are_compared_where_the_entry_is_known() -> None:
    text = fill("survey_summary", get_sample("survey_summary"))

    assert "На входе" in text
    assert "федеральным стандартам?\n2,9\n4,1\n" in text
    assert "ожидания от программы?\n–\n4,6\n" in text


def test_a_summary_of_the_entry_has_one_column_of_averages() -> None:
    data = get_sample("survey_summary") | {"stage": "entry"}
    for row in data["results"]["averages"]:
        row.pop("entry_average", None)

    text = fill("survey_summary", data)

    assert "На входе" not in text
    assert "федеральным стандартам?\n4,1\n" in text


@pytest.mark.parametrize(
    ("definition", "labels"),
    [("survey_stage", SURVEY_STAGES), ("survey_audience", SURVEY_AUDIENCES)],
)
def test_the_form_offers_the_words_that_are_printed(
    definition: str, labels: dict[str, str]
) -> None:
    definitions: Any = CATALOGUE.get_kind("survey_form").schema["$defs"]
    choices = definitions[definition]["oneOf"]

    assert {choice["const"]: choice["title"] for choice in choices} == labels


def test_the_report_prints_the_indicators_that_the_data_lists() -> None:
    """The form is the regional coordinator's: rows are data, not code."""
    data = get_sample("monitoring_report")
    data["sections"] = [
        {
            "title": "Свой раздел",
            "rows": [{"indicator": "Проведено сессий", "unit": "единиц", "value": 1250.5}],
        }
    ]

    text = fill("monitoring_report", data)

    assert "1. Свой раздел\n" in text
    assert "1\nПроведено сессий\nединиц\n1 250,5\n\n" in text
    assert "Охват молодых педагогов" not in text


@pytest.mark.parametrize("position", ["заместитель директора", "директор"])
def test_the_report_is_signed_by_the_curator_or_by_the_head(position: str) -> None:
    data = get_sample("monitoring_report")
    data["signer"]["position"]["nom"] = position

    assert position.capitalize() in fill("monitoring_report", data).splitlines()
