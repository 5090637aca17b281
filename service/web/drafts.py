"""A document being filled in: what was typed, what is wrong with it, and how to send it once."""

import re
import secrets
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from doc_templates.catalogue import Kind
from service.domain.errors import Problem
from service.domain.ids import DraftId, OrganisationId
from service.domain.signatures import Method
from service.operations.drafts import key_of
from service.operations.requests import DocumentRequest
from service.operations.signature_plans import WantedSignature
from service.web.forms.fields import DateField, Field, GroupField, RepeatedField, TextField
from service.web.forms.reading import Reading, list_repeated, read_form
from service.web.forms.schema import read_schema
from service.web.forms.state import FormState, child_name
from service.web.plan_forms import NO_PLAN, PlanForm

AT_ONCE, AGREED, TOKEN = "at_once", "agreed", "token"
ON_PAPER, OWN = "on_paper", "own"

_GIST_TEXTS = 3
_FILL_IN = "Заполните эти поля."
_TOKEN = re.compile(r"[a-z0-9][a-z0-9-]{19,63}", re.ASCII)
_TOKEN_BYTES = 16


@dataclass(frozen=True)
class Complaint:
    """One line of the error summary; `name` is the box to go to, empty for the form as a whole."""

    name: str
    label: str
    message: str
    forms: str = ""
    """The group whose forms a person may confirm to mend this."""


@dataclass(frozen=True)
class Draft:
    """The form of a kind as it stands. `token` makes a document of it once, however often sent.

    It is also the name the form is kept under until then.
    `way` says how it is signed: by the key at once or when somebody agrees, by a token in place
    of it, on paper, or by a plan of one's own.
    """

    kind: Kind
    form: GroupField
    state: FormState
    organisation_id: str
    sign: bool
    token: str
    way: str = AT_ONCE
    plan: PlanForm = NO_PLAN
    complaints: tuple[Complaint, ...] = ()

    @cached_property
    def reading(self) -> Reading:
        """The data that was typed."""
        return read_form(self.form, self.state)

    @cached_property
    def problems(self) -> Mapping[str, str]:
        """What is wrong, by box; the first thing first."""
        found: dict[str, str] = {}
        for complaint in self.complaints:
            found.setdefault(complaint.name, complaint.message)
        return found

    @cached_property
    def summary(self) -> tuple[Complaint, ...]:
        """The complaints for the head of the page; a group nobody began is one line, not twenty."""
        labels = {place.name: place.label for place in self.reading.places.values()}
        lines: dict[str, Complaint] = {}
        for complaint in self.complaints:
            group = self._untouched_group(complaint.name, labels)
            if group:
                lines.setdefault(group, Complaint(group, labels[group], _FILL_IN))
            else:
                lines.setdefault(complaint.name, complaint)
        return tuple(lines.values())

    def _untouched_group(self, name: str, labels: Mapping[str, str]) -> str:
        """The outermost group around the box in which nothing was typed."""
        parts = name.split(".")
        groups = (".".join(parts[:depth]) for depth in range(1, len(parts)))
        return next((g for g in groups if g in labels and self.state.is_blank(g)), "")

    def has_problem_in(self, name: str) -> bool:
        """Whether something is wrong in this group."""
        below = (f"{name}.", f"{name}~")
        return any(box == name or box.startswith(below) for box in self.problems)

    def is_open(self, field: Field, name: str) -> bool:
        """Whether a part that can be folded is shown unfolded."""
        if self.has_problem_in(name):
            return True
        return not field.is_required and not self.state.is_blank(name)

    def gist(self, field: Field, name: str) -> str:
        """What a filled-in group is about in a few words, so that it can be shown folded.

        Only for groups with groups inside, such as people: «Королёва Любовь Фоминична».
        """
        if not isinstance(field, GroupField) or all(member.is_leaf for member in field.fields):
            return ""
        texts = [
            self.state.text(child_name(name, member.key))
            for member in field.main
            if isinstance(member, TextField)
        ]
        return " ".join(text for text in texts[:_GIST_TEXTS] if text.strip())

    def request(self) -> DocumentRequest:
        """What to ask of the desk."""
        return DocumentRequest(
            organisation_id=OrganisationId(self.organisation_id),
            kind=self.kind.code,
            data=self.reading.data,
            sign=self.sign,
            idempotency_key=key_of(DraftId(self.token)),
            signatures=tuple(self._wanted_signatures()),
            draft_id=DraftId(self.token),
        )

    def _wanted_signatures(self) -> Iterator[WantedSignature]:
        """A plan of one's own, or for those whom a key signs for; none when that signs at once."""
        if self.way == OWN:
            yield from self.plan.list_wanted()
        if not self.sign or self.way not in {AGREED, TOKEN}:
            return
        is_token = self.way == TOKEN
        method = Method.OWN_TOKEN if is_token else Method.SERVER_KEY
        for rule in self.kind.signers_for(self.reading.data):
            if rule.method == "server_key":
                yield WantedSignature(rule.role, method, rule.turn, confirm=not is_token)

    def complain(self, problems: Sequence[Problem]) -> tuple[Complaint, ...]:
        """The problems in the order of the form, in words that lead to the right box."""
        boxes = (*(place.name for place in self.reading.places.values()), *self.plan.boxes())
        order = {name: rank for rank, name in enumerate(boxes)}
        found = (self._complaint(problem) for problem in problems)
        return tuple(sorted(found, key=lambda complaint: order.get(complaint.name, -1)))

    def _complaint(self, problem: Problem) -> Complaint:
        place = self.reading.place(problem.pointer)
        if place is None:
            name, label = self.plan.find_box(problem.pointer) or ("", "")
            return Complaint(name, label, problem.message)
        return Complaint(
            place.name,
            place.label,
            place.say(problem.code, problem.message),
            _forms_of(problem, place.name),
        )


