"""What consents to extra work and the supplements that follow them say."""

import re
from typing import Any

import pytest

from doc_templates.catalogue import describe, validate
from doc_templates.errors import InvalidDataError
from tests.filling import CATALOGUE, ORGANISATION, fill, get_sample

MENTOR = "consent_mentor_participation"
CURATOR = "consent_extra_duties_curator"
SUPPLEMENT = "employment_supplement_mentoring"
BEFORE, SINCE = "2025-02-28", "2025-03-01"
REPRESENTATIVE = ("surname", "given_name", "patronymic", "gender", "fio", "initials_before")
FOUNDER = {
    "name": "Отдел образования Администрации",
    "address": "г. Эталонск",
    "inn": "0099000014",
    "ogrn": "1250000000018",
}


@pytest.mark.parametrize(
    ("date", "basis", "articles"),
    [
        (BEFORE, "mentoring", "статьями 60.2, 151 Трудового"),
        (BEFORE, "extra_work", "статьями 60.2, 151 Трудового"),
        (SINCE, "mentoring", "статьями 151, 351.8 Трудового"),
        (SINCE, "extra_work", "статьями 60.2, 151 Трудового"),
    ],
)
def test_a_mentor_consents_by_the_articles_that_hold_on_the_day(
    date: str, basis: str, articles: str
) -> None:
    text = fill(MENTOR, get_sample(MENTOR) | {"doc_date": date, "legal_basis": basis})

    assert articles in text
    assert ("351.8" in text) == ("351.8" in articles)


def test_a_mentor_without_a_basis_given_consents_by_the_article_on_mentoring() -> None:
    data = get_sample(MENTOR)
    del data["legal_basis"]

    assert "статьями 151, 351.8 Трудового" in fill(MENTOR, data)


@pytest.mark.parametrize(
    ("basis", "warning"),
    [
        ("mentoring", "работодателя досрочно отменить поручение, письменно предупредив об этом"),
        ("extra_work", "предупредив об этом другую сторону в письменной форме не позднее чем за"),
    ],
)
def test_who_must_be_warned_of_an_early_end_follows_from_the_articles(
    basis: str, warning: str
) -> None:
    assert warning in fill(MENTOR, get_sample(MENTOR) | {"legal_basis": basis})


def test_a_mentor_consents_on_the_terms_of_the_supplement() -> None:
    assert "на условиях дополнительного соглашения к трудовому договору от 25.08.1998 № 5." in fill(
        MENTOR, get_sample(MENTOR)
    )


@pytest.mark.parametrize("date", [BEFORE, SINCE, "2025-09-05"])
def test_a_curator_never_consents_by_the_article_on_mentoring(date: str) -> None:
    text = fill(CURATOR, get_sample(CURATOR) | {"doc_date": date})

    assert "статьями 60.2, 151 Трудового" in text
    assert "351.8" not in text


def test_a_curator_agrees_to_every_duty_and_to_the_payment() -> None:
    data = get_sample(CURATOR)

    text = fill(CURATOR, data)

    assert "за дополнительную плату в размере 3 000 рублей в месяц." in text
    for number, duty in enumerate(data["duties"], start=1):
        assert f"{number}) {duty}" in text


def test_an_unpaid_curator_reads_nothing_about_payment() -> None:
    data = get_sample(CURATOR)
    del data["payment"]

    assert "плат" not in fill(CURATOR, data)


def test_a_curator_asks_the_acting_head_as_what_he_is() -> None:
    data = get_sample(CURATOR)
    data["addressee"]["position"]["dat"] = "исполняющему обязанности заведующего"

    assert fill(CURATOR, data).startswith("Исполняющему обязанности заведующего\n")


def test_a_woman_who_curates_has_read_as_a_woman() -> None:
    data = get_sample(CURATOR)
    data["employee"]["gender"] = "f"

    assert fill(CURATOR, data).count("ознакомлена.") == 2


def test_a_supplement_says_what_the_law_asks_for() -> None:
    """Статья 351.8: content, term and form of the work; the payment; how it ends early."""
    text = fill(SUPPLEMENT, get_sample(SUPPLEMENT))

    for part in (
        "ДОПОЛНИТЕЛЬНОЕ СОГЛАШЕНИЕ № 57-од",
        "к трудовому договору от 25.08.1998 № 5",
        "в лице директора Мельник Ольги Сергеевны, действующей на основании Устава",
        "статьями 151, 351.8 Трудового",
        "с письменного согласия Работника от 16.09.2025",
        "по наставничеству в отношении учителя математики Цоя Артёма Маратовича.",
        "Содержание работы: оказание помощи",
        "Форма работы: индивидуальные",
        "с 01.10.2025 по 29.05.2026",
        "выплата в размере 15 % должностного оклада; она производится",
        "досрочно отказаться",
        "не менее чем за три рабочих дня",
        "в двух экземплярах",
    ):
        assert part in text


