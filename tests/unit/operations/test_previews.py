"""Pages of a form before there is a document: what is seen is what is registered, at no number."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from service.database.database import SqlDatabase
from service.domain.access import Principal
from service.domain.documents import Failure
from service.domain.errors import ForbiddenError, InvalidRequestError, NotFoundError
from service.domain.ids import DraftId
from service.domain.previews import PREVIEW_LIFETIME, Preview, PreviewClaim, PreviewState
from service.jobs import MakePreviews
from service.operations.declension import NameQuestion
from service.operations.requests import DocumentRequest
from service.ports import DocumentFilter
from tests.doors import CONSENT, ORDER, House, open_house
from tests.factories import CLERK, OTHER_SCHOOL, SCHOOL
from tests.printing import PAGES, preview_line, print_previews

FORM, OTHER_FORM = DraftId("form-1"), DraftId("form-2")
CRASHED = Failure("converter_crashed", "Преобразование в PDF прервалось из-за сбоя программы.")


@pytest.fixture
def house(tmp_path: Path, memory_database: SqlDatabase) -> House:
    return open_house(tmp_path, memory_database)


@pytest.fixture
def head(house: House) -> Principal:
    return house.add_user("head").principal()


def make_request(house: House, kind: str = CONSENT, **data: object) -> DocumentRequest:
    sample = {**house.kind(kind).sample, **data}
    return DocumentRequest(SCHOOL, kind, sample, sign=False, idempotency_key="k", draft_id=FORM)


def order(house: House, head: Principal, **data: object) -> Preview:
    return house.services.previews.order(head, FORM, make_request(house, CONSENT, **data))


def claim(house: House) -> PreviewClaim | None:
    return preview_line(house).claim(SCHOOL)


def held(house: House) -> PreviewClaim:
    found = claim(house)
    assert found is not None
    return found


def read_taken(house: House) -> Mapping[str, int]:
    year = int(str(house.kind(CONSENT).sample["doc_date"])[:4])
    with house.services.database.snapshot() as tx:
        return tx.registers.list_taken(SCHOOL, year)


def undeclined(house: House) -> dict[str, object]:
    """The mentee of the sample, of whose name nobody has said how it is declined."""
    mentee = house.kind(CONSENT).sample["mentee"]
    assert isinstance(mentee, dict)
    return {**mentee, "fio": {"nom": mentee["fio"]["nom"]}}


def test_a_preview_takes_no_number_and_leaves_no_trace(house: House, head: Principal) -> None:
    order(house, head)
    print_previews(house)
    with house.services.database.snapshot() as tx:
        events = list(tx.audit.read(SCHOOL))

    assert read_taken(house) == {}
    assert events == []
    assert house.services.documents.list_documents(CLERK, DocumentFilter(())) == []
    assert house.register().number.text == "1-с"
    assert read_taken(house) == {"consents": 1}


def test_what_is_seen_is_what_is_registered(house: House, head: Principal) -> None:
    request = make_request(house, mentee=undeclined(house))
    house.services.previews.order(head, FORM, request)
    source = held(house).source
    document = house.services.documents.register_document(head, request)

    assert source.data == document.data
    assert source.data == house.kind(CONSENT).sample  # forms of the name were filled in
    assert source.template_sha256 == document.template_sha256
    assert (source.requisites, source.doc_date) == (document.requisites, document.doc_date)
    assert (source.number, document.number.text) == ("___-с", "1-с")


def test_a_document_with_a_code_has_one_in_its_preview(
    tmp_path: Path, memory_database: SqlDatabase
) -> None:
    public = open_house(tmp_path, memory_database, public_url="https://grif.example")
    head = public.add_user("head").principal()
    for kind, has_code in ((ORDER, True), ("pd_consent", False)):
        public.services.previews.order(head, FORM, make_request(public, kind))
        assert held(public).source.has_code is has_code


def test_the_convert_process_is_told_of_an_order(house: House, head: Principal) -> None:
    order(house, head)
    assert house.queue.take() == [MakePreviews(SCHOOL)]
    preview_line(house).rehint()
    assert house.queue.take() == [MakePreviews(SCHOOL)]
    print_previews(house)
    preview_line(house).rehint()
    assert house.queue.take() == []


def test_a_newer_order_makes_whoever_works_on_an_older_one_too_late(
    house: House, head: Principal
) -> None:
    order(house, head)
    older = held(house)
    order(house, head, doc_date="2026-11-20")
    newer = held(house)
    steps = preview_line(house)

    assert not steps.note_ready(older, b"older", 1)
    assert not steps.note_setback(older, CRASHED, again=False)
    assert steps.note_ready(newer, b"newer", 1)
    assert house.services.previews.get_pdf(head, FORM) == b"newer"


def test_an_older_order_that_nobody_has_begun_is_never_made(house: House, head: Principal) -> None:
    for day in range(10, 20):
        order(house, head, doc_date=f"2026-11-{day}")
    assert held(house).source.doc_date.day == 19
    assert claim(house) is None


def test_earlier_pages_are_there_until_newer_ones_are(house: House, head: Principal) -> None:
    order(house, head)
    print_previews(house)
    before = house.services.previews.get_pdf(head, FORM)
    ordered = order(house, head, doc_date="2026-11-20")

    assert (ordered.state, ordered.pages) == (PreviewState.WAITING, PAGES)
    assert house.services.previews.get_pdf(head, FORM) == before


def test_what_has_been_made_is_not_made_again(house: House, head: Principal) -> None:
    order(house, head)
    print_previews(house)
    assert order(house, head).state is PreviewState.READY
    assert print_previews(house) == 0


def test_who_signs_by_what_means_is_printed(house: House, head: Principal) -> None:
    desk, request = house.services.previews, make_request(house, ORDER)
    desk.order(head, FORM, request)
    print_previews(house)
    assert desk.order(head, FORM, replace(request, sign=True)).state is PreviewState.WAITING


def test_forms_of_a_name_that_were_confirmed_since_are_seen(house: House, head: Principal) -> None:
    desk, request = house.services.previews, make_request(house, mentee=undeclined(house))
    preview = desk.order(head, FORM, request)
    assert desk.shows(preview, head, request)

    question = NameQuestion("person", "Цой Артём Маратович", "m")
    forms = {case: f"Форма {case}" for case in ("gen", "dat", "acc", "ins", "prep")}
    house.services.declension.confirm(CLERK, SCHOOL, question, forms)

    assert not desk.shows(preview, head, request)
    assert desk.order(head, FORM, request).made_of != preview.made_of


def test_data_that_cannot_be_registered_has_no_preview(house: House, head: Principal) -> None:
    with pytest.raises(InvalidRequestError) as caught:
        order(house, head, doc_date="1026-11-23")
    assert [problem.pointer for problem in caught.value.problems] == ["#/data/doc_date"]
    assert claim(house) is None


def test_what_a_rule_of_the_pack_would_refuse_is_refused_before(
    house: House, head: Principal
) -> None:
    request = make_request(house, ORDER)
    pairs = [dict(pair) for pair in request.data["pairs"]]  # type: ignore[attr-defined] # a list
    pairs[0]["mentor_consent_date"] = "2025-09-30"
    late = replace(request, data={**request.data, "pairs": pairs})
    errors = []
    for ask in (
        lambda: house.services.previews.order(head, FORM, late),
        lambda: house.services.documents.register_document(head, late),
    ):
        with pytest.raises(InvalidRequestError) as caught:
            ask()
        errors.append(caught.value.problems)
    assert errors[0] == errors[1] != ()


def test_what_a_rule_would_only_remark_is_told(house: House, head: Principal) -> None:
    request = make_request(house, ORDER, doc_date="2025-09-27")  # a Saturday
    preview = house.services.previews.order(head, FORM, request)
    document = house.services.documents.register_document(head, request)
    with house.services.database.snapshot() as tx:
        remarks = tx.remarks.list_of([document.id])[document.id]
    assert set(preview.remarks) == {remark.message for remark in remarks}
    assert preview.remarks


def test_nobody_else_sees_it(house: House, head: Principal) -> None:
    order(house, head)
    print_previews(house)
    colleague = house.add_user("colleague").principal()
    stranger = house.add_user("stranger", OTHER_SCHOOL).principal()
    officer = house.add_user("officer", None).principal()
    moved = replace(head, organisation_id=OTHER_SCHOOL)

    for other in (colleague, stranger, officer, moved):
        with pytest.raises(NotFoundError):
            house.services.previews.get(other, FORM)
        with pytest.raises(NotFoundError):
            house.services.previews.get_pdf(other, FORM)
    assert house.services.previews.get(head, FORM).pages == PAGES


def test_forms_of_one_name_of_two_people_do_not_meet(house: House, head: Principal) -> None:
    order(house, head)
    order(house, house.add_user("colleague").principal(), doc_date="2026-11-20")
    assert {held(house).source.doc_date.day, held(house).source.doc_date.day} == {17, 20}


def test_a_program_has_no_forms_and_no_previews(house: House) -> None:
    with pytest.raises(ForbiddenError):
        order(house, CLERK)


def test_somebody_elses_school_gets_no_preview(house: House) -> None:
    stranger = house.add_user("stranger", OTHER_SCHOOL).principal()
    with pytest.raises(NotFoundError):
        order(house, stranger)
    assert claim(house) is None


def test_a_preview_is_gone_after_an_hour_without_interest(house: House, head: Principal) -> None:
    order(house, head)
    house.clock.go(PREVIEW_LIFETIME - timedelta(minutes=1))
    preview_line(house).forget_old()
    order(house, head)  # asked for once more
    house.clock.go(PREVIEW_LIFETIME)
    preview_line(house).forget_old()
    assert house.services.previews.get(head, FORM).draft_id == FORM

    house.clock.go(timedelta(seconds=1))
    preview_line(house).forget_old()
    with pytest.raises(NotFoundError):
        house.services.previews.get(head, FORM)


def test_registering_ends_the_preview_of_that_form_alone(house: House, head: Principal) -> None:
    desk, request = house.services.previews, make_request(house)
    desk.order(head, FORM, request)
    desk.order(head, OTHER_FORM, request)
    house.services.documents.register_document(head, request)

    with pytest.raises(NotFoundError):
        desk.get(head, FORM)
    assert desk.get(head, OTHER_FORM).draft_id == OTHER_FORM


def test_trouble_that_may_pass_is_tried_again_but_not_for_long(
    house: House, head: Principal
) -> None:
    order(house, head)
    print_previews(house)
    order(house, head, doc_date="2026-11-20")
    found, steps = held(house), preview_line(house)
    assert steps.note_setback(found, CRASHED, again=True)
    assert house.services.previews.get(head, FORM).state is PreviewState.WAITING
    assert claim(house) is None  # not at once

    order(house, head, doc_date="2026-11-21")
    last = replace(held(house), failures=2)
    assert steps.note_setback(last, CRASHED, again=True)
    failed = house.services.previews.get(head, FORM)
    assert (failed.state, failed.failure) == (PreviewState.FAILED, CRASHED)
    with pytest.raises(NotFoundError):  # earlier pages would be taken for these
        house.services.previews.get_pdf(head, FORM)
    assert order(house, head, doc_date="2026-11-21").state is PreviewState.WAITING
