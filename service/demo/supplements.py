"""Data of the supplements to the employment contracts of mentors."""

from collections.abc import Mapping
from typing import Any, Final

from service.demo.facts import Facts
from service.demo.orders import Act

CONTENT: Final = (
    "оказание помощи в овладении навыками работы по профессии, в профессиональной "
    "и должностной адаптации"
)
"""What a mentor does: the same words in the consent and in the supplement."""

FORM: Final = "индивидуальные и групповые консультации, посещение и анализ занятий"
"""How a mentor does it."""


def legal_basis(pair: Mapping[str, Any]) -> str:
    """Say by which articles a worker is a mentor: a student is not another worker."""
    return "extra_work" if pair["mentoring_form"] == "employer_student" else "mentoring"


def is_with_the_head(facts: Facts, supplement: Mapping[str, Any]) -> bool:
    """Whether the mentor is the head, whose key would sign for both sides."""
    school = facts.organisations[supplement["org_id"]]
    return bool(supplement["person_id"] == school["head_person_id"])


def supplement(facts: Facts, signed: Mapping[str, Any], regulation: Act) -> dict[str, Any]:
    """Return data of one supplement. A mentor of another school's worker has one at his own."""
    pair = facts.pairs[signed["pair_id"]]
    with_the_head = is_with_the_head(facts, signed)
    org_id = "" if with_the_head else signed["org_id"]
    return {
        "doc_date": signed["signed_on"],
        **(_founder(facts) if with_the_head else _school(facts, signed["org_id"])),
        "employee": facts.person(signed["person_id"], org_id),
        "contract": facts.people[signed["person_id"]]["contract"],
        "pair_id": pair["pair_id"],
        "mentees": [facts.person(one, org_id) for one in pair["mentee_ids"]],
        "period": pair["period"],
        "work_content": CONTENT,
        "work_form": FORM,
        "payment": pair["payment"],
        "legal_basis": legal_basis(pair),
        **_consent(facts, signed),
        "regulation": regulation,
    }


def _school(facts: Facts, org_id: str) -> dict[str, Any]:
    """The head signs by the charter; an acting head, by the order that says so."""
    school = facts.organisations[org_id]
    authority = school.get("head_authority_gen", "Устава")
    return {
        "signer": facts.person(school["head_person_id"], org_id),
        "signer_authority_gen": authority,
    }


def _founder(facts: Facts) -> dict[str, Any]:
    """The employer of a head is the founder."""
    head_id = facts.municipality["municipality"]["authority_head_id"]
    founder = facts.organisations[facts.people[head_id]["org_id"]]
    return {
        "signer": facts.person(head_id),
        "signer_authority_gen": facts.municipality["municipality"]["authority_basis_gen"],
        "employer": {
            "name": founder["full_name"],
            **{key: founder[key] for key in ("address", "inn", "ogrn")},
        },
    }


def _consent(facts: Facts, signed: Mapping[str, Any]) -> dict[str, str]:
    """The date of the consent that the mentor gave to this very employer."""
    dates = [
        str(consent["signed_on"])
        for consent in facts.list_of("consents", signed["org_id"])
        if consent["kind"] == "consent_mentor_participation"
        and consent["pair_id"] == signed["pair_id"]
    ]
    return {"consent_date": dates[0]} if dates else {}
