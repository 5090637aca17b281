from datetime import date

import pytest

from doc_templates.catalogue import load_catalogue
from service.domain.pack.school_year import SchoolYear
from tests.pack_papers import DUTIES, POINTS


@pytest.mark.parametrize(
    ("code", "first", "due"),
    [
        ("curator", 2022, date(2022, 9, 9)),
        ("curator", 2025, date(2025, 9, 9)),
        ("curator", 2031, date(2031, 9, 9)),
        ("mentees_bank", 2025, date(2025, 9, 20)),
        ("proposal", 2024, date(2024, 9, 23)),
        ("regulation", 2026, date(2026, 9, 30)),
    ],
)
def test_a_year_that_the_roadmap_does_not_name_repeats_its_days(
    code: str, first: int, due: date
) -> None:
    assert POINTS[code].due(SchoolYear(first)) == due


def test_reports_have_no_day_of_their_own() -> None:
    assert POINTS["completion"].due(SchoolYear(2025)) is None
    assert POINTS["completion"].due(SchoolYear(2025), date(2026, 5, 29)) == date(2026, 5, 29)


def test_every_point_is_fulfilled_by_kinds_that_are_about_its_items() -> None:
    catalogue = load_catalogue()

    for point in (*POINTS.values(), *DUTIES.values()):
        for code in point.kinds:
            assert set(point.items) & set(catalogue.get_kind(code).roadmap_items), point.code


def test_the_points_come_in_the_order_of_the_pack() -> None:
    assert list(POINTS)[:3] == ["regulation", "curator_consent", "curator"]
    assert list(POINTS).index("pd_consents") < list(POINTS).index("pairs")


def test_what_a_municipality_owes_are_its_own_kinds_and_all_of_them() -> None:
    catalogue = load_catalogue()
    kinds = {kind for point in DUTIES.values() for kind in point.kinds}

    assert kinds == {kind.code for kind in catalogue.list_kinds() if kind.is_municipal}
    assert not kinds & {kind for point in POINTS.values() for kind in point.kinds}


@pytest.mark.parametrize(
    ("code", "due"),
    [
        ("responsible", date(2026, 9, 9)),
        ("acquaintance", date(2026, 9, 9)),
        ("registry", date(2026, 10, 14)),
        ("results", date(2027, 7, 31)),
    ],
)
def test_the_days_of_a_municipality_repeat_as_well(code: str, due: date) -> None:
    assert DUTIES[code].due(SchoolYear(2026)) == due
