"""The rules where documents are registered, and over whole packs."""

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, Final

import pytest

import service.demo.pack
from doc_templates.catalogue import Kind, load_catalogue
from service.database.database import SqlDatabase
from service.database.packs import SqlPacks
from service.demo.pack import Reference, plan_pack
from service.domain.access import Scope
from service.domain.documents import Document
from service.domain.errors import ForbiddenError, InvalidRequestError, NotFoundError
from service.domain.ids import DocumentId, OrganisationId
from service.domain.organisations import Organisation
from service.domain.pack.facts import (
    FileFacts,
    PackDocument,
    PackQuestion,
    Severity,
    SignatureFacts,
)
from service.domain.pack.orders import CITED, REFERENCES
from service.domain.remarks import Remark
from service.operations.documents import DocumentDesk
from service.operations.packs import FileEvidence, PackDesk, PackReport
from service.operations.remarks import AcceptedWarning, RemarkDesk
from service.operations.requests import DocumentRequest
from service.operations.signers import SignerDesk
from service.operations.templates import TemplateDesk
from service.ports import DocumentFilter
from tests.factories import (
    CLERK,
    HEADS_TERM,
    MUNICIPALITY,
    OTHER_SCHOOL,
    SCHOOL,
    STRANGER,
    make_catalogue,
    make_principal,
    make_requisites,
)
from tests.fakes import FakeClock, FakeQueue, MemoryStore, SequentialIds

CATALOGUE: Final = load_catalogue()
ORDER: Final = "order_assign_pairs"
MENTOR_CONSENT: Final = "consent_mentor_participation"
MENTEE_CONSENT: Final = "consent_mentee_participation"
SATURDAY: Final[dict[str, Any]] = {"doc_date": "2025-09-27"}
REPRESENTED: Final[dict[str, Any]] = {
    "representative": {
        "person": CATALOGUE.get_kind("pd_consent_withdrawal").sample["subject"],
        "address": "000101, с. Тестово, ул. Примерная, д. 1",
        "identity": CATALOGUE.get_kind("pd_consent").sample["subject_id"],
        "authority_document": "свидетельство о рождении № 603",
        "signs_alone": False,
    }
}
DATA: Final = Path(service.demo.pack.__file__).with_name("data") / "municipality.json"


@pytest.fixture
def desk(
    memory_database: SqlDatabase, blobs: MemoryStore, clock: FakeClock, ids: SequentialIds
) -> DocumentDesk:
    """The desk with the real library of kinds."""
    templates = TemplateDesk(memory_database, blobs, MemoryStore(), CATALOGUE, clock, ids)
    return DocumentDesk(memory_database, blobs, FakeQueue(), CATALOGUE, clock, ids, templates)


@pytest.fixture
def packs(memory_database: SqlDatabase, clock: FakeClock) -> PackDesk:
    return PackDesk(memory_database, clock, CATALOGUE)


@pytest.fixture
def remarks(memory_database: SqlDatabase, clock: FakeClock) -> RemarkDesk:
    return RemarkDesk(memory_database, clock, make_catalogue())


def sample(kind: str, **changes: object) -> dict[str, Any]:
    return {**CATALOGUE.get_kind(kind).sample, **changes}


def ask(
    kind: str, key: str, organisation_id: OrganisationId = SCHOOL, **changes: object
) -> DocumentRequest:
    return DocumentRequest(organisation_id, kind, sample(kind, **changes), False, key)  # noqa: FBT003 -- as the record lists it


def one_pair(**changes: object) -> list[dict[str, Any]]:
    """The first pair of the sample; a change to None takes a field away."""
    pair = {**sample(ORDER)["pairs"][0], **changes}
    return [{key: value for key, value in pair.items() if value is not None}]


def refused(desk: DocumentDesk, request: DocumentRequest) -> list[tuple[str, str]]:
    with pytest.raises(InvalidRequestError) as refusal:
        desk.register_document(CLERK, request)
    assert refusal.value.code == "invalid_data"
    return [(problem.code, problem.pointer) for problem in refusal.value.problems]


def warned(remarks: RemarkDesk, document: Document) -> list[Remark]:
    return list(remarks.list_remarks([document]).get(document.id, ()))


@pytest.mark.parametrize("kind", sorted(CATALOGUE.kinds))
def test_the_sample_of_every_kind_is_registered_in_a_new_organisation(
    desk: DocumentDesk, remarks: RemarkDesk, kind: str
) -> None:
    document = desk.register_document(CLERK, ask(kind, "k"))

    assert warned(remarks, document) == []


