"""The cases that must be caught, copied from the examples of the domain."""

import json
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Final

import pytest

from service.domain.pack.dates import check_deadline
from service.domain.pack.facts import Finding, SignatureFacts
from service.domain.pack.roadmap import ORDERS
from tests.pack_facts import (
    HEAD,
    MENTEE,
    document,
    findings,
    pair,
    pairs_order,
    person,
    registered,
)

CASES: Final[list[dict[str, Any]]] = json.loads(
    (Path(__file__).parents[3] / "assets" / "negative_cases.json").read_text("utf-8")
)
Given = Mapping[str, Any]


def consent_later_than_the_order(given: Given) -> list[Finding]:
    signed_on = given["consent_signed_on"]
    return findings(
        pairs_order(
            pair(mentor_consent_date=signed_on, mentee_consent_date="2025-09-10"),
            day=given["doc_date"],
        )
    )


def consent_inside_another_paper(given: Given) -> list[Finding]:
    ((field, words),) = given.items()
    kind, _, _ = field.partition(".")
    return findings(document(kind, {}), text=words)


def certificate_that_ran_out(given: Given) -> list[Finding]:
    assert given == {"cert_id": "k-201", "doc_id": "d-s02-01"}
    signature = SignatureFacts(
        valid_from=datetime(2024, 6, 1, tzinfo=UTC),
        valid_to=datetime(2025, 8, 24, tzinfo=UTC),
        holder=HEAD,
        signed_at=datetime(2025, 9, 2, 9, tzinfo=UTC),
    )
    order = document("order_approve_regulation", {"signer": person(HEAD)}, "2025-09-02")
    return findings(order, signatures=(signature,))


def namesakes_in_one_pair(given: Given) -> list[Finding]:
    name = "Петрова Анна Ивановна"
    mentor, mentee = person(name, given["mentor"]), person(name, given["mentee"])
    return findings(pairs_order(pair(mentors=[mentor], mentees=[mentee])))


def minor_without_a_representative(given: Given) -> list[Finding]:
    assert given["representative_person_id"] is None
    student = person("Окунь Савва Ильич", "p-603", "m")
    other = registered(
        "consent_mentee_participation",
        {"mentee": student, "representative": person("Окунь Нина Павловна", "p-604")},
    )
    return findings(document("pd_consent", {"subject": student}, "2025-09-15"), other)


def papers_in_a_registry(given: Given) -> list[Finding]:
    return findings(document("municipal_mentoring_registry", {"rows": [given["registry_row"]]}))


def short_notice(given: Given) -> list[Finding]:
    return findings(document("order_terminate_pair", given, "2025-12-08"))


def long_programme(given: Given) -> list[Finding]:
    period = {"start": given["period_start"], "end": given["period_end"]}
    return findings(document("personalized_program", {"period": period}))


def deadline_on_a_saturday(given: Given) -> list[Finding]:
    deadline = check_deadline(date.fromisoformat(given["deadline"]))
    return [deadline] if deadline else []


def letter_in_a_number(given: Given) -> list[Finding]:
    return findings(document("order_assign_pairs", {}, number=given["doc_number"]))


def head_who_mentors(given: Given) -> list[Finding]:
    head = person("Живаго Пётр Ильич", given["signer_person_id"], "m")
    order = pairs_order(pair(pair_id=given["pair_id"], mentors=[head]))
    return findings(document(order.kind, {**order.data, "signer": head}, order.doc_date))


def curator_who_consented_late(given: Given) -> list[Finding]:
    data = {
        "curator": person(MENTEE, "p-302", "m"),
        "consent_date": given["consent_signed_on"],
    }
    return findings(document("order_appoint_curator", data, "2025-09-08"))


EXAMINED: Final[Mapping[str, tuple[str, Callable[[Given], list[Finding]]]]] = {
    "n-01": ("V01", consent_later_than_the_order),
    "n-02": ("V04", consent_inside_another_paper),
    "n-03": ("V11", certificate_that_ran_out),
    "n-04": ("", namesakes_in_one_pair),
    "n-05": ("V10", minor_without_a_representative),
    "n-06": ("V12", papers_in_a_registry),
    "n-07": ("V15", short_notice),
    "n-07b": ("V15", short_notice),
    "n-08": ("V09", long_programme),
    "n-09": ("V16", deadline_on_a_saturday),
    "n-10": ("V07", letter_in_a_number),
    "n-11": ("V08", head_who_mentors),
    "n-12": ("V06", curator_who_consented_late),
}


def test_all_thirteen_cases_are_examined() -> None:
    assert [case["case_id"] for case in CASES] == list(EXAMINED)
    assert len(CASES) == 13


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["case_id"])
def test_a_case_is_judged_as_expected(case: dict[str, Any]) -> None:
    code, examine = EXAMINED[case["case_id"]]

    found = [(finding.code, str(finding.severity)) for finding in examine(case["given"])]

    assert found == ([] if case["expect"] == "ok" else [(code, case["expect"])])


def test_the_roadmap_knows_the_four_orders() -> None:
    assert len(ORDERS) == 4
