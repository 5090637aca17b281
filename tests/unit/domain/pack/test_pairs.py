"""V01, V02, V05, V09: pairs, the papers of mentors, programmes."""

from typing import Any

import pytest

from service.domain.pack.facts import PackDocument
from tests.pack_facts import (
    MENTEE,
    MENTOR,
    SCHOOL_YEAR,
    codes,
    document,
    pair,
    pairs_order,
    person,
    registered,
    said,
)

FIRST = "#/data/pairs/0"


def mentor_consent(day: str, **changes: object) -> PackDocument:
    data = {
        "employee": person(MENTOR, "p-103"),
        "mentees": [person(MENTEE, "p-105", "m")],
        "period": SCHOOL_YEAR,
        **changes,
    }
    return registered("consent_mentor_participation", data, day, f"с-{day}")


def mentee_consent(day: str, **changes: object) -> PackDocument:
    data = {
        "mentee": person(MENTEE, "p-105", "m"),
        "mentors": [person(MENTOR, "p-103")],
        "period": SCHOOL_YEAR,
        **changes,
    }
    return registered("consent_mentee_participation", data, day, f"с-{day}")


def supplement(day: str, **changes: object) -> PackDocument:
    data = {"employee": person(MENTOR, "p-103"), "period": SCHOOL_YEAR, **changes}
    return registered("employment_supplement_mentoring", data, day)


def test_an_order_with_all_its_papers_is_in_order() -> None:
    assert said(pairs_order()) == []


@pytest.mark.parametrize("role", ["mentor", "mentee"])
def test_v01_an_order_comes_after_the_consents_that_it_states(role: str) -> None:
    late = pairs_order(pair(**{f"{role}_consent_date": "2025-09-25"}))
    on_the_day = pairs_order(pair(**{f"{role}_consent_date": "2025-09-24"}))

    assert said(late) == [("V01", "error", f"{FIRST}/{role}_consent_date")]
    assert said(on_the_day) == []


def test_v01_an_order_comes_after_registered_consents() -> None:
    order = pairs_order(pair(mentor_consent_date=None, mentee_consent_date=None))

    late = said(order, mentor_consent("2025-09-25"), mentee_consent("2025-09-26"))

    assert late == [
        ("V01", "error", f"{FIRST}/mentors/0"),
        ("V01", "error", f"{FIRST}/mentees/0"),
    ]
    assert said(order, mentor_consent("2025-09-16"), mentee_consent("2025-09-17")) == []


def test_v01_a_consent_given_again_later_does_no_harm() -> None:
    order = pairs_order(pair(mentor_consent_date=None))

    assert said(order, mentor_consent("2025-09-16"), mentor_consent("2025-10-30")) == []


def test_v01_a_mentee_without_a_known_consent_is_a_warning() -> None:
    order = pairs_order(pair(mentee_consent_date=None))

    assert said(order) == [("V01", "warning", f"{FIRST}/mentee_consent_date")]


def test_v01_a_consent_to_somebody_else_or_to_another_year_does_not_count() -> None:
    order = pairs_order(pair(mentee_consent_date=None))
    others = [
        mentee_consent("2025-09-10", mentors=[person("Груша Илья Ильич", "p-104", "m")]),
        mentee_consent("2024-09-10", period={"start": "2024-10-01", "end": "2025-05-30"}),
        mentee_consent("2025-09-11", mentee=person(MENTEE, "p-999", "m")),
    ]

    assert codes(order, *others) == {"V01"}


def test_v02_a_worker_does_not_mentor_without_a_consent() -> None:
    order = pairs_order(pair(mentor_consent_date=None))

    assert said(order) == [("V02", "error", f"{FIRST}/mentor_consent_date")]
    assert said(order, mentor_consent("2025-09-16")) == []


def test_v02_a_worker_has_a_supplement_since_march_2025() -> None:
    order = pairs_order(pair(supplement=None))

    assert said(order) == [("V02", "error", f"{FIRST}/supplement")]
    assert said(order, supplement("2025-09-24")) == []
    assert said(order, supplement("2025-09-24", employee=person("Груша", "p-104"))) != []


def test_v02_no_supplement_was_asked_for_before_march_2025() -> None:
    dates: dict[str, Any] = {
        "mentor_consent_date": "2025-02-20",
        "mentee_consent_date": "2025-02-20",
        "period": {"start": "2025-03-01", "end": "2025-12-31"},
        "supplement": None,
    }

    assert said(pairs_order(pair(**dates), day="2025-02-28")) == []
    assert codes(pairs_order(pair(**dates), day="2025-03-03")) == {"V02"}


def test_v02_a_supplement_is_there_before_the_work_begins() -> None:
    late = pairs_order(pair(supplement={"date": "2025-10-02", "number": "1-дс"}))

    assert said(late) == [("V02", "error", f"{FIRST}/supplement")]


