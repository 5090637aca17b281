from datetime import date
from typing import Final

import pytest

from service.domain.pack.facts import PackDocument, Severity, Shelf
from service.domain.pack.roadmap import ORDERS, find_missing
from service.domain.pack.school_year import SchoolYear, school_year_of
from tests.pack_facts import MENTEE, MENTOR, pair, person, registered

YEAR: Final = SchoolYear(2025)
SUMMER: Final = date(2026, 6, 30)


def missing(*documents: PackDocument, today: date = SUMMER) -> list[tuple[str, str]]:
    found = find_missing(Shelf(documents), YEAR, today)
    return [(finding.code, str(finding.severity)) for finding in found]


def whole_pack() -> list[PackDocument]:
    mentor, mentee = person(MENTOR, "p-103"), person(MENTEE, "p-105", "m")
    program = {"mentor": mentor, "mentees": [mentee]}
    return [
        registered("order_appoint_curator", {}),
        registered("order_approve_regulation", {}),
        registered("order_assign_pairs", {"pairs": [pair()]}),
        registered("order_approve_programs", {"programs": [program]}),
        registered("personalized_program", program),
        registered("consent_mentor_participation", {"employee": mentor}),
        registered("consent_mentee_participation", {"mentee": mentee}),
        registered("pd_consent", {"subject": mentor}),
        registered("pd_consent", {"subject": mentee}),
    ]


def test_a_whole_pack_misses_nothing() -> None:
    assert missing(*whole_pack()) == []


def test_an_empty_year_misses_the_four_orders() -> None:
    assert missing() == [(code, "warning") for code in ("R03", "R04", "R07", "R08")]


def test_what_is_not_due_yet_is_only_noted() -> None:
    assert missing(today=date(2025, 9, 9)) == [
        ("R03", "note"), ("R04", "note"), ("R07", "note"), ("R08", "note")
    ]  # fmt: skip
    assert missing(today=date(2025, 9, 10))[0] == ("R03", "warning")


def test_a_deadline_on_a_day_off_is_mentioned_while_there_is_time() -> None:
    found = list(find_missing(Shelf(), SchoolYear(2023), date(2023, 9, 1)))

    assert ("V16", Severity.WARNING) in {(one.code, one.severity) for one in found}


@pytest.mark.parametrize(
    ("left_out", "found"),
    [
        ("personalized_program", [("R08", "warning")]),
        ("consent_mentor_participation", [("R05", "note")]),
        ("consent_mentee_participation", [("R05", "note")]),
        ("pd_consent", [("R05", "note")]),
        *((kind, [(duty.code, "warning")]) for kind, duty in ORDERS.items() if "pairs" not in kind),
    ],
)
def test_each_missing_piece_is_found(left_out: str, found: list[tuple[str, str]]) -> None:
    assert missing(*(one for one in whole_pack() if one.kind != left_out)) == found


def test_absent_consents_of_a_pair_are_counted_in_one_line() -> None:
    order = registered("order_assign_pairs", {"pairs": [pair()]})

    (found,) = (one for one in find_missing(Shelf([order]), YEAR, SUMMER) if one.code == "R05")

    assert found.message == (
        "Пара № 1. Нет в журнале: согласие наставника – 1, согласие на обработку персональных "
        "данных – 2, согласие наставляемого – 1."
    )
    assert (found.document_id, found.pointer) == (order.id, "#/data/pairs/0")


@pytest.mark.parametrize(
    ("day", "first"),
    [(date(2025, 8, 1), 2025), (date(2026, 7, 31), 2025), (date(2025, 7, 31), 2024)],
)
def test_papers_of_a_school_year_are_dated_from_august_to_july(day: date, first: int) -> None:
    year = school_year_of(day)

    assert year.first == first
    assert year.begins <= day <= year.ends
    assert (year.day(9, 9), year.day(5, 29)) == (date(first, 9, 9), date(first + 1, 5, 29))
