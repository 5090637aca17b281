"""What the documents of the demo say, read as a secretary would."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from doc_templates.catalogue import describe
from tests.demo_pack import CATALOGUE, MUNICIPALITY, FilledDocument, fill_pack
from tests.docx_text import read_text

DOCUMENTS = fill_pack()
EVERY_DOCUMENT = pytest.mark.parametrize("filled", DOCUMENTS, ids=lambda one: one.planned.key)
WORD_OF_A_NAME = re.compile(r"[А-ЯЁ][а-яё]+")


def find(key: str) -> FilledDocument:
    return next(one for one in DOCUMENTS if one.planned.key == key)


def read(key: str) -> str:
    return read_text(find(key).docx)


def list_forms(person: Mapping[str, Any]) -> Iterator[str]:
    """Every way in which a document may name a person: the stored ones."""
    yield from person["fio"].values()
    yield person["initials_before"]
    if "initials_after" in person:
        yield person["initials_after"]
        initials = person["initials_after"].split()[-1]
        yield f"{person['fio']['dat'].split()[0]} {initials}"


def list_stems(person: Mapping[str, Any]) -> Iterator[str]:
    """What any form of the name begins with, right or wrong: Ковтун, Натал, Дмитриев."""
    for form in person["fio"].values():
        for word in WORD_OF_A_NAME.findall(form):
            yield word[: max(3, len(word) - 2)]


FORMS = sorted({form for one in MUNICIPALITY["people"] for form in list_forms(one)}, key=len)
STEMS = tuple({stem for one in MUNICIPALITY["people"] for stem in list_stems(one)})
ROLES = ("employee", "mentee")
STUDENTS_OF = "Вымышленного педагогического колледжа"
DISTRICT = "Заозёрновск"  # begins like Бонч-Заозёрный


def find_names(text: str) -> set[str]:
    words = WORD_OF_A_NAME.findall(text)
    return {word for word in words if word.startswith(STEMS) and not word.startswith(DISTRICT)}


@EVERY_DOCUMENT
def test_every_name_is_printed_in_a_stored_form(filled: FilledDocument) -> None:
    text = read_text(filled.docx)
    for form in reversed(FORMS):  # the longest first: «Петрова А.И.» holds no «Петров А.И.»
        text = re.sub(rf"(?<!\w){re.escape(form)}(?!\w)", "", text)

    assert find_names(text) == set()


def test_a_name_in_a_wrong_form_would_be_noticed() -> None:
    assert find_names("Возложить на Скляра Лева Кузьмича: Мельником, округа Заозёрновского") == {
        "Скляра",
        "Лева",
        "Кузьмича",
        "Мельником",
    }


@EVERY_DOCUMENT
def test_nothing_is_left_open_or_doubled(filled: FilledDocument) -> None:
    text = read_text(filled.docx)

    assert not re.search(r"[{}]|None|__|  | [,.;:)]|\(а\)|\(на\)|\.\.|,,|;;|\( ", text)


@EVERY_DOCUMENT
def test_the_document_has_its_number_and_its_date(filled: FilledDocument) -> None:
    text = read_text(filled.docx)
    year, month, day = filled.data["doc_date"].split("-")

    assert f"№ {filled.number}" in text
    assert f"{day}.{month}.{year}" in text


def test_an_order_that_appoints_an_unpaid_curator_is_not_about_personnel() -> None:
    numbers = [one.number for one in DOCUMENTS if one.planned.kind == "order_appoint_curator"]

    assert numbers == ["145-лс", "72-од", "61-К", "212/02-03", "58-лс"]


def list_documents(kind: str) -> list[FilledDocument]:
    return [one for one in DOCUMENTS if one.planned.kind == kind]


def test_duties_are_laid_on_the_curator_in_the_accusative() -> None:
    for order in list_documents("order_appoint_curator"):
        curator = order.data["curator"]
        laid = f"Возложить на {curator['fio']['acc']}, {curator['position']['acc']}, с "
        assert laid in read_text(order.docx)


def test_mentors_in_the_accusative_are_assigned_for_mentees_in_the_instrumental() -> None:
    orders = [one for one in list_documents("order_assign_pairs") if len(one.data["pairs"]) <= 3]
    assert len(orders) == 4
    for order in orders:
        text = read_text(order.docx)
        for pair in order.data["pairs"]:
            (mentor,) = pair["mentors"]
            assert f"{mentor['fio']['acc']}, {mentor['position']['acc']}" in text
            mentees = [f"{m['fio']['ins']}, {m['position']['ins']}" for m in pair["mentees"]]
            assert f"– за {', и '.join(mentees)}" in text.replace(f" {STUDENTS_OF}", "")


def test_control_is_laid_on_the_controller_in_the_accusative() -> None:
    orders = [one for one in DOCUMENTS if "controller" in one.data]
    assert orders
    for order in orders:
        controller = order.data["controller"]
        charge = f"возложить на {controller['position']['acc']} {controller['fio']['acc']}."
        assert charge in read_text(order.docx)


def test_a_consent_goes_to_whom_from_whom_about_whom() -> None:
    for consent in list_documents("consent_mentor_participation"):
        text, data = read_text(consent.docx), consent.data
        lines = text.splitlines()
        assert lines[0].lower() == data["addressee"]["position"]["dat"].lower()
        assert lines[2] == data["addressee"]["initials_dat"]
        assert lines[4] == data["employee"]["fio"]["gen"]
        for mentee in data["mentees"]:
            assert mentee["fio"]["gen"] in text
        assert f"Я, {data['employee']['fio']['nom']}, {data['employee']['position']['nom']}" in text


def test_a_mentee_has_a_mentor_in_the_genitive() -> None:
    for consent in list_documents("consent_mentee_participation"):
        (mentor,) = consent.data["mentors"]
        assert f"наставника – {mentor['position']['gen']} " in read_text(consent.docx)
        assert mentor["fio"]["gen"] in read_text(consent.docx)


@EVERY_DOCUMENT
def test_words_agree_with_the_gender_of_who_speaks(filled: FilledDocument) -> None:
    speaker = next((filled.data[role] for role in ROLES if role in filled.data), None)
    if speaker is None or filled.planned.kind == "personalized_program":
        return
    feminine, masculine = r"\b(ознакомлена|Готова)\b", r"\b(ознакомлен|Готов)\b"
    wrong = masculine if speaker["gender"] == "f" else feminine

    assert not re.search(wrong, read_text(filled.docx))


def test_an_outsider_is_promised_no_employment_contract_and_no_payment() -> None:
    consents = [one for one in DOCUMENTS if "external_terms_ins" in one.data]

    assert len(consents) == 3
    for consent in consents:
        text = read_text(consent.docx).lower()
        assert not re.search(r"трудов\w+ договор|выплат|доплат|351\.8|работодател|принят", text)


def test_the_acting_head_signs_as_what_he_is() -> None:
    lines = read("s-05/order_assign_pairs").splitlines()

    assert lines.count("Исполняющий обязанности заведующего") == 1
    assert "и.о." not in " ".join(lines).lower()


def test_a_pair_that_ended_later_is_still_in_the_order() -> None:
    text = read("s-04/order_assign_pairs")

    assert len(find("s-04/order_assign_pairs").data["pairs"]) == 4
    assert text.count("Гулиа Анри, советник директора") == 2


def test_a_student_of_a_college_is_mentored_as_extra_work() -> None:
    assert "статьями 60.2, 151, 351.8 Трудового" in read("s-05/order_assign_pairs")
    assert "статьями 60.2, 151 Трудового" in read("s-05/c-12-502")


def test_a_minor_signs_with_the_representative() -> None:
    for key in ("s-05/c-12-603", "s-05/pd-603"):
        lines = read(key).splitlines()
        assert "Законный представитель" in lines
        assert lines.index("С.И. Окунь") < lines.index("Я.Я. Окунь")


def test_no_two_programmes_are_the_same() -> None:
    """«Персонализированная»: one text for all would defeat its purpose."""
    programs = list_documents("personalized_program")

    assert len({one.data["goal"] for one in programs}) == len(programs) == 13
    assert len({str(one.data["deficits"]) for one in programs}) == 13


def test_namesakes_are_told_apart_in_the_list_of_documents() -> None:
    """Two Н.Д. Ковтун teach in one school: a list must tell their consents apart."""
    lines = Counter(
        (one.planned.organization_key, describe(CATALOGUE.get_kind(one.planned.kind), one.data))
        for one in DOCUMENTS
    )

    assert {line for line, times in lines.items() if times > 1} == {
        # One mentor of two pairs gives two consents, one mentee of two mentors as well.
        ("s-04", "Согласие наставника: Мамедова Лейла Аяз кызы"),
        ("s-04", "Согласие наставляемого: Гулиа Анри"),
        # Two people of one full name: only their addresses and papers differ.
        ("s-03", "Согласие на обработку персональных данных: Петрова Анна Ивановна"),
    }
