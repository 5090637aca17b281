"""`grif decline`: a name, a position or an organisation in six cases."""

import json
import sys
from collections.abc import Callable, Iterator

import click

from doc_templates.declension.forms import Case, Confidence, Forms, Gender
from doc_templates.declension.full_names import split_full_name
from doc_templates.declension.organisations import decline_organisation_fully
from doc_templates.declension.persons import Person, decline_person_fully
from doc_templates.declension.positions import decline_position_fully
from doc_templates.declension.spelling import tidy
from service.console.help import RussianCommand

_CASES = {
    Case.NOM: "именительный",
    Case.GEN: "родительный",
    Case.DAT: "дательный",
    Case.ACC: "винительный",
    Case.INS: "творительный",
    Case.PREP: "предложный",
}
_CONFIDENCE = {
    Confidence.HIGH: "уверенно",
    Confidence.MED: "проверьте",
    Confidence.LOW: "подтвердите",
}
_COLUMNS = 4
_NOT_UTF8 = "\ufffd"


class _BadLineError(Exception):
    """What is wrong with a line of input, in Russian."""


@click.command(cls=RussianCommand)
@click.argument("text")
@click.option(
    "--kind",
    type=click.Choice(["person", "position", "organisation"]),
    required=True,
    help="Что это",
)
@click.option(
    "--gender",
    type=click.Choice([gender.value for gender in Gender]),
    help="Пол человека; без него определяется по имени",
)
@click.option("--json", "as_json", is_flag=True, help="Ответить одним объектом JSON")
def decline(text: str, kind: str, gender: str | None, *, as_json: bool) -> None:
    """Просклонять TEXT: шесть форм и насколько им можно верить.

    TEXT «-» — читать по одной записи в строке: для людей «фамилия⇥имя⇥отчество⇥пол», для
    остального — просто текст. На каждую строку отвечает одной строкой JSON.
    """
    decline_line = _choose(kind, Gender(gender) if gender else None)
    if text == "-":
        _answer_lines(decline_line)
        return
    try:
        forms = decline_line(text)
    except _BadLineError as error:
        raise click.ClickException(str(error)) from error
    click.echo(json.dumps(_to_json(forms), ensure_ascii=False) if as_json else _to_table(forms))


def _choose(kind: str, gender: Gender | None) -> Callable[[str], Forms]:
    if kind == "person":
        return lambda line: decline_person_fully(_read_person(line, gender))
    phrase = decline_position_fully if kind == "position" else decline_organisation_fully
    return lambda line: phrase(_read_text(line))


def _answer_lines(decline_line: Callable[[str], Forms]) -> None:
    for line in _read_lines():
        try:
            answer: dict[str, str] = _to_json(decline_line(line))
        except _BadLineError as error:
            answer = {"error": str(error)}
        click.echo(json.dumps(answer, ensure_ascii=False))


def _read_lines() -> Iterator[str]:
    """Lines by the newline alone: one answer for each, whatever else is in them."""
    for place, line in enumerate(sys.stdin.buffer):
        encoding = "utf-8" if place else "utf-8-sig"
        yield line.decode(encoding, errors="replace").rstrip("\r\n")


def _read_text(line: str) -> str:
    if not tidy(line):
        message = "Пустая строка"
        raise _BadLineError(message)
    if _NOT_UTF8 in line:
        message = "Строка не в кодировке UTF-8"
        raise _BadLineError(message)
    return line


def _read_person(line: str, gender: Gender | None) -> Person:
    _read_text(line)
    columns = line.split("\t")
    if len(columns) == 1:
        return split_full_name(line, gender)
    if len(columns) > _COLUMNS:
        message = "Нужно не больше четырёх столбцов: фамилия, имя, отчество, пол"
        raise _BadLineError(message)
    surname, given_name, patronymic, own = (*columns, *[""] * (_COLUMNS - len(columns)))
    return Person(surname, given_name, patronymic, _read_gender(own) or gender)


def _read_gender(column: str) -> Gender | None:
    value = column.strip().lower()
    if not value:
        return None
    try:
        return Gender(value)
    except ValueError:
        message = "Пол — m или f"
        raise _BadLineError(message) from None


def _to_json(forms: Forms) -> dict[str, str]:
    return {**forms.texts(), "confidence": forms.confidence.name}


def _to_table(forms: Forms) -> str:
    width = max(len(form.text) for form in forms.six)
    return "\n".join(
        f"{_CASES[case]:<13} {form.text:<{width}}  {form.confidence.name:<4} "
        f"{_CONFIDENCE[form.confidence]}"
        for case, form in zip(Case, forms.six, strict=True)
    )
