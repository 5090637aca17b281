"""Whatever is typed has an answer, and the answer is tidy."""

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from doc_templates.declension.forms import Confidence, Forms, Gender
from doc_templates.declension.full_names import split_full_name
from doc_templates.declension.organisations import decline_organisation_fully
from doc_templates.declension.persons import Person, decline_person_fully
from doc_templates.declension.positions import decline_position_fully

_PIECES = st.sampled_from(
    [*"абвеёийкцчшщьъыюя", "ов", "ова", "ич", "вна", "оглы", " ", "-", "–", ".", ",", "(", ")",
     "«", "»", '"', "'", "й", "̈", "А", "ИВАНОВ", "Z", "1", "\n", "\u00a0", "учитель", "и"]
)  # fmt: skip
_TYPED = st.one_of(st.lists(_PIECES, max_size=8).map("".join), st.text(max_size=40))
_GENDERS = st.sampled_from([None, *Gender])


def _is_tidy(forms: Forms) -> bool:
    return all(
        form.text == " ".join(unicodedata.normalize("NFC", form.text).split()) for form in forms.six
    )


@given(_TYPED, _TYPED, _TYPED, _GENDERS)
def test_any_name_has_tidy_forms(
    surname: str, given_name: str, patronymic: str, gender: Gender | None
) -> None:
    assert _is_tidy(decline_person_fully(Person(surname, given_name, patronymic, gender)))


@given(_TYPED, _GENDERS)
def test_any_line_is_taken_for_a_name(typed: str, gender: Gender | None) -> None:
    assert _is_tidy(decline_person_fully(split_full_name(typed, gender)))


@given(_TYPED)
def test_any_phrase_has_tidy_forms(typed: str) -> None:
    assert _is_tidy(decline_position_fully(typed))
    assert _is_tidy(decline_organisation_fully(typed))


@given(st.text(alphabet=st.characters(exclude_categories=["L", "C"]), max_size=20))
def test_a_text_without_letters_stays_and_is_doubted(typed: str) -> None:
    forms = decline_position_fully(typed)
    assert {form.text for form in forms.six} == {forms.nom.text}
    assert forms.confidence is Confidence.LOW
