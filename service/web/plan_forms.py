"""How a document is to be signed, as a person fills it in: a row for every role of the kind."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Final

from doc_templates.catalogue import Kind, SignerRule
from doc_templates.formats import lower_first, plural
from service.domain.reading import Data
from service.domain.signatures import METHOD_TITLES, SEAL, Method, PlannedSignature
from service.domain.signers import find_printed
from service.operations.signature_plans import WantedSignature

PLAN: Final = "_plan"
SEAL_BOX: Final = "_seal"
AGREED_KEY: Final = "server_key_agreed"
"""The organisation's key, when a person has agreed."""

AUTO, ALWAYS, CERTIFYING, NEVER = "auto", "always", "certifying", "never"
ROW_WAYS: Final[Mapping[str, str]] = {
    "": "не подписывает",
    Method.SERVER_KEY: "ключом организации, сразу",
    AGREED_KEY: "ключом организации, после подтверждения",
    Method.OWN_TOKEN: "своим ключом",
    Method.SIMPLE: "простой подписью по ссылке",
    Method.PAPER: "на бумаге, со сканом",
}
SEAL_WAYS: Final[Mapping[str, str]] = {
    AUTO: "если нужна: после подписей по ссылке и на бумаге",
    ALWAYS: "всегда, последней",
    CERTIFYING: "заверяющая: после неё в файл ничего не добавить",
    NEVER: "не нужна",
}
_FIELDS: Final = ("way", "signer", "turn", "days", "email")
_BOX_OF: Final = {"method": "way", "confirm": "way", "role": "way"}
_NUMBER: Final = re.compile(r"[0-9]{1,3}", re.ASCII)
_OUTSIDE: Final = {Method.SIMPLE, Method.PAPER}
MADE_BY: Final[Mapping[Method, str]] = {
    **METHOD_TITLES,
    Method.OWN_TOKEN: "своим ключом",
    Method.SIMPLE: "простой электронной подписью по ссылке",
    Method.PAPER: "на бумаге, скан загрузят сюда",
}


@dataclass(frozen=True)
class PlanRow:
    """What was typed about the signature of a role, exactly as typed."""

    role: str
    title: str
    way: str = ""
    signer: str = ""
    turn: str = "1"
    days: str = ""
    email: str = ""

    @property
    def name(self) -> str:
        """What the names of its boxes begin with."""
        return f"{PLAN}.{self.role}"

    @property
    def is_simple(self) -> bool:
        """Whether a link goes to the signer."""
        return self.way == Method.SIMPLE

    @property
    def wanted(self) -> WantedSignature:
        """The signature of a row whose role signs; what is no number is out of any range."""
        method = Method.SERVER_KEY if self.way == AGREED_KEY else Method(self.way)
        return WantedSignature(
            role=self.role,
            method=method,
            turn=_number(self.turn),
            signer=" ".join(self.signer.split()),
            confirm=self.way == AGREED_KEY,
            days=_number(self.days) if self.days.strip() else None,
            email=self.email.strip() if self.is_simple else "",
        )


@dataclass(frozen=True)
class PlanForm:
    """The rows, and when the organisation's seal closes the document."""

    rows: tuple[PlanRow, ...]
    seal: str = AUTO

    @property
    def signing(self) -> tuple[PlanRow, ...]:
        """The rows whose role signs."""
        return tuple(row for row in self.rows if row.way)

    def boxes(self) -> Mapping[str, Sequence[str]]:
        """Everything that was typed, by the names of the boxes."""
        typed = {
            f"{row.name}.{name}": [str(getattr(row, name))] for row in self.rows for name in _FIELDS
        }
        return {**typed, SEAL_BOX: [self.seal]}

    def list_wanted(self) -> tuple[WantedSignature, ...]:
        """The plan to ask of the desk, the seal last."""
        wanted = tuple(row.wanted for row in self.signing)
        if not (self.seal in {ALWAYS, CERTIFYING} or (self.seal == AUTO and needs_seal(wanted))):
            return wanted
        turn = max((one.turn for one in wanted), default=0) + 1
        certifies = self.seal == CERTIFYING
        return (*wanted, WantedSignature(SEAL, Method.SERVER_KEY, turn, certifies=certifies))

    def find_box(self, pointer: str) -> tuple[str, str] | None:
        """The box that a pointer into `signatures` is about, and what people call it."""
        found = re.fullmatch(r"#/signatures/(\d+)/(\w+)", pointer)
        if found is None:
            return None
        place, key = int(found[1]), found[2]
        if place >= len(self.signing):
            return SEAL_BOX, "Печать организации"
        row = self.signing[place]
        return f"{row.name}.{_BOX_OF.get(key, key)}", row.title

    def name_printed(self, data: Data) -> "PlanForm":
        """The plan where whoever gets a link is named: as the document itself names them."""
        rows = (
            replace(row, signer=find_printed(data, row.role))
            if row.is_simple and not row.signer.strip()
            else row
            for row in self.rows
        )
        return replace(self, rows=tuple(rows))


