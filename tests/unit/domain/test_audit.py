from dataclasses import replace
from hashlib import sha256

import pytest

from service.domain.audit import GENESIS, ChainedEvent, Event, Head, chain, first_break
from service.domain.ids import DocumentId
from tests.factories import OTHER_SCHOOL, SCHOOL

AT = "2026-11-23T09:00:00.000+00:00"
EVENT = Event("document:registered", "key:1", DocumentId("d-3"), {"number": "3-од"})


def make_trail(length: int = 5) -> list[ChainedEvent]:
    trail: list[ChainedEvent] = []
    for seq in range(1, length + 1):
        previous = trail[-1].hash if trail else GENESIS
        detail = {"number": f"{seq}-од"}
        event = replace(EVENT, document_id=DocumentId(f"d-{seq}"), detail=detail)
        trail.append(chain(SCHOOL, seq, AT, event, previous))
    return trail


def head_of(trail: list[ChainedEvent]) -> Head:
    return Head(trail[-1].seq, trail[-1].hash)


def test_an_untouched_trail_holds() -> None:
    trail = make_trail()

    assert first_break(trail, head_of(trail)) is None


def test_an_empty_trail_holds() -> None:
    assert first_break([], Head()) is None


CHANGES: dict[str, dict[str, object]] = {
    "organisation": {"organisation_id": OTHER_SCHOOL},
    "time": {"at": "2026-11-23T09:00:00.001+00:00"},
    "action": {"event": replace(EVENT, action="document:cancelled")},
    "actor": {"event": replace(EVENT, actor="key:2")},
    "document": {"event": replace(EVENT, document_id=None)},
    "detail": {"event": replace(EVENT, detail={"number": "4-од"})},
    "hash": {"hash": "f" * 64},
    "previous hash": {"previous_hash": "f" * 64},
    "place": {"seq": 30},
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_a_changed_event_breaks_the_chain_at_its_place(change: dict[str, object]) -> None:
    trail = make_trail()
    trail[2] = replace(trail[2], **change)  # type: ignore[arg-type] # any field of the event

    assert first_break(trail) == 3


def test_an_event_changed_with_its_own_hash_breaks_the_chain_after_it() -> None:
    trail = make_trail()
    forged = replace(EVENT, detail={"number": "99-од"})
    trail[2] = chain(SCHOOL, 3, AT, forged, trail[1].hash)

    assert first_break(trail) == 4


def test_a_removed_event_is_missed_at_its_place() -> None:
    trail = make_trail()
    del trail[1]

    assert first_break(trail) == 2


def test_reordered_events_are_noticed() -> None:
    trail = make_trail()
    trail[1], trail[2] = trail[2], trail[1]

    assert first_break(trail) == 2


def test_an_event_slipped_in_is_noticed() -> None:
    trail = make_trail()
    trail.insert(2, trail[1])

    assert first_break(trail) == 3


def test_events_cut_off_at_the_end_are_missed() -> None:
    trail = make_trail()

    assert first_break(trail[:3], head_of(trail)) == 4


def test_a_trail_that_vanished_is_missed() -> None:
    assert first_break([], head_of(make_trail())) == 1


def test_the_order_of_details_does_not_matter() -> None:
    one = chain(SCHOOL, 1, AT, Event("a", "b", None, {"x": 1, "y": True}), GENESIS)
    other = chain(SCHOOL, 1, AT, Event("a", "b", None, {"y": True, "x": 1}), GENESIS)

    assert one.hash == other.hash


def test_anybody_can_compute_the_hash_of_an_event_again() -> None:
    written = (
        f'["{GENESIS}","s-01",1,"{AT}","document:registered","key:1","d-3",{{"number":"3-од"}}]'
    )

    assert chain(SCHOOL, 1, AT, EVENT, GENESIS).hash == sha256(written.encode()).hexdigest()
