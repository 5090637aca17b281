"""A person's name in six cases and three styles.

Authority: an explicit form, then the mark «does not change», then the rules.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from doc_templates.declension.forms import (
    Case,
    Confidence,
    Form,
    Forms,
    Gender,
    join_forms,
    keep,
    weaken,
)
from doc_templates.declension.gender import GenderGuess, detect_gender
from doc_templates.declension.parts import Part, decline_part
from doc_templates.declension.spelling import tidy, tidy_name

HIGH, MED, LOW = Confidence.HIGH, Confidence.MED, Confidence.LOW


class Style(StrEnum):
    """«Мельник Ольга Сергеевна», «Мельник О.С.», «О.С. Мельник»."""

    FULL = "full"
    SURNAME_INITIALS = "surname_initials"
    INITIALS_SURNAME = "initials_surname"


@dataclass(frozen=True, slots=True)
class Person:
    """A name by its parts; `explicit` forms of parts and `indeclinable` marks win over rules."""

    surname: str = ""
    given_name: str = ""
    patronymic: str = ""
    gender: Gender | None = None
    explicit: Mapping[tuple[Part, Case], str] = field(default_factory=dict)
    indeclinable: frozenset[Part] = frozenset()

    def text_of(self, part: Part) -> str:
        """The nominative of one part."""
        texts = {
            Part.SURNAME: self.surname,
            Part.GIVEN_NAME: self.given_name,
            Part.PATRONYMIC: self.patronymic,
        }
        return tidy_name(texts[part])


def decline_person(person: Person, case: Case, style: Style = Style.FULL) -> Form:
    """A person's name in one case."""
    return decline_person_fully(person, style).of(case)


def decline_person_fully(person: Person, style: Style = Style.FULL) -> Forms:
    """A person's name in all six cases."""
    guess = _settle_gender(person)
    surname = _decline(person, Part.SURNAME, guess)
    if style is Style.FULL:
        rest = [_decline(person, part, guess) for part in (Part.GIVEN_NAME, Part.PATRONYMIC)]
        return _join([surname, *rest])
    initials = keep(make_initials(person.given_name, person.patronymic), HIGH, "rule")
    by_style = {Style.SURNAME_INITIALS: [surname, initials]}
    return _join(by_style.get(style, [initials, surname]))


def decline_part_of(person: Person, part: Part) -> Forms:
    """One part of a person's name in all six cases."""
    return _decline(person, part, _settle_gender(person))


def make_initials(given_name: str, patronymic: str) -> str:
    """«О.С.»; «Ж.-П.» of a double name, «Е.С.» of one in two words, «Э.Р.» of «Рашид оглы»."""
    names = tidy_name(given_name).replace(".", " ").split()
    fathers = tidy_name(patronymic).replace(".", " ").split()[:1]
    if "." in patronymic:
        fathers = tidy_name(patronymic).replace(".", " ").split()
    return "".join(_shorten(word) for word in names + fathers)


def _shorten(word: str) -> str:
    return "-".join(f"{piece[0].upper()}." for piece in word.split("-") if piece)


def _settle_gender(person: Person) -> GenderGuess:
    """A gender that is given is never guessed."""
    if person.gender is not None:
        return GenderGuess(person.gender, HIGH, "given")
    return detect_gender(person.surname, person.given_name, person.patronymic)


def _decline(person: Person, part: Part, guess: GenderGuess) -> Forms:
    text = person.text_of(part)
    forms = _decline_unmarked(person, part, text, guess)
    if not person.explicit:
        return forms
    return Forms(
        *(
            Form(tidy(person.explicit[part, case]), HIGH, "override")
            if (part, case) in person.explicit
            else forms.of(case)
            for case in Case
        )
    )


def _decline_unmarked(person: Person, part: Part, text: str, guess: GenderGuess) -> Forms:
    if part in person.indeclinable or not text:
        return keep(text, HIGH, "override")
    if guess.gender is None:
        return _decline_either_way(part, text)
    forms = decline_part(part, text, guess.gender)
    return forms if guess.confidence is HIGH else weaken(forms, guess.confidence, "gender_guessed")


def _decline_either_way(part: Part, text: str) -> Forms:
    """Nobody knows the gender: only what is the same for both is said."""
    mans, womans = (decline_part(part, text, gender) for gender in Gender)
    if mans.texts() == womans.texts():
        return weaken(mans, min(mans.confidence, womans.confidence, MED), "gender_unknown")
    return keep(text, LOW, "unchanged", "gender_unknown")


def _join(parts: list[Forms]) -> Forms:
    filled = [part for part in parts if part.nom.text]
    return join_forms(filled, " ") if filled else keep("", LOW, "unchanged", "empty")
