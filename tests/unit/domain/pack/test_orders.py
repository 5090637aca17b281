"""V06, V07, V08, V14, V15, V16: orders, their numbers, dates and signers."""

from dataclasses import replace
from datetime import date

import pytest

from service.domain.pack.facts import PackDocument
from tests.factories import HEADS_TERM, make_signer
from tests.pack_facts import (
    CURATOR,
    HEAD,
    MENTEE,
    MENTOR,
    codes,
    document,
    findings,
    pair,
    pairs_order,
    person,
    registered,
    said,
)


def curator_order(day: str = "2025-09-08", **changes: object) -> PackDocument:
    data = {
        "signer": person(HEAD, "p-101"),
        "curator": person(CURATOR, "p-102", "m"),
        "consent_date": "2025-09-05",
        **changes,
    }
    return document("order_appoint_curator", data, day)


def curator_consent(day: str, code: str = "p-102") -> PackDocument:
    data = {"employee": person(CURATOR, code, "m")}
    return registered("consent_extra_duties_curator", data, day, "1-с")


def test_v06_the_curator_consents_first() -> None:
    late = [("V06", "error", "#/data/consent_date")]

    assert said(curator_order()) == []
    assert said(curator_order(consent_date="2025-09-09")) == late
    assert said(curator_order(), curator_consent("2025-09-09")) == late
    assert said(curator_order(), curator_consent("2025-09-05")) == []
    assert said(curator_order(consent_date=None)) == late
    assert said(curator_order(consent_date=None), curator_consent("2025-09-05")) == []
    assert said(curator_order(), curator_consent("2025-09-09", "p-999")) == []


@pytest.mark.parametrize(
    ("day", "found"), [("2025-09-09", []), ("2025-09-10", ["V06"]), ("2026-01-14", ["V06"])]
)
def test_v06_the_curator_is_appointed_by_9_september(day: str, found: list[str]) -> None:
    assert [code for code, severity, _ in said(curator_order(day)) if severity] == found


def in_journal(number: str, day: str, register: str = "od") -> PackDocument:
    return document("order_any", {}, day, number=number, register=register)


def test_v07_dates_of_a_journal_do_not_go_back() -> None:
    later = in_journal("58-од", "2025-09-25")

    assert said(in_journal("59-од", "2025-09-24"), previous=later) == [
        ("V07", "warning", "#/data/doc_date")
    ]
    assert said(in_journal("59-од", "2025-09-25"), previous=later) == []


def test_v07_consents_come_in_any_order() -> None:
    later = in_journal("8-с", "2025-09-25", "consents")

    assert said(in_journal("9-с", "2025-09-24", "consents"), previous=later) == []


@pytest.mark.parametrize("number", ["57а-од", "57А", "14-а", "57б"])
def test_v07_a_letter_in_a_number_is_asked_about(number: str) -> None:
    cited = curator_order(regulation={"date": "2025-09-02", "number": number})

    assert said(in_journal(number, "2025-09-24")) == [("V07", "warning", "#")]
    assert said(cited) == [("V07", "warning", "#/data/regulation/number")]


@pytest.mark.parametrize(
    "number", ["57-од", "33-Д", "1-с", "97/01-05", "17 – ОД", "39/3", "1-дс", "12 л/с"]
)
def test_v07_indices_are_no_letters(number: str) -> None:
    assert said(in_journal(number, "2025-09-24")) == []


def test_v08_the_signer_has_powers_on_that_day() -> None:
    head = make_signer(replace(HEADS_TERM, since=date(2025, 9, 9), until=date(2026, 8, 31)))

    assert said(curator_order(), signers=(head,)) == [("V08", "error", "#/data/signer")]
    assert said(curator_order("2025-09-09"), signers=(head,)) == []
    assert said(curator_order(), signers=()) == []


def test_v08_namesakes_are_told_apart_by_their_codes() -> None:
    order = replace(curator_order(), register="od")
    namesake = make_signer(replace(HEADS_TERM, person_id="p-999"))

    assert said(order, signers=(namesake,)) == [("V08", "warning", "#/data/signer")]


