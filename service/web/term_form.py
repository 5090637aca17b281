"""The form of a term: what was typed, right or wrong, and what is wrong with it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from flask import request

from service.domain.errors import InvalidRequestError, Problem
from service.domain.signatures import SEAL
from service.domain.signers import HEAD, Attorney, Term
from service.http.exchange import services
from service.operations.signers import term_problems, tidy_term
from service.web.days import read_day

_TEXTS: Final = ("role", "full_name", "gender", "position", "ground", "person_id")
_BOXES: Final = (*_TEXTS, "since", "until", "attorney/number", "attorney/until")
_DAY: Final = "Укажите день: число, месяц и год."
_BOTH: Final = "Доверенность указывают и номером, и последним днём."


@dataclass(frozen=True)
class TermForm:
    """The boxes of the form, by name."""

    boxes: Mapping[str, str]

    def read(self) -> Term:
        """The term. Raises InvalidRequestError with everything that is wrong."""
        since, until = read_day(self.boxes["since"]), read_day(self.boxes["until"])
        term = tidy_term(
            Term(
                **{name: self.boxes[name] for name in _TEXTS},
                since=since or date.min,
                until=until,
                attorney=self._attorney(),
            )
        )
        problems = (*term_problems(term), *self._problems())
        if problems:
            raise InvalidRequestError(problems)
        return term

    def _attorney(self) -> Attorney | None:
        number, until = self.boxes["attorney/number"], read_day(self.boxes["attorney/until"])
        return Attorney(number, until) if number and until else None

    def _problems(self) -> Iterator[Problem]:
        if not read_day(self.boxes["since"]):
            yield Problem("#/since", "required", _DAY)
        for name in ("until", "attorney/until"):
            if self.boxes[name] and not read_day(self.boxes[name]):
                yield Problem(f"#/{name}", "format", _DAY)
        if bool(self.boxes["attorney/number"]) != bool(self.boxes["attorney/until"]):
            missing = "until" if self.boxes["attorney/number"] else "number"
            yield Problem(f"#/attorney/{missing}", "required", _BOTH)


def typed_term() -> TermForm:
    """What was typed into this request's form."""
    return TermForm({name: request.form.get(name, "").strip() for name in _BOXES})


def empty_term(role: str = HEAD) -> TermForm:
    """A form that nothing has been typed into."""
    return TermForm({**dict.fromkeys(_BOXES, ""), "role": role})


def role_titles() -> dict[str, str]:
    """The roles in which documents are signed, as the kinds call them; the head first."""
    found = {HEAD: "Руководитель"}
    for kind in services().catalogue.list_kinds():
        for rule in kind.signers:
            found.setdefault(rule.role, rule.title)
    return {**found, SEAL: "Печать организации"}
