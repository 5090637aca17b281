"""What the filled documents say."""

import re
from typing import Any

import pytest

from doc_templates.catalogue import Kind, validate
from doc_templates.completion import complete
from tests.docx_text import as_typed
from tests.filling import (
    CATALOGUE,
    ORGANISATION,
    confirm_contested,
    fill,
    get_sample,
    without_optional,
)

EVERY_KIND = pytest.mark.parametrize("kind", CATALOGUE.list_kinds(), ids=lambda kind: kind.code)


@EVERY_KIND
def test_nothing_of_the_template_is_left_in_the_document(kind: Kind) -> None:
    text = fill(kind.code, kind.sample)

    assert not re.search(r"[{}]|None|Undefined|__|\(а\)|\(на\)|  | [,.;:]", text)


@EVERY_KIND
def test_only_the_required_fields_are_enough(kind: Kind) -> None:
    data = without_optional(dict(kind.sample), kind.schema, kind.schema)
    assert isinstance(data, dict)
    validate(kind, data)

    text = fill(kind.code, complete(kind.schema, data, confirm_contested))

    assert not re.search(r"[{}]|None|Undefined|  | [,.;:]", text)


def test_the_order_and_its_annexes_have_one_number_and_one_date() -> None:
    text = fill("order_approve_regulation", get_sample("order_approve_regulation"))

    assert text.count("от 02.09.2025 № 57-од") == 2


def test_the_word_of_approval_agrees_with_what_is_approved() -> None:
    text = fill("order_approve_regulation", get_sample("order_approve_regulation"))

    assert text.index("УТВЕРЖДЕНО") < text.index("ПОЛОЖЕНИЕ") < text.index("УТВЕРЖДЁН\n")
    assert "УТВЕРЖДЕНА" in fill("personalized_program", get_sample("personalized_program"))


def test_acts_are_cited_from_the_highest_to_the_lowest() -> None:
    text = fill("order_approve_regulation", get_sample("order_approve_regulation"))
    acts = ("статьёй 351.8", "273-ФЗ", "3273-р", "АЗ-1128", "№ 720", "педагогического совета")

    places = [text.index(act) for act in acts]

    assert places == sorted(places)


def test_a_school_without_a_trade_union_does_not_mention_one() -> None:
    data = get_sample("order_approve_regulation")
    del data["trade_union"]

    assert "мнени" not in fill("order_approve_regulation", data).lower()


def test_points_close_the_gap_of_an_optional_one() -> None:
    data = get_sample("order_approve_regulation")
    with_replaced = fill("order_approve_regulation", data)
    del data["replaces"]
    without = fill("order_approve_regulation", data)

    assert "5. Контроль" in with_replaced
    assert "4. Контроль" in without


def test_a_roadmap_of_ones_own_replaces_the_usual_one() -> None:
    data = get_sample("order_approve_regulation")
    data["roadmap"] = [
        {
            "title": "Подготовка",
            "content": ["издать приказ", "назначить куратора"],
            "due": "до 09.09.2025",
            "responsible": "руководитель",
        }
    ]

    text = fill("order_approve_regulation", data)

    assert "– назначить куратора." in text
    assert "Формирование банка наставников" not in text


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


def test_a_consent_agrees_with_the_gender_of_the_mentor() -> None:
    data = get_sample("consent_mentor_participation")
    woman = fill("consent_mentor_participation", data)
    data["employee"]["gender"] = "m"
    man = fill("consent_mentor_participation", data)

    assert re.findall(r"ознакомлен\w*", woman) == ["ознакомлена"] * 2
    assert re.findall(r"ознакомлен\w*", man) == ["ознакомлен"] * 2


def test_a_student_is_mentored_as_extra_work() -> None:
    data = get_sample("consent_mentor_participation") | {"legal_basis": "extra_work"}

    text = fill("consent_mentor_participation", data)

    assert "статьями 60.2, 151 Трудового" in text
    assert "351.8" not in text


def test_an_outsider_consents_on_the_terms_of_the_agreement() -> None:
    data = get_sample("consent_mentor_participation")
    data["external_terms_ins"] = "соглашением о сотрудничестве с МУК «Музей»"

    text = fill("consent_mentor_participation", data)

    assert "на условиях, определённых соглашением о сотрудничестве с МУК «Музей»." in text
    assert "трудовому договору" not in text


def test_a_person_without_patronymic_leaves_no_gap() -> None:
    data = get_sample("consent_mentee_participation")
    name = "Ким Ен Сук"
    data["mentee"] |= {
        "surname": "Ким",
        "given_name": "Ен Сук",
        "patronymic": "",
        "gender": "f",
        "fio": dict.fromkeys(("nom", "gen", "dat", "acc", "ins", "prep"), name),
        "initials_before": "Е.С. Ким",
    }

    text = fill("consent_mentee_participation", data)

    assert "Я, Ким Ен Сук, учитель математики, добровольно" in text
    assert "  " not in text


