"""What the dictionary of pymorphy3 says about a part of a name, as a second opinion."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from doc_templates.declension.engine import CACHED_WORDS, Reading, is_known, parse
from doc_templates.declension.forms import Gender, Six
from doc_templates.declension.spelling import dress, fold

CASES = ("nomn", "gent", "datv", "accs", "ablt", "loct")
SURNAME, GIVEN_NAME = "Surn", "Name"
_GENDERS = {Gender.MALE: "masc", Gender.FEMALE: "femn"}
_PROPER = frozenset({"Surn", "Name", "Patr", "Geox", "Orgn", "Trad", "Abbr", "Init"})


@dataclass(frozen=True, slots=True)
class Vote:
    """Six forms, and whether they stand in the dictionary or were guessed by the ending."""

    six: Six
    known: bool


@lru_cache(CACHED_WORDS)
def vote(kind: str, word: str, gender: Gender) -> Vote | None:
    """Forms of a surname or given name; None when no such name is known or guessed."""
    for reading in parse(word.lower()):
        tag = reading.tag
        if kind in tag and _is_nominative_of(reading, gender):
            six = _inflect(word, reading)
            if six:
                return Vote(six, is_known(reading))
    return None


@lru_cache(CACHED_WORDS)
def common_noun(word: str) -> Six | None:
    """Forms of the noun that a masculine surname also is: «ткач», «воробей», «заяц»."""
    for reading in parse(word.lower()):
        grammemes = reading.tag.grammemes
        if (
            {"NOUN", "nomn", "sing"} <= grammemes
            and is_known(reading)
            and not grammemes & _PROPER
            and fold(reading.word) == fold(word)
        ):
            six = _inflect(word, reading)
            if six:
                return six
    return None


@lru_cache(CACHED_WORDS)
def genders_of(given_name: str) -> frozenset[Gender]:
    """The genders a given name can have by the dictionary; empty when it is not there."""
    found: set[Gender] = set()
    for reading in parse(given_name.lower()):
        if GIVEN_NAME in reading.tag and is_known(reading):
            found.update(g for g in Gender if _is_nominative_of(reading, g))
    return frozenset(found)


def agree(one: Six, other: Six) -> bool:
    """Whether two opinions are the same, ё aside."""
    return all(fold(a) == fold(b) for a, b in zip(one, other, strict=True))


def _is_nominative_of(reading: Reading, gender: Gender) -> bool:
    tag = reading.tag
    if "nomn" not in tag or "plur" in tag:
        return False
    return tag.gender in (_GENDERS[gender], None) or bool(tag.grammemes & {"ms-f", "Ms-f", "GNdr"})


def _inflect(word: str, reading: Reading) -> Six | None:
    forms = list(_list_forms(word, reading))
    if len(forms) != len(CASES):
        return None
    _, gen, dat, acc, ins, prep = forms
    return (word, gen, dat, acc, ins, prep)


def _list_forms(word: str, reading: Reading) -> Iterator[str]:
    for case in CASES:
        form = reading.inflect({case, "sing"}) or reading.inflect({case})
        if form:
            yield dress(word, reading.word, form.word)