def test_both_parties_of_a_supplement_have_requisites_and_a_place_to_sign() -> None:
    text = fill(SUPPLEMENT, get_sample(SUPPLEMENT))
    parties = text[text.index("РАБОТОДАТЕЛЬ") :]

    for part in (ORGANISATION["inn"], ORGANISATION["kpp"], ORGANISATION["ogrn"]):
        assert part in parties
    for line in ("Директор", "О.С. Мельник", "Королёва Любовь Фоминична", "Л.Ф. Королёва"):
        assert line in parties.splitlines()
    assert "Экземпляр соглашения получила:" in parties


def test_an_acting_head_signs_by_the_order_that_says_so() -> None:
    data = get_sample(SUPPLEMENT)
    data["signer_authority_gen"] = "приказа Отдела образования от 30.06.2025 № 74"

    assert "действующей на основании приказа Отдела образования от 30.06.2025 № 74, с" in fill(
        SUPPLEMENT, data
    )


def test_a_head_acts_by_the_charter_unless_told_otherwise() -> None:
    data = get_sample(SUPPLEMENT)
    del data["signer_authority_gen"]

    assert "действующей на основании Устава, с одной стороны" in fill(SUPPLEMENT, data)


def test_the_employer_of_a_head_is_the_founder_and_signs_by_hand() -> None:
    text = fill(SUPPLEMENT, get_sample(SUPPLEMENT) | {"employer": FOUNDER})
    parties = text[text.index("РАБОТОДАТЕЛЬ") :]

    assert "Отдел образования Администрации (далее – Работодатель)" in text
    assert ORGANISATION["inn"] not in text
    assert FOUNDER["ogrn"] in parties
    assert parties.count("(подпись)") == 3  # both parties, and the copy


def test_a_supplement_about_a_student_is_extra_work() -> None:
    text = fill(SUPPLEMENT, get_sample(SUPPLEMENT) | {"legal_basis": "extra_work"})

    assert "статьями 60.2, 151 Трудового" in text
    assert "351.8" not in text
    assert "не позднее чем за три рабочих дня" in text


def test_the_law_knew_no_such_supplement_before_march_2025() -> None:
    kind = CATALOGUE.get_kind(SUPPLEMENT)

    validate(kind, get_sample(SUPPLEMENT) | {"doc_date": SINCE})
    with pytest.raises(InvalidDataError) as refusal:
        validate(kind, get_sample(SUPPLEMENT) | {"doc_date": BEFORE})
    assert [(one.pointer, one.code) for one in refusal.value.problems] == [
        ("#/doc_date", "too_early")
    ]


def test_two_supplements_of_one_mentor_are_told_apart_in_lists() -> None:
    kind, data = CATALOGUE.get_kind(SUPPLEMENT), get_sample(SUPPLEMENT)

    assert describe(kind, data).endswith("Королёва Любовь Фоминична – Цой Артём Маратович")


@pytest.mark.parametrize("field", ["inn", "ogrn"])
def test_the_requisites_of_another_employer_are_checked(field: str) -> None:
    data: dict[str, Any] = get_sample(SUPPLEMENT) | {"employer": FOUNDER | {field: "12"}}

    with pytest.raises(InvalidDataError) as refusal:
        validate(CATALOGUE.get_kind(SUPPLEMENT), data)
    assert [one.pointer for one in refusal.value.problems] == [f"#/employer/{field}"]


def test_a_minor_who_is_mentored_consents_with_the_representative() -> None:
    data = get_sample("consent_mentee_participation")
    text = fill("consent_mentee_participation", data)
    person = {key: data["mentee"][key] for key in REPRESENTATIVE} | {"initials_before": "Я.Я. Цой"}
    with_parent = fill("consent_mentee_participation", data | {"representative": person})

    assert "представител" not in text
    assert "с ведома и одобрения законного представителя – Цоя Артёма Маратовича." in with_parent
    lines = with_parent.splitlines()
    assert lines.index("А.М. Цой") < lines.index("Законный представитель") < lines.index("Я.Я. Цой")


def test_a_mentor_from_elsewhere_cites_no_article_on_any_day() -> None:
    data = get_sample(MENTOR) | {"external_terms_ins": "соглашением о сотрудничестве"}

    for date in (BEFORE, SINCE):
        text = fill(MENTOR, data | {"doc_date": date})
        assert not re.search(r"стать|Трудового кодекса|выплат|работодател", text)


def test_a_head_who_mentors_asks_the_founder_and_names_the_school() -> None:
    data = get_sample(MENTOR)
    data["addressee"]["workplace_gen"] = "Администрации округа"
    data["employee"]["workplace_gen"] = "МБОУ «Тестовская СОШ»"

    text = fill(MENTOR, data)

    assert text.splitlines()[1] == "Администрации округа"
    assert "учитель русского языка и литературы МБОУ «Тестовская СОШ», в соответствии" in text