def _forms_of(problem: Problem, name: str) -> str:
    """The group of six forms that a problem is about; empty for other problems."""
    groups = {"declension_unconfirmed": name, "forms_differ": name.rpartition(".")[0]}
    return groups.get(problem.code, "")


def new_token() -> str:
    """A token that no form has had before."""
    return secrets.token_hex(_TOKEN_BYTES)


def checked_token(token: str) -> str:
    """The token as it came with the form, or a new one when it cannot be ours."""
    return token if _TOKEN.fullmatch(token) else new_token()


def form_of(kind: Kind) -> GroupField:
    """The questions of a kind."""
    return read_schema(kind.schema)


def press(form: GroupField, state: FormState, action: str) -> FormState:
    """The form after a button of a list.

    «Добавить ещё» is `add:<list>`; «Убрать», «Выше» and «Ниже» are `remove:<list>.<number>`, `up:…`
    and `down:…`.
    """
    verb, _, target = action.partition(":")
    shown = list_repeated(form, state)
    if verb == "add" and target in shown:
        return state.add(target, shown[target])
    name, _, number = target.rpartition(".")
    if name not in shown or not number.isdecimal():
        return state
    return _press_at(state, verb, name, int(number), shown[name])


def _press_at(
    state: FormState, verb: str, name: str, place: int, field: RepeatedField
) -> FormState:
    """The form after a button of one group of a list."""
    other = place + {"up": -1, "down": 1}.get(verb, 0)
    if verb == "remove":
        return state.remove(name, field, place)
    if other != place and min(place, other) >= 0 and max(place, other) < state.count(name, field):
        return state.swap(name, place, other)
    return state


def insert_typical(kind: Kind, form: GroupField, state: FormState, name: str) -> FormState:
    """The form with the rows that the sample of its kind has, without days: those are one's own."""
    field = list_repeated(form, state).get(name)
    rows = kind.sample.get(name)
    if field is None or not field.is_typical or not isinstance(rows, list):
        return state
    return state.append(name, field, [_without_days(field.item, row) for row in rows])


def _without_days(item: Field, row: object) -> object:
    if not isinstance(item, GroupField) or not isinstance(row, Mapping):
        return row
    days = {member.key for member in item.fields if isinstance(member, DateField)}
    return {key: value for key, value in row.items() if key not in days}


def can_sign(kind: Kind) -> bool:
    """Whether a server key signs this kind."""
    return any(signer.method == "server_key" for signer in kind.signers)
