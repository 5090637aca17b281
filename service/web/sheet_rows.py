"""Rows of a table become what each document of a kind says alone: column by column of its form."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest

from doc_templates.catalogue import Kind, validate
from doc_templates.declension.full_names import split_full_name
from doc_templates.declension.gender import detect_gender
from doc_templates.errors import InvalidDataError
from service.domain.search import searchable
from service.operations.people_rows import FaultyRow
from service.web.drafts import form_of
from service.web.forms.fields import (
    ChoiceField,
    ChoicesField,
    Field,
    FlagField,
    GroupField,
    RepeatedField,
    VariantField,
)
from service.web.forms.full_names import complete_full_names
from service.web.forms.reading import read_form
from service.web.forms.state import FormState, child_name

_FULL_NAME = ".fio.nom"
_BETWEEN = ";"
_FLAGS = {"да": "true", "нет": "false"}

Matching = Sequence[str]
"""What each column says: the name of a box of the form, or nothing."""


@dataclass(frozen=True)
class Column:
    """A question that a column of a table may answer."""

    field: Field
    label: str
    whole: str = ""
    """What the group is called whose main question it is."""

    def is_called(self, heading: str) -> bool:
        """Whether a heading means it and nothing else."""
        return heading in {searchable(self.label), searchable(self.whole)}

    def may_be_called(self, heading: str) -> bool:
        """Whether a heading may mean it: «Должность» says nothing of whose it is."""
        return heading == searchable(self.label.rpartition(" – ")[2])


@dataclass(frozen=True)
class SheetRows:
    """The rows of a table: what the good ones say, with their cells, and those to be mended."""

    own: Sequence[Mapping[str, object]]
    good: Sequence[Sequence[str]]
    faulty: Sequence[FaultyRow]


def list_columns(kind: Kind) -> Mapping[str, Column]:
    """Every question that one cell can answer, by the name of its box."""
    return dict(_columns(form_of(kind), "", ""))


def guess_columns(columns: Mapping[str, Column], headings: Sequence[str]) -> list[str]:
    """What each column says, by its heading; no two columns say the same."""
    found: list[str] = []
    for heading in map(searchable, headings):
        called = [name for name, one in columns.items() if one.is_called(heading)]
        perhaps = [name for name, one in columns.items() if one.may_be_called(heading)]
        meant = called or (perhaps if len(perhaps) == 1 else [])
        found.append(next((name for name in meant if heading and name not in found), ""))
    return found


def sort_rows(kind: Kind, rows: Sequence[Sequence[str]], matching: Matching) -> SheetRows:
    """Tell rows that documents can be made of from those to be mended; the heading is row 1."""
    columns, form = list_columns(kind), form_of(kind)
    asked = {_field_of(f"#/{name.replace('.', '/')}") for name in matching if name}
    form = replace(form, fields=tuple(one for one in form.fields if one.key in asked))
    labels = {name: column.label for name, column in columns.items()}
    own, good, faulty = [], [], []
    for number, cells in enumerate(rows, start=2):
        boxes = _fill_boxes(columns, cells, matching)
        said, messages = _read_row(kind, form, boxes, labels)
        if messages:
            faulty.append(FaultyRow(number, cells, messages))
        else:
            own.append(said)
            good.append(cells)
    return SheetRows(own, good, faulty)


def _columns(group: GroupField, name: str, label: str) -> Iterator[tuple[str, Column]]:
    for member in group.main if group.is_person else group.fields:
        box = child_name(name, member.key) if name else member.key
        title = member.title.removesuffix(" по падежам")
        whose = f"{label} – {title}" if label else title
        if isinstance(member, GroupField) and member.is_cases:
            whole = label if box.endswith(_FULL_NAME.removesuffix(".nom")) else ""
            yield f"{box}.nom", Column(member.fields[0], whose, whole)
        elif isinstance(member, GroupField):
            yield from _columns(member, box, whose)
        elif (person := _person_of(member)) is not None:
            yield from _columns(person, child_name(box, 0), whose)
        elif _fits_a_cell(member):
            yield box, Column(member, whose)


def _person_of(field: Field) -> GroupField | None:
    """Who is asked about in a list of people: a table names the first of them."""
    item = field.item if isinstance(field, RepeatedField) else None
    return item if isinstance(item, GroupField) and item.is_person else None


def _fits_a_cell(field: Field) -> bool:
    if isinstance(field, RepeatedField):
        return field.item.is_leaf
    return not isinstance(field, VariantField)


def _read_row(
    kind: Kind, form: GroupField, boxes: Mapping[str, Sequence[str]], labels: Mapping[str, str]
) -> tuple[Mapping[str, object], list[str]]:
    """What a row says, and what is wrong with it in words."""
    reading = read_form(form, complete_full_names(FormState(boxes)))
    asked, said = {field.key for field in form.fields}, []
    try:
        validate(kind, reading.data)
    except InvalidDataError as error:
        for problem in error.problems:
            if _field_of(problem.pointer) not in asked:
                continue
            place = reading.place(f"#/data{problem.pointer.removeprefix('#')}")
            label = labels.get(place.name, place.label) if place else ""
            message = place.say(problem.code, problem.message) if place else problem.message
            said.append(f"{label}: {message}" if label else message)
    return reading.data, list(dict.fromkeys(said))


def _field_of(pointer: str) -> str:
    return pointer.removeprefix("#/").partition("/")[0]


def _fill_boxes(
    columns: Mapping[str, Column], cells: Sequence[str], matching: Matching
) -> Mapping[str, Sequence[str]]:
    """The boxes in which a row would have been typed."""
    boxes: dict[str, Sequence[str]] = {}
    for name, cell in zip_longest(matching, cells, fillvalue=""):
        if name in columns and cell:
            boxes |= _fill_box(columns[name].field, name, cell)
    return _name_parts(boxes)


def _fill_box(field: Field, name: str, cell: str) -> Mapping[str, Sequence[str]]:
    parts = [part.strip() for part in cell.split(_BETWEEN) if part.strip()]
    if isinstance(field, RepeatedField):
        boxes = {child_name(name, place): [part] for place, part in enumerate(parts)}
        return {f"{name}#count": [str(len(parts))], **boxes}
    if isinstance(field, ChoicesField):
        return {name: [_choose(field, part) for part in parts]}
    if isinstance(field, ChoiceField):
        return {name: [_choose(field, cell)]}
    return {name: [_FLAGS.get(searchable(cell), cell) if isinstance(field, FlagField) else cell]}


def _choose(field: ChoiceField | ChoicesField, text: str) -> str:
    """The value that is meant: by its title, or by the only title that begins so."""
    wanted = searchable(text)
    titles = {searchable(option.title): option.value for option in field.options}
    begun = [value for title, value in titles.items() if title.startswith(wanted)]
    return titles.get(wanted, begun[0] if len(begun) == 1 else text)


def _name_parts(boxes: Mapping[str, Sequence[str]]) -> Mapping[str, Sequence[str]]:
    """With surname, given name, patronymic and gender of those whose full name alone is said."""
    known = dict(boxes)
    for name, texts in boxes.items():
        group = name.removesuffix(_FULL_NAME)
        if group == name or f"{group}.surname" in boxes:
            continue
        person = split_full_name(texts[0])
        parts = (person.surname, person.given_name, person.patronymic)
        named = zip(("surname", "given_name", "patronymic"), parts, strict=True)
        known |= {f"{group}.{part}": [text] for part, text in named}
        gender = detect_gender(*parts).gender
        known.setdefault(f"{group}.gender", [gender.value if gender else ""])
    return known
