"""Warnings that somebody accepts: by whom, when, with what reason."""

from dataclasses import replace

import pytest

from service.database.database import SqlDatabase
from service.domain.access import Scope
from service.domain.errors import ForbiddenError, InvalidRequestError, NotFoundError
from service.domain.ids import DocumentId
from service.domain.pack.facts import Severity
from service.operations.documents import DocumentDesk
from service.operations.packs import PackDesk
from service.operations.remarks import AcceptedWarning, RemarkDesk
from tests.factories import CLERK, SCHOOL, STRANGER, make_principal
from tests.fakes import FakeClock
from tests.pack_requests import ORDER, SATURDAY, ask, refused, warned


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


def test_an_accepted_warning_no_longer_counts_and_is_still_listed(
    desk: DocumentDesk, packs: PackDesk, remarks: RemarkDesk
) -> None:
    document = desk.register_document(CLERK, ask("pd_consent", "k", **SATURDAY))
    before = packs.check_pack(CLERK, SCHOOL, 2025).count(Severity.WARNING)
    remarks.accept_warning(CLERK, document.id, AcceptedWarning("V16", "так надо"))

    report = packs.check_pack(CLERK, SCHOOL, 2025)

    assert report.count(Severity.WARNING) == before - 1
    assert [item.finding.code for item in report.findings if item.is_accepted] == ["V16"]
