"""Data of the personalised programmes of mentoring."""

from collections.abc import Mapping
from typing import Any, Final

from service.demo.facts import Facts
from service.demo.orders import Act

_RELEVANCE: Final = {
    "teacher_teacher": (
        "В начале профессионального пути и при освоении новых задач педагогу важно опираться "
        "на опыт коллеги: это сокращает время адаптации, помогает увереннее планировать "
        "и проводить занятия, снижает риск профессиональных ошибок."
    ),
    "head_teacher": (
        "Работа рядом с руководителем помогает педагогу увидеть образовательную организацию "
        "как целое, быстрее освоить должностные обязанности и порядок взаимодействия служб."
    ),
    "employer_student": (
        "Студенту, который проходит практическую подготовку, важно соединить полученные знания "
        "с живой педагогической практикой и познакомиться с будущим местом работы."
    ),
    "university_young_teacher": (
        "Сотрудничество с преподавателем высшей школы открывает педагогу доступ к современным "
        "научным и методическим разработкам и помогает применять их в своей работе."
    ),
    "social_partner_teacher": (
        "Сотрудничество с организацией культуры расширяет воспитательные возможности педагога: "
        "он осваивает музейную педагогику и привлекает ресурсы округа к работе с детьми."
    ),
}
_PLAN: Final = (
    "Программа составлена по итогам вводной беседы и изучения профессиональных запросов. "
    "Мероприятия подобраны так, чтобы устранить выявленные затруднения и поддержать сильные "
    "стороны, а их результаты можно было проверить."
)
_CRITERIA: Final = (
    (
        "Выполнение плана мероприятий",
        "доля выполненных мероприятий – не менее 90 %",
        "анализ плана мероприятий",
    ),
    (
        "Преодоление затруднений",
        "снижение числа затруднений по сравнению с вводной диагностикой",
        "вводная и итоговая диагностика",
    ),
    (
        "Качество занятий",
        "положительная динамика по картам анализа посещённых занятий",
        "посещение и анализ занятий",
    ),
    (
        "Удовлетворённость участников",
        "средняя оценка – не ниже 7 баллов из 10",
        "анкетирование участников",
    ),
)


def program(
    facts: Facts, sample: Mapping[str, Any], approval: Act, pairs_order: Act
) -> dict[str, Any]:
    """Return data of one programme, approved by the order ``approval``."""
    pair = facts.pairs[sample["pair_id"]]
    school = facts.organisations[pair["org_id"]]
    return {
        "doc_date": sample["agreed_on"],
        "approval": approval,
        "pairs_order": pairs_order,
        "school_year": facts.municipality["school_year"],
        "mentor": facts.members(pair, "mentor")[0],
        "mentees": facts.members(pair, "mentee"),
        "mentoring_form": pair["mentoring_form"],
        "mentoring_kinds": pair["mentoring_kinds"],
        "period": sample["period"],
        "relevance": [_RELEVANCE[pair["mentoring_form"]], _PLAN],
        "deficits": sample["deficits"],
        "strengths": sample["strengths"],
        "goal": sample["goal"],
        "objectives": sample["objectives"],
        "expected_results": sample["expected_results"],
        "activities": sample["activities"],
        "criteria": [
            {"criterion": criterion, "indicator": indicator, "method": method}
            for criterion, indicator, method in _CRITERIA
        ],
        "curator": facts.person(school["curator_person_id"], school["org_id"]),
        **_supervision(facts, pair),
        "agreed_on": sample["agreed_on"],
    }


def _supervision(facts: Facts, pair: Mapping[str, Any]) -> dict[str, Any]:
    """Return the head as the controller of a programme whose mentor is the curator himself."""
    school = facts.organisations[pair["org_id"]]
    if school["curator_person_id"] not in pair["mentor_ids"]:
        return {}
    return {"supervisor": facts.person(school["head_person_id"], school["org_id"])}
