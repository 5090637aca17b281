"""Somebody of the bank, put into a form: typed or chosen from a list, filled in by a button."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from flask import request

from service.domain.ids import OrganisationId
from service.domain.people import BankPerson
from service.http.exchange import principal, services
from service.people_ports import PeopleFilter
from service.web.drafts import Draft
from service.web.forms.state import FormState, child_name
from service.web.plan_forms import PlanRow

PERSON = "person"
_OFFERED = 300
_MAX_TEXT = 420
_BOX = "_person."


def list_offered(draft: Draft) -> list[str]:
    """Whom the list of the form offers, by the alphabet; others are found by typing."""
    return [person.label for person in _search(draft, "", _OFFERED)]


def pick(draft: Draft, name: str) -> Draft:
    """The form with the chosen person in the group `name`; as it was when nobody is meant."""
    person = _find(draft, request.form.get(f"{_BOX}{name}", "")[:_MAX_TEXT].strip())
    if person is None:
        return draft
    typed = draft.state.boxes
    known = {child_name(name, box): [text] for box, text in _flat(person.data(with_position=True))}
    # Only what the form asks; what was typed about somebody else goes.
    asked = {box: texts for box, texts in known.items() if box in typed or "gender" in box}
    kept = {box: texts for box, texts in typed.items() if not box.startswith(f"{name}.")}
    return replace(draft, state=FormState({**kept, **asked}))


def name_signers(draft: Draft) -> Draft:
    """The form where those of the plan who are in the bank have their full names and addresses."""
    rows = tuple(_name_signer(draft, row) for row in draft.plan.rows)
    plan = replace(draft.plan, rows=rows)
    return replace(draft, plan=plan.name_printed(draft.reading.data))


def _name_signer(draft: Draft, row: PlanRow) -> PlanRow:
    person = _find(draft, row.signer[:_MAX_TEXT].strip()) if row.way else None
    if person is None:
        return row
    return replace(row, signer=person.card.full_name, email=row.email or person.card.email)


def _find(draft: Draft, text: str) -> BankPerson | None:
    """Who is meant: the only one with these words, or else the one with exactly this label."""
    if not text:
        return None
    found = _search(draft, text.replace(",", " "), _OFFERED)
    exact = [person for person in found if person.label == text]
    meant = exact or found
    return meant[0] if len(meant) == 1 else None


def _search(draft: Draft, text: str, limit: int) -> list[BankPerson]:
    whose = (OrganisationId(draft.organisation_id),)
    wanted = PeopleFilter(whose, text=text, limit=limit)
    return services().people.list_people(principal(), wanted).people


def _flat(data: Mapping[str, object], prefix: str = "") -> Iterator[tuple[str, str]]:
    for key, said in data.items():
        if isinstance(said, Mapping):
            yield from _flat(said, f"{prefix}{key}.")
        else:
            yield f"{prefix}{key}", str(said)
