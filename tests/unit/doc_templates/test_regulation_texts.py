"""What the Положение, its order and its roadmap say, by the law of the day and by the school."""

from typing import Any

import pytest

from tests.filling import fill, get_sample

ORDER = "order_approve_regulation"
OPTIONAL = ("max_mentees", "payment_rule", "edo_order", "trade_union", "replaces", "publish_due")
SECTIONS = (
    "1. Общие положения",
    "2. Цель и задачи системы наставничества. Формы наставничества",
    "3. Организация системы наставничества",
    "4. Права и обязанности наставника",
    "5. Права и обязанности наставляемого",
    "6. Процесс формирования пар и групп",
    "7. Завершение персонализированной программы наставничества",
    "8. Условия публикации результатов на официальном сайте",
    "9. Заключительные положения",
)


def on(date: str, **changes: object) -> str:
    return fill(ORDER, get_sample(ORDER) | {"doc_date": date} | changes)


def test_the_regulation_has_the_nine_sections_of_the_model_one() -> None:
    lines = on("2025-09-02").splitlines()
    start = lines.index(SECTIONS[0])

    assert tuple(line for line in lines[start:] if line in SECTIONS) == SECTIONS


def test_before_the_article_on_mentoring_nothing_cites_it() -> None:
    text = on("2025-02-28")

    assert "351.8" not in text
    assert "В соответствии со статьями 60.2, 151 Трудового кодекса" in text
    assert "как дополнительную работу" in text
    assert "дополнительные соглашения" not in text.split("ПЛАН МЕРОПРИЯТИЙ")[1]


def test_since_the_article_on_mentoring_the_supplement_and_the_payment_follow_it() -> None:
    text = on("2025-03-01")

    assert "В соответствии со статьёй 351.8 Трудового кодекса" in text
    assert "ему производится выплата (статья 351.8 Трудового кодекса" in text
    assert "Дополнительное соглашение заключается с каждым наставником" in text
    assert "как дополнительную работу" not in text


def test_a_curator_is_never_paid_by_the_article_on_mentoring() -> None:
    (point,) = (line for line in on("2025-09-02").splitlines() if line.startswith("3.4."))

    assert "обязанности куратора, может быть установлена доплата (статьи 60.2, 151" in point


def test_points_of_a_section_are_numbered_without_gaps() -> None:
    for text in (on("2025-09-02"), fill(ORDER, without(OPTIONAL))):
        numbers = [line.split()[0] for line in text.splitlines() if line.startswith("3.")]
        section = [number for number in numbers if number.endswith(".") and number != "3."]
        assert section[-10:] == [f"3.{place}." for place in range(1, 11)]


def without(fields: tuple[str, ...]) -> dict[str, Any]:
    return {key: value for key, value in get_sample(ORDER).items() if key not in fields}


def test_only_the_chosen_forms_and_kinds_are_listed() -> None:
    text = on(
        "2025-09-02",
        forms_enabled=["teacher_teacher", "head_teacher"],
        kinds_enabled=["traditional"],
    )

    assert "– «педагог – педагог»;\n– «руководитель образовательной организации – педагог»." in text
    assert "работодатель – студент" not in text
    assert "– традиционное («один на один») – взаимодействие" in text
    assert "реверсивное" not in text


def test_all_forms_and_kinds_are_listed_when_none_is_chosen() -> None:
    text = on("2025-09-02")

    assert "– «социальный партнёр – педагог образовательной организации».\n2.4." in text
    assert "с группой наставляемых.\n2.5." in text


@pytest.mark.parametrize(("limit", "words"), [(1, "1 наставляемого"), (3, "3 наставляемых")])
def test_the_limit_of_mentees_is_printed_when_there_is_one(limit: int, words: str) -> None:
    assert f"не более {words}." in on("2025-09-02", max_mentees=limit)
    assert "закрепляется не более" not in fill(ORDER, without(OPTIONAL))


def test_electronic_documents_follow_the_order_that_introduced_them() -> None:
    introduced, not_yet = on("2025-09-02"), fill(ORDER, without(OPTIONAL))

    assert "в порядке, утверждённом приказом от 19.08.2025 № 30-од." in introduced
    assert "по согласованию с учредителем (часть 8 статьи 28" in not_yet


def test_the_regulation_refers_to_the_policy_and_asks_for_no_consent_itself() -> None:
    text = on("2025-09-02").lower()

    assert "политикой образовательной организации в отношении обработки" in text
    assert "даю согласие" not in text
    assert "обработку персональных" not in text


def test_another_collegial_body_considers_the_regulation() -> None:
    body = {
        "body_gen": "общего собрания работников",
        "body_ins": "общим собранием работников",
        "protocol_number": "2",
        "protocol_date": "2025-08-30",
    }

    text = on("2025-09-02", collegial=body)

    assert "решением общего собрания работников (протокол от 30.08.2025 № 2)" in text
    assert "на заседании общего собрания работников" in text
    assert "9.2. Положение рассматривается общим собранием работников" in text
    assert "педагогическ" not in text.split("РАССМОТРЕНО")[1].split("ПОЛОЖЕНИЕ")[0]


def test_a_school_that_publishes_nothing_has_one_charge_without_points() -> None:
    text = fill(ORDER, without(OPTIONAL))

    assert (
        "3. Заместителю директора по учебно-воспитательной работе Скляру Льву Кузьмичу ознакомить "
        "педагогических работников с Положением под подпись в срок до 05.09.2025.\n4. Контроль"
        in text
    )


def test_the_curators_order_never_cites_the_article_on_mentoring() -> None:
    for date in ("2025-02-28", "2025-09-08"):
        text = fill(
            "order_appoint_curator", get_sample("order_appoint_curator") | {"doc_date": date}
        )
        assert "статьями 60.2, 151 Трудового кодекса" in text
        assert "351.8" not in text


def test_a_deputy_of_the_curator_consents_too() -> None:
    data = get_sample("order_appoint_curator")
    data |= {"deputy": data["signer"], "deputy_consent_date": "2025-09-05"}

    assert (
        "возложить на директора Мельник Ольгу Сергеевну с письменного согласия работника "
        "от 05.09.2025." in fill("order_appoint_curator", data)
    )
