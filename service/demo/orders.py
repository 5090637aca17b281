"""Data of the four orders of a school, from the facts and the numbers of earlier documents."""

from collections.abc import Mapping
from typing import Any, Final

from service.demo.facts import Facts

DUTIES: Final = (
    (
        "организовать сбор сведений о профессиональных запросах педагогических работников "
        "и о работниках, готовых стать наставниками"
    ),
    "вести и своевременно обновлять банк данных наставников и наставляемых",
    "готовить предложения о составе наставнических пар (групп) и проект приказа об их закреплении",
    (
        "организовать разработку персонализированных программ наставничества и согласование "
        "их с наставляемыми"
    ),
    "оказывать наставникам организационную и методическую помощь",
    "проводить анкетирование участников и мониторинг реализации программ",
    "принимать отчёты наставников о реализации программ",
    "направлять сведения о наставнических парах (группах) для муниципальной базы наставничества",
    "представить руководителю отчёт о результатах наставничества по окончании учебного года",
)
_DEADLINES: Final = {
    "curator": "2025-09-09",
    "banks": "2025-09-19",  # the 20th is a Saturday
    "pairs": "2025-09-23",
    "programs": "2025-09-30",
    "registry": "2025-10-13",
    "completion": "2026-05-29",
    "report": "2026-06-05",
}

CURATED: Final = {"start": "2025-09-09", "end": "2026-08-31"}
"""How long a curator is appointed for."""

Act = dict[str, str]


def regulation_order(facts: Facts, school: Mapping[str, Any]) -> dict[str, Any]:
    """Return data of «Об утверждении Положения о системе наставничества»."""
    optional = {key: school[key] for key in ("trade_union", "replaces") if key in school}
    return {
        "doc_date": "2025-09-02",
        "signer": _head(facts, school),
        "school_year": facts.municipality["school_year"],
        "regional_act": facts.municipality["regional_act"],
        "collegial": school["collegial"],
        "effective_date": "2025-09-02",
        "executor": facts.person(school["curator_person_id"], school["org_id"]),
        "acquaint_due": "2025-09-05",
        "publish_due": "2025-09-12",
        "deadlines": dict(_DEADLINES),
        "acquainted": facts.list_staff(school),
        **optional,
    }


def curator_order(facts: Facts, school: Mapping[str, Any], regulation: Act) -> dict[str, Any]:
    """Return data of «О возложении обязанностей куратора …»."""
    curator = facts.person(school["curator_person_id"], school["org_id"])
    payment = {"payment": school["curator_payment"]} if "curator_payment" in school else {}
    return {
        "doc_date": "2025-09-08",
        "signer": _head(facts, school),
        "regulation": regulation,
        "consent_date": _curator_consent(facts, school),
        "curator": curator,
        "period": dict(CURATED),
        **payment,
        "duties": list(DUTIES),
        "acquainted": [curator],
    }


def pairs_order(facts: Facts, school: Mapping[str, Any], regulation: Act) -> dict[str, Any]:
    """Return data of «О закреплении наставнических пар (групп)»."""
    return {
        "doc_date": "2025-09-24",
        "signer": _head(facts, school),
        "regulation": regulation,
        "pairs": [_pair(facts, pair) for pair in facts.list_of("pairs", school["org_id"])],
        "program_due": "2025-09-29",
        "curator": facts.person(school["curator_person_id"], school["org_id"]),
        "registry_due": _DEADLINES["registry"],
        "payments": "supplements",
        **_control(facts, school),
        "acquainted": _participants(facts, school),
    }


def programs_order(
    facts: Facts, school: Mapping[str, Any], regulation: Act, pairs: Act
) -> dict[str, Any]:
    """Return data of «Об утверждении персонализированных программ наставничества»."""
    return {
        "doc_date": "2025-09-30",
        "signer": _head(facts, school),
        "regulation": regulation,
        "pairs_order": pairs,
        "programs": [_program(facts, one) for one in facts.list_programs(school["org_id"])],
        "curator": facts.person(school["curator_person_id"], school["org_id"]),
        "report_due": _DEADLINES["completion"],
        **_control(facts, school),
        "acquainted": _participants(facts, school),
    }


def _curator_consent(facts: Facts, school: Mapping[str, Any]) -> str:
    (consent,) = [
        one
        for one in facts.list_of("consents", school["org_id"])
        if one["kind"] == "consent_extra_duties_curator"
    ]
    return str(consent["signed_on"])


def _head(facts: Facts, school: Mapping[str, Any]) -> dict[str, Any]:
    return facts.person(school["head_person_id"], school["org_id"])


def _control(facts: Facts, school: Mapping[str, Any]) -> dict[str, Any]:
    """The curator controls, unless he would control himself: then the head does."""
    curator = school["curator_person_id"]
    mentors = {
        one for pair in facts.list_of("pairs", school["org_id"]) for one in pair["mentor_ids"]
    }
    if curator in mentors:
        return {}
    return {"controller": facts.person(curator, school["org_id"])}


def _participants(facts: Facts, school: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The curator, the mentors and the mentees, everyone once, without the signer himself."""
    pairs = facts.list_of("pairs", school["org_id"])
    people = [school["curator_person_id"]]
    people += [one for pair in pairs for one in pair["mentor_ids"]]
    people += [one for pair in pairs for one in pair["mentee_ids"]]
    unique = dict.fromkeys(one for one in people if one != school["head_person_id"])
    return [facts.person(one, school["org_id"]) for one in unique]


def _pair(facts: Facts, pair: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "pair_id": pair["pair_id"],
        "mode": pair["mode"],
        "mentors": facts.members(pair, "mentor"),
        "mentees": facts.members(pair, "mentee"),
        "mentoring_form": pair["mentoring_form"],
        "mentoring_kinds": pair["mentoring_kinds"],
        "period": pair["period"],
        "mentor_consent_date": _last_consent(facts, pair, "mentor"),
        "mentee_consent_date": _last_consent(facts, pair, "mentee"),
        **_supplement(pair),
        **_external_basis(pair),
    }


def _supplement(pair: Mapping[str, Any]) -> dict[str, Any]:
    """The supplement to the mentor's employment contract, when the contract is with this school."""
    supplement = pair.get("supplement")
    if supplement is None or supplement.get("org_id", pair["org_id"]) != pair["org_id"]:
        return {}
    return {"supplement": {key: supplement[key] for key in ("date", "number")}}


def _external_basis(pair: Mapping[str, Any]) -> dict[str, Any]:
    agreement = pair.get("agreement")
    if agreement is None:
        return {}
    return {"external_basis": {key: agreement[key] for key in ("name_gen", "date", "number")}}


def _last_consent(facts: Facts, pair: Mapping[str, Any], role: str) -> str:
    return max(
        str(consent["signed_on"])
        for consent in facts.list_of("consents", pair["org_id"])
        if consent.get("pair_id") == pair["pair_id"]
        and consent["kind"] == f"consent_{role}_participation"
    )


def _program(facts: Facts, program: Mapping[str, Any]) -> dict[str, Any]:
    pair = facts.pairs[program["pair_id"]]
    return {
        "program_id": program["program_id"],
        "title": program["title"],
        "mentor": facts.members(pair, "mentor")[0],
        "mentees": facts.members(pair, "mentee"),
        "period": program["period"],
        "agreed_on": program["agreed_on"],
    }
