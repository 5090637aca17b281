"""What the consents about personal data and their withdrawal say."""

import re
from typing import Any

import pytest

from doc_templates.catalogue import validate
from doc_templates.errors import InvalidDataError
from tests.docx_text import as_typed
from tests.filling import CATALOGUE, ORGANISATION, fill, get_sample

CONSENT = "pd_consent"
DISTRIBUTION = "pd_consent_distribution"
WITHDRAWAL = "pd_consent_withdrawal"
ACT = "pd_destruction_act"
NOT_SET = {"kind": "none"}


def list_problems(code: str, data: dict[str, Any]) -> list[tuple[str, str]]:
    with pytest.raises(InvalidDataError) as refusal:
        validate(CATALOGUE.get_kind(code), data)
    return [(problem.pointer, problem.code) for problem in refusal.value.problems]


def represent(data: dict[str, Any], *, alone: bool) -> dict[str, Any]:
    person = get_sample(CONSENT)["subject"] | {"initials_before": "Я.Я. Окунь"}
    person["fio"] = {case: f"Окунь Ядвига ({case})" for case in person["fio"]}
    document = "свидетельство о рождении № 603"
    return data | {
        "representative": {
            "person": person,
            "authority_document": document,
            "signs_alone": alone,
        }
    }


@pytest.mark.parametrize("date", ["2025-08-31", "2025-09-01"])
def test_a_consent_is_a_document_of_its_own_on_any_day(date: str) -> None:
    data = get_sample(CONSENT)
    text = fill(CONSENT, data | {"doc_date": date})

    assert text.count("даю согласие") == 1
    assert not re.search(r"статьями|Трудового|наставничества в отношении|выплат", text)


def test_the_points_of_a_consent_are_numbered_without_a_gap() -> None:
    data = get_sample(CONSENT)
    del data["recipients"]

    for given in (get_sample(CONSENT), data):
        numbers = [int(one) for one in re.findall(r"^(\d+)\. ", fill(CONSENT, given), re.MULTILINE)]
        assert numbers == list(range(1, len(numbers) + 1))


def test_a_consent_names_who_processes_by_order_of_the_operator() -> None:
    data = get_sample(CONSENT)

    assert f"{data['processor']['name']} (адрес: {data['processor']['address']})." in fill(
        CONSENT, data
    )


@pytest.mark.parametrize("code", [CONSENT, DISTRIBUTION])
def test_whoever_consents_gets_a_copy_and_says_so(code: str) -> None:
    lines = fill(code, get_sample(code)).splitlines()

    assert "Копия настоящего согласия получена:" in lines
    assert lines.count("(подпись)") == 2
    assert lines.count("(дата)") == 1


def test_a_consent_to_distribution_has_all_that_the_order_asks_for() -> None:
    """Приказ Роскомнадзора № 18 of 24 February 2021."""
    data = get_sample(DISTRIBUTION)

    text = fill(DISTRIBUTION, data)

    for part in (
        data["subject"]["fio"]["nom"],
        data["contact"],
        *(ORGANISATION[key] for key in ("full_name", "address", "inn", "ogrn")),
        *data["resource_urls"],
        data["purpose"],
        "; ".join(data["pd_categories"][0]["pd_list"]),
        "специальных категорий персональных данных и биометрических",
        "запрет на передачу (кроме предоставления доступа) оператором неограниченному кругу лиц",
        "неограниченным кругом лиц: только вместе с указанием источника",
        "с использованием информационно-телекоммуникационных сетей",
        "с 15.09.2025 по 31.08.2026",
        "молчание или бездействие не считается согласием",
    ):
        assert as_typed(part) in text


def test_a_decision_about_limits_has_to_be_given() -> None:
    data = get_sample(DISTRIBUTION)
    del data["restrictions"], data["transfer_conditions"]

    assert list_problems(DISTRIBUTION, data) == [
        ("#/restrictions", "required"),
        ("#/transfer_conditions", "required"),
    ]


def test_a_decision_not_to_limit_is_printed_as_a_decision() -> None:
    text = fill(DISTRIBUTION, get_sample(DISTRIBUTION) | {"restrictions": NOT_SET})

    assert "5. Условия и запреты, предусмотренные частью 9" in text
    assert "не устанавливаются." in text
    assert "Условие или запрет" not in text


