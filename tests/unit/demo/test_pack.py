import datetime as dt
import json
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

import service.demo.pack
from doc_templates.catalogue import load_catalogue, validate
from service.demo.pack import PlannedDocument, Reference, plan_pack

DATA = Path(service.demo.pack.__file__).with_name("data") / "municipality.json"
MUNICIPALITY: Mapping[str, Any] = json.loads(DATA.read_text("utf-8"))
SUPPLEMENT = "employment_supplement_mentoring"
ORDERS = (
    "order_approve_regulation",
    "order_appoint_curator",
    "order_assign_pairs",
    "order_approve_programs",
)


@pytest.fixture(scope="module")
def made() -> list[tuple[PlannedDocument, dict[str, Any]]]:
    """Every planned document with its data; numbers are the places in the plan."""
    references: dict[str, Reference] = {}
    documents = []
    for place, planned in enumerate(plan_pack(MUNICIPALITY), start=1):
        data = planned.build(references)
        references[planned.key] = Reference(str(place), data["doc_date"])
        documents.append((planned, data))
    return documents


Made = list[tuple[PlannedDocument, dict[str, Any]]]


def list_people(node: object) -> Iterator[dict[str, Any]]:
    if isinstance(node, dict):
        if "fio" in node:
            yield node
        for inner in node.values():
            yield from list_people(inner)
    elif isinstance(node, list):
        for inner in node:
            yield from list_people(inner)


def test_everything_of_the_sample_is_planned(made: Made) -> None:
    counts = Counter(planned.kind for planned, _ in made)

    assert counts == {
        **dict.fromkeys(ORDERS, 5),
        "consent_mentor_participation": 13,
        "consent_mentee_participation": 15,
        "consent_extra_duties_curator": 5,
        "employment_supplement_mentoring": 11,
        "pd_consent": 26,
        "pd_consent_distribution": 1,
        "pd_consent_withdrawal": 1,
        "pd_destruction_act": 1,
        "personalized_program": 13,
    }


def test_every_document_has_a_key_of_its_own(made: Made) -> None:
    assert len({planned.key for planned, _ in made}) == len(made) == 106


def test_the_data_of_every_document_suits_its_kind(made: Made) -> None:
    catalogue = load_catalogue()

    for planned, data in made:
        validate(catalogue.get_kind(planned.kind), data)


def test_sixty_consents_are_made_as_in_the_sample(made: Made) -> None:
    consents = [
        planned
        for planned, _ in made
        if planned.kind.startswith(("consent_", "pd_consent"))
        and planned.kind != "pd_consent_withdrawal"
    ]

    assert len(consents) == 60


def test_orders_and_supplements_are_signed_and_the_rest_is_not(made: Made) -> None:
    signed = {*ORDERS, SUPPLEMENT}
    unsigned = {planned.key for planned, _ in made if planned.kind in signed and not planned.sign}

    assert {planned.kind for planned, _ in made if planned.sign} == signed
    assert unsigned == {"s-02/da-04-201"}  # the head is the mentor: the founder signs on paper


def test_the_order_about_a_curator_follows_the_consent_of_the_curator(made: Made) -> None:
    keys = [planned.key for planned, _ in made]
    for place, (planned, order) in enumerate(made):
        if planned.kind == "order_appoint_curator":
            consent_key = f"d-{planned.organization_key.replace('-', '')}-c0"
            before = keys.index(f"{planned.organization_key}/{consent_key}")
            consent = made[before][1]
            assert before < place
            assert consent["doc_date"] == order["consent_date"] <= order["doc_date"]
            assert consent["employee"] == order["curator"]
            assert consent["duties"] == order["duties"]
            assert consent.get("payment") == order.get("payment")


def test_every_mentor_who_works_at_a_school_has_a_supplement_before_the_order(made: Made) -> None:
    supplements = {
        (planned.organization_key, data["pair_id"], data["employee"]["person_id"]): data
        for planned, data in made
        if planned.kind == SUPPLEMENT
    }
    ours = {
        (planned.organization_key, pair["pair_id"], mentor["person_id"]): order
        for planned, order in made
        if planned.kind == "order_assign_pairs"
        for pair in order["pairs"]
        for mentor in pair["mentors"]
        if "workplace_gen" not in mentor
    }

    assert supplements.keys() - ours.keys() == {("s-01", "pr-07", "p-108")}  # lent to another
    assert ours.keys() <= supplements.keys()
    for key, order in ours.items():
        assert supplements[key].get("consent_date", "") <= supplements[key]["doc_date"]
        assert supplements[key]["doc_date"] <= order["doc_date"]


def test_nothing_of_a_register_is_dated_before_what_has_a_smaller_number(made: Made) -> None:
    catalogue = load_catalogue()
    dates: dict[tuple[str, str], list[str]] = {}
    for planned, data in made:
        if planned.kind != "personalized_program":  # dated by its agreement, printed after it
            register = catalogue.get_kind(planned.kind).filing_for(data).register
            dates.setdefault((planned.organization_key, register), []).append(data["doc_date"])

    assert all(one == sorted(one) for one in dates.values())


