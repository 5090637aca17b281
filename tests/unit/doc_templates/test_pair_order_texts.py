"""What the orders about a working pair say: how it ends, how it goes on."""

from typing import Any

import pytest

from doc_templates.catalogue import describe, validate
from doc_templates.errors import InvalidDataError
from tests.filling import CATALOGUE, fill, get_sample

TERMINATE = "order_terminate_pair"
EXTEND = "order_extend_pair"
BOTH = pytest.mark.parametrize("code", [TERMINATE, EXTEND])
AGREEMENT = {"name_gen": "соглашения о сотрудничестве", "date": "2025-09-22", "number": "3"}


def swap_people(data: dict[str, Any]) -> dict[str, Any]:
    """Make a group out of the pair: two mentors and two mentees."""
    people = [*data["mentors"], *data["mentees"]]
    return data | {"mode": "group", "mentors": people[:2], "mentees": people[:2]}


@BOTH
@pytest.mark.parametrize(
    ("date", "article"), [("2025-02-28", "статьёй 60.2 Труд"), ("2025-03-01", "статьёй 351.8 Труд")]
)
def test_the_article_on_mentoring_is_cited_from_its_first_day(
    code: str, date: str, article: str
) -> None:
    assert f"В соответствии со {article}" in fill(code, get_sample(code) | {"doc_date": date})


@BOTH
def test_a_student_is_mentored_as_extra_work(code: str) -> None:
    text = fill(code, get_sample(code) | {"legal_basis": "extra_work"})

    assert "статьёй 60.2 Трудового" in text
    assert "351.8" not in text


@BOTH
def test_an_outsider_mentors_by_an_agreement_and_by_no_article(code: str) -> None:
    text = fill(code, get_sample(code) | {"external_basis": AGREEMENT})

    assert "В соответствии с Положением" in text
    assert "на основании соглашения о сотрудничестве от 22.09.2025 № 3" in text
    assert "Трудового кодекса" not in text


@pytest.mark.parametrize(
    ("initiator", "basis", "reason"),
    [
        (
            "employer",
            "notice",
            (
                "в связи с досрочной отменой поручения об осуществлении наставничества, "
                "о которой наставник предупреждён не менее чем за три рабочих дня "
                "(уведомление от 02.12.2025),"
            ),
        ),
        (
            "mentor",
            "application",
            (
                "на основании заявления наставника Мамедовой Лейлы Аяз кызы от 02.12.2025 "
                "о досрочном отказе от осуществления наставничества"
            ),
        ),
        (
            "mentee",
            "notice",
            (
                "на основании уведомления наставляемого Гулиа Анри от 02.12.2025 "
                "о прекращении участия в персонализированной программе наставничества"
            ),
        ),
        (
            "both",
            "application",
            (
                "на основании совместного заявления наставника Мамедовой Лейлы Аяз кызы "
                "и наставляемого Гулиа Анри от 02.12.2025"
            ),
        ),
    ],
)
def test_who_ends_the_pair_is_told_with_the_paper(initiator: str, basis: str, reason: str) -> None:
    data = get_sample(TERMINATE) | {"initiator": initiator, "basis": basis}

    text = fill(TERMINATE, data)

    assert reason in text
    assert sum(text.count(word) for word in ("отменой", "отказе", "участия", "обоюдному")) == 1


def test_an_employer_gives_notice_and_does_not_apply() -> None:
    data = get_sample(TERMINATE) | {"initiator": "employer", "basis": "application"}

    with pytest.raises(InvalidDataError) as caught:
        validate(CATALOGUE.get_kind(TERMINATE), data)

    assert [problem.pointer for problem in caught.value.problems] == ["#/basis"]


def test_the_end_of_a_supplement_ends_the_payment_and_files_the_order_with_personnel() -> None:
    kind, data = CATALOGUE.get_kind(TERMINATE), get_sample(TERMINATE)
    unpaid = {key: value for key, value in data.items() if key != "supplements"}

    assert (
        "Прекратить действие дополнительного соглашения от 24.09.2025 № 7-дс об осуществлении "
        "наставничества к трудовому договору с наставником. Выплату за наставничество "
        "производить по 08.12.2025 включительно." in fill(TERMINATE, data)
    )
    assert "ыплат" not in fill(TERMINATE, unpaid)
    assert (kind.filing_for(data).register, kind.filing_for(unpaid).register) == ("ls", "od")


def test_points_close_the_gaps_of_the_optional_ones() -> None:
    data = get_sample(TERMINATE)
    for field in ("programs_order", "supplements", "registry_due", "find_new_mentor"):
        del data[field]

    text = fill(TERMINATE, data)

    assert "2. Наставнику Мамедовой Лейле Аяз кызы в срок до 12.12.2025:" in text
    assert "3.1. внести изменения в банк данных наставников и наставляемых." in text
    assert "4. Контроль" in text


def test_documents_go_to_the_curator_unless_somebody_else_receives_them() -> None:
    data = get_sample(TERMINATE)

    assert "передать методисту Алиеву Эльдару Рашид оглы документы" in fill(TERMINATE, data)
    assert "передать директору Соколовой-Мельник Лидии Матвеевне документы" in fill(
        TERMINATE, data | {"receiver": data["signer"]}
    )


@BOTH
def test_a_group_is_spoken_of_in_the_plural(code: str) -> None:
    data = swap_people(get_sample(code))

    text = fill(code, data)

    assert "деятельности наставнической группы" in text
    assert "пары, закреплённой" not in text
    assert "наставники – " in text
    assert "; наставляемые – " in text
    assert f"Наставникам {data['mentors'][0]['fio']['dat']} и " in text.replace("\n", " ")


def test_a_pair_is_named_in_lists_by_its_people() -> None:
    kind = CATALOGUE.get_kind(TERMINATE)

    assert describe(kind, kind.sample) == (
        "О прекращении деятельности наставнической пары: Мамедова Лейла Аяз кызы, Гулиа Анри"
    )


def test_an_extension_says_the_old_and_the_new_term_and_who_agreed_when() -> None:
    text = fill(EXTEND, get_sample(EXTEND))

    assert "на срок с 01.10.2025 по 29.05.2026" in text
    assert "Срок продления – с 30.05.2026 по 30.09.2026." in text
    assert "с письменного согласия наставника от 18.05.2026 и наставляемых от 19.05.2026" in text


def test_an_extension_corrects_the_programme_point_by_point() -> None:
    data = get_sample(EXTEND)
    corrected = fill(EXTEND, data)
    del data["program_changes"]
    plain = fill(EXTEND, data)

    assert "2.1. перенести открытое занятие на сентябрь 2026 года;" in corrected
    assert "3. Наставнику Груше Илье Ильичу подготовить программу с учётом указанных" in corrected
    assert (
        "2. Наставнику Груше Илье Ильичу подготовить персонализированную программу наставничества, "
        "утверждённую приказом от"
    ) in plain
    assert ", на новый срок, согласовать её с наставляемым" in plain
