"""How long a consent holds, and what takes it back."""

from collections.abc import Mapping
from datetime import date
from typing import Final

import pytest

from service.domain.documents import State
from service.domain.ids import DocumentId
from service.domain.pack.consents import Consent, ConsentState, draft_withdrawal, list_consents
from service.domain.pack.coverage import Paper
from service.domain.pack.facts import PackDocument
from tests.factories import SCHOOL
from tests.pack_facts import MENTEE, MENTOR, SCHOOL_YEAR, person

GIVEN: Final = date(2025, 9, 16)
TODAY: Final = date(2025, 10, 1)
WHO: Final = person(MENTOR, "p-103")


def paper(
    kind: str,
    data: Mapping[str, object],
    number: str = "1",
    *,
    day: date = GIVEN,
    state: State = State.ARCHIVED,
) -> Paper:
    document = PackDocument(kind, day, data, number=number, id=DocumentId(f"{kind}-{number}"))
    return Paper(SCHOOL, state, document)


def consent(number: str = "1", until: str = "2026-06-30", **more: object) -> Paper:
    data = {"subject": WHO, "purpose": "ведение базы", "valid_until": until, **more}
    return paper("pd_consent", data, number)


def withdrawal(
    cited: str = "1", received: str = "2025-09-25", scope: str = "full", **more: object
) -> Paper:
    reference = {"date": GIVEN.isoformat(), "number": cited}
    data = {"subject": WHO, "consent_ref": reference, "scope": scope, "received_on": received}
    return paper("pd_consent_withdrawal", {**data, **more}, "9", day=date(2025, 9, 25))


def only(*papers: Paper, today: date = TODAY) -> Consent:
    (found,) = list_consents(papers, today)
    return found


def states(*papers: Paper, today: date = TODAY) -> dict[str, ConsentState]:
    return {one.document.number: one.state for one in list_consents(papers, today)}


@pytest.mark.parametrize(
    ("today", "state"),
    [
        (date(2025, 9, 15), ConsentState.PREPARING),
        (date(2025, 9, 16), ConsentState.IN_FORCE),
        (date(2026, 6, 30), ConsentState.IN_FORCE),
        (date(2026, 7, 1), ConsentState.ENDED),
    ],
)
def test_a_consent_holds_from_its_day_to_its_last_day_included(
    today: date, state: ConsentState
) -> None:
    assert only(consent(), today=today).state is state


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        (State.REGISTERED, ConsentState.PREPARING),
        (State.AWAITING_SIGNATURES, ConsentState.PREPARING),
        (State.FAILED, ConsentState.PREPARING),
        (State.SIGNED, ConsentState.IN_FORCE),
    ],
)
def test_what_is_not_signed_yet_is_being_prepared(state: State, expected: ConsentState) -> None:
    found = only(paper("pd_consent", {"subject": WHO}, state=state))

    assert found.state is expected
    assert found.until is None


@pytest.mark.parametrize(
    ("kind", "owner"),
    [
        ("consent_mentor_participation", "employee"),
        ("consent_mentee_participation", "mentee"),
        ("consent_extra_duties_curator", "employee"),
    ],
)
def test_a_consent_to_take_part_lasts_as_long_as_its_period(kind: str, owner: str) -> None:
    given = paper(kind, {owner: WHO, "period": SCHOOL_YEAR})
    found = only(given)

    assert (found.name, found.state) == (MENTOR, ConsentState.IN_FORCE)
    assert found.until is not None
    assert [found.since.isoformat(), found.until.isoformat()] == list(SCHOOL_YEAR.values())
    assert only(given, today=found.until).state is ConsentState.IN_FORCE
    assert not found.may_be_withdrawn


def test_a_withdrawal_ends_the_consent_it_cites_and_no_other() -> None:
    found = states(consent("1"), consent("2"), withdrawal("2"))

    assert found == {"1": ConsentState.IN_FORCE, "2": ConsentState.WITHDRAWN}


def test_a_withdrawn_consent_leads_to_the_paper_that_did_it() -> None:
    found = only(consent(), withdrawal("№ 1"))

    assert found.withdrawal is not None
    assert found.withdrawal.number == "9"
    assert not found.may_be_withdrawn


@pytest.mark.parametrize(
    ("scope", "expected"),
    [
        ("full", {"1": ConsentState.WITHDRAWN, "2": ConsentState.IN_FORCE}),
        ("distribution", {"1": ConsentState.IN_FORCE, "2": ConsentState.WITHDRAWN}),
    ],
)
def test_a_withdrawal_that_cites_nothing_known_ends_what_is_of_its_sort(
    scope: str, expected: dict[str, ConsentState]
) -> None:
    spread = paper("pd_consent_distribution", {"subject": WHO, "valid_until": "2026-06-30"}, "2")

    assert states(consent(), spread, withdrawal("777", scope=scope)) == expected


@pytest.mark.parametrize(
    ("today", "state"),
    [
        (date(2025, 9, 24), ConsentState.IN_FORCE),
        (date(2025, 9, 25), ConsentState.WITHDRAWN),
    ],
)
def test_a_withdrawal_counts_from_the_day_it_came(today: date, state: ConsentState) -> None:
    assert only(consent(), withdrawal(), today=today).state is state


def test_what_had_ended_before_the_withdrawal_came_has_ended() -> None:
    assert only(consent(until="2025-09-24"), withdrawal()).state is ConsentState.ENDED
    assert only(consent(until="2025-09-25"), withdrawal()).state is ConsentState.WITHDRAWN


def test_what_was_given_again_after_a_withdrawal_holds() -> None:
    again = paper("pd_consent", {"subject": WHO}, "3", day=date(2025, 9, 26))

    assert states(again, withdrawal("777")) == {"3": ConsentState.IN_FORCE}


def test_a_withdrawal_of_another_person_changes_nothing() -> None:
    other = withdrawal("777", subject=person(MENTEE, "p-105", "m"))

    assert only(consent(), other).state is ConsentState.IN_FORCE


def test_what_was_withdrawn_in_part_may_still_be_withdrawn_wholly() -> None:
    found = only(consent(), withdrawal(scope="partial"))

    assert found.state is ConsentState.WITHDRAWN
    assert found.is_partial
    assert found.may_be_withdrawn


def test_consents_stand_by_the_alphabet() -> None:
    other = consent("2", subject=person(MENTEE, "p-105", "m"))
    names = [one.name for one in list_consents([other, consent()], TODAY)]

    assert names == sorted([MENTOR, MENTEE])


def test_a_withdrawal_of_a_distribution_names_what_was_distributed() -> None:
    proxy = {"person": WHO, "authority_document": "свидетельство", "signs_alone": True}
    data = {
        "subject": WHO,
        "contact": "a@school.example",
        "representative": {**proxy, "address": "г. Эталонск"},
        "pd_categories": [
            {"category": "general", "pd_list": ["фамилия", "имя"]},
            {"category": "biometric", "pd_list": ["фотография"]},
        ],
    }

    said = draft_withdrawal(paper("pd_consent_distribution", data, "17-с").document)

    assert said == {
        "subject": WHO,
        "consent_ref": {"date": "2025-09-16", "number": "17-с"},
        "scope": "distribution",
        "contact": "a@school.example",
        "representative": proxy,
        "pd_list": ["фамилия", "имя", "фотография"],
    }
