"""Completes the data of a document with the forms and initials that were left out.

The kind's schema says where names and positions are (`"x-forms": "person"` or `"position"`) and
where initials are (`"x-initials"`). Given forms stay; then come the forms a person has confirmed;
then the rules. What the rules are not sure of is a problem of its field, never a guess in print.
"""

import copy
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from doc_templates.declension.forms import Case, Confidence, Forms, Gender
from doc_templates.declension.full_names import split_full_name
from doc_templates.declension.persons import (
    Person,
    Style,
    decline_person_fully,
    make_initials,
)
from doc_templates.declension.positions import decline_position_fully
from doc_templates.declension.spelling import tidy
from doc_templates.errors import FieldProblem, InvalidDataError
from doc_templates.text_rules import child
from doc_templates.validation import Validator, check_data

PERSON: Final = "person"
POSITION: Final = "position"
DECLINED: Final = tuple(case.value for case in Case if case is not Case.NOM)

_UNCONFIRMED: Final = (
    "Программа не уверена в падежных формах. Проверьте и подтвердите их один раз "
    "или впишите все шесть форм."
)
_DIFFER: Final = (
    "Форма отличается от подтверждённой в вашей организации. Уберите её, и подставится "
    "подтверждённая, или подтвердите новые формы."
)


MAX_FORM: Final = 300
_FORMS: Final = Validator(
    {
        "type": "object",
        "additionalProperties": False,
        "required": [case.value for case in Case],
        "properties": {
            case.value: {"type": "string", "minLength": 1, "maxLength": MAX_FORM} for case in Case
        },
    }
)


@dataclass(frozen=True)
class AskedName:
    """Whose forms are wanted: `gender` is m or f of a person, empty of a position."""

    what: str
    nominative: str
    gender: str


@dataclass(frozen=True)
class DoubtfulName:
    """Forms to look at: where the name stands, its nominative, the forms by case.

    `is_given`: the data holds them, so that somebody has sent them or they are registered.
    """

    pointer: str
    nominative: str
    forms: Mapping[Case, str]
    is_given: bool


Confirmed = Callable[[Iterable[AskedName]], Mapping[AskedName, Mapping[str, str]]]


@dataclass
class _Place:
    """Six forms somewhere in the data: the object itself, and the person it belongs to."""

    pointer: str
    what: str
    forms: dict[str, object]
    owner: Mapping[str, object]
    initials: dict[str, str] = field(default_factory=dict)
    owner_forms: dict[str, object] = field(default_factory=dict)

    @property
    def key(self) -> AskedName:
        gender = self.owner.get("gender")
        personal = self.what == PERSON and isinstance(gender, str)
        return AskedName(self.what, tidy(str(self.forms["nom"])), str(gender) if personal else "")

    @property
    def is_whole(self) -> bool:
        return all(case in self.forms for case in DECLINED)


def complete(
    schema: Mapping[str, object], data: Mapping[str, object], confirmed: Confirmed
) -> dict[str, object]:
    """The data with every form and initial filled in. It must have passed the schema before.

    Raises InvalidDataError: `declension_unconfirmed`, `forms_differ`.
    """
    whole = copy.deepcopy(dict(data))
    places = list(_find_places(schema, schema, whole, "#"))
    known = confirmed({place.key for place in places})
    problems = [problem for place in places for problem in _fill(place, known.get(place.key))]
    if problems:
        raise InvalidDataError(problems)
    for place in places:
        _fill_initials(place)
    return whole


def find_name(
    schema: Mapping[str, object], data: Mapping[str, object], pointer: str
) -> tuple[AskedName, Person] | None:
    """The name whose forms stand at the pointer, and the person it belongs to; None: no name."""
    for place in _find_places(schema, schema, copy.deepcopy(dict(data)), "#"):
        if place.pointer == pointer:
            return place.key, _person_of(place.owner)
    return None


def list_doubtful(
    schema: Mapping[str, object], data: Mapping[str, object], confirmed: Confirmed
) -> list[DoubtfulName]:
    """Names with forms that the rules give and are not quite sure of (MED), each name once.

    Not doubted are forms that a person has confirmed, and given ones that differ from the rules.
    """
    places = list(_find_places(schema, schema, copy.deepcopy(dict(data)), "#"))
    known = confirmed({place.key for place in places})
    found: dict[AskedName, DoubtfulName] = {}
    for place in places:
        if place.key.nominative and place.key not in known and place.key not in found:
            forms, given = _doubts(place)
            if forms:
                found[place.key] = DoubtfulName(place.pointer, place.key.nominative, forms, given)
    return list(found.values())


def _doubts(place: _Place) -> tuple[Mapping[Case, str], bool]:
    """The doubtful forms of a name, and whether the data holds them all already."""
    proposed = decline(place.what, str(place.forms["nom"]), _person_of(place.owner))
    forms = {
        case: form.text
        for case in map(Case, DECLINED)
        if (form := proposed.of(case)).confidence is Confidence.MED
        and tidy(str(place.forms.get(case, form.text))) == form.text
    }
    return forms, all(case in place.forms for case in forms)


