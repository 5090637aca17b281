"""Data of the consents: of curators, mentors and mentees, and about personal data."""

from collections.abc import Mapping
from typing import Any, Final

from service.demo.facts import Facts
from service.demo.orders import CURATED, DUTIES, Act
from service.demo.supplements import CONTENT, FORM, legal_basis

_METHODS: Final = (
    "смешанная обработка – с использованием средств автоматизации и без них, "
    "с передачей по защищённым каналам связи"
)
_WITHDRAWAL: Final = (
    "направления оператору письменного заявления лично или заказным почтовым отправлением "
    "по адресу оператора"
)
_ISSUER: Final = "ОТДЕЛОМ ВЫДАЧИ ВЫМЫШЛЕННЫХ ДОКУМЕНТОВ"


_DISTRIBUTED: Final = (
    "contact",
    "resource_urls",
    "purpose",
    "pd_categories",
    "restrictions",
    "transfer_conditions",
    "valid_until",
)
_DESTROYED: Final = (
    "doc_date",
    "pd_categories",
    "paper_media",
    "information_system",
    "log_sheets",
    "method",
    "destroyed_on",
)


def curator_consent(facts: Facts, consent: Mapping[str, Any], regulation: Act) -> dict[str, Any]:
    """Return data of the consent of a curator: the duties and the payment of the later order."""
    school = facts.organisations[consent["org_id"]]
    return {
        "doc_date": consent["signed_on"],
        "addressee": facts.person(school["head_person_id"], school["org_id"]),
        "employee": facts.person(consent["person_id"], school["org_id"]),
        "period": dict(CURATED),
        "contract": facts.people[consent["person_id"]]["contract"],
        **({"payment": school["curator_payment"]} if "curator_payment" in school else {}),
        "duties": list(DUTIES),
        "regulation": regulation,
    }


def mentor_consent(facts: Facts, consent: Mapping[str, Any], regulation: Act) -> dict[str, Any]:
    """Return data of the consent of a mentor: a worker, an outsider, or the head himself."""
    pair = facts.pairs[consent["pair_id"]]
    school = facts.organisations[consent["org_id"]]
    is_head = consent["person_id"] == school["head_person_id"]
    # The employer of the head is the founder: the consent goes there and names the school.
    founder = facts.municipality["municipality"]["authority_head_id"]
    return {
        "doc_date": consent["signed_on"],
        "addressee": facts.person(founder)
        if is_head
        else facts.person(school["head_person_id"], school["org_id"]),
        "employee": facts.person(consent["person_id"], "" if is_head else school["org_id"]),
        "mentees": facts.members(pair, "mentee"),
        "period": pair["period"],
        "work_content": CONTENT,
        "work_form": FORM,
        **_terms(facts, consent, pair),
        "regulation": regulation,
    }


def _terms(facts: Facts, consent: Mapping[str, Any], pair: Mapping[str, Any]) -> dict[str, Any]:
    person = facts.people[consent["person_id"]]
    if person["org_id"] != consent["org_id"]:
        return {"external_terms_ins": pair["agreement"]["terms_ins"]}
    return {
        "legal_basis": legal_basis(pair),
        "contract": person["contract"],
        "payment": pair["payment"],
    }


def mentee_consent(facts: Facts, consent: Mapping[str, Any], regulation: Act) -> dict[str, Any]:
    """Return data of the consent of a mentee; a minor has a representative."""
    pair = facts.pairs[consent["pair_id"]]
    school = facts.organisations[consent["org_id"]]
    guardian = facts.people[consent["person_id"]].get("guardian_id")
    return {
        "doc_date": consent["signed_on"],
        "addressee": facts.person(school["head_person_id"], school["org_id"]),
        "mentee": facts.person(consent["person_id"], school["org_id"]),
        "mentors": facts.members(pair, "mentor"),
        "period": pair["period"],
        "regulation": regulation,
        **(
            {"is_minor_on_signing": True, "representative": facts.name(guardian)}
            if guardian
            else {}
        ),
    }


