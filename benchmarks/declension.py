"""Decline every name of the hand-made lists, count what is right, write docs/declension.md.

python -m benchmarks.declension
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from doc_templates.declension.forms import Case, Confidence, Form, Forms, Gender
from doc_templates.declension.organisations import decline_organisation_fully
from doc_templates.declension.parts import Part
from doc_templates.declension.persons import Person, decline_part_of, decline_person_fully
from doc_templates.declension.positions import decline_position_fully
from doc_templates.declension.spelling import fold

ROOT = Path(__file__).resolve().parents[1]
GOLD = ROOT / "tests" / "assets" / "declension"
PAGE = ROOT / "docs" / "declension.md"

_PARTS = {"last": Part.SURNAME, "first": Part.GIVEN_NAME, "patr": Part.PATRONYMIC}
_SAMPLE = "people of the sample data"


@dataclass(frozen=True)
class Verdict:
    """One form: what was wanted and what came. `ambiguous`: usage itself varies."""

    group: str
    nominative: str
    case: Case
    wanted: str
    form: Form
    ambiguous: bool

    @property
    def right(self) -> bool:
        """Letter for letter; only a list written without ё may be answered with it."""
        if "ё" in self.wanted or self.form.text == self.wanted:
            return self.form.text == self.wanted
        return fold(self.form.text) == fold(self.wanted)


def main() -> None:
    """Judge and write the page."""
    text = render(list(judge()))
    PAGE.write_text(text, "utf-8")
    print(text)


def judge() -> Iterator[Verdict]:
    """Every form of every list, the given nominatives left out."""
    for row in _read("persons_dev"):
        person = Person(row["last"], row["first"], row["patr"], Gender(row["gender"]))
        forms = decline_part_of(person, _PARTS[row["part"]])
        yield from _compare(f"persons: {row['tag']}", row, forms, ambiguous=bool(row["amb"]))
    for row in _read("people_sample"):
        person = Person(row["surname"], row["given_name"], row["patronymic"], Gender(row["gender"]))
        yield from _compare(_SAMPLE, row, decline_person_fully(person))
        if row["position_nom"]:
            position = {case.value: row[f"position_{case}"] for case in Case}
            forms = decline_position_fully(position["nom"])
            yield from _compare("positions of the sample data", position, forms)
    for name in ("positions_dev", "positions_extra_dev"):
        for row in _read(name):
            yield from _compare(name, row, decline_position_fully(row["nom"]))
    for name in ("orgs_dev", "orgs_sample"):
        for row in _read(name):
            yield from _compare(name, row, decline_organisation_fully(row["nom"]))


def _read(name: str) -> Iterator[dict[str, str]]:
    with (GOLD / f"{name}.tsv").open(encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)


def _compare(
    group: str, row: dict[str, str], forms: Forms, *, ambiguous: bool = False
) -> Iterator[Verdict]:
    for case in list(Case)[1:]:
        if case in row:
            yield Verdict(group, row["nom"], case, row[case], forms.of(case), ambiguous)


def render(verdicts: list[Verdict]) -> str:
    """The page: how to read it, a table by class, every wrong form."""
    return "\n".join([*_introduce(), *_tabulate(verdicts), *_list_errors(verdicts)]) + "\n"


def _introduce() -> Iterator[str]:
    yield "# Declension"
    yield ""
    yield "Written by `python -m benchmarks.declension`; a test keeps it true. How accurately"
    yield "`doc_templates/declension` declines the lists in `tests/assets/declension`, which people"
    yield "made by hand. The rules were written with these lists in sight, so the figures show that"
    yield "nothing known is broken; they do not promise the same for names nobody has thought of."
    yield ""
    yield "## How to read the confidence"
    yield ""
    yield "| Confidence | Means | The programme |"
    yield "| --- | --- | --- |"
    yield "| `HIGH` | a rule without exceptions, or two independent sources agree | uses it |"
    yield "| `MED` | one source, nothing against it: a name new to the dictionary | uses, marks |"
    yield "| `LOW` | usage varies, sources differ, or it is no Russian name | asks a person once |"
    yield ""
    yield "`LOW` does not mean wrong: whether «Кравец» loses its vowel the family knows."
    yield "Forms a person has confirmed stand above everything computed. The confidence of six"
    yield "forms together is the lowest of theirs. ё stays in the stem as the source has it;"
    yield "endings have it where the norm does («секретарём», «Ильёй»)."
    yield ""


def _tabulate(verdicts: list[Verdict]) -> Iterator[str]:
    yield "## Accuracy by class"
    yield ""
    yield "| Class | Forms | Right | HIGH | MED | LOW | Wrong at HIGH |"
    yield "| --- | ---: | ---: | ---: | ---: | ---: | ---: |"
    for group in dict.fromkeys(verdict.group for verdict in verdicts):
        yield _row(group, [verdict for verdict in verdicts if verdict.group == group])
    yield _row("all", verdicts)
    yield ""


def _row(title: str, verdicts: list[Verdict]) -> str:
    right = sum(verdict.right for verdict in verdicts) / len(verdicts)
    shares = [
        sum(verdict.form.confidence is confidence for verdict in verdicts)
        for confidence in reversed(Confidence)
    ]
    wrong = sum(v.form.confidence is Confidence.HIGH and not v.right for v in verdicts)
    cells = [title, str(len(verdicts)), f"{right:.1%}", *map(str, shares), str(wrong)]
    return f"| {' | '.join(cells)} |"


def _list_errors(verdicts: list[Verdict]) -> Iterator[str]:
    yield "## Every wrong form"
    yield ""
    yield "| Class | Nominative | Case | Wanted | Came | Confidence | Why doubtful |"
    yield "| --- | --- | --- | --- | --- | --- | --- |"
    for verdict in verdicts:
        if not verdict.right:
            form = verdict.form
            note = " (usage varies)" if verdict.ambiguous else ""
            yield (
                f"| {verdict.group}{note} | {verdict.nominative} | {verdict.case} | "
                f"{verdict.wanted} | {form.text} | {form.confidence.name} | "
                f"{', '.join(form.reasons)} |"
            )


if __name__ == "__main__":
    main()
