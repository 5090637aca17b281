"""What a stranger cannot add or change afterwards."""

import random
from io import BytesIO

import pytest
from pyhanko.pdf_utils.reader import PdfFileReader

from signing.evidence import Evidence
from signing.report import Finding, Verdict
from signing.store import read_store, write_store
from signing.verification import verify
from tests.attacks.annotations import annotate
from tests.attacks.catalogue import rename
from tests.attacks.contents import paint
from tests.attacks.revisions import Edit, change
from tests.town import Town, TownStatus


def pick(start: int, end: int, count: int) -> list[int]:
    chance = random.Random(5)  # noqa: S311 -- not for secrets
    return sorted(chance.sample(range(start, end), count))


def flip_everywhere(content: bytes, start: int, count: int, town: Town) -> list[int]:
    """Return the positions from `start` whose change went unnoticed."""
    unnoticed = []
    for position in pick(start, len(content), count):
        changed = bytearray(content)
        changed[position] ^= 1 << position % 8
        if verify(bytes(changed), town.trust).verdict is Verdict.VALID:
            unnoticed.append(position)
    return unnoticed


def test_one_flipped_bit_in_the_uncovered_store_is_noticed(
    timed: bytes, lasting: bytes, town: Town
) -> None:
    assert flip_everywhere(lasting, len(timed), 250, town) == []


def test_one_flipped_bit_in_an_archived_document_is_noticed(archived: bytes, town: Town) -> None:
    assert flip_everywhere(archived, 0, 60, town) == []


def test_one_flipped_bit_in_the_document_timestamp_is_noticed(archived: bytes, town: Town) -> None:
    gap = archived.rindex(b"/Contents")

    assert flip_everywhere(archived[:], gap, 60, town) == []


def test_a_comment_after_the_store_is_noticed(lasting: bytes, town: Town) -> None:
    assert verify(lasting + b"% more\n", town.trust).verdict is Verdict.INDETERMINATE


def test_a_strange_certificate_in_the_uncovered_store_is_noticed(
    timed: bytes, lasting: bytes, town: Town
) -> None:
    store = read_store(PdfFileReader(BytesIO(lasting)))
    padded = write_store(timed, store + Evidence(certificates=Town().trust.roots))

    assert verify(padded, town.trust).verdict is Verdict.INDETERMINATE


def test_a_strange_list_in_the_uncovered_store_is_noticed(
    timed: bytes, lasting: bytes, town: Town
) -> None:
    other = Town()
    foreign = Evidence(crls=(TownStatus(other).make_list(other.root),))
    padded = write_store(timed, read_store(PdfFileReader(BytesIO(lasting))) + foreign)

    assert verify(padded, town.trust).verdict is Verdict.INDETERMINATE


@pytest.mark.parametrize("edit", [paint, annotate, rename])
def test_nothing_is_changed_after_a_document_timestamp(
    edit: Edit, archived: bytes, town: Town
) -> None:
    report = verify(change(archived, edit), town.trust)

    assert report.document_timestamps[0].finding is Finding.CHANGED_LATER
    assert report.verdict is Verdict.INVALID