def test_v08_the_term_of_another_role_neither_allows_nor_forbids() -> None:
    order = replace(curator_order(), register="od")
    past = make_signer(replace(HEADS_TERM, role="curator", until=date(2024, 8, 31)))
    present = make_signer(replace(HEADS_TERM, role="curator"))
    deputy = make_signer(replace(HEADS_TERM, full_name="Скляр Лев Кузьмич", gender="m"))

    assert said(order, signers=(past,)) == []
    assert said(order, signers=(present, deputy)) == [("V08", "warning", "#/data/signer")]


def test_v08_the_head_orders_nothing_about_himself() -> None:
    head = person(HEAD, "p-101")

    assert said(pairs_order(pair(mentors=[head]))) == [
        ("V08", "warning", "#/data/pairs/0/mentors/0")
    ]
    assert said(curator_order(curator=head)) == [("V08", "warning", "#/data/curator")]


def test_v08_nobody_mentors_himself_but_namesakes_may() -> None:
    mentor = person(MENTOR, "p-103")

    assert said(pairs_order(pair(mentees=[mentor]))) == [
        ("V08", "error", "#/data/pairs/0/mentees/0")
    ]
    assert said(pairs_order(pair(mentees=[person(MENTOR, "p-104")]))) == []


def test_v14_an_order_has_one_date_wherever_it_is_cited() -> None:
    regulation = registered("order_approve_regulation", {}, "2025-09-02", "48-од")
    right = {"date": "2025-09-02", "number": "48-од"}
    wrong = {"date": "2025-09-03", "number": "48-од"}

    assert said(curator_order(regulation=right), regulation) == []
    assert said(curator_order(regulation=wrong), regulation) == [
        ("V14", "error", "#/data/regulation/date")
    ]
    last_year = {"date": "2024-09-03", "number": "48-од"}
    assert said(curator_order(regulation=last_year), regulation) == []


def termination(initiator: str, notice: str, effective: str = "2025-12-08") -> PackDocument:
    data = {"initiator": initiator, "notice_date": notice, "effective_date": effective}
    return document("order_terminate_pair", data, "2025-12-08")


@pytest.mark.parametrize(
    ("initiator", "severity"),
    [("employer", "error"), ("mentor", "warning"), ("mentee", "warning"), ("both", None)],
)
def test_v15_three_working_days_pass_after_a_notice(initiator: str, severity: str | None) -> None:
    place = [("V15", severity, "#/data/effective_date")] if severity else []

    assert said(termination(initiator, "2025-12-03")) == place
    assert said(termination(initiator, "2025-12-02")) == []


def test_v16_documents_are_dated_on_working_days() -> None:
    assert said(in_journal("1-од", "2025-09-20")) == [("V16", "warning", "#/data/doc_date")]
    assert said(in_journal("1-од", "2025-11-03")) == [("V16", "warning", "#/data/doc_date")]
    assert said(in_journal("1-од", "2025-11-01")) == []  # a Saturday on which people work


def test_v16_a_deadline_on_a_day_off_is_met_before() -> None:
    order = document(
        "order_approve_regulation",
        {"deadlines": {"banks": "2025-09-20", "pairs": "2025-09-23"}, "program_due": "2025-09-28"},
    )

    assert said(order) == [
        ("V16", "warning", "#/data/program_due"),
        ("V16", "warning", "#/data/deadlines/banks"),
    ]
    assert "19.09.2025" in findings(order)[1].message
    assert codes(document("order_any", {"deadlines": {"banks": "2025-09-19"}})) == set()


def test_a_finding_names_the_document_and_no_people() -> None:
    order = registered(
        "order_assign_pairs",
        {"pairs": [pair(supplement=None, mentor_consent_date=None)]},
        "2025-09-20",
    )

    found = findings(order)

    assert {one.document_id for one in found} == {order.id}
    assert not any(MENTOR.split()[0] in one.message or MENTEE in one.message for one in found)
