"""Whose name it is: gender by patronymic, given name and surname, in this order of trust."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from doc_templates.declension.engine import detect_by_rules
from doc_templates.declension.forms import Confidence, Gender
from doc_templates.declension.spelling import CYRILLIC, tidy_name
from doc_templates.declension.votes import genders_of
from doc_templates.declension.word_lists import TURKIC_DAUGHTER, TURKIC_SON

HIGH, MED, LOW = Confidence.HIGH, Confidence.MED, Confidence.LOW

_SURE_SURNAMES = (
    (Gender.FEMALE, re.compile(r"(?:[оеё]ва|[иы]на|[сц]кая)\Z")),
    (Gender.MALE, re.compile(r"(?:[оеё]в|[иы]н|[сц]кий)\Z")),
)
_ADJECTIVES = (
    (Gender.FEMALE, re.compile(r"(?:ая|яя)\Z")),
    (Gender.MALE, re.compile(r"(?:ой|ый|ий)\Z")),
)
_SHORT = 4  # «Ким», «Лин», «Цой»: too short for an ending to say anything


@dataclass(frozen=True, slots=True)
class GenderGuess:
    """A gender (None: nobody can tell), how sure, and what it was read from."""

    gender: Gender | None
    confidence: Confidence
    evidence: str


def detect_gender(surname: str = "", given_name: str = "", patronymic: str = "") -> GenderGuess:
    """Read a gender from a name. Contradicting evidence is LOW."""
    surname, given_name = tidy_name(surname).lower(), tidy_name(given_name).lower()
    by_patronymic = _read_patronymic(tidy_name(patronymic).lower())
    by_name, known = _read_given_name(given_name)
    by_surname, certain = _read_surname(surname)
    if by_patronymic:
        against = certain and by_surname not in {by_patronymic, None}
        return GenderGuess(by_patronymic, LOW if against else HIGH, "patronymic")
    if by_name:
        return _weigh(by_name, known, by_surname if certain else None)
    if by_surname:
        alone = certain and not CYRILLIC.match(given_name)
        return GenderGuess(by_surname, MED if alone else LOW, "surname")
    return GenderGuess(None, LOW, "none")


def _weigh(by_name: Gender, known: bool, by_surname: Gender | None) -> GenderGuess:  # noqa: FBT001 -- of one place
    if by_surname and by_surname is not by_name:
        return GenderGuess(by_name, LOW, "given_name against surname")
    if known and by_surname:
        return GenderGuess(by_name, HIGH, "given_name and surname")
    return GenderGuess(by_name, MED, "given_name")


def _read_patronymic(patronymic: str) -> Gender | None:
    last = ["", *patronymic.replace("-", " ").split()][-1]
    if last in TURKIC_SON or re.search(r"..ич\Z", last):
        return Gender.MALE
    if last in TURKIC_DAUGHTER or re.search(r".(?:вна|чна|шна)\Z", last):
        return Gender.FEMALE
    return None


def _read_given_name(name: str) -> tuple[Gender | None, bool]:
    """The gender of a given name, and whether it is certain."""
    last = name.rsplit("-", 1)[-1]
    if not CYRILLIC.match(last):
        return None, False
    by_dictionary = genders_of(last)
    by_rules = detect_by_rules(last.capitalize())
    if len(by_dictionary) == 1:
        (gender,) = by_dictionary
        return gender, by_rules in {gender, None}
    return by_rules, False


def _read_surname(surname: str) -> tuple[Gender | None, bool]:
    """The gender of a surname, and whether its ending says so plainly."""
    last = surname.rsplit("-", 1)[-1]
    if not CYRILLIC.match(last) or len(last) < _SHORT:
        return None, False
    plain = next(_match(_SURE_SURNAMES, last), None)
    return (plain, True) if plain else (next(_match(_ADJECTIVES, last), None), False)


def _match(endings: tuple[tuple[Gender, re.Pattern[str]], ...], word: str) -> Iterator[Gender]:
    return (gender for gender, ending in endings if ending.search(word))