def test_an_error_names_the_field_and_takes_neither_number_nor_key(
    desk: DocumentDesk, memory_database: SqlDatabase
) -> None:
    pairs = one_pair(mentor_consent_date="2025-09-25")

    assert refused(desk, ask(ORDER, "k", pairs=pairs)) == [
        ("V01", "#/data/pairs/0/mentor_consent_date")
    ]

    with memory_database.snapshot() as tx:
        assert list(tx.audit.read(SCHOOL)) == []
    assert desk.register_document(CLERK, ask(ORDER, "k")).number.text == "1-од"


def test_consents_in_the_journal_need_not_be_stated_again(desk: DocumentDesk) -> None:
    pairs = one_pair(mentor_consent_date=None, mentee_consent_date=None)
    order = ask(ORDER, "order", pairs=pairs)
    assert refused(desk, order) == [("V02", "#/data/pairs/0/mentor_consent_date")]

    desk.register_document(CLERK, ask(MENTOR_CONSENT, "mentor"))
    desk.register_document(CLERK, ask(MENTEE_CONSENT, "mentee"))

    assert desk.register_document(CLERK, order).number.text == "1-од"


def test_a_consent_in_the_journal_that_came_later_stops_the_order(desk: DocumentDesk) -> None:
    pairs = one_pair(mentor_consent_date=None)
    desk.register_document(CLERK, ask(MENTOR_CONSENT, "mentor", doc_date="2025-09-25"))

    assert refused(desk, ask(ORDER, "order", pairs=pairs)) == [("V01", "#/data/pairs/0/mentors/0")]


def test_neither_cancelled_nor_other_peoples_documents_count(desk: DocumentDesk) -> None:
    order = ask(ORDER, "order", pairs=one_pair(mentor_consent_date=None))
    cancelled = desk.register_document(CLERK, ask(MENTOR_CONSENT, "mentor"))
    desk.cancel_document(CLERK, cancelled.id)
    other = make_principal(OTHER_SCHOOL)
    desk.register_document(other, ask(MENTOR_CONSENT, "mentor", OTHER_SCHOOL))

    assert refused(desk, order) == [("V02", "#/data/pairs/0/mentor_consent_date")]


