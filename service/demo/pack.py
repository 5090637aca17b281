"""The complete pack of mentoring documents of every school, in the order in which they are made."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from service.demo import consents, orders, programs, supplements
from service.demo.facts import Facts, read_facts


@dataclass(frozen=True)
class Reference:
    """The number and the date (ISO) that a document got at registration."""

    number: str
    date: str

    def as_act(self) -> dict[str, str]:
        """Return the reference as later documents cite it."""
        return {"date": self.date, "number": self.number}


References = Mapping[str, Reference]
_OF_CURATOR: Final = "consent_extra_duties_curator"
_OF_PARTICIPANTS: Final = {
    _OF_CURATOR: consents.curator_consent,
    "consent_mentor_participation": consents.mentor_consent,
    "consent_mentee_participation": consents.mentee_consent,
}
_ABOUT_DATA: Final = {
    "pd_consent": consents.personal_data_consent,
    "pd_consent_distribution": consents.distribution_consent,
}


@dataclass(frozen=True)
class PlannedDocument:
    """A document to request; its data is built when the documents it cites have numbers.

    ``key`` names it among all; ``build`` gets the references of the documents made before.
    """

    key: str
    organization_key: str
    kind: str
    build: Callable[[References], dict[str, Any]]
    sign: bool = False


def plan_pack(municipality: Mapping[str, Any]) -> list[PlannedDocument]:
    """List the documents of every school: orders, consents, programmes."""
    facts = read_facts(municipality)
    return [document for school in facts.list_schools() for document in _plan_school(facts, school)]


def _plan_school(facts: Facts, school: Mapping[str, Any]) -> Iterator[PlannedDocument]:
    """Plan the documents in the legal order of dates: first consent, then supplement, then order.

    A programme is dated by its agreement but printed last: it cites the order that approves it.
    """
    yield _order(school, "order_approve_regulation", partial(_regulation, facts, school))
    signed = list(_plan_consents(facts, school))
    yield from (one for one in signed if one.kind == _OF_CURATOR)
    yield _order(school, "order_appoint_curator", partial(_curator, facts, school))
    yield from (one for one in signed if one.kind != _OF_CURATOR)
    yield from _plan_supplements(facts, school)
    yield _order(school, "order_assign_pairs", partial(_pairs, facts, school))
    yield _order(school, "order_approve_programs", partial(_programs, facts, school))
    for sample in facts.list_programs(school["org_id"]):
        key = f"{school['org_id']}/{sample['program_id']}"
        build = partial(_program, facts, school, sample)
        yield PlannedDocument(key, school["org_id"], "personalized_program", build)
    for withdrawn in facts.list_of("withdrawals", school["org_id"]):
        key = f"{school['org_id']}/{withdrawn['withdrawal_id']}"
        build = partial(_withdrawal, facts, school, withdrawn)
        yield PlannedDocument(key, school["org_id"], "pd_consent_withdrawal", build)
    for act in facts.list_of("destructions", school["org_id"]):
        key = f"{school['org_id']}/{act['act_id']}"
        build = partial(_destruction, facts, school, act)
        yield PlannedDocument(key, school["org_id"], "pd_destruction_act", build)


def _plan_consents(facts: Facts, school: Mapping[str, Any]) -> Iterator[PlannedDocument]:
    signed = facts.list_of("consents", school["org_id"])
    for consent in sorted(signed, key=lambda consent: str(consent["signed_on"])):
        key = f"{school['org_id']}/{consent['consent_id']}"
        build = partial(_consent, facts, school, consent)
        yield PlannedDocument(key, school["org_id"], consent["kind"], build)


def _plan_supplements(facts: Facts, school: Mapping[str, Any]) -> Iterator[PlannedDocument]:
    """Plan the supplements; the one with the head himself is signed on paper by the founder."""
    kind = "employment_supplement_mentoring"
    for signed in facts.list_of("employment_supplements", school["org_id"]):
        key = f"{school['org_id']}/{signed['supplement_id']}"
        build = partial(_supplement, facts, school, signed)
        sign = not supplements.is_with_the_head(facts, signed)
        yield PlannedDocument(key, school["org_id"], kind, build, sign=sign)


def _order(
    school: Mapping[str, Any], kind: str, build: Callable[[References], dict[str, Any]]
) -> PlannedDocument:
    key = f"{school['org_id']}/{kind}"
    return PlannedDocument(key, school["org_id"], kind, build, sign=True)


def _act(references: References, school: Mapping[str, Any], name: str) -> dict[str, str]:
    return references[f"{school['org_id']}/{name}"].as_act()


def _regulation(facts: Facts, school: Mapping[str, Any], _: References) -> dict[str, Any]:
    return orders.regulation_order(facts, school)


def _curator(facts: Facts, school: Mapping[str, Any], references: References) -> dict[str, Any]:
    regulation = _act(references, school, "order_approve_regulation")
    return orders.curator_order(facts, school, regulation)


def _consent(
    facts: Facts, school: Mapping[str, Any], consent: Mapping[str, Any], references: References
) -> dict[str, Any]:
    kind = consent["kind"]
    if kind in _ABOUT_DATA:
        return _ABOUT_DATA[kind](facts, consent)
    regulation = _act(references, school, "order_approve_regulation")
    return _OF_PARTICIPANTS[kind](facts, consent, regulation)


def _supplement(
    facts: Facts, school: Mapping[str, Any], signed: Mapping[str, Any], references: References
) -> dict[str, Any]:
    regulation = _act(references, school, "order_approve_regulation")
    return supplements.supplement(facts, signed, regulation)


def _withdrawal(
    facts: Facts, school: Mapping[str, Any], withdrawn: Mapping[str, Any], references: References
) -> dict[str, Any]:
    return consents.withdrawal(facts, withdrawn, _act(references, school, withdrawn["consent_id"]))


def _destruction(
    facts: Facts, school: Mapping[str, Any], act: Mapping[str, Any], references: References
) -> dict[str, Any]:
    return consents.destruction(facts, act, _act(references, school, act["withdrawal_id"]))


def _pairs(facts: Facts, school: Mapping[str, Any], references: References) -> dict[str, Any]:
    regulation = _act(references, school, "order_approve_regulation")
    return orders.pairs_order(facts, school, regulation)


def _programs(facts: Facts, school: Mapping[str, Any], references: References) -> dict[str, Any]:
    regulation = _act(references, school, "order_approve_regulation")
    pairs = _act(references, school, "order_assign_pairs")
    return orders.programs_order(facts, school, regulation, pairs)


def _program(
    facts: Facts, school: Mapping[str, Any], sample: Mapping[str, Any], references: References
) -> dict[str, Any]:
    approval = _act(references, school, "order_approve_programs")
    pairs = _act(references, school, "order_assign_pairs")
    return programs.program(facts, sample, approval, pairs)