NO_PLAN: Final = PlanForm(())


def usual_plan(kind: Kind) -> PlanForm:
    """What the kind itself says, to begin with."""
    return PlanForm(tuple(_usual_row(rule) for rule in kind.signers))


def read_plan(kind: Kind, boxes: Mapping[str, Sequence[str]]) -> PlanForm:
    """The plan as it was sent; boxes that did not come stand as usual."""
    plan = usual_plan(kind)
    rows = (
        replace(
            row,
            **{
                name: texts[0]
                for name in _FIELDS
                if (texts := boxes.get(f"{row.name}.{name}")) and _is_known(name, texts[0])
            },
        )
        for row in plan.rows
    )
    seal = next(iter(boxes.get(SEAL_BOX, ())), AUTO)
    return PlanForm(tuple(rows), seal if seal in SEAL_WAYS else AUTO)


def needs_seal(wanted: Sequence[WantedSignature]) -> bool:
    """Whether there is evidence that no key signs after: it would be in no file that is signed."""
    outside = [one.turn for one in wanted if one.method in _OUTSIDE]
    keys = [one.turn for one in wanted if one.method not in _OUTSIDE]
    return bool(outside) and max(outside) >= max(keys, default=0)


def is_evidence_left_out(plan: Sequence[PlannedSignature]) -> bool:
    """Whether a key signs before evidence is there: then that cannot go into the PDF any more."""
    outside = [one.turn for one in plan if one.method in _OUTSIDE]
    keys = [one.turn for one in plan if one.method not in _OUTSIDE]
    return bool(outside and keys) and min(keys) <= max(outside)


def say_usual(kind: Kind) -> str:
    """«наставник, куратор – на бумаге»."""
    groups = groupby(_shorten(kind.signers), key=lambda rule: Method(rule.method))
    return "; ".join(
        f"{', '.join(lower_first(rule.title) for rule in same)} – {METHOD_TITLES[method]}"
        for method, same in groups
    )


def say_plan(plan: Sequence[PlannedSignature]) -> list[list[str]]:
    """The signatures in words, turn by turn."""
    turns = groupby(sorted(plan, key=lambda one: one.turn), key=lambda one: one.turn)
    return [[_say_one(one) for one in same] for _, same in turns]


def _say_one(one: PlannedSignature) -> str:
    return "".join(_say_parts(one))


def _say_parts(one: PlannedSignature) -> Iterator[str]:
    yield one.title
    if one.signer:
        yield f", {one.signer}"
    yield f" – {MADE_BY[one.method]}"
    if one.confirm:
        yield ", когда подтвердят на странице «На подпись»"
    if one.certifies:
        yield ", заверяющая: после неё в файл ничего не добавить"
    if one.method is Method.SIMPLE:
        yield f", ссылка уйдёт на {one.email}" if one.email else ", ссылку отправят с карточки"
    if one.days is not None:
        yield f"; срок – {one.days} {plural(one.days, 'день', 'дня', 'дней')}"


def _shorten(rules: Sequence[SignerRule]) -> Sequence[SignerRule]:
    """By the key alone where a key signs: the others sign the paper by themselves."""
    return [rule for rule in rules if rule.method != "paper"] or rules


def _usual_row(rule: SignerRule) -> PlanRow:
    days = "" if rule.days is None else str(rule.days)
    return PlanRow(rule.role, rule.title, rule.method, turn=str(rule.turn), days=days)


def _is_known(name: str, text: str) -> bool:
    return name != "way" or text in ROW_WAYS


def _number(text: str) -> int:
    typed = text.strip()
    return int(typed) if _NUMBER.fullmatch(typed) else 0
