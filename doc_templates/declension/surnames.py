"""One word of a surname.

What a family decides for itself (does the vowel of «Кравец» go?) is LOW: only they know.
"""

import re

from pytrovich.enums import NamePart

from doc_templates.declension.endings import (
    decline_adjective,
    decline_in_a,
    decline_masculine,
    decline_ova,
)
from doc_templates.declension.engine import decline_by_rules
from doc_templates.declension.forms import (
    Case,
    Confidence,
    Forms,
    Gender,
    Six,
    keep,
    make_forms,
    weaken_one,
)
from doc_templates.declension.men_surnames import decline_mans_surname
from doc_templates.declension.spelling import SIBILANTS, VOWELS, count_vowels, is_odd
from doc_templates.declension.votes import SURNAME, agree, common_noun, vote
from doc_templates.declension.word_lists import INDECLINABLE_SURNAMES

HIGH, MED, LOW = Confidence.HIGH, Confidence.MED, Confidence.LOW

_SYLLABLES_OF_A_NOUN = 2  # «Гая», «Майя» are no adjectives
_PLURAL = re.compile(r"[гкхжшчщн]их\Z|ых\Z")
_MANS = re.compile(r"(?:ов|ев|ёв|[сц]кий|ый|[^аеёиоуыэюя]ий)\Z")
_WOMANS = re.compile(r"(?:[оеё]ва|[сц]кая|ая|яя)\Z")
_OVA = re.compile(r".{2}[оеё]ва\Z")
_INA = re.compile(r".{2}[иы]на\Z")


def decline_surname(word: str, gender: Gender) -> Forms:
    """A surname of one word, capitalised; double surnames are taken apart before."""
    low = word.lower()
    if is_odd(low):
        return keep(word, LOW, "unchanged", "odd_spelling")
    if low[-1] in "оеёиуыэю":
        return keep(word, HIGH, "rule")
    if low[-1] in "ая":
        return _decline_in_a(word, gender)
    return _keep_womans(word) if gender is Gender.FEMALE else _decline_mans(word)


def _decline_mans(word: str) -> Forms:
    return _decline_ih(word) if word.lower().endswith(("их", "ых")) else decline_mans_surname(word)


def _keep_womans(word: str) -> Forms:
    """A woman's surname on a consonant, -ь or -й never changes; a man's form is a slip."""
    low = word.lower()
    if _MANS.search(low):
        return keep(word, LOW, "unchanged", "gender_contradicts_surname")
    doubtful = low.endswith(("ин", "ын")) or (low.endswith("ой") and count_vowels(low) > 1)
    return keep(word, MED if doubtful else HIGH, "rule")


def _decline_ih(word: str) -> Forms:
    """«Черных» stays, «Дитрих» does not; both end alike."""
    low = word.lower()
    if _PLURAL.search(low):
        return keep(word, HIGH if count_vowels(low) > 1 else LOW, "rule")
    six = decline_masculine(word)
    return (
        make_forms(six, LOW, "rule", "indeclinable_or_german") if six else keep(word, LOW, "rule")
    )


def _decline_in_a(word: str, gender: Gender) -> Forms:
    low = word.lower()
    if low in INDECLINABLE_SURNAMES:
        return keep(word, HIGH, "rule")
    if low[-1] == "а" and low[-2] in VOWELS:
        return keep(word, LOW, "rule", "foreign_vowel_a")
    return _decline_russian_in_a(word, gender)


def _decline_russian_in_a(word: str, gender: Gender) -> Forms:
    low = word.lower()
    if low.endswith(("ая", "яя")) and count_vowels(low) > _SYLLABLES_OF_A_NOUN:
        return _decline_aya(word, gender)
    if gender is Gender.FEMALE and (_OVA.search(low) or _INA.search(low)):
        return _decline_ova(word)
    if gender is Gender.MALE and _WOMANS.search(low):
        six = decline_in_a(word)
        return (
            make_forms(six, LOW, "rule", "gender_contradicts_surname")
            if six
            else keep(word, LOW, "unchanged")
        )
    return _decline_noun(word, gender)


def _decline_aya(word: str, gender: Gender) -> Forms:
    six = decline_adjective(word)
    if six is None or gender is Gender.MALE:
        return keep(word, LOW, "unchanged", "gender_contradicts_surname")
    if word.lower().endswith(("ская", "цкая")):
        return make_forms(six, HIGH, "rule")
    ballot = vote(SURNAME, word, gender)
    by_rules = decline_by_rules(NamePart.LASTNAME, word, gender)
    if ballot and ballot.known:  # «Шенгелая» is no adjective
        return make_forms(ballot.six, HIGH if agree(ballot.six, six) else LOW, "rule")
    return make_forms(six, MED if agree(six, by_rules) else LOW, "rule", "not_in_dictionary")


def _decline_ova(word: str) -> Forms:
    """«Иванова», «Пушкина»; but «Калина» and «Щербина» are nouns, of men and women alike."""
    six = decline_ova(word)
    low = word.lower()
    if low.endswith("ва"):
        noun = common_noun(low)
        return make_forms(six, LOW if noun else HIGH, "rule", *(["common_noun"] if noun else []))
    mans = vote(SURNAME, low, Gender.MALE)
    if common_noun(low) or (mans and mans.known):
        return make_forms(six, LOW, "rule", "common_noun")
    womans = vote(SURNAME, low, Gender.FEMALE)
    return make_forms(six, HIGH if womans and agree(womans.six, six) else MED, "rule")


def _decline_noun(word: str, gender: Gender) -> Forms:
    """«Глинка», «Сковорода», «Кваша», «Берия»: as the noun they are, whoever bears them."""
    six = decline_in_a(word)
    if six is None:
        return keep(word, LOW, "unchanged", "odd_spelling")
    ballot = vote(SURNAME, word, gender)
    if ballot is None or not ballot.known:
        other = Gender.FEMALE if gender is Gender.MALE else Gender.MALE
        ballot = vote(SURNAME, word, other) or ballot
    confidence, reasons = _judge_noun(word, six, ballot.six if ballot and ballot.known else None)
    forms = make_forms(_with_yo(six, ballot.six if ballot else None), confidence, "rule", *reasons)
    return _doubt_instrumental(word, forms)


def _judge_noun(word: str, six: Six, known: Six | None) -> tuple[Confidence, tuple[str, ...]]:
    low = word.lower()
    if known is None:
        # «Золя», «Бовуа»: a French name looks like this too, and does not change.
        foreign = low[-1] == "я" and low[-2] not in "иь"
        return (LOW if foreign and low[-2] in VOWELS else MED), ("not_in_dictionary",)
    if agree(six, known):
        return HIGH, ()
    return LOW, ("dictionaries_differ",)


def _doubt_instrumental(word: str, forms: Forms) -> Forms:
    """After a sibilant the stress decides between -ей and -ой, and spelling hides it."""
    if word.lower()[-2:-1] not in tuple(SIBILANTS + "ц"):
        return forms
    noun = common_noun(word)
    stressed = noun is not None and noun[4].lower().endswith(("ой", "ёй"))
    return weaken_one(forms, Case.INS, LOW if stressed else MED, "stress_unknown")


def _with_yo(six: Six, other: Six | None) -> Six:
    return other if other is not None and agree(six, other) else six
