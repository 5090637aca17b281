"""The two dictionaries behind declension: built once per process, read-only ever after."""

import logging
import threading
from collections.abc import Callable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol, cast

from pymorphy3 import MorphAnalyzer
from pymorphy3.units import DictionaryAnalyzer
from pytrovich.detector import PetrovichGenderDetector
from pytrovich.enums import Case as RuleCase
from pytrovich.enums import Gender as RuleGender
from pytrovich.enums import NamePart
from pytrovich.maker import PetrovichDeclinationMaker

from doc_templates.declension.forms import Gender, Six

CACHED_WORDS = 20_000
_CASES = (
    RuleCase.GENITIVE,
    RuleCase.DATIVE,
    RuleCase.ACCUSATIVE,
    RuleCase.INSTRUMENTAL,
    RuleCase.PREPOSITIONAL,
)
_GENDERS = {Gender.MALE: RuleGender.MALE, Gender.FEMALE: RuleGender.FEMALE}


class Tag(Protocol):
    """What a reading says of a word: «nomn», «Surn», «masc» and the like are in it or not."""

    gender: str | None
    grammemes: frozenset[str]

    def __contains__(self, grammeme: str) -> bool: ...


class Reading(Protocol):
    """One way to understand a word; `word` is the dictionary's spelling, with ё."""

    word: str
    tag: Tag
    methods_stack: tuple[tuple[object, ...], ...]

    def inflect(self, required_grammemes: AbstractSet[str]) -> "Reading | None":
        """The same word in the form that has these grammemes; None when it has no such form."""


@dataclass(frozen=True, slots=True)
class Engine:
    """The word list of OpenCorpora (pymorphy3) and the rules of Petrovich (pytrovich)."""

    words: MorphAnalyzer
    names: PetrovichDeclinationMaker
    genders: PetrovichGenderDetector


_lock = threading.Lock()
_built: list[Engine] = []


def warm() -> None:
    """Build the engine now instead of at the first name."""
    get_engine()


def get_engine() -> Engine:
    """The engine of this process. Threads that race for the first use get the same one."""
    if not _built:
        with _lock:
            if not _built:
                _built.append(_build())
    return _built[0]


def _build() -> Engine:
    # They log the names they look at; names are nobody's business in a log.
    for library in ("pytrovich", "pymorphy3"):
        logging.getLogger(library).setLevel(logging.WARNING)
    return Engine(MorphAnalyzer(), PetrovichDeclinationMaker(), PetrovichGenderDetector())


@lru_cache(CACHED_WORDS)
def parse(word: str) -> tuple[Reading, ...]:
    """Every reading of a word in small letters, known or guessed by its ending."""
    return tuple(cast("list[Reading]", get_engine().words.parse(word)))


def is_known(reading: Reading) -> bool:
    """Whether the reading stands in the dictionary itself and is no guess by the ending."""
    methods = reading.methods_stack
    return len(methods) == 1 and isinstance(methods[0][0], DictionaryAnalyzer)


def decline_by_rules(part: NamePart, word: str, gender: Gender) -> Six:
    """Six forms of a part of a name by the rules of Petrovich."""
    make = get_engine().names.make
    gen, dat, acc, ins, prep = (make(part, _GENDERS[gender], case, word) for case in _CASES)
    return (word, gen, dat, acc, ins, prep)


def detect_by_rules(given_name: str) -> Gender | None:
    """The gender of a given name by the rules of Petrovich; None when they cannot tell."""
    genders = {rule: gender for gender, rule in _GENDERS.items()}
    detect: Callable[..., RuleGender] = get_engine().genders.detect
    return genders.get(detect(firstname=given_name))