def test_for_a_consent_no_consents_are_gathered(
    desk: DocumentDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[frozenset[str] | None] = []
    list_documents = SqlPacks.list_documents

    def listen(self: SqlPacks, wanted: PackQuestion) -> list[PackDocument]:
        asked.append(wanted.kinds)
        return list_documents(self, wanted)

    monkeypatch.setattr(SqlPacks, "list_documents", listen)

    for kind in (MENTOR_CONSENT, MENTEE_CONSENT, "pd_consent"):
        assert desk.register_document(CLERK, ask(kind, kind)).kind == kind

    assert asked == [frozenset({"order_approve_regulation"})] * 2


@pytest.mark.parametrize(
    ("cited", "kind", "key"),
    [
        ("order_approve_regulation", MENTOR_CONSENT, "regulation"),
        ("order_approve_regulation", "employment_supplement_mentoring", "regulation"),
        ("order_approve_regulation", "pairs_proposal", "regulation"),
        (ORDER, "program_agreement_sheet", "pairs_order"),
        ("order_approve_programs", "program_completion_report", "programs_order"),
        (ORDER, "acquaintance_sheet", "order"),
        ("pd_consent", "pd_consent_withdrawal", "consent_ref"),
    ],
)
def test_whoever_cites_a_document_gives_its_date(
    desk: DocumentDesk, cited: str, kind: str, key: str
) -> None:
    earlier = desk.register_document(CLERK, ask(cited, "cited"))
    right = {"date": earlier.doc_date.isoformat(), "number": earlier.number.text}
    reference = {**sample(kind)[key], **right}
    wrong = {**reference, "date": (earlier.doc_date + timedelta(days=1)).isoformat()}

    mistaken, request = (ask(kind, f"{one}", SCHOOL, **{key: one}) for one in (wrong, reference))
    assert refused(desk, mistaken) == [("V14", f"#/data/{key}/date")]
    assert desk.register_document(CLERK, request).kind == kind


@pytest.mark.parametrize("kind", CATALOGUE.list_kinds(), ids=lambda kind: kind.code)
def test_every_kind_that_cites_is_known_to_the_rules(kind: Kind) -> None:
    fields: Any = kind.schema["properties"]

    cited = frozenset().union(*(REFERENCES[key] for key in REFERENCES if key in fields))

    assert CITED.get(kind.code, frozenset()) == cited


def test_a_warning_stops_nothing_and_stays_with_the_document(
    desk: DocumentDesk, remarks: RemarkDesk
) -> None:
    document = desk.register_document(CLERK, ask(ORDER, "k", **SATURDAY))

    (remark,) = warned(remarks, document)
    assert (remark.code, remark.pointer) == ("V16", "#/data/doc_date")
    assert not remark.is_accepted


def test_dates_that_go_back_in_the_journal_are_warned_about(
    desk: DocumentDesk, remarks: RemarkDesk
) -> None:
    desk.register_document(CLERK, ask("order_approve_programs", "later"))
    document = desk.register_document(CLERK, ask(ORDER, "earlier"))

    assert [remark.code for remark in warned(remarks, document)] == ["V07"]


def test_a_warning_can_be_accepted_beforehand(
    desk: DocumentDesk, remarks: RemarkDesk, memory_database: SqlDatabase, clock: FakeClock
) -> None:
    accepted = (AcceptedWarning("V16", "Мельник работает"), AcceptedWarning("V01", "лишнее"))
    request = replace(ask(ORDER, "k", **SATURDAY), accepted_warnings=accepted)

    document = desk.register_document(CLERK, request)

    (remark,) = warned(remarks, document)
    assert remark.acceptance is not None
    assert (remark.acceptance.reason, remark.acceptance.by) == ("Мельник работает", CLERK.id)
    assert remark.acceptance.at == clock.now()
    with memory_database.snapshot() as tx:
        events = [item.event for item in tx.audit.read(SCHOOL)]
    assert [event.action for event in events] == [
        "document:registered",
        "document:warning:accepted",
    ]
    assert events[1].detail["code"] == "V16"
    assert "Мельник" not in repr(events)


def test_what_is_accepted_belongs_to_the_request() -> None:
    plain = ask(ORDER, "k")
    accepting = replace(plain, accepted_warnings=(AcceptedWarning("V16", "так надо"),))

    assert plain.sha256() != accepting.sha256()


def test_a_warning_can_be_accepted_later(desk: DocumentDesk, remarks: RemarkDesk) -> None:
    document = desk.register_document(CLERK, ask(ORDER, "k", **SATURDAY))

    remarks.accept_warning(CLERK, document.id, AcceptedWarning("V16", "сначала так"))
    remarks.accept_warning(CLERK, document.id, AcceptedWarning("V16", "нет, вот почему"))

    (remark,) = warned(remarks, document)
    assert remark.acceptance is not None
    assert remark.acceptance.reason == "нет, вот почему"


@pytest.mark.parametrize("reason", ["", "  ", "а" * 501, "a\x00b"])
def test_a_warning_is_not_accepted_without_a_reason(
    desk: DocumentDesk, remarks: RemarkDesk, reason: str
) -> None:
    document = desk.register_document(CLERK, ask(ORDER, "k", **SATURDAY))

    with pytest.raises(InvalidRequestError) as refusal:
        remarks.accept_warning(CLERK, document.id, AcceptedWarning("V16", reason))
    assert refusal.value.problems[0].pointer == "#/reason"
    early = replace(
        ask(ORDER, "l", **SATURDAY), accepted_warnings=(AcceptedWarning("V16", reason),)
    )
    assert [place for _, place in refused(desk, early)] == ["#/accepted_warnings/0/reason"]


def test_only_those_who_may_write_here_accept_what_was_warned_about(
    desk: DocumentDesk, remarks: RemarkDesk
) -> None:
    document = desk.register_document(CLERK, ask(ORDER, "k", **SATURDAY))
    said, reader = (
        AcceptedWarning("V16", "так надо"),
        make_principal(scopes=frozenset({Scope.READ})),
    )

    with pytest.raises(ForbiddenError):
        remarks.accept_warning(reader, document.id, said)
    for principal, document_id, what in (
        (STRANGER, document.id, said),
        (CLERK, DocumentId("nothing"), said),
        (CLERK, document.id, AcceptedWarning("V07", "так надо")),
    ):
        with pytest.raises(NotFoundError):
            remarks.accept_warning(principal, document_id, what)
    assert not warned(remarks, document)[0].is_accepted


def found(report: PackReport) -> Counter[str]:
    return Counter(f"{item.finding.code} {item.finding.severity}" for item in report.findings)


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


def destruction(number: str, **changes: object) -> DocumentRequest:
    """The act of what a withdrawal of 10.02.2026 asks for."""
    data = sample("pd_destruction_act", **changes)
    data["withdrawal"] = {"date": "2026-02-10", "number": number}
    return DocumentRequest(SCHOOL, "pd_destruction_act", data, False, "act")  # noqa: FBT003 -- as the record lists it


def test_the_act_of_destruction_ends_what_a_withdrawal_asks_for(
    desk: DocumentDesk, packs: PackDesk, clock: FakeClock
) -> None:
    clock.go(timedelta(days=365))  # the term is over
    withdrawal = desk.register_document(CLERK, ask("pd_consent_withdrawal", "withdrawal"))
    before = found(packs.check_pack(CLERK, SCHOOL, 2025))

    desk.register_document(CLERK, destruction(withdrawal.number.text))

    assert before["V18 error"] == 1
    assert found(packs.check_pack(CLERK, SCHOOL, 2025))["V18 error"] == 0


def test_an_act_of_the_next_school_year_counts_too(
    desk: DocumentDesk, packs: PackDesk, clock: FakeClock
) -> None:
    clock.go(timedelta(days=365))
    withdrawal = desk.register_document(CLERK, ask("pd_consent_withdrawal", "withdrawal"))
    late = {"doc_date": "2026-08-04", "destroyed_on": "2026-08-03"}

    desk.register_document(CLERK, destruction(withdrawal.number.text, **late))

    # It is there; that it came after the term is left to be explained.
    assert (
        Counter({"V18 warning": 1}).items() <= found(packs.check_pack(CLERK, SCHOOL, 2025)).items()
    )
    assert found(packs.check_pack(CLERK, SCHOOL, 2025))["V18 error"] == 0


def test_an_act_about_another_withdrawal_ends_nothing(
    desk: DocumentDesk, packs: PackDesk, remarks: RemarkDesk, clock: FakeClock
) -> None:
    clock.go(timedelta(days=365))
    desk.register_document(CLERK, ask("pd_consent_withdrawal", "withdrawal"))

    act = desk.register_document(CLERK, destruction("77-с"))

    assert [remark.pointer for remark in warned(remarks, act)] == ["#/data/withdrawal"]
    assert found(packs.check_pack(CLERK, SCHOOL, 2025))["V18 error"] == 1


def test_an_act_is_not_written_before_the_data_are_gone(desk: DocumentDesk) -> None:
    request = destruction("1-с", doc_date="2026-03-09")

    assert refused(desk, request) == [("V18", "#/data/destroyed_on")]


HEAD: Final[dict[str, Any]] = dict(CATALOGUE.get_kind(ORDER).sample["signer"])  # type: ignore[call-overload]  # an object


def appoint(database: SqlDatabase, clock: FakeClock, **changes: object) -> None:
    """Say since when the head of the samples may sign."""
    named: dict[str, Any] = {"full_name": HEAD["fio"]["nom"], "gender": HEAD["gender"], **changes}
    term = replace(HEADS_TERM, **named)
    SignerDesk(database, clock, SequentialIds()).appoint(CLERK, SCHOOL, term)


def test_an_order_is_signed_by_whoever_may_sign_on_its_day(
    desk: DocumentDesk, remarks: RemarkDesk, memory_database: SqlDatabase, clock: FakeClock
) -> None:
    appoint(memory_database, clock)

    assert warned(remarks, desk.register_document(CLERK, ask(ORDER, "k"))) == []


@pytest.mark.parametrize(
    "term",
    [{"since": date(2025, 9, 25)}, {"until": date(2025, 9, 23)}],
    ids=["not yet", "no more"],
)
def test_an_order_of_somebody_whose_term_is_another_is_not_registered(
    desk: DocumentDesk, memory_database: SqlDatabase, clock: FakeClock, term: dict[str, date]
) -> None:
    appoint(memory_database, clock, **term)

    assert refused(desk, ask(ORDER, "k")) == [("V08", "#/data/signer")]


def test_a_signer_nobody_has_named_is_warned_about_in_orders_only(
    desk: DocumentDesk, remarks: RemarkDesk, memory_database: SqlDatabase, clock: FakeClock
) -> None:
    appoint(memory_database, clock, full_name="Скляр Лев Кузьмич", gender="m")

    order = desk.register_document(CLERK, ask(ORDER, "order"))
    report = desk.register_document(CLERK, ask("monitoring_report", "report"))

    assert [(one.code, one.pointer) for one in warned(remarks, order)] == [("V08", "#/data/signer")]
    assert warned(remarks, report) == []


def test_a_term_that_was_ended_later_shows_in_the_pack(
    desk: DocumentDesk, packs: PackDesk, memory_database: SqlDatabase, clock: FakeClock
) -> None:
    appoint(memory_database, clock)
    desk.register_document(CLERK, ask(ORDER, "k"))
    signers = SignerDesk(memory_database, clock, SequentialIds())
    (head,) = signers.list_signers(CLERK, SCHOOL)

    signers.end_term(CLERK, head.id, date(2025, 9, 1))

    assert found(packs.check_pack(CLERK, SCHOOL, 2025))["V08 error"] == 1


def test_a_form_that_follows_an_act_is_warned_about_when_the_act_ends(
    desk: DocumentDesk, packs: PackDesk, remarks: RemarkDesk
) -> None:
    kind = "pd_consent_distribution"
    last = desk.register_document(CLERK, ask(kind, "last", doc_date="2027-08-31"))
    after = desk.register_document(CLERK, ask(kind, "after", doc_date="2027-09-01"))

    (remark,) = warned(remarks, after)
    assert warned(remarks, last) == []
    assert (remark.code, "№ 18: на дату документа уже не действует" in remark.message) == (
        "V19",
        True,
    )
    assert found(packs.check_pack(CLERK, SCHOOL, 2027))["V19 warning"] == 1


@pytest.mark.parametrize(
    ("act", "expected"),
    [
        ({"number": "77", "date": "2023-07-31"}, ["V19"]),
        ({"number": "77", "date": "2023-08-01"}, []),  # another act with this number
        ({"number": "3273-р", "date": "2019-12-31"}, []),
    ],
    ids=["not yet", "namesake", "in force"],
)
def test_acts_that_the_data_names_are_in_force(
    desk: DocumentDesk, remarks: RemarkDesk, act: dict[str, str], expected: list[str]
) -> None:
    cited = {"name_ins": "приказом Росархива", **act}
    kind = "order_approve_regulation"
    document = desk.register_document(
        CLERK, ask(kind, "k", doc_date="2023-09-15", regional_act=cited)
    )

    assert [one.code for one in warned(remarks, document) if one.code == "V19"] == expected


def without(kind: str, *names: str, **changes: object) -> DocumentRequest:
    data = {key: value for key, value in sample(kind, **changes).items() if key not in names}
    return DocumentRequest(SCHOOL, kind, data, False, f"{kind}{names}{changes}")  # noqa: FBT003 -- as the record lists it


@pytest.mark.parametrize("kind", ["pd_consent", "pd_consent_distribution", MENTEE_CONSENT])
def test_a_minor_does_not_consent_without_a_representative(
    desk: DocumentDesk, remarks: RemarkDesk, kind: str
) -> None:
    request = without(kind, "representative", is_minor_on_signing=True)
    assert refused(desk, request) == [("V10", "#/data/representative")]

    adult = without(kind, "representative", is_minor_on_signing=False)
    assert warned(remarks, desk.register_document(CLERK, adult)) == []


def test_a_consent_by_a_birth_certificate_is_a_childs(desk: DocumentDesk) -> None:
    paper = {**sample("pd_consent")["subject_id"], "type": "birth_certificate"}

    request = without("pd_consent", "representative", "is_minor_on_signing", subject_id=paper)

    assert refused(desk, request) == [("V10", "#/data/representative")]


def test_who_has_a_representative_in_one_consent_has_one_in_all_of_the_pack(
    desk: DocumentDesk, packs: PackDesk
) -> None:
    student = sample("pd_consent")["subject"]
    desk.register_document(CLERK, ask("pd_consent", "with", **REPRESENTED))
    desk.register_document(
        CLERK, without("pd_consent_distribution", "representative", subject=student)
    )

    assert found(packs.check_pack(CLERK, SCHOOL, 2025))["V10 error"] == 1


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


def test_an_accepted_warning_no_longer_counts_and_is_still_listed(
    desk: DocumentDesk, packs: PackDesk, remarks: RemarkDesk
) -> None:
    document = desk.register_document(CLERK, ask("pd_consent", "k", **SATURDAY))
    before = packs.check_pack(CLERK, SCHOOL, 2025).count(Severity.WARNING)
    remarks.accept_warning(CLERK, document.id, AcceptedWarning("V16", "так надо"))

    report = packs.check_pack(CLERK, SCHOOL, 2025)

    assert report.count(Severity.WARNING) == before - 1
    assert [item.finding.code for item in report.findings if item.is_accepted] == ["V16"]


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
