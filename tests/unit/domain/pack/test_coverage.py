from collections.abc import Iterable
from datetime import date
from typing import Final

import pytest

from service.domain.documents import State
from service.domain.pack.coverage import Paper, Progress, SchoolPapers, Standing
from tests.pack_facts import MENTEE, MENTOR, SCHOOL_YEAR, pair, person
from tests.pack_papers import POINTS, YEAR, list_demo_papers, paper, stand

MENTOR_HERE: Final = person(MENTOR, "p-103")
MENTEE_HERE: Final = person(MENTEE, "p-105", "m")
ANOTHER: Final = person("Ким Олег Юрьевич", "p-106", "m")


def order(*pairs: dict[str, object], day: date = date(2025, 9, 24)) -> Paper:
    return paper("order_assign_pairs", {"pairs": list(pairs or [pair()])}, day=day)


def consent(who: dict[str, object], **more: object) -> Paper:
    return paper("pd_consent", {"subject": who, **more})


def counts(standing: Standing) -> tuple[Progress, int, int | None]:
    return standing.progress, standing.done, standing.needed


@pytest.mark.parametrize(
    ("state", "progress"),
    [
        (State.REGISTERED, Progress.MAKING),
        (State.RENDERED, Progress.MAKING),
        (State.FAILED, Progress.MAKING),
        (State.AWAITING_SIGNATURES, Progress.WAITING),
        (State.SIGNED, Progress.DONE),
        (State.ARCHIVED, Progress.DONE),
    ],
)
def test_the_state_of_a_document_says_how_far_the_school_has_come(
    state: State, progress: Progress
) -> None:
    assert stand("regulation", paper("order_approve_regulation", state=state)).progress is progress


def test_of_two_orders_the_one_that_came_farthest_counts() -> None:
    waiting = paper("order_approve_regulation", state=State.AWAITING_SIGNATURES)

    assert counts(stand("regulation", waiting)) == (Progress.WAITING, 0, 1)
    assert counts(stand("regulation", waiting, paper("order_approve_regulation")))[1:] == (1, 1)


@pytest.mark.parametrize(
    ("today", "is_late"),
    [(date(2025, 9, 9), False), (date(2025, 9, 10), True), (date(2026, 7, 31), True)],
)
def test_there_is_time_until_the_end_of_the_last_day(today: date, *, is_late: bool) -> None:
    assert stand("curator", today=today).is_late is is_late
    assert not stand("curator", paper("order_appoint_curator"), today=today).is_late


def test_what_waits_for_a_signature_after_the_last_day_is_late() -> None:
    waiting = paper("order_appoint_curator", state=State.AWAITING_SIGNATURES)

    assert stand("curator", waiting, today=date(2025, 9, 10)).is_late


def test_everybody_needs_a_consent_and_whoever_is_in_two_pairs_needs_one() -> None:
    both = order(pair(), pair(mentees=[ANOTHER]))

    assert counts(stand("pd_consents", both)) == (Progress.ABSENT, 0, 3)
    assert counts(stand("pd_consents", both, consent(MENTOR_HERE))) == (Progress.MAKING, 1, 3)
    everybody = [consent(who) for who in (MENTOR_HERE, MENTEE_HERE, ANOTHER)]
    assert counts(stand("pd_consents", both, *everybody)) == (Progress.DONE, 3, 3)


def test_the_slowest_counts_when_there_is_something_for_everybody() -> None:
    data = {"subject": MENTEE_HERE}
    waiting = paper("pd_consent", data, state=State.AWAITING_SIGNATURES)

    found = stand("pd_consents", order(), consent(MENTOR_HERE), waiting)

    assert counts(found) == (Progress.WAITING, 1, 2)


def test_without_pairs_nobody_knows_how_many_consents_are_needed() -> None:
    assert counts(stand("pd_consents")) == (Progress.ABSENT, 0, None)
    assert counts(stand("pd_consents", consent(MENTOR_HERE))) == (Progress.MAKING, 1, None)


def test_while_there_is_no_order_the_proposal_says_who_takes_part() -> None:
    proposal = paper("pairs_proposal", {"pairs": [pair()]})

    assert stand("pd_consents", proposal).needed == 2
    assert stand("mentor_consents", proposal).needed == 1
    assert stand("mentee_consents", proposal, order(pair(mentees=[]))).needed == 0


