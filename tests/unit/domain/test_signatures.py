"""Plans of signatures without a computer: turns, ends, and who takes whose place."""

from dataclasses import replace
from datetime import timedelta

import pytest

from service.domain.errors import ConflictError
from service.domain.signatures import (
    METHOD_TITLES,
    STEP_TITLES,
    Decision,
    Method,
    PlannedSignature,
    Proof,
    Step,
    Steps,
    StepState,
    confirm,
    decline,
    expire,
    find_step,
    finish,
    hand_over,
    is_complete,
    open_due,
    plan_steps,
    put_step,
)
from tests.fakes import MONDAY

PROOF = Proof(MONDAY, "0" * 64)
SAID = Decision("user:1", MONDAY, "Приказ № 1")


def plan(role: str, turn: int = 1, **more: object) -> PlannedSignature:
    method = more.pop("method", Method.OWN_TOKEN)
    return PlannedSignature(role, f"signature_{role}", method, turn, **more)  # type: ignore[arg-type] # spelled by the tests below


def opened(*planned: PlannedSignature) -> Steps:
    return open_due(plan_steps(planned), MONDAY)


def states(steps: Steps) -> list[str]:
    return [step.state.value for step in steps]


def done(steps: Steps, place: int) -> Steps:
    step = find_step(steps, place)
    assert step is not None
    return open_due(put_step(steps, finish(step, PROOF)), MONDAY)


def test_signatures_of_one_turn_are_made_side_by_side_and_the_next_turn_waits() -> None:
    steps = opened(plan("mentor"), plan("mentee"), plan("curator", 2))
    assert states(steps) == ["ready", "ready", "waiting"]

    steps = done(steps, 2)
    assert states(steps) == ["ready", "done", "waiting"]

    steps = done(steps, 1)
    assert states(steps) == ["done", "done", "ready"]
    assert not is_complete(steps)
    assert is_complete(done(steps, 3))


def test_turns_need_not_be_numbered_without_gaps() -> None:
    assert states(opened(plan("curator", 20), plan("mentor", 10))) == ["waiting", "ready"]


def test_a_plan_of_nobody_is_complete() -> None:
    assert is_complete(opened())


def test_a_signature_that_was_declined_holds_up_those_after_it() -> None:
    steps = opened(plan("mentor"), plan("curator", 2))
    steps = open_due(put_step(steps, decline(steps[0], SAID)), MONDAY)

    assert states(steps) == ["declined", "waiting"]
    assert not is_complete(steps)


def test_who_takes_a_place_signs_in_the_same_field_and_both_are_remembered() -> None:
    steps = opened(plan("mentor", signer="Первый"), plan("curator", 2))
    successor = replace(steps[0].plan, signer="Второй")

    steps = hand_over(steps, 1, successor, SAID)

    assert states(steps) == ["replaced", "waiting", "ready"]
    assert [step.place for step in steps] == [1, 2, 3]
    assert steps[2].plan.field_name == steps[0].plan.field_name == "Signature_mentor"
    assert [step.is_in_pdf for step in steps] == [False, True, True]
    assert states(done(steps, 3)) == ["replaced", "ready", "done"]


@pytest.mark.parametrize("state", [StepState.WAITING, StepState.DONE, StepState.REPLACED])
def test_only_somebody_who_has_not_signed_yet_is_replaced(state: StepState) -> None:
    steps = (Step(1, plan("mentor"), state),)

    with pytest.raises(ConflictError) as refusal:
        hand_over(steps, 1, plan("mentor"), SAID)

    assert refusal.value.code == "step_not_ready"
    assert STEP_TITLES[state] in refusal.value.message


@pytest.mark.parametrize("state", sorted(set(StepState) - {StepState.READY}))
def test_what_is_not_ready_is_neither_signed_nor_declined(state: StepState) -> None:
    step = Step(1, plan("mentor"), state)

    with pytest.raises(ConflictError):
        finish(step, PROOF)
    with pytest.raises(ConflictError):
        decline(step, SAID)


def test_the_time_runs_from_the_turn_and_not_from_the_plan() -> None:
    steps = opened(plan("mentor", days=3), plan("curator", 2, days=3))
    later = MONDAY + timedelta(days=2)
    assert [step.expires_at for step in steps] == [MONDAY + timedelta(days=3), None]

    steps = open_due(put_step(steps, finish(steps[0], PROOF)), later)

    assert steps[1].expires_at == later + timedelta(days=3)


def test_a_signature_expires_when_its_time_is_up_and_only_then() -> None:
    (step,) = opened(plan("mentor", days=1))
    at = MONDAY + timedelta(days=1)
    early = Decision("worker", at - timedelta(seconds=1))

    assert expire(step, early) is step
    assert expire(step, Decision("worker", at)).state is StepState.EXPIRED
    (endless,) = opened(plan("mentor"))
    assert expire(endless, Decision("worker", at)) is endless


def test_a_signature_that_was_agreed_to_in_time_is_late_for_nothing() -> None:
    agreed = Decision("user:head", MONDAY)
    (step,) = opened(plan("head", method=Method.SERVER_KEY, days=1, confirm=True))
    confirmed = confirm(step, agreed)

    assert expire(confirmed, Decision("worker", MONDAY + timedelta(days=2))) is confirmed


def test_a_key_here_waits_for_a_word_only_when_it_has_to() -> None:
    key = Method.SERVER_KEY
    free, held = opened(plan("seal", method=key), plan("head", method=key, confirm=True))

    assert (free.awaits_server, free.awaits_confirmation) == (True, False)
    assert (held.awaits_server, held.awaits_confirmation) == (False, True)
    agreed = confirm(held, SAID)
    assert (agreed.awaits_server, agreed.awaits_confirmation) == (True, False)
    for step in (free, agreed):
        with pytest.raises(ConflictError):
            confirm(step, SAID)


def test_every_state_and_method_has_a_title() -> None:
    assert set(STEP_TITLES) == set(StepState)
    assert set(METHOD_TITLES) == set(Method)