REPRESENTATIVE_NAME = {
    "surname": "Окунь",
    "given_name": "Ядвига",
    "patronymic": "Яновна",
    "gender": "f",
    "fio": {
        "nom": "Окунь Ядвига Яновна",
        "gen": "Окунь Ядвиги Яновны",
        "dat": "Окунь Ядвиге Яновне",
        "acc": "Окунь Ядвигу Яновну",
        "ins": "Окунь Ядвигой Яновной",
        "prep": "Окунь Ядвиге Яновне",
    },
    "initials_before": "Я.Я. Окунь",
}


def make_representative(data: dict[str, Any], *, signs_alone: bool) -> dict[str, Any]:
    return {
        "person": REPRESENTATIVE_NAME,
        "address": "г. Эталонск",
        "identity": data["subject_id"],
        "authority_document": "свидетельство о рождении № 603",
        "signs_alone": signs_alone,
    }


def test_a_teenager_signs_together_with_the_representative() -> None:
    data = get_sample("pd_consent")
    data["representative"] = make_representative(data, signs_alone=False)

    text = fill("pd_consent", data)

    assert "с согласия законного представителя – Окунь Ядвиги Яновны (зарегистрирована по" in text
    assert text.count("(подпись)") == 3  # one of them for the copy


def test_for_a_child_the_representative_signs_alone() -> None:
    data = get_sample("pd_consent")
    data["representative"] = make_representative(data, signs_alone=True)

    text = fill("pd_consent", data)

    assert "Я, Окунь Ядвига Яновна (зарегистрирована" in text
    assert "действуя как законный представитель Королёвой Любови Фоминичны (зарегистр" in text
    assert "в интересе представляемого" in text
    assert text.count("(подпись)") == 2  # one of them for the copy


def test_a_consent_to_the_processing_of_personal_data_has_all_the_law_asks_for() -> None:
    """Часть 4 статьи 9 закона № 152-ФЗ."""
    data = get_sample("pd_consent")

    text = fill("pd_consent", data)

    for part in (
        data["subject"]["fio"]["nom"],
        data["subject_address"],
        data["subject_id"]["number"],
        data["subject_id"]["issued_by"],
        ORGANISATION["full_name"],
        ORGANISATION["address"],
        data["purpose"],
        *data["pd_list"],
        *data["actions"],
        data["processing_methods"],
        *(recipient["name"] for recipient in data["recipients"]),
        data["withdrawal_method"],
        "с 15.09.2025 по 31.08.2026",
    ):
        assert as_typed(part) in text


def test_a_curator_who_mentors_is_controlled_by_the_head() -> None:
    data = get_sample("personalized_program")
    data["supervisor"] = get_sample("order_assign_pairs")["signer"]

    text = fill("personalized_program", data)

    assert "Мониторинг реализации программы проводит директор Мельник Ольга Сергеевна" in text
    assert "представляет руководителю отчёт" in text


def test_a_group_is_spoken_of_in_the_plural() -> None:
    data = get_sample("personalized_program")
    data["mentees"] = data["mentees"] * 2

    text = fill("personalized_program", data)

    assert "Программа согласована с наставляемыми:" in text
    assert "Сильные стороны наставляемых" in text


def test_a_programme_not_yet_approved_leaves_room_for_the_order() -> None:
    data = get_sample("personalized_program")
    del data["approval"]

    assert "от «___»" in fill("personalized_program", data)


def test_an_organisation_without_a_founder_begins_with_its_own_name() -> None:
    organisation = ORGANISATION | {"founder_name": ""}

    text = fill("order_appoint_curator", get_sample("order_appoint_curator"), organisation)

    assert text.startswith(as_typed(ORGANISATION["full_name"]))


@pytest.mark.parametrize(
    ("code", "optional", "printed"),
    [
        (
            "order_approve_regulation",
            {
                "municipal_act": {
                    "name_ins": "приказом Отдела образования",
                    "date": "2025-08-20",
                    "number": "105",
                }
            },
            "приказом Отдела образования от 20.08.2025 № 105, решением педагогического совета",
        ),
        (
            "order_approve_programs",
            {"clause": "3.4"},
            "В соответствии с пунктом 3.4 Положения о системе наставничества",
        ),
        (
            "pd_consent",
            {"processor": {"name": "ООО «Сервис»", "address": "г. Эталонск"}},
            "Лицо, осуществляющее обработку по поручению оператора: ООО «Сервис» (адрес: г. Эта",
        ),
    ],
)
def test_an_optional_field_is_printed_when_given(
    code: str, optional: dict[str, Any], printed: str
) -> None:
    assert printed in fill(code, get_sample(code) | optional)


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
