"""Nobody takes an attacked document for valid, at any level, and no attack stops the verifier."""

import os
import random

import pytest

from signing.extension import Notary, extend
from signing.report import Finding, Verdict
from signing.signing import SignatureRequest, sign
from signing.stamping import add_timestamp
from signing.verification import verify
from tests.attacks.containers import CONTAINER_ATTACKS, STORE_EDITS, remove_timestamp
from tests.attacks.contents import paint
from tests.attacks.edits import EDITS
from tests.attacks.form import ask_for_appearances
from tests.attacks.octets import ATTACKS
from tests.attacks.pages import add_page, exchange_pages, swap_pages
from tests.attacks.revisions import Attack, Edit, change
from tests.attacks.shadows import SHADOWS, prepare_shadow
from tests.town import Town, TownStatus

LEVELS = ("B-T", "B-LT", "B-LTA", "certified")
FLIPS = int(os.environ.get("GRIF_TEST_FLIPS", "75"))
"""How many bits are flipped at each level, each in a copy of its own; 1250 make 5,000 in all:

    GRIF_TEST_FLIPS=1250 python -m pytest tests/unit/signing/test_attacks.py
"""

PLACES = (
    SignatureRequest("Head", "signature_head"),
    SignatureRequest("Head", "signature_head", certifies=True),
)
LATER = (*EDITS, *STORE_EDITS)
OCTETS = (*ATTACKS, *CONTAINER_ATTACKS)


@pytest.fixture(scope="module")
def notary(town: Town) -> Notary:
    time = town.open_clock()
    return Notary(town.trust, TownStatus(town), time)


@pytest.fixture(scope="module")
def documents(pdf: bytes, town: Town, notary: Notary) -> dict[str, bytes]:
    """Give the same document at each level, and once certified."""
    head = town.open_head()
    place, certifying = PLACES
    timed = sign(pdf, place, head, notary.authority).content
    return {
        "B-T": timed,
        "B-LT": extend(timed, "B-LT", notary),
        "B-LTA": extend(timed, "B-LTA", notary),
        "certified": sign(pdf, certifying, head, notary.authority).content,
    }


def test_without_an_attack_every_document_is_valid(documents: dict[str, bytes], town: Town) -> None:
    verdicts = {level: verify(documents[level], town.trust).verdict for level in LEVELS}

    assert set(verdicts.values()) == {Verdict.VALID}


def test_there_are_sixty_attacks() -> None:
    every = [*LATER, *OCTETS, *SHADOWS]

    assert len(set(every)) == len(every) >= 60


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("edit", LATER, ids=lambda edit: edit.__name__)
def test_a_change_in_a_later_revision_is_never_valid(
    edit: Edit, level: str, documents: dict[str, bytes], town: Town
) -> None:
    attacked = change(documents[level], edit)

    assert attacked != documents[level]
    assert verify(attacked, town.trust).verdict is not Verdict.VALID


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("attack", OCTETS, ids=lambda attack: attack.__name__)
def test_an_attack_on_the_octets_is_never_valid(
    attack: Attack, level: str, documents: dict[str, bytes], town: Town
) -> None:
    attacked = attack(documents[level])

    assert attacked != documents[level]
    assert verify(attacked, town.trust).verdict is not Verdict.VALID


@pytest.mark.parametrize("place", PLACES, ids=["signed", "certified"])
@pytest.mark.parametrize("edit", SHADOWS, ids=lambda edit: edit.__name__)
def test_what_was_prepared_before_the_signature_is_noticed_when_it_is_turned_over(
    edit: Edit, place: SignatureRequest, town: Town, notary: Notary
) -> None:
    head = town.open_head()
    signed = sign(prepare_shadow(), place, head, notary.authority).content

    assert verify(signed, town.trust).verdict is Verdict.VALID
    assert verify(change(signed, edit), town.trust).verdict is not Verdict.VALID


@pytest.mark.parametrize("level", LEVELS)
def test_a_removed_timestamp_leaves_no_level_and_no_time(
    level: str, documents: dict[str, bytes], town: Town
) -> None:
    """What is left is an honest B-B signature: it is called that, and proves no moment."""
    report = verify(remove_timestamp(documents[level]), town.trust)
    (one,) = report.signatures

    assert one.level == "B-B"
    assert one.time_source != "timestamp"
    assert report.verdict is not Verdict.VALID or level in {"B-T", "certified"}


# Whoever adds a timestamp with pyHanko takes that wish back in the same breath.
STAMPED = [edit for edit in EDITS if edit is not ask_for_appearances]


@pytest.mark.parametrize("edit", STAMPED, ids=lambda edit: edit.__name__)
def test_a_timestamp_over_the_attack_does_not_help(
    edit: Edit, documents: dict[str, bytes], town: Town, notary: Notary
) -> None:
    """Anybody can get a timestamp over anything: it proves when, never what is allowed."""
    assert notary.authority is not None
    forged = add_timestamp(change(documents["B-T"], edit), notary.authority)

    assert verify(forged, town.trust).verdict is not Verdict.VALID


@pytest.mark.parametrize(
    "edit",
    [paint, add_page, swap_pages, exchange_pages, ask_for_appearances],
    ids=lambda edit: edit.__name__,
)
def test_what_changes_what_is_shown_is_called_a_change(
    edit: Edit, documents: dict[str, bytes], town: Town
) -> None:
    report = verify(change(documents["B-T"], edit), town.trust)

    assert report.signatures[0].finding is Finding.CHANGED_LATER
    assert report.verdict is Verdict.INVALID


def test_the_signature_of_another_document_is_no_signature_of_this_one(
    documents: dict[str, bytes], town: Town
) -> None:
    first, second = documents["B-T"], documents["certified"]
    forged = move_container(first, second)

    assert verify(forged, town.trust).verdict is Verdict.INVALID


def move_container(source: bytes, target: bytes) -> bytes:
    """Put the container of `source` into the gap of `target`."""
    start, end = (find_gap(one) for one in (source, target))
    return target[: end[0]] + source[start[0] : start[1]] + target[end[1] :]


def find_gap(pdf: bytes) -> tuple[int, int]:
    opening = pdf.index(b"<", pdf.index(b"/Contents <")) + 1
    return opening, pdf.index(b">", opening)


def flip(content: bytes, position: int, bit: int) -> bytes:
    changed = bytearray(content)
    changed[position] ^= 1 << bit
    return bytes(changed)


@pytest.mark.timeout(3600)
@pytest.mark.parametrize("level", LEVELS)
def test_a_flipped_bit_is_never_valid(level: str, documents: dict[str, bytes], town: Town) -> None:
    content = documents[level]
    chance = random.Random(level)  # noqa: S311 -- not for secrets
    positions = chance.sample(range(len(content)), FLIPS)
    taken = [
        position
        for position in positions
        if verify(flip(content, position, chance.randrange(8)), town.trust).verdict == "valid"
    ]

    assert taken == []