def test_v02_a_supplement_of_another_pair_does_not_count() -> None:
    order = pairs_order(pair(pair_id="pr-01", supplement=None))

    assert codes(order, supplement("2025-09-24", pair_id="pr-02")) == {"V02"}
    assert codes(order, supplement("2025-09-24", pair_id="pr-01")) == set()


@pytest.mark.parametrize(
    "changes",
    [
        {"mentors": [person(MENTOR, "p-602", workplace_gen="МУК «Музей»")]},
        {"external_basis": {"name_gen": "соглашения", "date": "2025-09-22", "number": "3"}},
    ],
    ids=["works elsewhere", "agreement"],
)
def test_v02_an_outsider_has_an_agreement_instead(changes: dict[str, Any]) -> None:
    papers: dict[str, Any] = {"mentor_consent_date": None, "supplement": None}

    assert said(pairs_order(pair(**papers, **changes))) == []


def test_v02_the_mentor_of_a_student_consents_but_needs_no_supplement() -> None:
    student: dict[str, Any] = {
        "mentoring_form": "employer_student",
        "external_basis": {"name_gen": "договора", "date": "2025-09-12", "number": "7"},
        "supplement": None,
    }

    assert said(pairs_order(pair(**student))) == []
    assert codes(pairs_order(pair(**student, mentor_consent_date=None))) == {"V02"}


def programs_order(day: str = "2025-09-30", **changes: object) -> PackDocument:
    program = {
        "mentor": person(MENTOR, "p-103"),
        "mentees": [person(MENTEE, "p-105", "m")],
        "period": SCHOOL_YEAR,
        "agreed_on": "2025-09-29",
        **changes,
    }
    reference = {"date": "2025-09-24", "number": "57-од"}
    data = {"pairs_order": reference, "programs": [program]}
    return document("order_approve_programs", data, day)


def assigned(number: str = "57-од") -> PackDocument:
    return registered("order_assign_pairs", {"pairs": [pair()]}, number=number)


def test_v05_programmes_of_assigned_pairs_are_approved_after_they_were_agreed() -> None:
    assert said(programs_order(), assigned()) == []
    assert said(programs_order()) == []  # the order about pairs may be on paper


def test_v05_nothing_is_approved_before_it_is_agreed() -> None:
    late = programs_order(agreed_on="2025-10-01")

    assert said(late, assigned()) == [("V05", "error", "#/data/programs/0/agreed_on")]


def test_v05_a_programme_belongs_to_a_pair_that_was_assigned() -> None:
    stranger = programs_order(mentees=[person("Ковтун Наталья Дмитриевна", "p-107")])

    assert said(stranger, assigned()) == [("V05", "error", "#/data/programs/0")]


def test_v05_an_order_that_is_not_in_the_journal_is_asked_about() -> None:
    assert said(programs_order(), assigned("58-од")) == [
        ("V05", "warning", "#/data/pairs_order/number")
    ]


def test_v05_spaces_and_dashes_in_a_number_do_not_matter() -> None:
    assert said(programs_order(), assigned("57 – ОД")) == []


def programme(**changes: object) -> PackDocument:
    data = {
        "period": SCHOOL_YEAR,
        "agreed_on": "2025-09-29",
        "approval": {"date": "2025-09-30", "number": "60-од"},
        **changes,
    }
    return document("personalized_program", data, "2025-09-29")


@pytest.mark.parametrize("agreed_on", ["2025-09-28", "2025-10-01"])
def test_v05_a_programme_is_written_then_agreed_then_approved(agreed_on: str) -> None:
    assert said(programme()) == []
    assert said(programme(agreed_on=agreed_on)) == [("V05", "error", "#/data/agreed_on")]


@pytest.mark.parametrize(
    ("start", "end", "severity"),
    [
        ("2025-10-01", "2025-12-31", None),
        ("2025-10-01", "2025-12-30", "warning"),
        ("2025-10-01", "2026-09-30", None),
        ("2025-10-01", "2026-10-01", "warning"),
        ("2025-11-30", "2026-02-27", None),
        ("2025-10-01", "2025-09-30", "error"),
    ],
)
def test_v09_mentoring_lasts_from_three_months_to_a_year(
    start: str, end: str, severity: str | None
) -> None:
    period = {"start": start, "end": end}
    place = [("V09", severity, "#/data/period/end")] if severity else []

    assert said(programme(period=period)) == place


def test_v09_speaks_of_every_period_of_an_order() -> None:
    long = {"start": "2025-10-01", "end": "2027-05-29"}

    assert said(pairs_order(pair(), pair(period=long))) == [
        ("V09", "warning", "#/data/pairs/1/period/end")
    ]
    assert codes(programs_order(period=long), assigned()) == {"V09"}
    assert codes(programs_order(period=long, extension={"until": "2027-05-29"})) == set()
