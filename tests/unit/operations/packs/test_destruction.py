"""Acts of destruction, and the withdrawals that ask for them."""

from collections import Counter
from datetime import timedelta

from service.operations.documents import DocumentDesk
from service.operations.packs import PackDesk
from service.operations.remarks import RemarkDesk
from service.operations.requests import DocumentRequest
from tests.factories import CLERK, SCHOOL
from tests.fakes import FakeClock
from tests.pack_requests import ask, found, refused, sample, warned


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
