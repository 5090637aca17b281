"""How a pair stands on a day, and what a proposal gives to an order."""

from collections.abc import Mapping
from datetime import date
from typing import Final

import pytest

from service.domain.documents import State
from service.domain.pack.assigned import PairStanding, PairState, share, stand
from service.domain.pack.coverage import Paper
from service.domain.pack.pairs import list_pairs
from service.domain.reading import Data
from tests.pack_facts import MENTEE, MENTOR, pair, person
from tests.pack_papers import paper

PERIOD: Final = {"start": "2025-10-01", "end": "2026-05-29"}
NOVEMBER: Final = date(2025, 11, 5)
LAST_DAY: Final = date(2026, 1, 15)
ALL: Final = {
    "mentors": [person(MENTOR, "p-103")],
    "mentees": [person(MENTEE, "p-105", "m")],
}
ANOTHER: Final = person("Ким Олег Юрьевич", "p-106", "m")


def standing(
    *around: Paper,
    today: date = NOVEMBER,
    state: State = State.ARCHIVED,
    **changes: object,
) -> PairStanding:
    data = {"pairs": [pair(period=PERIOD, **changes)]}
    day = date(2025, 9, 24)
    order = paper("order_assign_pairs", data, state=state, day=day, number="48-од")
    return stand(order, list_pairs(order.document)[0], around, today)


def later(kind: str, data: Mapping[str, object], state: State = State.ARCHIVED) -> Paper:
    return paper(kind, {**ALL, **data}, state=state, day=date(2025, 12, 1))


def termination(state: State = State.ARCHIVED, **more: object) -> Paper:
    return later("order_terminate_pair", {"effective_date": LAST_DAY.isoformat(), **more}, state)


@pytest.mark.parametrize(
    ("today", "state"),
    [
        (date(2025, 9, 30), PairState.COMING),
        (date(2025, 10, 1), PairState.GOING),
        (date(2026, 5, 29), PairState.GOING),
        (date(2026, 5, 30), PairState.ENDED),
    ],
)
def test_a_pair_works_from_its_first_day_to_its_last_one(today: date, state: PairState) -> None:
    assert standing(today=today).state is state


def test_a_pair_waits_for_its_order() -> None:
    assert standing(state=State.AWAITING_SIGNATURES).state is PairState.PREPARING


@pytest.mark.parametrize(
    ("today", "state"),
    [(LAST_DAY, PairState.GOING), (date(2026, 1, 16), PairState.TERMINATED)],
)
def test_an_order_that_ends_a_pair_names_its_last_day(today: date, state: PairState) -> None:
    found = standing(termination(), today=today)

    assert (found.end, found.state) == (LAST_DAY, state)
    assert found.change is not None


def test_an_order_counts_when_it_is_signed() -> None:
    found = standing(termination(State.AWAITING_SIGNATURES), today=date(2026, 1, 16))

    assert found.state is PairState.GOING
    assert found.change is None


def test_a_group_that_somebody_leaves_goes_on() -> None:
    group = [*ALL["mentees"], ANOTHER]

    assert standing(termination(), today=date(2026, 1, 16), mentees=group).state is PairState.GOING


def test_an_order_of_before_changes_nothing_of_a_pair_assigned_anew() -> None:
    early = paper(
        "order_terminate_pair", {**ALL, "effective_date": "2025-09-20"}, day=date(2025, 9, 15)
    )

    assert standing(early).state is PairState.GOING


@pytest.mark.parametrize(
    ("cited", "state"),
    [
        ({"number": "48-од", "date": "2025-09-24"}, PairState.TERMINATED),
        ({"number": "№ 48 – ОД", "date": "2025-09-24"}, PairState.TERMINATED),
        ({"number": "49-од", "date": "2025-09-24"}, PairState.GOING),
        ({"number": "48-од", "date": "2026-01-12"}, PairState.GOING),
    ],
)
def test_of_two_assignments_of_the_same_people_the_named_one_ends(
    cited: Mapping[str, str], state: PairState
) -> None:
    assert standing(termination(pairs_order=cited), today=date(2026, 1, 16)).state is state


def test_an_extension_of_another_assignment_makes_nothing_longer() -> None:
    period = {"new_period": {"start": "2026-05-30", "end": "2026-08-31"}}
    other = {"pairs_order": {"number": "12-од", "date": "2025-11-01"}}

    found = standing(later("order_extend_pair", {**period, **other}), today=date(2026, 6, 1))

    assert (found.state, found.change) == (PairState.ENDED, None)


def test_a_pair_that_was_extended_works_longer() -> None:
    longer = later(
        "order_extend_pair", {"new_period": {"start": "2026-05-30", "end": "2026-08-31"}}
    )

    assert standing(longer, today=date(2026, 8, 31)).state is PairState.GOING
    assert standing(longer, today=date(2026, 9, 1)).state is PairState.ENDED


def test_a_pair_has_the_programme_of_its_people_that_has_come_farthest() -> None:
    own = {"mentor": ALL["mentors"][0], "mentees": ALL["mentees"]}
    made = paper("personalized_program", own)
    waiting = paper("personalized_program", own, state=State.REGISTERED)
    foreign = paper("personalized_program", {**own, "mentor": ANOTHER})

    assert standing(waiting, made).program is made
    assert standing(foreign).program is None


def test_what_both_documents_ask_for_is_shared_down_to_the_items_of_lists() -> None:
    item: Data = {"properties": {"mode": {}, "request": {}}}
    other: Data = {"properties": {"mode": {}}}
    proposed: Data = {"doc_date": {}, "curator": {}, "due": {}, "pairs": {"items": item}}
    ordered: Data = {"doc_date": {}, "curator": {}, "pairs": {"items": other}}
    data = {
        "doc_date": "2025-09-22",
        "curator": {"surname": "Алиев"},
        "due": "2025-09-30",
        "pairs": [{"mode": "group", "request": "музейная педагогика"}],
    }

    assert share(data, proposed, ordered) == {
        "curator": {"surname": "Алиев"},
        "pairs": [{"mode": "group"}],
    }
