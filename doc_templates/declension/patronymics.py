"""One word of a patronymic: the two endings of Russian ones, and nothing guessed about others."""

import re

from doc_templates.declension.endings import add
from doc_templates.declension.forms import Confidence, Forms, Gender, keep, make_forms
from doc_templates.declension.word_lists import (
    STRESSED_PATRONYMICS,
    TURKIC_DAUGHTER,
    TURKIC_SON,
)

_MANS = re.compile(r"..ич\Z")
_WOMANS = re.compile(r"(?:вна|чна|шна)\Z")


def decline_patronymic(word: str, gender: Gender) -> Forms:
    """«Петрович», «Ильич», «Никитична»; any other word stays, LOW."""
    low = word.lower()
    if gender is Gender.MALE and _MANS.search(low):
        instrumental = "ом" if low in STRESSED_PATRONYMICS else "ем"
        six = add(word, word, f"а у а {instrumental} е")
        return make_forms(six, Confidence.HIGH, "rule")
    if gender is Gender.FEMALE and _WOMANS.search(low):
        return make_forms(add(word[:-1], word, "ы е у ой е"), Confidence.HIGH, "rule")
    wrong = _MANS.search(low) or _WOMANS.search(low)
    reason = "gender_contradicts_patronymic" if wrong else "unknown_patronymic"
    return keep(word, Confidence.LOW, "unchanged", reason)


def has_turkic_end(text: str) -> bool:
    """Whether the last word says «son» or «daughter»: «Рашид оглы», «Аяз-кызы»."""
    words = text.lower().replace("-", " ").split()
    return bool(words) and words[-1] in TURKIC_SON | TURKIC_DAUGHTER
