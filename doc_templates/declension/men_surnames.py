"""A man's surname on a consonant, -ь or -й: the ones that change, and how."""

import re

from pytrovich.enums import NamePart

from doc_templates.declension.endings import decline_adjective, decline_masculine, decline_ov
from doc_templates.declension.engine import decline_by_rules
from doc_templates.declension.forms import (
    Case,
    Confidence,
    Forms,
    Gender,
    Six,
    make_forms,
    weaken_one,
)
from doc_templates.declension.spelling import HARD, SIBILANTS, VOWELS, count_vowels, fold
from doc_templates.declension.votes import SURNAME, agree, common_noun, vote
from doc_templates.declension.word_lists import FOREIGN_SURNAMES, STRESSED_AT_THE_END

HIGH, MED, LOW = Confidence.HIGH, Confidence.MED, Confidence.LOW

_OV = re.compile(r"[оеё]в\Z")
_IN = re.compile(r"[иы]н\Z")
_ADJECTIVE = re.compile(r"(?:[сц]кий|ый|ой|[^аеёиоуыэюя]ий)\Z")
_SURE_ADJECTIVE = re.compile(r"(?:[сц]кий|..ый|[гкхжшчщ]ий)\Z")
_POSSESSIVE = re.compile(r"[бвжшчлн]ий\Z")
_FLEETING = re.compile(r"..(?:ок|ёк|ек)\Z|.[^аеёиоуыэюя](?:ень|ёл|ёр|оть)\Z")
_OVICH = re.compile(r"..[ое]вич\Z")


def decline_mans_surname(word: str) -> Forms:
    """«Иванов», «Чаплин», «Толстой», «Ткач», «Воробей», «Шмидт»."""
    low = word.lower()
    if count_vowels(low) == 1:
        return _decline_short(word) if _OV.search(low) or _IN.search(low) else _decline_noun(word)
    if _OV.search(low):
        return _decline_ov(word)
    if _IN.search(low):
        return _decline_in(word)
    return _decline_adjective(word) if _ADJECTIVE.search(low) else _decline_noun(word)


def _decline_short(word: str) -> Forms:
    """«Львов» is Russian, «Грин» and «Лин» are not: only the dictionary tells them apart."""
    by_rules = decline_by_rules(NamePart.LASTNAME, word, Gender.MALE)
    ballot = vote(SURNAME, word, Gender.MALE)
    known = ballot.six if ballot and ballot.known else None
    sure = known is not None and agree(known, by_rules) and fold(known[4]).endswith("ым")
    forms = make_forms(known or by_rules, HIGH, "both" if sure else "pytrovich")
    return forms if sure else weaken_one(forms, Case.INS, LOW, "foreign_surname")


def _decline_ov(word: str) -> Forms:
    foreign = word.lower() in FOREIGN_SURNAMES
    return make_forms(decline_ov(word), LOW if foreign else HIGH, "rule", *_because(foreign))


def _because(foreign: bool) -> tuple[str, ...]:  # noqa: FBT001 -- one caller's question
    return ("foreign_surname",) if foreign else ()


def _decline_in(word: str) -> Forms:
    """«Пушкиным» but «Чаплином»: a foreigner keeps -ом, and the spelling does not tell."""
    low = word.lower()
    ballot = vote(SURNAME, low, Gender.MALE)
    six = decline_ov(word)
    if low in FOREIGN_SURNAMES or (ballot and not agree(ballot.six, decline_ov(low))):
        noun = decline_masculine(word)
        return weaken_one(make_forms(noun or six, HIGH, "rule"), Case.INS, LOW, "foreign_surname")
    if common_noun(low):
        return weaken_one(make_forms(six, HIGH, "rule"), Case.INS, LOW, "common_noun")
    sure = ballot is not None and ballot.known
    return weaken_one(make_forms(six, HIGH, "rule"), Case.INS, HIGH if sure else MED)


def _decline_adjective(word: str) -> Forms:
    low = word.lower()
    six = decline_adjective(word)
    by_rules = decline_by_rules(NamePart.LASTNAME, word, Gender.MALE)
    if six is None:
        return _decline_noun(word)
    if low.endswith(("ский", "цкий")):
        return make_forms(six, HIGH, "rule")
    ballot = vote(SURNAME, word, Gender.MALE)
    if ballot and ballot.known:
        return make_forms(ballot.six, HIGH if agree(six, ballot.six) else LOW, "both")
    possessive = low.endswith("ий") and _POSSESSIVE.search(low)
    agreed = agree(six, by_rules) and not possessive and _SURE_ADJECTIVE.search(low)
    return make_forms(six, MED if agreed else LOW, "rule", "not_in_dictionary")


