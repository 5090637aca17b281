"""One word of a given name."""

import re

from pytrovich.enums import NamePart

from doc_templates.declension.endings import decline_in_a, decline_masculine, decline_third
from doc_templates.declension.engine import decline_by_rules
from doc_templates.declension.forms import Confidence, Forms, Gender, Six, keep, make_forms
from doc_templates.declension.spelling import VOWELS, is_odd
from doc_templates.declension.votes import GIVEN_NAME, agree, genders_of, vote
from doc_templates.declension.word_lists import (
    FOREIGN_NAMES_IN_O,
    NEW_NAMES,
    SOFT_NAMES,
    SYLLABLES,
)

HIGH, MED, LOW = Confidence.HIGH, Confidence.MED, Confidence.LOW

_SLAVIC_O = re.compile(r"(?:ло|ко|ро|но|до|то|йло)\Z")
_SYLLABLE = 4  # «Чжан», «Вонг»: so short a name of abroad may be anything


def decline_given_name(word: str, gender: Gender) -> Forms:
    """A given name of one word, capitalised."""
    low = word.lower()
    if is_odd(low):
        return keep(word, LOW, "unchanged", "odd_spelling")
    if low[-1] in "оеёиуыэю":
        doubtful = gender is Gender.MALE and _SLAVIC_O.search(low) and low not in FOREIGN_NAMES_IN_O
        return keep(word, LOW, "rule", "usage_varies") if doubtful else keep(word, HIGH, "rule")
    if gender not in (genders_of(low) or Gender):
        return _doubt_gender(word, gender)
    return _decline_changing(word, gender)


def _decline_changing(word: str, gender: Gender) -> Forms:
    if gender is Gender.FEMALE and word.lower()[-1] not in "ая":
        return _decline_womans(word)
    return _decline(word, gender)


def _decline_womans(word: str) -> Forms:
    """A woman's name on a consonant stays; in -ь it declines, though not everybody does it."""
    if word.lower()[-1] == "ь":
        sure = word.lower() in SOFT_NAMES
        reasons = () if sure else ("usage_varies",)
        return make_forms(decline_third(word), HIGH if sure else LOW, "rule", *reasons)
    return keep(word, HIGH, "rule")


def _doubt_gender(word: str, gender: Gender) -> Forms:
    """A name the dictionary knows for the other gender only."""
    if gender is Gender.FEMALE and word.lower()[-1] not in "аяь":
        return keep(word, MED, "rule", "gender_contradicts_name")
    by_rules = decline_by_rules(NamePart.FIRSTNAME, word, gender)
    return make_forms(by_rules, LOW, "pytrovich", "gender_contradicts_name")


def _decline(word: str, gender: Gender) -> Forms:
    low = word.lower()
    by_rules = decline_by_rules(NamePart.FIRSTNAME, word, gender)
    ballot = vote(GIVEN_NAME, word, gender)
    regular = decline_in_a(word) if low[-1] in "ая" else decline_masculine(word)
    if ballot and ballot.known:
        return _judge(word, by_rules, ballot.six, regular)
    if low in SYLLABLES or (low[-1] == "а" and low[-2] in VOWELS):
        return keep(word, LOW, "rule", "usage_varies")
    agreed = regular is not None and agree(regular, by_rules) and len(low) > _SYLLABLE
    if agreed and low in NEW_NAMES:
        return make_forms(by_rules, HIGH, "pytrovich")
    return make_forms(by_rules, MED if agreed else LOW, "pytrovich", "not_in_dictionary")


def _judge(word: str, by_rules: Six, known: Six, regular: Six | None) -> Forms:
    """Two opinions. Of names in -ия with a stressed end both forms are in use («Зульфие»)."""
    if agree(known, by_rules):
        return make_forms(known, HIGH, "both")
    if word.lower().endswith(("аа", "еа", "иа", "оа", "уа")):
        return keep(word, LOW, "rule", "usage_varies")
    chosen = regular if regular is not None and word.lower().endswith("ия") else known
    return make_forms(chosen, LOW, "pymorphy", "dictionaries_differ")