def check_forms(forms: Mapping[str, str]) -> None:
    """Check six forms a person has typed: all there, one line each, printable, not too long.

    Raises InvalidDataError.
    """
    check_data(_FORMS, dict(forms))


def nothing_confirmed(_keys: Iterable[AskedName]) -> Mapping[AskedName, Mapping[str, str]]:
    """Where there is no organisation, nobody has confirmed anything."""
    return {}


def decline(what: str, nominative: str, person: Person) -> Forms:
    """What the rules propose; the parts of the person help when they are those of the name."""
    if what == POSITION:
        return decline_position_fully(nominative)
    parts = (person.surname, person.given_name, person.patronymic)
    if tidy(" ".join(parts)) == tidy(nominative):
        return decline_person_fully(person)
    return decline_person_fully(split_full_name(nominative, person.gender))


def _fill(place: _Place, known: Mapping[str, str] | None) -> Iterator[FieldProblem]:
    """Fill in what is missing; say what contradicts or is not sure."""
    if known is not None:
        for case in DECLINED:
            given = place.forms.setdefault(case, known[case])
            if tidy(str(given)) != tidy(known[case]):
                yield FieldProblem(child(place.pointer, case), "forms_differ", _DIFFER)
        return
    if place.is_whole:
        return
    forms = decline(place.what, str(place.forms["nom"]), _person_of(place.owner))
    missing = [case for case in DECLINED if case not in place.forms]
    if any(forms.of(Case(case)).confidence is Confidence.LOW for case in missing):
        yield FieldProblem(place.pointer, "declension_unconfirmed", _UNCONFIRMED)
        return
    for case in missing:
        place.forms[case] = forms.of(Case(case)).text


def _person_of(owner: Mapping[str, object]) -> Person:
    surname, given_name, patronymic = (
        str(owner.get(part, "")) for part in ("surname", "given_name", "patronymic")
    )
    gender = owner.get("gender")
    known = Gender(gender) if isinstance(gender, str) and gender in set(Gender) else None
    return Person(surname, given_name, patronymic, known)


def _fill_initials(place: _Place) -> None:
    person = _person_of(place.owner)
    if not place.initials or not person.surname:
        return
    initials = make_initials(person.given_name, person.patronymic)
    texts = {
        "before": f"{initials} {tidy(person.surname)}",
        "after": f"{tidy(person.surname)} {initials}",
        "after_dat": f"{_surname_in_dative(place, person)} {initials}",
    }
    for name, style in place.initials.items():
        place.owner_forms.setdefault(name, texts[style].strip())


def _surname_in_dative(place: _Place, person: Person) -> str:
    """The surname as the confirmed dative has it: the same forms on every line of a document."""
    surname = tidy(person.surname)
    dative = tidy(str(place.forms["dat"])).split(" ")
    if tidy(str(place.forms["nom"])).startswith(f"{surname} "):
        return " ".join(dative[: len(surname.split(" "))])
    return decline_person_fully(person, Style.SURNAME_INITIALS).dat.text.split(" ")[0]


def _find_places(
    root: Mapping[str, object], schema: object, data: object, pointer: str
) -> Iterator[_Place]:
    """Walk the data by its schema."""
    node = _resolve(root, schema)
    if isinstance(data, list):
        for place, item in enumerate(data):
            yield from _find_places(root, node.get("items"), item, child(pointer, place))
        return
    if not isinstance(data, dict):
        return
    yield from _find_in_object(root, node, data, pointer)
    branches = [*_list(node.get("oneOf")), *_list(node.get("anyOf")), *_list(node.get("allOf"))]
    for branch in branches:
        yield from _find_places(root, branch, data, pointer)


def _find_in_object(
    root: Mapping[str, object], node: Mapping[str, object], data: dict[str, object], pointer: str
) -> Iterator[_Place]:
    properties = _mapping(node.get("properties"))
    initials = {
        name: str(style)
        for name, inner in properties.items()
        if (style := _resolve(root, inner).get("x-initials"))
    }
    for name, inner in properties.items():
        value, there = data.get(name), child(pointer, name)
        what = _resolve(root, inner).get("x-forms")
        if what is not None and isinstance(value, dict) and "nom" in value:
            own = initials if what == PERSON else {}
            yield _Place(there, str(what), value, data, own, data)
        else:
            yield from _find_places(root, inner, value, there)


def _resolve(root: Mapping[str, object], schema: object) -> Mapping[str, object]:
    """A schema with what it refers to; the kinds' schemas refer to their own `$defs` only."""
    node = _mapping(schema)
    reference = node.get("$ref")
    if not isinstance(reference, str):
        return node
    name = reference.removeprefix("#/$defs/")
    return {**_resolve(root, _mapping(root.get("$defs")).get(name)), **node}


def _mapping(value: object) -> Mapping[str, object]:
    return value if isinstance(value, Mapping) else {}


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []
