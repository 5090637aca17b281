"""Whole packs: of a school year, of an organisation, with what is known of their files."""

import json
from collections import Counter
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import pytest

import service.demo.pack
from service.database.database import SqlDatabase
from service.demo.pack import Reference, plan_pack
from service.domain.access import Scope
from service.domain.errors import ForbiddenError, NotFoundError
from service.domain.ids import OrganisationId
from service.domain.organisations import Organisation
from service.domain.pack.facts import FileFacts, Severity, SignatureFacts
from service.operations.documents import DocumentDesk
from service.operations.packs import FileEvidence, PackDesk
from service.operations.requests import DocumentRequest
from service.ports import DocumentFilter
from tests.factories import (
    CLERK,
    MUNICIPALITY,
    OTHER_SCHOOL,
    SCHOOL,
    STRANGER,
    make_principal,
    make_requisites,
)
from tests.pack_requests import ORDER, ask, found

DATA: Final = Path(service.demo.pack.__file__).with_name("data") / "municipality.json"


def test_the_packs_of_the_five_schools_of_the_demo_hold_together(
    desk: DocumentDesk, packs: PackDesk, memory_database: SqlDatabase
) -> None:
    municipality: Mapping[str, Any] = json.loads(DATA.read_text("utf-8"))
    schools = [OrganisationId(school["org_id"]) for school in municipality["schools"]]
    with memory_database.transaction() as tx:
        for school in schools:
            if tx.organisations.find(school) is None:
                tx.organisations.add(Organisation(school, MUNICIPALITY, make_requisites(), {}))
    references: dict[str, Reference] = {}
    for planned in plan_pack(municipality):
        school = OrganisationId(planned.organization_key)
        data = planned.build(references)
        made = desk.register_document(
            make_principal(school),
            DocumentRequest(school, planned.kind, data, planned.sign, planned.key),
        )
        references[planned.key] = Reference(made.number.text, data["doc_date"])

    reports = {school: packs.check_pack(make_principal(school), school, 2025) for school in schools}

    # The head of the second school mentors, and for less than three months; what a consent that was
    # withdrawn there had allowed is destroyed, and the act says so.
    expected = {school: Counter[str]() for school in schools}
    expected[OTHER_SCHOOL] = Counter({"V08 warning": 1, "V09 warning": 3})
    assert {school: found(report) for school, report in reports.items()} == expected
    assert sum(report.documents for report in reports.values()) == len(references)


def test_a_pack_is_that_of_its_year_and_organisation(desk: DocumentDesk, packs: PackDesk) -> None:
    desk.register_document(CLERK, ask(ORDER, "k"))

    assert packs.check_pack(CLERK, SCHOOL, 2025).documents == 1
    assert packs.check_pack(CLERK, SCHOOL, 2024).documents == 0
    assert packs.check_pack(CLERK, SCHOOL).year.title == "2026/2027"
    assert packs.check_pack(make_principal(OTHER_SCHOOL), OTHER_SCHOOL, 2025).documents == 0
    with pytest.raises(NotFoundError):
        packs.check_pack(STRANGER, SCHOOL, 2025)
    with pytest.raises(ForbiddenError):
        packs.check_pack(make_principal(scopes=frozenset({Scope.WRITE})), SCHOOL, 2025)


def test_what_is_registered_afterwards_can_break_a_pack(
    desk: DocumentDesk, packs: PackDesk
) -> None:
    regulation = {"date": "2025-09-02", "number": "1-од"}
    desk.register_document(CLERK, ask(ORDER, "order", regulation=regulation))
    desk.register_document(
        CLERK, ask("order_approve_regulation", "regulation", doc_date="2025-09-03")
    )
    number = desk.list_documents(CLERK, DocumentFilter(()))[0].number.text
    assert number == "2-од"
    cited = desk.register_document(
        CLERK,
        ask(
            "order_appoint_curator", "curator", regulation={"date": "2025-09-03", "number": "2-од"}
        ),
    )

    report = packs.check_pack(CLERK, SCHOOL, 2025)

    assert {item.finding.code for item in report.findings if item.document is None} == {"R08"}
    assert "V07" in {
        item.finding.code
        for item in report.findings
        if item.document and item.document.number == number
    }
    assert all(item.document is None or item.document.id != cited.id for item in report.findings)


def test_what_is_known_of_a_file_is_judged_too(
    desk: DocumentDesk, packs: PackDesk, memory_database: SqlDatabase
) -> None:
    document = desk.register_document(CLERK, ask(ORDER, "k"))
    signature = SignatureFacts(
        valid_from=datetime(2024, 6, 1, tzinfo=UTC),
        valid_to=datetime(2025, 8, 24, tzinfo=UTC),
        holder="Мельник Ольга Сергеевна",
        signed_at=datetime(2025, 9, 24, tzinfo=UTC),
    )
    evidence = FileEvidence((signature,), FileFacts(pdfa_ok=False, fonts_embedded=True))

    with memory_database.snapshot() as tx:
        school = tx.organisations.find(SCHOOL)
        assert school is not None
        report = packs.check_organisation(tx, school, 2025, {document.id: evidence})

    errors = [
        item.finding.code for item in report.findings if item.finding.severity is Severity.ERROR
    ]
    assert errors == ["V11", "V20"]


def test_the_school_year_of_a_document_is_that_of_its_date(
    desk: DocumentDesk, packs: PackDesk
) -> None:
    desk.register_document(CLERK, ask("pd_consent", "k", doc_date="2026-08-03"))

    assert packs.check_pack(CLERK, SCHOOL, 2026).documents == 1
    assert packs.check_pack(CLERK, SCHOOL, 2025).documents == 0
