"""What the orders that assign pairs and appoint a curator say."""

from typing import Any

import pytest

from tests.filling import fill, get_sample


def test_up_to_three_pairs_stand_in_the_text() -> None:
    text = fill("order_assign_pairs", get_sample("order_assign_pairs"))

    assert (
        "1.1. Королёву Любовь Фоминичну, учителя русского языка и литературы, – за Цоем Артёмом "
        "Маратовичем, учителем математики, на срок с 01.10.2025 по 29.05.2026 на условиях "
        "дополнительного соглашения к трудовому договору от 24.09.2025 № 1-дс, форма "
        "наставничества – «педагог – педагог», вид – традиционное;" in text
    )
    assert "Приложение" not in text


def test_more_than_three_pairs_stand_in_an_annex() -> None:
    data = get_sample("order_assign_pairs")
    data["pairs"] = data["pairs"] * 2

    text = fill("order_assign_pairs", data)

    assert "согласно приложению к настоящему приказу" in text
    assert text.index("ПЕРЕЧЕНЬ") < text.index("Королёва Любовь Фоминична, учитель русского")
    assert "1.1." not in text


def test_the_supplement_is_printed_where_it_is_stated() -> None:
    data = get_sample("order_assign_pairs")
    for pair in data["pairs"][1:]:
        del pair["supplement"]

    assert fill("order_assign_pairs", data).count("дополнительного соглашения к трудовому") == 1

    data["pairs"] = data["pairs"] * 2
    table = fill("order_assign_pairs", data)
    assert table.count("(дополнительное соглашение от 24.09.2025 № 1-дс)") == 2
    assert "на условиях дополнительного" not in table


@pytest.mark.parametrize(
    ("modes", "formed"),
    [
        (["one_to_one"], "наставническую пару и закрепить"),
        (["one_to_one"] * 2, "наставнические пары и закрепить"),
        (["group"], "наставническую группу и закрепить"),
        (["one_to_one", "group"], "пару и наставническую группу, закрепить наставников"),
        (["group", "one_to_one", "group"], "пару и наставнические группы, закрепить"),
    ],
)
def test_the_order_says_what_is_formed(modes: list[str], formed: str) -> None:
    data = get_sample("order_assign_pairs")
    data["pairs"] = [data["pairs"][0] | {"mode": mode} for mode in modes]

    assert formed in fill("order_assign_pairs", data)


def test_a_group_is_listed_with_every_apposition_set_off() -> None:
    text = fill("order_assign_pairs", get_sample("order_assign_pairs"))

    assert (
        "за Ковтун Наталией Дмитриевной, учителем начальных классов, и Ковтун Натальей "
        "Дмитриевной, учителем начальных классов, на срок" in text
    )


@pytest.mark.parametrize(
    ("forms", "articles"),
    [
        (["teacher_teacher"], "статьями 151, 351.8 Трудового"),
        (["employer_student"], "статьями 60.2, 151 Трудового"),
        (["teacher_teacher", "employer_student"], "статьями 60.2, 151, 351.8 Трудового"),
    ],
)
def test_an_order_cites_the_articles_that_its_pairs_need(forms: list[str], articles: str) -> None:
    data = get_sample("order_assign_pairs")
    data["pairs"] = [data["pairs"][0] | {"mentoring_form": form} for form in forms]

    assert articles in fill("order_assign_pairs", data)


def test_payments_are_promised_to_the_workers_of_the_school_only() -> None:
    text = fill("order_assign_pairs", get_sample("order_assign_pairs"))

    assert "Выплаты за наставничество работникам МКОУ «Образцовская СОШ № 1»" in text


def test_namesakes_are_acquainted_by_their_full_names() -> None:
    lines = fill("order_assign_pairs", get_sample("order_assign_pairs")).splitlines()

    assert {"Ковтун Наталия Дмитриевна", "Ковтун Наталья Дмитриевна"} <= set(lines)


@pytest.mark.parametrize("position", ["директор", "исполняющий обязанности заведующего"])
def test_the_head_signs_in_one_place(position: str) -> None:
    data = get_sample("order_assign_pairs")
    data["signer"]["position"]["nom"] = position

    lines = fill("order_assign_pairs", data).splitlines()

    assert lines.count(position.capitalize()) == 1
    assert lines.count("О.С. Мельник") == 1


def test_an_outsider_is_named_with_the_workplace_and_the_agreement() -> None:
    data = get_sample("order_assign_pairs")
    data["pairs"] = data["pairs"][:1]
    data["pairs"][0]["mentors"][0]["workplace_gen"] = "МУК «Музей»"
    data["pairs"][0]["external_basis"] = {
        "name_gen": "соглашения о сотрудничестве",
        "date": "2025-09-22",
        "number": "3",
    }

    assert (
        "литературы МУК «Музей» (на основании соглашения о сотрудничестве от 22.09.2025 № 3), "
        "– за Цоем" in fill("order_assign_pairs", data)
    )


@pytest.mark.parametrize(
    ("payment", "printed"),
    [
        ({"kind": "fixed", "value": 3000}, "в размере 3 000 рублей в месяц"),
        (
            {"kind": "percent", "value": 10, "base_gen": "должностного оклада"},
            "в размере 10 % должностного оклада",
        ),
    ],
)
def test_the_curator_is_paid_a_sum_or_a_share(payment: dict[str, Any], printed: str) -> None:
    data = get_sample("order_appoint_curator") | {"payment": payment}

    assert printed in fill("order_appoint_curator", data)


def test_an_unpaid_curator_has_no_point_about_payment() -> None:
    data = get_sample("order_appoint_curator")
    del data["payment"]

    text = fill("order_appoint_curator", data)

    assert "доплату" not in text
    assert "3. Контроль" in text


def test_a_deputy_replaces_the_curator_when_named() -> None:
    data = get_sample("order_appoint_curator")
    data["deputy"] = get_sample("order_assign_pairs")["pairs"][0]["mentors"][0]

    text = fill("order_appoint_curator", data)

    assert "возложить на учителя русского языка и литературы Королёву Любовь Фоминичну." in text
    assert "5. Контроль" in text


@pytest.mark.parametrize(
    ("gender", "word"), [("m", "С приказом ознакомлен:"), ("f", "С приказом ознакомлена:")]
)
@pytest.mark.parametrize("code", ["order_appoint_curator", "order_assign_pairs"])
def test_the_list_of_one_person_agrees_with_the_gender(code: str, gender: str, word: str) -> None:
    data = get_sample(code)
    data["acquainted"] = [data["acquainted"][0] | {"gender": gender}]

    assert word in fill(code, data).splitlines()


def test_the_list_of_several_people_is_in_the_plural() -> None:
    data = get_sample("order_assign_pairs")

    assert len(data["acquainted"]) > 1
    assert "С приказом ознакомлены:" in fill("order_assign_pairs", data).splitlines()
