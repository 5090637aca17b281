"""V03, V10, V12, V17, V18: personal data."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from service.domain.pack.facts import PackDocument
from service.domain.reading import Person, PersonIndex
from tests.pack_facts import MENTEE, MENTOR, codes, document, person, registered, said

SUBJECT = person(MENTOR, "p-103")


def bank(**row: object) -> PackDocument:
    data = {"rows": [{"person": SUBJECT, "entered_on": "2025-09-19", **row}]}
    return document("mentors_bank", data, "2025-09-19")


def pd_consent(day: str = "2025-09-15", **changes: object) -> PackDocument:
    data = {"subject": SUBJECT, "valid_until": "2026-08-31", **changes}
    return registered("pd_consent", data, day, number="1-с")


def withdrawal(day: str, **changes: object) -> PackDocument:
    data = {"subject": SUBJECT, "received_on": day, "destroy_due": "2025-10-10", **changes}
    return registered("pd_consent_withdrawal", data, day, number="9-с")


@pytest.mark.parametrize(
    "row",
    [
        {"pd_consent": {"date": "2025-09-15", "number": "1-с"}},
        {"consent_date": "2025-09-15"},
    ],
    ids=["reference", "date"],
)
def test_v03_a_consent_on_paper_is_stated_in_the_row(row: dict[str, Any]) -> None:
    assert said(bank(**row)) == []
    late = {**row, "entered_on": "2025-09-12"}
    assert said(bank(**late)) == [("V03", "error", "#/data/rows/0")]


def test_v03_nobody_is_entered_without_a_consent() -> None:
    assert said(bank()) == [("V03", "error", "#/data/rows/0")]
    assert said(bank(), pd_consent()) == []
    assert said(bank(), pd_consent(subject=person(MENTOR, "p-999"))) != []


def test_v03_a_consent_holds_from_its_day_until_it_ends() -> None:
    assert said(bank(), pd_consent("2025-09-22")) != []
    assert said(bank(), pd_consent("2024-09-15", valid_until="2025-08-31")) != []
    stated = {"pd_consent": {"date": "2024-09-15", "number": "1-с"}}
    assert said(bank(**stated), pd_consent("2024-09-15", valid_until="2025-08-31")) != []


def test_v03_a_withdrawn_consent_does_not_hold() -> None:
    assert said(bank(), pd_consent(), withdrawal("2025-09-17")) != []
    assert said(bank(), pd_consent(), withdrawal("2025-09-22")) == []
    assert said(bank(), pd_consent(), withdrawal("2025-09-17", scope="distribution")) == []
    assert said(bank(consent_date="2025-09-15"), withdrawal("2025-09-17")) != []


REPRESENTATIVE = {"person": person("Окунь Нина Павловна", "p-604")}


def test_v10_who_has_no_passport_yet_has_a_representative() -> None:
    child = pd_consent(subject_id={"type": "birth_certificate"})
    represented = pd_consent(
        subject_id={"type": "birth_certificate"}, representative=REPRESENTATIVE
    )

    assert said(child) == [("V10", "error", "#/data/representative")]
    assert said(represented) == []
    assert said(pd_consent(subject_id={"type": "passport"})) == []


def test_v10_who_is_said_to_be_a_minor_has_a_representative() -> None:
    assert said(pd_consent(is_minor_on_signing=True)) != []
    assert said(pd_consent(is_minor_on_signing=False)) == []


def test_v10_who_is_represented_in_one_consent_is_in_the_other() -> None:
    student = person(MENTEE, "p-603", "m")
    data = {"mentee": student, "representative": person("Окунь Нина Павловна", "p-604")}
    represented = registered("consent_mentee_participation", data, "2025-09-17")

    assert said(pd_consent(subject=student), represented) != []
    assert said(pd_consent(), represented) == []


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("snils", "990-000-105 XX"),
        ("birth_date", "2008-03-17"),
        ("passport", {"number": "1"}),
        ("note", "СНИЛС 990-000-105 60"),
        ("note", "паспорт 00 00 000105"),
    ],
)
def test_v12_a_registry_holds_no_papers(key: str, value: object) -> None:
    row = {"person": SUBJECT, "consent_date": "2025-09-15", key: value}
    registry = document("municipal_mentoring_registry", {"rows": [row]})

    assert said(registry) == [("V12", "error", f"#/data/rows/0/{key}")]


def test_v12_a_registry_holds_what_it_is_for_and_consents_hold_papers() -> None:
    row = {"person": SUBJECT, "order": {"date": "2025-09-24", "number": "57-од"}}

    assert said(document("municipal_mentoring_registry", {"rows": [row]})) == []
    assert said(pd_consent(subject_id={"type": "passport", "number": "000105"})) == []


@pytest.mark.parametrize(
    ("answer", "place"),
    [
        ({"fio": {"nom": MENTEE}}, "fio"),
        ({"comment": "пишите: p-105@example.test"}, "comment"),
    ],
    ids=["name", "address"],
)
def test_v17_an_anonymous_survey_names_nobody(answer: dict[str, Any], place: str) -> None:
    data = {"anonymous": True, "curator": SUBJECT, "answers": [answer]}

    assert said(document("survey_form", data)) == [("V17", "error", f"#/data/answers/0/{place}")]
    assert said(document("survey_form", {**data, "anonymous": False})) == []
    assert said(document("survey_summary", {**data, "answers": [{"code": "Q1"}]})) == []


@pytest.mark.parametrize("due", [None, "2025-10-18", "2025-09-16"])
def test_v18_data_is_destroyed_within_thirty_days(due: str | None) -> None:
    found = said(withdrawal("2025-09-17", destroy_due=due))

    assert found == [("V18", "error", "#/data/destroy_due")]


def test_v18_thirty_days_are_in_time() -> None:
    assert said(withdrawal("2025-09-17", destroy_due="2025-10-17")) == []


def test_v18_an_act_ends_the_task() -> None:
    task = withdrawal("2025-09-17")
    act = registered("pd_destruction_act", {"subjects": [SUBJECT]}, "2025-10-01")
    other = registered("pd_destruction_act", {"subjects": [person(MENTEE)]}, "2025-10-01")

    assert said(task, today=date(2025, 10, 1)) == [("V18", "note", "#/data/destroy_due")]
    assert said(task, today=date(2025, 10, 11)) == [("V18", "error", "#/data/destroy_due")]
    assert said(task, other, today=date(2025, 10, 11)) != []
    assert said(task, act, today=date(2025, 10, 11)) == []


def test_v18_an_act_that_cites_the_withdrawal_need_not_name_the_person() -> None:
    task = replace(withdrawal("2025-09-17"), number="5-с")
    cited = {"date": "2025-09-17", "number": "№ 5–с"}
    act = registered("pd_destruction_act", {"withdrawal": cited}, "2025-10-01")
    other = {"withdrawal": {**cited, "number": "6-с"}, "subjects": [SUBJECT]}

    assert said(task, act, today=date(2025, 10, 11)) == []
    assert codes(
        task, registered("pd_destruction_act", other, "2025-10-01"), today=date(2025, 10, 11)
    ) == {"V18"}


def test_v18_what_was_destroyed_late_is_explained() -> None:
    data = {"subjects": [SUBJECT], "destroyed_on": "2025-10-13"}
    act = registered("pd_destruction_act", data, "2025-10-13")

    assert said(withdrawal("2025-09-17"), act) == [("V18", "warning", "#/data/destroy_due")]


def test_v18_the_end_of_distribution_destroys_nothing() -> None:
    task = withdrawal("2025-09-17", scope="distribution")

    assert said(task, today=date(2026, 1, 12)) == []


def test_v18_nothing_is_destroyed_before_the_withdrawal() -> None:
    cited = {"withdrawal": {"date": "2025-09-17", "number": "5-с"}, "destroyed_on": "2025-09-16"}

    assert said(document("pd_destruction_act", cited)) == [("V18", "error", "#/data/destroyed_on")]


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        (Person("p-1", "а", "f"), Person("p-1", "б", "f"), True),
        (Person("p-1", "а", "f"), Person("p-2", "а", "f"), False),
        (Person("", "а", "f"), Person("p-2", "а", "f"), True),
        (Person("", "а", "f"), Person("", "а", "m"), False),
    ],
)
def test_people_are_told_apart_by_code_else_by_name_and_gender(
    one: Person, other: Person, is_same: object
) -> None:
    index: PersonIndex[str] = PersonIndex()
    index.add(one, "found")

    assert one.is_same(other) is other.is_same(one) is is_same
    assert bool(index.find(other)) is is_same