def test_the_founder_is_the_employer_of_a_head(made: Made) -> None:
    data = next(data for planned, data in made if planned.key == "s-02/da-04-201")

    assert data["employer"]["name"].startswith("Отдел образования")
    assert data["signer"]["surname"] == "Живаго"
    assert data["employee"]["workplace_gen"].startswith("МБОУ")


def test_a_withdrawal_cites_the_consent_and_leaves_thirty_days(made: Made) -> None:
    keys = [planned.key for planned, _ in made]
    data = next(data for planned, data in made if planned.kind == "pd_consent_withdrawal")
    received, due = (dt.date.fromisoformat(data[key]) for key in ("received_on", "destroy_due"))

    number = str(keys.index("s-02/pd-205") + 1)
    assert data["consent_ref"] == {"date": "2025-09-15", "number": number}
    assert dt.timedelta(0) < due - received <= dt.timedelta(days=30)


def test_an_act_cites_the_withdrawal_and_names_whose_data_are_gone(made: Made) -> None:
    keys = [planned.key for planned, _ in made]
    act = next(data for planned, data in made if planned.kind == "pd_destruction_act")
    withdrawal = made[keys.index("s-02/pdw-205")][1]

    number = str(keys.index("s-02/pdw-205") + 1)
    assert act["withdrawal"] == {"date": withdrawal["doc_date"], "number": number}
    assert act["subjects"] == [withdrawal["subject"]]
    assert act["destroyed_on"] <= withdrawal["destroy_due"]


def test_orders_of_a_school_follow_one_another(made: Made) -> None:
    for school in MUNICIPALITY["schools"]:
        own = [(p, d) for p, d in made if p.organization_key == school["org_id"]]
        orders = [planned.kind for planned, _ in own if planned.kind in ORDERS]
        dates = [data["doc_date"] for planned, data in own if planned.kind in ORDERS]
        assert orders == list(ORDERS)
        assert dates == sorted(dates)


def test_nobody_is_assigned_before_everybody_has_consented(made: Made) -> None:
    for planned, order in made:
        if planned.kind == "order_assign_pairs":
            consents = [
                data["doc_date"]
                for other, data in made
                if other.organization_key == planned.organization_key
                and other.kind.startswith("consent_")
            ]
            assert max(consents) <= order["doc_date"]


def test_later_documents_cite_the_numbers_of_earlier_ones(made: Made) -> None:
    keys = [planned.key for planned, _ in made]
    for planned, data in made:
        org = planned.organization_key
        if planned.kind == "personalized_program":
            approved = str(keys.index(f"{org}/order_approve_programs") + 1)
            assert data["approval"] == {"date": "2025-09-30", "number": approved}
            assert data["agreed_on"] <= data["approval"]["date"]
        if planned.kind in {"order_assign_pairs", "order_approve_programs"}:
            regulation = str(keys.index(f"{org}/order_approve_regulation") + 1)
            assert data["regulation"] == {"date": "2025-09-02", "number": regulation}


def test_the_head_who_mentors_asks_the_founder(made: Made) -> None:
    consent = next(data for planned, data in made if planned.key == "s-02/c-04-201")

    assert consent["addressee"]["initials_dat"] == "Живаго А.Ю."
    assert consent["employee"]["workplace_gen"].startswith("МБОУ")


def test_a_minor_has_a_representative_in_both_consents(made: Made) -> None:
    by_key = {planned.key: data for planned, data in made}

    assert by_key["s-05/c-12-603"]["representative"]["surname"] == "Окунь"
    assert by_key["s-05/pd-603"]["representative"]["signs_alone"] is False


def test_a_curator_never_controls_himself(made: Made) -> None:
    for _, data in made:
        if "controller" in data:
            mentors = {
                mentor["person_id"] for pair in data.get("pairs", []) for mentor in pair["mentors"]
            }
            assert data["controller"]["person_id"] not in mentors


def test_private_data_is_only_in_the_consents_that_need_it(made: Made) -> None:
    for planned, data in made:
        text = json.dumps(data, ensure_ascii=False)
        assert ("ВЫМЫШЛЕННЫХ ДОКУМЕНТОВ" in text or "УВМ" in text) == (planned.kind == "pd_consent")


def test_invented_papers_cannot_be_taken_for_real_ones(made: Made) -> None:
    series = {
        data["subject_id"]["series"] for planned, data in made if planned.kind == "pd_consent"
    }

    assert series == {"00 00", "00"}


def test_people_are_written_as_they_are_stored(made: Made) -> None:
    stored = {person["person_id"]: person["fio"] for person in MUNICIPALITY["people"]}

    for _, data in made:
        for person in list_people(data):
            assert person["fio"] == stored[person["person_id"]]
