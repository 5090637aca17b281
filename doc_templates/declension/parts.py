"""A whole part of a name: several words, hyphens, initials, letter case; words go elsewhere."""

from enum import StrEnum
from functools import lru_cache

from doc_templates.declension.engine import CACHED_WORDS
from doc_templates.declension.forms import (
    Confidence,
    Forms,
    Gender,
    join_forms,
    keep,
    rewrite,
    weaken,
)
from doc_templates.declension.given_names import decline_given_name
from doc_templates.declension.patronymics import decline_patronymic, has_turkic_end
from doc_templates.declension.spelling import CYRILLIC, INITIALS, is_shouted, tidy_name
from doc_templates.declension.surnames import decline_surname
from doc_templates.declension.votes import SURNAME, genders_of, vote
from doc_templates.declension.word_lists import (
    EASTERN_TITLES,
    FIXED_FIRST_PARTS,
    FOREIGN_FIRST_HALVES,
    PARTICLES,
)

HIGH, MED, LOW = Confidence.HIGH, Confidence.MED, Confidence.LOW


class Part(StrEnum):
    """The parts of a person's name, as documents call them."""

    SURNAME = "surname"
    GIVEN_NAME = "given_name"
    PATRONYMIC = "patronymic"


_DECLINE = {
    Part.SURNAME: decline_surname,
    Part.GIVEN_NAME: decline_given_name,
    Part.PATRONYMIC: decline_patronymic,
}


@lru_cache(CACHED_WORDS)
def decline_part(part: Part, text: str, gender: Gender) -> Forms:
    """Six forms of a surname, given name or patronymic. Any text at all has an answer."""
    text = tidy_name(text)
    if not text or INITIALS.match(text) or (part is Part.PATRONYMIC and has_turkic_end(text)):
        return keep(text, HIGH, "rule")
    if not all(CYRILLIC.match(piece) for word in text.split() for piece in word.split("-")):
        return keep(text, LOW, "unchanged", "not_cyrillic")
    if is_shouted(text):
        return _decline_shouted(part, text, gender)
    return _decline_words(part, text.split(), gender)


def _decline_shouted(part: Part, text: str, gender: Gender) -> Forms:
    quiet = " ".join("-".join(map(str.capitalize, word.split("-"))) for word in text.split())
    forms = decline_part(part, quiet, gender)
    return rewrite(forms, text, (form.text.upper() for form in forms.six[1:]))


def _decline_words(part: Part, words: list[str], gender: Gender) -> Forms:
    if len(words) == 1:
        return _decline_hyphenated(part, words[0], gender)
    declined = [
        keep(word, HIGH, "rule")
        if word.lower() in PARTICLES or _is_syllable_of_a_name(part, words, place)
        else _decline_hyphenated(part, word, gender)
        for place, word in enumerate(words)
    ]
    return weaken(join_forms(declined, " "), LOW, "several_words")


def _is_syllable_of_a_name(part: Part, words: list[str], place: int) -> bool:
    """«Ким Чен Ира»: of an Asian name written apart the last word alone changes."""
    return (
        part is Part.GIVEN_NAME and place < len(words) - 1 and not genders_of(words[place].lower())
    )


def _decline_hyphenated(part: Part, word: str, gender: Gender) -> Forms:
    *heads, last = word.split("-")
    end = _decline_piece(part, last, gender)
    if not heads:
        return end
    if part is Part.GIVEN_NAME:
        return _decline_double_name(heads, last, gender)
    head = _keep_head if part is Part.PATRONYMIC else _decline_head
    return join_forms([*(head(piece, gender) for piece in heads), end], "-")


def _keep_head(piece: str, gender: Gender) -> Forms:  # noqa: ARG001 -- as _decline_head
    """«Абдул-Хамидовича»: before the hyphen of a patronymic nothing changes."""
    return keep(piece, MED, "rule", "fixed_first_part")


def _decline_head(piece: str, gender: Gender) -> Forms:
    """The first of two surnames: «Римского-Корсакова», «Бонч-Бруевича», «Дюма-Петровой»."""
    if piece.lower() in FIXED_FIRST_PARTS:
        return keep(piece, MED, "rule", "fixed_first_part")
    forms = _decline_piece(Part.SURNAME, piece, gender)
    if gender is Gender.FEMALE or vote(SURNAME, piece, gender) or forms.confidence < HIGH:
        return forms
    plain = piece.lower().endswith(("ов", "ев", "ёв", "ский", "цкий", "ко", "ых", "их"))
    return forms if plain else weaken(forms, LOW, "first_part_unknown")


def _decline_double_name(heads: list[str], last: str, gender: Gender) -> Forms:
    """«Анны-Марии»; but of «Жан-Поль» and «Ахмед-Хан» only the end changes, LOW."""
    fixed = last.lower() in EASTERN_TITLES
    declined = [
        keep(head, LOW, "rule", "fixed_first_part")
        if fixed or head.lower() in FOREIGN_FIRST_HALVES
        else _decline_piece(Part.GIVEN_NAME, head, gender)
        for head in heads
    ]
    known = all(genders_of(head.lower()) for head in heads)
    ceiling = MED if gender is Gender.FEMALE and known else LOW
    pieces = [*declined, _decline_piece(Part.GIVEN_NAME, last, gender)]
    return weaken(join_forms(pieces, "-"), ceiling, "double_given_name")


def _decline_piece(part: Part, piece: str, gender: Gender) -> Forms:
    decline = _DECLINE[part]
    if piece.istitle() or len(piece) == 1:
        return decline(piece, gender)
    if piece.islower():
        forms = decline(piece.capitalize(), gender)
        lowered = (piece[0] + form.text[1:] for form in forms.six[1:])
        return weaken(rewrite(forms, piece, lowered), MED, "small_letters")
    return weaken(decline(piece, gender), LOW, "odd_spelling")
