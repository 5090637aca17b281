from dataclasses import replace
from itertools import product

import pytest

from service.domain.documents import (
    STAGE_STATES,
    STATE_TITLES,
    UNFINISHED,
    Files,
    Stage,
    State,
    check_step,
    resume_state,
)
from service.domain.errors import ConflictError

R, P, W, S, A, F, C = (
    State.REGISTERED,
    State.RENDERED,
    State.AWAITING_SIGNATURES,
    State.SIGNED,
    State.ARCHIVED,
    State.FAILED,
    State.CANCELLED,
)
ALLOWED = {
    *((R, target) for target in (P, W, F, C)),
    *((P, target) for target in (A, F, C)),
    *((W, target) for target in (S, F, C)),
    *((S, target) for target in (A, F, C)),
    (A, C),
    *((F, target) for target in (R, P, W, S, C)),
}


@pytest.mark.parametrize(("current", "target"), sorted(ALLOWED))
def test_a_step_of_a_documents_life_is_allowed(current: State, target: State) -> None:
    check_step(current, target)


@pytest.mark.parametrize(("current", "target"), sorted(set(product(State, State)) - ALLOWED))
def test_any_other_step_is_refused_in_words(current: State, target: State) -> None:
    with pytest.raises(ConflictError) as refusal:
        check_step(current, target)

    assert refusal.value.code == "wrong_state"
    assert STATE_TITLES[current] in refusal.value.message


def test_every_state_but_the_last_two_has_an_exit() -> None:
    assert {state for state in State if not any(a is state for a, _ in ALLOWED)} == {C}
    assert {state for state in State if (state, F) not in ALLOWED} == {A, F, C}


def test_every_state_has_a_title() -> None:
    assert set(STATE_TITLES) == set(State)


def test_every_unfinished_state_belongs_to_exactly_one_stage() -> None:
    assert set(STAGE_STATES) == set(Stage)
    assert sorted(UNFINISHED) == sorted({R, P, W, S})


@pytest.mark.parametrize(
    ("files", "sign", "state"),
    [
        (Files(), True, R),
        (Files(), False, R),
        (Files(docx="d"), True, R),
        (Files(docx="d", pdf="p"), True, W),
        (Files(docx="d", pdf="p"), False, P),
        (Files(docx="d", pdf="p", signed="s"), True, S),
    ],
)
def test_a_failed_document_goes_on_from_the_last_finished_step(
    files: Files, state: State, *, sign: bool
) -> None:
    assert resume_state(files, sign=sign) is state
    check_step(F, state)


def test_the_signed_file_is_the_one_that_counts() -> None:
    unsigned = Files(docx="d", pdf="p")

    assert unsigned.final == "p"
    assert replace(unsigned, signed="s").final == "s"
    assert Files(docx="d").final is None
