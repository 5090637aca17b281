"""Nouns and adjectives of a phrase: their nominative readings, and six forms of each."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import cast

from doc_templates.declension.engine import CACHED_WORDS, Reading, is_known, parse
from doc_templates.declension.forms import Six
from doc_templates.declension.spelling import dress, fold
from doc_templates.declension.votes import CASES
from doc_templates.declension.word_lists import NEW_NOUNS, PREFIXES

SINGULAR, PLURAL = "sing", "plur"
_NAMES = frozenset({"Abbr", "Surn", "Name", "Patr", "Init"})


@dataclass(frozen=True, slots=True)
class Noun:
    """A nominative noun and its forms. `settled`: in the dictionary, and with one paradigm only."""

    six: Six
    gender: str | None
    animate: bool
    settled: bool


@lru_cache(CACHED_WORDS)
def list_nouns(word: str) -> tuple[Reading, ...]:
    """Readings of one word as a noun in the nominative; no names, no abbreviations."""
    return tuple(reading for reading in _nominatives(word) if "NOUN" in reading.tag)


@lru_cache(CACHED_WORDS)
def list_adjectives(word: str) -> tuple[Reading, ...]:
    """Readings as an adjective or participle; of «психолого-педагогический» the end decides."""
    first, *_, last = (*word.split("-"), word.rsplit("-", 1)[-1])
    found = tuple(
        reading for reading in _nominatives(last) if "ADJF" in reading.tag or "PRTF" in reading.tag
    )
    compound_noun = last != word and list_nouns(first) and list_nouns(last)
    return () if compound_noun else found


def _nominatives(word: str) -> Iterable[Reading]:
    for reading in parse(word.lower()):
        grammemes = reading.tag.grammemes
        if "nomn" in grammemes and not grammemes & _NAMES:
            yield reading


@lru_cache(CACHED_WORDS)
def decline_noun(word: str, number: str, animate: bool) -> Noun | None:  # noqa: FBT001 -- a cache key
    """A noun of a phrase about a person (animate) or an organisation.

    Both halves of a compound change: «учителя-логопеда». None when it is no nominative noun.
    """
    halves = word.split("-")
    declined: list[Noun | str] = []
    for place, half in enumerate(halves):
        if place < len(halves) - 1 and half.lower() in PREFIXES:
            declined.append(half)
            continue
        noun = _decline_half(half, number, animate=animate)
        if noun is None and declined:
            noun = _decline_odd_half(half, number, animate=animate)
        if noun is None:
            return None
        declined.append(noun)
    return _compose(declined)


def _decline_odd_half(half: str, number: str, *, animate: bool) -> Noun:
    """«ясли-сад»: the halves may differ in number; what is no noun stays as it is."""
    other = PLURAL if number == SINGULAR else SINGULAR
    noun = _decline_half(half, other, animate=animate)
    six = noun.six if noun else (half, half, half, half, half, half)
    return Noun(six, None, animate, settled=False)


def _compose(halves: list[Noun | str]) -> Noun:
    columns = [half.six if isinstance(half, Noun) else (half,) * len(CASES) for half in halves]
    six = cast("Six", tuple("-".join(column) for column in zip(*columns, strict=True)))
    nouns = [half for half in halves if isinstance(half, Noun)]
    return Noun(six, nouns[0].gender, nouns[0].animate, all(noun.settled for noun in nouns))


def _decline_half(word: str, number: str, *, animate: bool) -> Noun | None:
    readings = [reading for reading in list_nouns(word) if number in reading.tag]
    preferred = [reading for reading in readings if ("anim" in reading.tag) == animate]
    sixes = [
        (six, reading)
        for reading in preferred or readings
        if (six := _inflect_noun(word, reading, number, animate=animate))
    ]
    if not sixes:
        return None
    six, reading = sixes[0]
    one_paradigm = len({tuple(map(fold, other)) for other, _ in sixes}) == 1
    listed = is_known(reading) or word.lower() in NEW_NOUNS
    settled = one_paradigm and listed and bool(preferred)
    masculine = animate and reading.tag.gender == "masc"
    return Noun(six, reading.tag.gender, "anim" in reading.tag or masculine, settled)


def _inflect_noun(word: str, reading: Reading, number: str, *, animate: bool) -> Six | None:
    """A position names a person: its accusative is its genitive, whatever the dictionary says."""
    forms: list[str] = []
    for case in CASES:
        form = reading.inflect({case, number})
        if form is None:
            return None
        forms.append(dress(word, reading.word, form.word))
    as_genitive = number == PLURAL or (
        reading.tag.gender == "masc" and word[-1:].lower() not in "ая"
    )
    if animate and as_genitive:
        forms[3] = forms[1]
    return cast("Six", (word, *forms[1:]))


def inflect_adjective(word: str, reading: Reading, number: str, *, animate: bool) -> Six | None:
    """Six forms of an adjective in the gender of its reading."""
    *heads, last = word.split("-")
    forms: list[str] = []
    for case in CASES:
        grammemes = {case, number}
        if number == SINGULAR:
            grammemes.add(str(reading.tag.gender))
        if case == "accs" and (number == PLURAL or reading.tag.gender == "masc"):
            grammemes.add("anim" if animate else "inan")
        form = reading.inflect(grammemes)
        if form is None:
            return None
        forms.append("-".join([*heads, dress(last, reading.word, form.word)]))
    return cast("Six", (word, *forms[1:]))