def test_limits_that_are_set_have_to_be_listed() -> None:
    data = get_sample(DISTRIBUTION) | {"restrictions": {"kind": "listed", "entries": []}}

    assert list_problems(DISTRIBUTION, data) == [("#/restrictions/entries", "too_few_items")]


def test_a_condition_has_to_be_worded() -> None:
    data = get_sample(DISTRIBUTION)
    del data["restrictions"]["entries"][1]["condition"]

    assert list_problems(DISTRIBUTION, data) == [("#/restrictions/entries/1/condition", "required")]


def test_biometric_data_is_published_only_where_it_was_named() -> None:
    data = get_sample(DISTRIBUTION)
    data["pd_categories"].append({"category": "biometric", "pd_list": ["запись голоса"]})

    text = fill(DISTRIBUTION, data)

    assert "биометрические персональные данные\nзапись голоса" in text
    assert "специальных категорий персональных данных, согласие не даётся." in text


@pytest.mark.parametrize("address", ["s-01.example.test", "ftp://s-01.example.test", "https://"])
def test_the_page_is_named_by_its_whole_address(address: str) -> None:
    data = get_sample(DISTRIBUTION) | {"resource_urls": [address]}

    assert list_problems(DISTRIBUTION, data) == [("#/resource_urls/0", "pattern")]


@pytest.mark.parametrize("code", [DISTRIBUTION, WITHDRAWAL])
def test_a_teenager_speaks_with_the_approval_of_the_representative(code: str) -> None:
    text = fill(code, represent(get_sample(code), alone=False))

    assert "Я, Королёва Любовь Фоминична" in text
    assert "с согласия законного представителя – Окунь Ядвига (gen) (полномочия" in text
    assert "Законный представитель" in text.splitlines()
    assert {"Л.Ф. Королёва", "Я.Я. Окунь"} <= set(text.splitlines())


@pytest.mark.parametrize("code", [DISTRIBUTION, WITHDRAWAL])
def test_for_a_child_the_representative_speaks(code: str) -> None:
    text = fill(code, represent(get_sample(code), alone=True))

    assert "Я, Окунь Ядвига (nom) (полномочия подтверждает свидетельство о рождении № 603)" in text
    assert "действуя как законный представитель Королёвой Любови Фоминичны" in text
    assert "персональных данных представляемого" in text
    assert "моих" not in text
    assert "Л.Ф. Королёва" not in text


@pytest.mark.parametrize(
    ("scope", "extent"),
    [
        ("full", "на обработку моих персональных данных от 15.09.2025 № 4-с, данное оператору"),
        ("partial", "в части следующих персональных данных: направления профессиональных"),
        ("distribution", "отзываю согласие на распространение моих персональных данных от 15"),
    ],
)
def test_a_withdrawal_says_what_is_withdrawn(scope: str, extent: str) -> None:
    data = get_sample(WITHDRAWAL) | {"scope": scope}
    if scope == "full":
        del data["pd_list"]
    validate(CATALOGUE.get_kind(WITHDRAWAL), data)

    text = fill(WITHDRAWAL, data)

    assert extent in text
    assert ("в полном объёме." in text) == (scope == "full")
    assert ("не позднее трёх рабочих дней" in text) == (scope == "distribution")
    assert ("не превышающий тридцати дней" in text) == (scope != "distribution")


def test_a_withdrawal_goes_to_the_head_from_the_subject() -> None:
    lines = fill(WITHDRAWAL, get_sample(WITHDRAWAL)).splitlines()

    assert lines[:4] == [
        "Директору",
        "МКОУ «Образцовская СОШ № 1»",
        "Мельник О.С.",
        "Королёвой Любови Фоминичны",
    ]


def test_the_mark_of_receipt_has_the_number_and_the_term() -> None:
    lines = fill(WITHDRAWAL, get_sample(WITHDRAWAL)).splitlines()
    mark = lines[lines.index("Отметка о поступлении") :]

    assert "№ 57-од от 10.02.2026" in mark
    assert "10.02.2026, лично" in mark
    assert "12.03.2026" in mark
    assert "Отзыв принял: заместитель директора по учебно-воспитательной работе Скляр Л.К." in mark


