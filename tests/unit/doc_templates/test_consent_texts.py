"""What people consent to, for themselves or for a child."""

import re
from typing import Any

from tests.docx_text import as_typed
from tests.filling import ORGANISATION, fill, get_sample


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