def test_a_consent_of_an_earlier_year_counts_until_it_ends_or_is_withdrawn() -> None:
    one = order(pair(mentees=[]))
    earlier = paper("pd_consent", {"subject": MENTOR_HERE}, day=date(2023, 9, 15))
    withdrawal = {"subject": MENTOR_HERE, "received_on": "2025-09-10"}
    ended = {"subject": MENTOR_HERE, "valid_until": "2025-09-23"}

    assert stand("pd_consents", one, earlier).is_done
    assert not stand(
        "pd_consents", one, earlier, paper("pd_consent_withdrawal", withdrawal)
    ).is_done
    assert not stand("pd_consents", one, paper("pd_consent", ended)).is_done
    assert stand(
        "pd_consents", one, paper("pd_consent", {**ended, "valid_until": "2025-09-24"})
    ).is_done


def test_a_consent_given_after_the_withdrawal_counts() -> None:
    withdrawal = paper(
        "pd_consent_withdrawal", {"subject": MENTOR_HERE, "received_on": "2025-09-10"}
    )

    assert stand("pd_consents", order(pair(mentees=[])), withdrawal, consent(MENTOR_HERE)).is_done


@pytest.mark.parametrize(
    ("one", "needed"),
    [
        (order(), 1),
        (order(day=date(2025, 2, 28)), 0),
        (order(pair(mentoring_form="employer_student")), 0),
        (order(pair(external_basis={"number": "1"})), 0),
    ],
)
def test_supplements_are_needed_by_workers_since_march_2025(one: Paper, needed: int) -> None:
    found = stand("supplements", one)

    assert found.needed == needed
    assert found.is_done is (needed == 0)


def test_every_pair_has_a_programme_of_its_own() -> None:
    pairs = order(pair(), pair(mentees=[ANOTHER]))
    program = paper("personalized_program", {"mentor": MENTOR_HERE, "mentees": [MENTEE_HERE]})

    assert counts(stand("programs", pairs, program)) == (Progress.MAKING, 1, 2)


def test_reports_are_due_when_the_programmes_end() -> None:
    longer = {**SCHOOL_YEAR, "end": "2026-06-30"}
    found = stand("completion", order(pair(), pair(period=longer)), today=date(2026, 6, 30))

    assert (found.due, found.is_late) == (date(2026, 6, 30), False)
    assert stand("completion", today=date(2026, 7, 31)).due is None


TABLE: Final = """
                 s-01 s-02 s-03 s-04 s-05
regulation        1/1  1/1  1/1  1/1  1/1
curator_consent   1/1  1/1  1/1  1/1  1/1
curator           1/1  1/1  1/1  1/1  1/1
pd_consents       5/5  6/6  4/4  6/6  5/5
mentee_consents   3/3  3/3  2/2  3/3  3/3
mentor_consents   2/2  3/3  2/2  3/3  2/2
mentees_bank      0/1  0/1  0/1  0/1  0/1
mentors_bank      0/1  0/1  0/1  0/1  0/1
proposal          0/1  0/1  0/1  0/1  0/1
pairs             1/1  1/1  1/1  1/1  1/1
supplements       2/2  3/3  1/1  1/1  1/1
programs          2/2  3/3  2/2  4/4  2/2
programs_order    1/1  1/1  1/1  1/1  1/1
survey            0/1  0/1  0/1  0/1  0/1
completion        0/2  0/3  0/2  0/4  0/2
"""
"""Counted by hand from the people and pairs of the fictional municipality."""


def test_the_counts_of_the_demo_are_those_counted_by_hand() -> None:
    papers = list(list_demo_papers())
    schools = TABLE.split("\n")[1].split()

    found = {
        code: [tell(code, (one for one in papers if one.organisation_id == s)) for s in schools]
        for code in POINTS
    }

    rows = [line.split() for line in TABLE.strip().split("\n")[1:]]
    assert found == {code: cells for code, *cells in rows}


def tell(code: str, papers: Iterable[Paper]) -> str:
    found = SchoolPapers(papers, YEAR, date(2025, 10, 1)).stand(POINTS[code])
    return f"{found.done}/{found.needed}"


def test_the_registry_of_autumn_does_not_tell_how_the_programmes_went() -> None:
    autumn = paper("municipal_mentoring_registry", day=date(2025, 10, 13))
    summer = paper("municipal_mentoring_registry", day=date(2026, 6, 1))

    assert stand("registry", autumn).is_done
    assert stand("results", autumn).progress is Progress.ABSENT
    assert not stand("results", autumn).papers
    assert stand("results", autumn, summer).is_done


def test_what_the_municipality_has_not_done_in_time_is_late() -> None:
    assert stand("responsible", today=date(2025, 9, 9)).is_late is False
    assert stand("responsible", today=date(2025, 9, 10)).is_late is True
    assert stand("results", today=date(2025, 9, 10)).is_late is False
