import json

import pytest
from click.testing import CliRunner

from service.console.declension import decline


def run(*arguments: str, typed: str | bytes = "") -> tuple[int, str]:
    result = CliRunner().invoke(decline, [*arguments], input=typed)
    return result.exit_code, result.output


def test_a_name_is_shown_in_six_cases_with_the_confidence_of_each() -> None:
    code, output = run("--kind", "person", "Скляр Лев Кузьмич")
    assert code == 0
    assert [line.split()[0] for line in output.splitlines()] == [
        "именительный", "родительный", "дательный", "винительный", "творительный", "предложный",
    ]  # fmt: skip
    assert "Скляром Львом Кузьмичом  HIGH уверенно" in output


def test_json_carries_six_forms_and_the_lowest_confidence() -> None:
    _, output = run("--kind", "position", "--json", "тренер по плаванию")
    assert json.loads(output) == {
        "nom": "тренер по плаванию",
        "gen": "тренера по плаванию",
        "dat": "тренеру по плаванию",
        "acc": "тренера по плаванию",
        "ins": "тренером по плаванию",
        "prep": "тренере по плаванию",
        "confidence": "HIGH",
    }


def test_the_gender_may_be_given() -> None:
    assert json.loads(run("--kind", "person", "--gender", "f", "--json", "Мельник О. С.")[1])[
        "dat"
    ] == ("Мельник О. С.")
    assert json.loads(run("--kind", "person", "--gender", "m", "--json", "Мельник О. С.")[1])[
        "dat"
    ] == ("Мельнику О. С.")


def test_every_line_of_people_has_its_answer_in_order() -> None:
    lines = "Иванова\tМария\tПетровна\tf\n\nКим\tЕн Сук\t\nА\tБ\tВ\tx\na\tb\tc\tm\td\nМ.П. Иванова"
    code, output = run("--kind", "person", "-", typed=lines)
    answers = [json.loads(line) for line in output.splitlines()]
    assert code == 0
    assert answers[0]["dat"] == "Ивановой Марии Петровне"
    assert answers[1] == {"error": "Пустая строка"}
    assert answers[2]["confidence"] == "LOW"
    assert answers[3] == {"error": "Пол — m или f"}
    assert "четырёх столбцов" in answers[4]["error"]
    assert answers[5]["nom"] == "Иванова М. П."


def test_only_a_newline_ends_a_line() -> None:
    typed = "директор\x0bшколы\r\n\u2028\nучитель\u2028физики\n".encode()
    _, output = run("--kind", "position", "-", typed=typed)
    answers = [json.loads(line) for line in output.splitlines()]
    assert [answer.get("gen") for answer in answers] == ["директора школы", None, "учителя физики"]


def test_a_line_in_another_encoding_is_an_error_of_that_line() -> None:
    typed = "лицей\n".encode() + "школа\n".encode("cp1251")
    _, output = run("--kind", "organisation", "-", typed=typed)
    answers = [json.loads(line) for line in output.splitlines()]
    assert answers[0]["gen"] == "лицея"
    assert answers[1] == {"error": "Строка не в кодировке UTF-8"}


@pytest.mark.parametrize("kind", ["person", "position", "organisation"])
def test_an_empty_text_is_refused(kind: str) -> None:
    code, output = run("--kind", kind, " ")
    assert code == 1
    assert "Пустая строка" in output
