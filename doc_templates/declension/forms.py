"""Cases, forms and how far a form may be trusted."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import IntEnum, StrEnum


class Case(StrEnum):
    """The six cases, by the names they have in the data of documents."""

    NOM = "nom"
    GEN = "gen"
    DAT = "dat"
    ACC = "acc"
    INS = "ins"
    PREP = "prep"


class Confidence(IntEnum):
    """HIGH: use it. MED: use it and show it. LOW: a person must confirm it first."""

    LOW = 0
    MED = 1
    HIGH = 2


class Gender(StrEnum):
    """The gender of a person."""

    MALE = "m"
    FEMALE = "f"


Six = tuple[str, str, str, str, str, str]  # the six forms of a word, in the order of Case


@dataclass(frozen=True, slots=True)
class Form:
    """One form: its text, how sure it is, who made it, and what makes it doubtful."""

    text: str
    confidence: Confidence
    source: str
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Forms:
    """All six forms of one text."""

    nom: Form
    gen: Form
    dat: Form
    acc: Form
    ins: Form
    prep: Form

    @property
    def six(self) -> tuple[Form, Form, Form, Form, Form, Form]:
        """The forms in the order of Case."""
        return (self.nom, self.gen, self.dat, self.acc, self.ins, self.prep)

    @property
    def confidence(self) -> Confidence:
        """The lowest of the six."""
        return min(form.confidence for form in self.six)

    def of(self, case: Case) -> Form:
        """The form of one case."""
        return self.six[ORDER[case]]

    def texts(self) -> dict[str, str]:
        """Texts by the name of the case, as documents carry them."""
        return {case.value: form.text for case, form in zip(Case, self.six, strict=True)}


ORDER: Mapping[Case, int] = {case: place for place, case in enumerate(Case)}


def make_forms(six: Six, confidence: Confidence, source: str, *reasons: str) -> Forms:
    """Six forms that are equally sure; the nominative is the text itself and always is."""
    rest = (Form(text, confidence, source, reasons) for text in six[1:])
    return Forms(Form(six[0], Confidence.HIGH, "same"), *rest)


def keep(text: str, confidence: Confidence, source: str, *reasons: str) -> Forms:
    """The text, unchanged in every case."""
    form = Form(text, confidence, source, reasons)
    return Forms(Form(text, Confidence.HIGH, "same"), form, form, form, form, form)


def weaken(forms: Forms, ceiling: Confidence, *reasons: str) -> Forms:
    """The same texts, none surer than the ceiling (the nominative, which is given, stays)."""
    weaker = (
        replace(form, confidence=min(form.confidence, ceiling), reasons=form.reasons + reasons)
        for form in forms.six[1:]
    )
    return Forms(forms.nom, *weaker)


def weaken_one(forms: Forms, case: Case, ceiling: Confidence, *reasons: str) -> Forms:
    """The same texts, the form of one case no surer than the ceiling."""
    six = list(forms.six)
    form = six[ORDER[case]]
    six[ORDER[case]] = replace(
        form, confidence=min(form.confidence, ceiling), reasons=form.reasons + reasons
    )
    return Forms(*six)


def join_forms(pieces: Iterable[Forms], separator: str) -> Forms:
    """Words side by side: as sure as the weakest of them."""
    columns = zip(*(piece.six for piece in pieces), strict=True)
    return Forms(*(_join(column, separator) for column in columns))


def _join(forms: tuple[Form, ...], separator: str) -> Form:
    if len(forms) == 1:
        return forms[0]
    return Form(
        separator.join(form.text for form in forms),
        min(form.confidence for form in forms),
        "+".join(sorted({form.source for form in forms})),
        tuple(dict.fromkeys(reason for form in forms for reason in form.reasons)),
    )


def rewrite(forms: Forms, nominative: str, texts: Iterable[str]) -> Forms:
    """The same judgement about other spellings of the texts."""
    changed = (replace(form, text=text) for form, text in zip(forms.six[1:], texts, strict=True))
    return Forms(replace(forms.nom, text=nominative), *changed)