def _decline_noun(word: str) -> Forms:
    six = decline_masculine(word)
    by_rules = decline_by_rules(NamePart.LASTNAME, word, Gender.MALE)
    if six is None:
        return make_forms(by_rules, LOW, "pytrovich", "odd_spelling")
    noun = common_noun(word)
    doubt = _find_doubt(word, six, by_rules, noun)
    if doubt:
        return make_forms(_propose(six, by_rules, noun), LOW, "rule", doubt)
    six = _decide_instrumental(word, six, noun)
    ballot = vote(SURNAME, word, Gender.MALE)
    if ballot and ballot.known and not agree(ballot.six, six):
        return _judge_difference(six, ballot.six)
    sure = bool(ballot and ballot.known) or _is_plain(word) or bool(_OVICH.search(word.lower()))
    reasons = () if sure else ("not_in_dictionary",)
    forms = make_forms(six, HIGH if sure else MED, "rule", *reasons)
    return _doubt_sibilant(word, forms, noun)


def _propose(six: Six, by_rules: Six, noun: Six | None) -> Six:
    """What to ask the family about: the rules, unless the common noun keeps its vowel."""
    regular = noun is not None and fold(noun[1]) == fold(six[1])
    chosen = six if by_rules[1].lower().endswith(tuple(s + "я" for s in SIBILANTS)) else by_rules
    if noun is not None and (regular or fold(noun[1]) == fold(by_rules[1])):
        chosen = (*noun[:3], noun[1], *noun[4:])  # a man is animate, whatever he is called after
    if fold(chosen[0]).endswith("ец") and noun is None:
        return (*chosen[:4], chosen[4][:-2] + "ом", chosen[5])
    return chosen


def _find_doubt(word: str, six: Six, by_rules: Six, noun: Six | None) -> str:
    """Why only the family knows its forms; empty when nothing speaks for that."""
    low = word.lower()
    long = count_vowels(low) > 1
    if low.endswith(("ец", "ець")) or (_FLEETING.search(low) and long):
        return "fleeting_vowel"
    if noun is not None and fold(noun[1]) != fold(six[1]) and not _is_feminine(low, noun):
        return "fleeting_vowel"
    differ = fold(by_rules[1]) not in {fold(six[1]), fold(word)}
    odd = low[-1] == "ь" and low[-2] in SIBILANTS
    return "dictionaries_differ" if differ or odd else ""


def _is_feminine(low: str, noun: Six) -> bool:
    return low.endswith("ь") and fold(noun[1]).endswith("и")


def _decide_instrumental(word: str, six: Six, noun: Six | None) -> Six:
    """After ч, ж, ш, щ the stress decides between -ом and -ем: «ткачом», «Мицкевичем»."""
    low = word.lower()
    if low[-1] not in SIBILANTS:
        return six
    stressed = low in STRESSED_AT_THE_END or (noun is not None and noun[4].lower().endswith("ом"))
    return (*six[:4], word + "ом", six[5]) if stressed else six


def _judge_difference(six: Six, other: Six) -> Forms:
    """Only the instrumental differs: the stress is in question. More: everything is."""
    rest = agree((*six[:4], "", six[5]), (*other[:4], "", other[5]))
    if not rest:
        return make_forms(six, LOW, "rule", "dictionaries_differ")
    return weaken_one(make_forms(six, HIGH, "rule"), Case.INS, LOW, "dictionaries_differ")


def _doubt_sibilant(word: str, forms: Forms, noun: Six | None) -> Forms:
    low = word.lower()
    if low[-1] not in SIBILANTS + "ц" or _OVICH.search(low):
        return forms
    ceiling = MED if noun is not None or forms.confidence < HIGH or low[-1] == "ц" else HIGH
    return weaken_one(forms, Case.INS, ceiling)


def _is_plain(word: str) -> bool:
    """Whether the ending leaves no question: a hard consonant without a vowel that may go."""
    low = word.lower()
    last_vowel = next((letter for letter in reversed(low) if letter in VOWELS), "")
    return low[-1] in HARD and (last_vowel not in "еёо" or count_vowels(low) == 1)
