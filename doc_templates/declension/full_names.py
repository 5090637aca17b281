"""A full name typed in one line, taken apart: «Алиев Эльдар Рашид оглы», «О.С. Мельник»."""

import re

from doc_templates.declension.forms import Gender
from doc_templates.declension.patronymics import has_turkic_end
from doc_templates.declension.persons import Person
from doc_templates.declension.spelling import INITIALS, tidy_name
from doc_templates.declension.word_lists import PARTICLES

_PATRONYMIC = re.compile(r"(?:..ич|.(?:вна|чна|шна))\Z", re.IGNORECASE)
_GLUED_INITIALS = re.compile(r"(?<=\.)(?=[А-ЯЁ]\.)")


def split_full_name(text: str, gender: Gender | None = None) -> Person:
    """The parts of a name in the order of documents: surname, given name, patronymic.

    «Иван Петрович Сидоров» and «И.П. Сидоров» are understood as well.
    """
    words = _GLUED_INITIALS.sub(" ", tidy_name(text)).split()
    surname, rest = _take_surname(words)
    given_name, patronymic = _split_rest(rest)
    return Person(" ".join(surname), " ".join(given_name), " ".join(patronymic), gender)


def _take_surname(words: list[str]) -> tuple[list[str], list[str]]:
    end = 1
    while end < len(words) and words[end - 1].lower() in PARTICLES and words[end - 1].islower():
        end += 1
    leads = 0
    while leads < len(words) - 1 and INITIALS.match(words[leads]):
        leads += 1
    if leads:
        return words[leads:], words[:leads]
    if len(words) == 3 and _PATRONYMIC.search(words[1]) and not _PATRONYMIC.search(words[2]):  # noqa: PLR2004 -- given name, patronymic, surname
        return words[2:], words[:2]
    return words[:end], words[end:]


def _split_rest(rest: list[str]) -> tuple[list[str], list[str]]:
    """Given names and the patronymic, which may be missing or have two words."""
    if has_turkic_end(" ".join(rest)) and len(rest) > 1:
        cut = -2 if "-" not in rest[-1] else -1
    elif len(rest) > 1 and (_PATRONYMIC.search(rest[-1]) or INITIALS.match(rest[-1])):
        cut = -1
    else:
        return rest, []
    return rest[:cut], rest[cut:]
