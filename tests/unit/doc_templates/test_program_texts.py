"""What programmes say, and the papers around them: the order, the sheet, the report."""

from typing import Any

import pytest

from doc_templates.catalogue import describe, validate
from doc_templates.errors import InvalidDataError
from tests.filling import CATALOGUE, fill, get_sample

PROGRAM = "personalized_program"
ORDER = "order_approve_programs"
SHEET = "program_agreement_sheet"
REPORT = "program_completion_report"
ROUTE = {"direction": "методика", "deficit": "анализ урока", "resource": "стажировка"}


def with_plan(layout: str, **row: str) -> dict[str, Any]:
    data = get_sample(PROGRAM) | {"plan_layout": layout}
    data["activities"] = [data["activities"][0] | row]
    return data


def head_of_plan(text: str) -> list[str]:
    plan = text.split("2. План мероприятий\n")[1].split("Знакомство с Положением", maxsplit=1)[0]
    return plan.splitlines()


@pytest.mark.parametrize(
    ("layout", "row", "head"),
    [
        (
            "basic",
            {},
            ["№", "п/п", "Мероприятие", "Форма", "Срок", "Отметка о выполнении", "1"],
        ),
        (
            "result",
            {},
            [
                *("№", "п/п", "Проект, задание", "Срок", "Планируемый результат"),
                *("Фактический результат", "Оценка наставника", "1"),
            ],
        ),
        (
            "monthly",
            {},
            [
                *("Месяц", "Содержание", "Формы и методы", "Ответственный", "Результат"),
                "октябрь 2025",
            ],
        ),
        (
            "iom",
            ROUTE,
            [
                *("Направление, дефицит", "Мероприятия", "Ресурс", "Срок, форма отчёта"),
                *("методика:", "анализ урока"),
            ],
        ),
    ],
)
def test_a_plan_has_the_columns_of_its_layout(
    layout: str, row: dict[str, str], head: list[str]
) -> None:
    data = with_plan(layout, **row)
    validate(CATALOGUE.get_kind(PROGRAM), data)

    assert head_of_plan(fill(PROGRAM, data)) == head


def test_a_plan_is_one_of_results_unless_another_layout_is_chosen() -> None:
    data = get_sample(PROGRAM)

    assert fill(PROGRAM, data) == fill(PROGRAM, data | {"plan_layout": "result"})


def test_a_route_needs_the_deficit_of_every_row() -> None:
    with pytest.raises(InvalidDataError) as caught:
        validate(CATALOGUE.get_kind(PROGRAM), with_plan("iom", direction="методика"))

    assert [problem.pointer for problem in caught.value.problems] == ["#/activities/0/deficit"]


def test_every_mentee_agrees_in_a_row_of_ones_own() -> None:
    data = get_sample(PROGRAM)
    mentee = data["mentees"][0]
    other = data["curator"]
    data["agreements"] = [
        {"mentee": mentee, "agreed_on": "2025-09-26"},
        {"mentee": other, "comment": "перенести занятие на март"},
    ]

    lines = fill(PROGRAM, data).split("5. Лист согласования")[1].splitlines()

    assert lines[lines.index("Цой Артём Маратович, учитель математики") :][:4] == [
        "Цой Артём Маратович, учитель математики",
        "",
        "",
        "26.09.2025",
    ]
    assert "перенести занятие на март" in lines
    assert "29.09.2025" not in lines


def test_a_programme_has_its_report_only_when_it_is_given() -> None:
    data = get_sample(PROGRAM)
    report = {
        "reported_on": "2026-05-29",
        "summary": "Программа реализована.",
        "results": ["занятия планируются самостоятельно"],
        "mentor_conclusion": "затруднения преодолены.",
    }

    text = fill(PROGRAM, data | {"report": report})
    extended = fill(PROGRAM, data | {"report": report | {"extend_until": "2026-09-30"}})

    assert "6. Отчёт" not in fill(PROGRAM, data)
    assert "– занятия планируются самостоятельно." in text
    assert "Рекомендация: программу завершить." in text
    assert "Рекомендация: программу продлить до 30.09.2026." in extended


def test_up_to_three_programmes_stand_in_the_text() -> None:
    text = fill(ORDER, get_sample(ORDER))

    assert "1. Утвердить прилагаемые персонализированные программы наставничества:" in text
    assert (
        "наставляемые – Ковтун Наталия Дмитриевна (учитель начальных классов) и Ковтун Наталья "
        "Дмитриевна (учитель начальных классов); срок реализации – с 01.10.2025 по 29.05.2026; "
        "согласована 29.09.2025." in text
    )
    assert "Приложение" not in text


def test_more_than_three_programmes_are_approved_in_an_annex() -> None:
    data = get_sample(ORDER)
    data["programs"] = data["programs"] * 2

    text = fill(ORDER, data)

    assert "наставничества согласно приложению.\n2. Наставникам:" in text
    assert "1.1." not in text
    annex = text.split("Приложение\n")[1]
    assert annex.startswith("УТВЕРЖДЕНЫ\nприказом МКОУ «Образцовская СОШ № 1»\n")
    assert annex.count("(согласована\n29.09.2025)") == 4


