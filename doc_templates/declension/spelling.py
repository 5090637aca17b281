"""How a text is written: spaces, letter case, ё, what counts as a Russian word."""

import re
import unicodedata

VOWELS = "аеёиоуыэюя"
SIBILANTS = "жшчщ"
HARD = "бвгдзклмнпрстфх"
HUSHERS = "гкхжшчщ"  # after these и is written and not ы

CYRILLIC = re.compile(r"[А-Яа-яЁё]+(?:['’][А-Яа-яЁё]+)*\Z")
INITIALS = re.compile(r"(?:[А-ЯЁ]\.[\s-]?)+\Z")
HAS_VOWEL = re.compile(f"[{VOWELS}]", re.IGNORECASE)
_HYPHENS = re.compile(r"\s*[-\u2010\u2011]\s*")


def tidy(text: str) -> str:
    """NFC and single spaces."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def has_loose_marks(text: str) -> bool:
    """Whether a tidy text has accents that belong to no letter of their own: «учи́тель»."""
    return any(map(unicodedata.combining, text))


def tidy_name(text: str) -> str:
    """A part of a name: also with plain hyphens and no spaces around them."""
    return _HYPHENS.sub("-", tidy(text)).strip()


def fold(word: str) -> str:
    """What two spellings of a word have in common: small letters, ё as е."""
    return word.lower().replace("ё", "е")


def count_vowels(word: str) -> int:
    """How many syllables a word has."""
    return sum(letter in VOWELS for letter in word.lower())


def is_shouted(text: str) -> bool:
    """Whether a text of more than a letter is ALL CAPS (a name in them is declined in them)."""
    return text.isupper() and sum(letter.isalpha() for letter in text) > 1


def is_odd(word: str) -> bool:
    """Whether a word in small letters cannot be a Russian name: no vowel, one letter, -ъ."""
    return len(word) == 1 or word[-1] == "ъ" or not HAS_VOWEL.search(word)


def dress(source: str, nominative: str, form: str) -> str:
    """Give a dictionary's form the letter case and the ё of the text it stands for.

    The stem keeps its spelling («ученый» stays without ё), the ending has the dictionary's
    («секретарём»); where the vowel changes («сёстры», «сестёр») the dictionary decides.
    """
    letters = list(form)
    for place, (own, known, letter) in enumerate(zip(source.lower(), nominative, form)):  # noqa: B905 -- the common beginning
        if fold(own) != fold(letter):
            break
        if letter == known:
            letters[place] = own
    spelt = "".join(letters)
    if is_shouted(source):
        return spelt.upper()
    return spelt[:1].upper() + spelt[1:] if source[:1].isupper() else spelt
