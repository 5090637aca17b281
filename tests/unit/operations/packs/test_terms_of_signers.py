"""Who may sign on the day of a document."""

from dataclasses import replace
from datetime import date
from typing import Any, Final

import pytest

from service.database.database import SqlDatabase
from service.operations.documents import DocumentDesk
from service.operations.packs import PackDesk
from service.operations.remarks import RemarkDesk
from service.operations.signers import SignerDesk
from tests.factories import CLERK, HEADS_TERM, SCHOOL
from tests.fakes import FakeClock, SequentialIds
from tests.pack_requests import CATALOGUE, ORDER, ask, found, refused, warned

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