def personal_data_consent(facts: Facts, consent: Mapping[str, Any]) -> dict[str, Any]:
    """Return data of the consent to the processing of personal data."""
    person = facts.people[consent["person_id"]]
    terms = facts.municipality["pd_terms"]
    guardian = person.get("guardian_id")
    return {
        "doc_date": consent["signed_on"],
        "subject": facts.name(consent["person_id"]),
        "subject_address": _private(facts, consent["person_id"])["address"],
        "subject_id": _private(facts, consent["person_id"])["identity"],
        **(
            {"is_minor_on_signing": True, "representative": _representative(facts, guardian)}
            if guardian
            else {}
        ),
        "purpose": terms["purpose"],
        "pd_list": terms["pd_list"],
        "actions": terms["actions"],
        "processing_methods": _METHODS,
        "recipients": [_recipient(facts, one) for one in terms["recipients"]],
        "valid_until": terms["valid_until"],
        "withdrawal_method": _WITHDRAWAL,
    }


def distribution_consent(facts: Facts, consent: Mapping[str, Any]) -> dict[str, Any]:
    """Return data of the consent to publish personal data on the pages of the school."""
    return {
        "doc_date": consent["signed_on"],
        "subject": facts.name(consent["person_id"]),
        **{key: consent[key] for key in _DISTRIBUTED},
    }


def withdrawal(facts: Facts, withdrawn: Mapping[str, Any], consent: Act) -> dict[str, Any]:
    """Return data of the withdrawal of ``consent``, which was registered before."""
    school = facts.organisations[withdrawn["org_id"]]
    received = ("scope", "received_on", "received_method", "destroy_due")
    return {
        "doc_date": withdrawn["received_on"],
        "addressee": facts.person(school["head_person_id"], school["org_id"]),
        "subject": facts.name(withdrawn["person_id"]),
        "consent_ref": consent,
        **{key: withdrawn[key] for key in received},
        "received_by": facts.person(school["curator_person_id"], school["org_id"]),
    }


def destruction(facts: Facts, act: Mapping[str, Any], withdrawal: Act) -> dict[str, Any]:
    """Return data of the act about what was destroyed after ``withdrawal``."""
    school = facts.organisations[act["org_id"]]
    withdrawn = next(
        one
        for one in facts.list_of("withdrawals", act["org_id"])
        if one["withdrawal_id"] == act["withdrawal_id"]
    )
    return {
        "subjects": [facts.name(withdrawn["person_id"])],
        "reason": "withdrawal",
        "withdrawal": withdrawal,
        **{key: act[key] for key in _DESTROYED},
        "executors": [facts.person(school["curator_person_id"], school["org_id"])],
    }


def _representative(facts: Facts, guardian_id: str) -> dict[str, Any]:
    private = _private(facts, guardian_id)
    return {
        "person": facts.name(guardian_id),
        "address": private["address"],
        "identity": private["identity"],
        "authority_document": facts.people[guardian_id]["authority_document"],
        "signs_alone": False,
    }


def _recipient(facts: Facts, org_id: str) -> dict[str, str]:
    organisation = facts.organisations[org_id]
    return {
        "name": organisation["full_name"],
        "address": organisation["address"],
        "purpose": organisation["transfer_purpose"],
    }


def _private(facts: Facts, person_id: str) -> Mapping[str, Any]:
    """Return the stored papers of a person, or papers that nobody can take for real ones."""
    person = facts.people[person_id]
    if "private" in person:
        stored: Mapping[str, Any] = person["private"]
        return stored
    digits = person_id.removeprefix("p-")
    settlement = _settlement(facts.organisations[person["org_id"]]["address"])
    return {
        "address": f"{settlement}, ул. Примерная, д. {int(digits) % 50 + 1}",
        "identity": {
            "type": "passport",
            "series": "00 00",
            "number": digits.zfill(6),
            "issued_on": "2015-06-02",
            "issued_by": _ISSUER,
        },
    }


def _settlement(address: str) -> str:
    """The part of an address up to the town or the village."""
    parts = address.split(", ")
    last = next(i for i, part in enumerate(parts) if part.startswith(("г.", "с.", "д.")))
    return ", ".join(parts[: last + 1])
