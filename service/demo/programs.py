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
_OBJECTIVES: Final = (
    "выявить профессиональные затруднения и определить пути их преодоления",
    "оказать практическую помощь в планировании, проведении и анализе занятий",
    "познакомить с эффективными методами и приёмами работы",
    "помочь в освоении электронного журнала и ведении документации",
    "поддержать стремление к самообразованию и обмену опытом",
)
_STRENGTHS: Final = (
    "готовность учиться и применять новое",
    "умение сотрудничать с коллегами",
)
_RESULTS: Final = (
    "выявленные профессиональные затруднения преодолены или существенно уменьшены",
    "занятия планируются и проводятся самостоятельно, с анализом их результатов",
    "электронный журнал ведётся своевременно и без ошибок",
    "опыт, полученный в ходе программы, представлен коллегам",
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
        "анонимное анкетирование",
    ),
)
_ACTIVITIES: Final = (
    (
        "Знакомство с Положением, планом работы и требованиями к ведению документации",
        "беседа, практикум",
        "2025-10-03",
        "составлен личный план на четверть",
    ),
    (
        "Практикум по работе с электронным журналом",
        "практическое занятие",
        "2025-10-24",
        "журнал ведётся без замечаний",
    ),
    (
        "Проектирование занятия: цели, этапы, результаты",
        "консультация, совместная работа",
        "2025-11-14",
        "разработаны два конспекта занятий",
    ),
    (
        "Промежуточный анализ реализации программы с участием куратора",
        "собеседование",
        "2026-01-16",
        "уточнён план мероприятий",
    ),
    (
        "Подготовка и проведение открытого занятия",
        "мастер-класс",
        "2026-03-20",
        "открытое занятие проведено и проанализировано",
    ),
    (
        "Представление опыта на заседании методического объединения",
        "выступление",
        "2026-04-24",
        "материалы переданы в методическую копилку",
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
        "strengths": list(_STRENGTHS),
        "goal": _goal(sample["goal"], len(pair["mentee_ids"])),
        "objectives": list(_OBJECTIVES),
        "expected_results": list(_RESULTS),
        "activities": _activities(sample),
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


def _goal(goal: str, mentees: int) -> str:
    return goal if mentees == 1 else goal.replace("наставляемого", "наставляемых")


def _activities(sample: Mapping[str, Any]) -> list[dict[str, str]]:
    """Return the sample's own activities and the usual ones that fit into the period."""
    usual = (
        {"activity": activity, "form": form, "due": due, "planned_result": result}
        for activity, form, due, result in _ACTIVITIES
        if due <= sample["period"]["end"]
    )
    return sorted((*sample["activities"], *usual), key=lambda activity: activity["due"])