@pytest.mark.parametrize(
    ("scope", "missing"),
    [("partial", ["pd_list"]), ("distribution", ["contact", "pd_list"])],
)
def test_a_withdrawal_of_a_part_names_the_part(scope: str, missing: list[str]) -> None:
    data = get_sample(WITHDRAWAL) | {"scope": scope}
    del data["pd_list"], data["contact"]

    assert list_problems(WITHDRAWAL, data) == [(f"#/{name}", "required") for name in missing]


def test_a_full_withdrawal_needs_no_list() -> None:
    data = get_sample(WITHDRAWAL) | {"scope": "full"}
    del data["pd_list"], data["contact"]

    validate(CATALOGUE.get_kind(WITHDRAWAL), data)


def test_a_list_that_a_full_withdrawal_would_drop_is_refused_with_the_reason() -> None:
    data = get_sample(WITHDRAWAL) | {"scope": "full"}

    with pytest.raises(InvalidDataError) as refusal:
        validate(CATALOGUE.get_kind(WITHDRAWAL), data)

    (problem,) = refusal.value.problems
    assert (problem.pointer, problem.code) == ("#/pd_list", "not_here")
    assert problem.message.startswith("Согласие отзывается полностью: перечень данных удалите")


def test_an_act_of_destruction_has_all_that_the_order_asks_for() -> None:
    """Приказ Роскомнадзора № 179 of 28 October 2022, point 3."""
    data = get_sample(ACT)

    text = fill(ACT, data)

    for part in (
        *(ORGANISATION[key] for key in ("full_name", "address")),
        *data["processor"].values(),
        data["subjects"][0]["fio"]["nom"],
        *(person["fio"]["nom"] for person in data["executors"]),
        *(person["position"]["nom"][1:] for person in data["executors"]),
        "; ".join(data["pd_categories"]),
        "анкета профессиональных запросов – 2 листа; выписка из банка данных",
        data["information_system"],
        data["method"],
        "отзыв согласия на обработку персональных данных от 10.02.2026 № 64-с (часть 5 статьи 21",
        "Дата уничтожения: 10.03.2026",
        "выгрузка из журнала регистрации событий",
    ):
        assert as_typed(part) in text


@pytest.mark.parametrize(
    ("reason", "part"), [("purpose", "4"), ("unlawful", "3"), ("demand", "5.1")]
)
def test_data_is_destroyed_without_a_withdrawal_too(reason: str, part: str) -> None:
    data = get_sample(ACT) | {"reason": reason}
    assert list_problems(ACT, data) == [("#/withdrawal", "not_here")]
    del data["withdrawal"]
    validate(CATALOGUE.get_kind(ACT), data)

    assert f"(часть {part} статьи 21 Федерального закона" in fill(ACT, data)


def test_an_act_says_what_was_destroyed_on_paper_or_in_a_system_and_by_whom_it_can_be_proved() -> (
    None
):
    data = get_sample(ACT)
    del data["information_system"]
    assert list_problems(ACT, data) == [("#/log_sheets", "not_here")]
    del data["log_sheets"]
    on_paper = fill(ACT, data)
    del data["paper_media"]

    assert list_problems(ACT, data) == [("#/information_system", "required")]
    assert "Приложение" not in on_paper
    assert "5. Способ уничтожения" in on_paper


def test_an_act_may_keep_the_names_out_of_it() -> None:
    data = get_sample(ACT)
    del data["subjects"]
    validate(CATALOGUE.get_kind(ACT), data)
    text = fill(ACT, data)
    del data["subject_info"]

    assert "1. Субъекты персональных данных: сведения относились к участию" in text
    assert list_problems(ACT, data) == [("#/subject_info", "required")]


def test_an_act_is_signed_by_whoever_destroyed_the_data() -> None:
    data = get_sample(ACT)
    alone = data | {"executors": data["executors"][1:]}

    assert "Персональные данные уничтожили:" in fill(ACT, data)
    assert "Персональные данные уничтожила:" in fill(ACT, alone)


def test_the_law_knew_no_act_of_destruction_before_march_2023() -> None:
    assert list_problems(ACT, get_sample(ACT) | {"doc_date": "2023-02-28"}) == [
        ("#/doc_date", "too_early")
    ]