def test_a_single_programme_is_spoken_of_in_the_singular() -> None:
    data = get_sample(ORDER)
    data["programs"] = data["programs"][:1]

    text = fill(ORDER, data)

    assert "Об утверждении персонализированной программы наставничества" in text
    assert "1. Утвердить прилагаемую персонализированную программу наставничества:" in text
    assert "2. Наставнику:" in text
    assert describe(CATALOGUE.get_kind(ORDER), data) == (
        "Об утверждении персонализированной программы наставничества"
    )


def test_a_sheet_leaves_to_the_hand_only_the_dates_that_are_not_known() -> None:
    data = get_sample(SHEET)
    lines = fill(SHEET, data).splitlines()

    assert {"26.09.2025", "29.09.2025", "добавить взаимопосещение занятий в ноябре"} <= set(lines)
    assert "Программа согласована с наставляемыми:" in lines
    assert "законный представитель – Окунь Ядвига Яновна" in lines


def test_a_sheet_of_one_mentee_speaks_of_one() -> None:
    data = get_sample(SHEET)
    data["agreements"] = data["agreements"][:1]

    assert "Программа согласована с наставляемым:" in fill(SHEET, data)


@pytest.mark.parametrize(
    ("recommendation", "words"),
    [
        ("complete", "рекомендую завершить её реализацию."),
        ("extend", "рекомендую продлить срок её реализации до 30.09.2026."),
        ("terminate", "рекомендую прекратить её реализацию досрочно."),
    ],
)
def test_a_report_recommends_one_of_three(recommendation: str, words: str) -> None:
    data = get_sample(REPORT) | {"recommendation": recommendation}
    if recommendation != "extend":
        del data["extend_until"]

    assert words in fill(REPORT, data)


def test_a_recommendation_to_extend_says_until_when() -> None:
    data = get_sample(REPORT)
    del data["extend_until"]

    with pytest.raises(InvalidDataError) as caught:
        validate(CATALOGUE.get_kind(REPORT), data)

    assert [problem.pointer for problem in caught.value.problems] == ["#/extend_until"]


def test_a_report_without_failures_says_so() -> None:
    data = get_sample(REPORT)
    del data["not_achieved"]

    assert "Все запланированные результаты достигнуты." in fill(REPORT, data)
    assert "Все запланированные" not in fill(REPORT, get_sample(REPORT))


@pytest.mark.parametrize(("gender", "knows"), [("m", "ознакомлен:"), ("f", "ознакомлена:")])
def test_a_single_mentee_is_acquainted_by_gender(gender: str, knows: str) -> None:
    data = get_sample(REPORT)
    data["mentees"] = [data["mentees"][0] | {"gender": gender}]

    assert f"С отчётом {knows}" in fill(REPORT, data)


def test_a_report_is_received_by_gender() -> None:
    data = get_sample(REPORT)
    man = fill(REPORT, data)
    data["addressee"]["gender"] = "f"

    assert "Отчёт принял\n" in man
    assert "Отчёт приняла\n" in fill(REPORT, data)


def test_a_proposal_names_pairs_with_reasons_criteria_and_consents() -> None:
    text = fill("pairs_proposal", get_sample("pairs_proposal"))

    assert text.startswith("Директору\n")
    assert "Соколовой-Мельник Л.М.\nметодиста\nАлиева Эльдара Рашид оглы" in text
    assert "Запрос: музейная педагогика в воспитательной работе.\nОбоснование: наставник" in text
    assert "(согласие от 16.09.2025)" in text
    assert "взаимный интерес к совместной работе;\n– расписание занятий" in text


def test_a_proposal_without_further_criteria_ends_the_list_of_the_usual_two() -> None:
    data = get_sample("pairs_proposal")
    del data["criteria"]

    assert "к совместной работе.\nПрошу рассмотреть" in fill("pairs_proposal", data)


def test_a_proposed_group_is_called_one() -> None:
    data = get_sample("pairs_proposal")
    data["pairs"] = [data["pairs"][0] | {"mode": mode} for mode in ("one_to_one", "group")]

    lines = fill("pairs_proposal", data).splitlines()

    assert "«педагог – педагог»;" in lines
    assert "группа, «педагог – педагог»;" in lines


def test_a_curator_who_mentors_is_controlled_by_the_head() -> None:
    data = get_sample(PROGRAM)
    data["supervisor"] = get_sample("order_assign_pairs")["signer"]

    text = fill(PROGRAM, data)

    assert "Мониторинг реализации программы проводит директор Мельник Ольга Сергеевна" in text
    assert "представляет руководителю отчёт" in text


def test_a_group_is_spoken_of_in_the_plural() -> None:
    data = get_sample(PROGRAM)
    data["mentees"] = data["mentees"] * 2

    text = fill(PROGRAM, data)

    assert "Программа согласована с наставляемыми:" in text
    assert "Сильные стороны наставляемых" in text


def test_a_programme_not_yet_approved_leaves_room_for_the_order() -> None:
    data = get_sample(PROGRAM)
    del data["approval"]

    assert "от «___»" in fill(PROGRAM, data)
