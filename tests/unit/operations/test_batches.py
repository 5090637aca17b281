"""Documents for many people: each once, whatever happens in between."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import pytest

from service.database.database import SqlDatabase
from service.domain.access import Scope
from service.domain.batches import MAX_PEOPLE, Batch
from service.domain.documents import Document
from service.domain.errors import (
    ConflictError,
    ForbiddenError,
    InvalidRequestError,
    NotFoundError,
    UnavailableError,
)
from service.domain.ids import BatchId, PersonId
from service.domain.people import BankPerson, Card
from service.domain.reach import NOTHING, reaching
from service.operations.batch_kinds import list_batch_kinds
from service.operations.batch_people import BatchRow
from service.operations.batches import BatchDesk, BatchOrder
from service.operations.requests import DocumentRequest
from service.ports import DocumentFilter
from tests.doors import House, open_house
from tests.factories import CLERK, FOREIGN_SCHOOL, OFFICER, SCHOOL, STRANGER, make_principal

DISTRIBUTION, OWN_DATA = "pd_consent_distribution", "pd_consent"
IVANOV = Card("Иванов", "Иван", "Иванович", "m", "учитель", email="ivanov@school.example")
PETROV = replace(IVANOV, surname="Петров", email="petrov@school.example")
SIDOROV = replace(IVANOV, surname="Сидоров", email="")
COLLEAGUE = replace(CLERK, id="key:colleague")


@pytest.fixture
def house(tmp_path: object, memory_database: SqlDatabase) -> House:
    return open_house(tmp_path, memory_database)  # type: ignore[arg-type] # a path of pytest


@pytest.fixture
def desk(house: House) -> BatchDesk:
    return house.services.batches


def _common(house: House, code: str = DISTRIBUTION) -> Mapping[str, object]:
    own = {"subject", "contact", "subject_address", "subject_id"}
    return {name: said for name, said in house.kind(code).sample.items() if name not in own}


def _add(house: House, *cards: Card) -> list[BankPerson]:
    return [house.services.people.add_person(CLERK, SCHOOL, card) for card in cards]


def _order(
    house: House, people: list[BankPerson], code: str = DISTRIBUTION, token: str = "t" * 32
) -> Batch:
    rows = tuple(BatchRow(person.id) for person in people)
    asked = BatchOrder(SCHOOL, code, _common(house, code), rows, token)
    return house.services.batches.order(CLERK, asked)


def _made(house: House) -> list[Document]:
    return house.services.documents.list_documents(CLERK, DocumentFilter((), limit=500))


def test_each_person_gets_a_document_with_a_number_of_its_own(
    house: House, desk: BatchDesk
) -> None:
    people = _add(house, IVANOV, PETROV)

    batch = desk.go_on(CLERK, _order(house, people).id, seconds=60)

    documents = [house.services.documents.get_document(CLERK, one) for one in batch.made]
    assert [one.number.seq for one in documents] == [1, 2]
    subjects = [one.data["subject"] for one in documents]
    assert [one["surname"] for one in subjects] == ["Иванов", "Петров"]  # type: ignore[index] # a person
    assert [one.data["contact"] for one in documents] == [IVANOV.email, PETROV.email]


def test_one_who_lacks_something_stops_nobody_and_is_made_alone_later(
    house: House, desk: BatchDesk
) -> None:
    people = _add(house, IVANOV, SIDOROV, PETROV)
    batch = desk.go_on(CLERK, _order(house, people).id, seconds=60)
    assert [problem.pointer for item in batch.faulty for problem in item.problems] == [
        "#/data/contact"
    ]
    first = batch.made

    house.services.people.change_person(CLERK, people[1].id, replace(SIDOROV, email="s@a.example"))
    batch = desk.go_on(COLLEAGUE, batch.id, seconds=60, again=True)

    assert set(first) < set(batch.made)
    assert sorted(document.number.seq for document in _made(house)) == [1, 2, 3]
    assert {document.created_by for document in _made(house)} == {CLERK.id}


def test_what_belongs_to_one_person_is_said_on_a_page_of_its_own(
    house: House, desk: BatchDesk
) -> None:
    batch = desk.go_on(CLERK, _order(house, _add(house, IVANOV), OWN_DATA).id, seconds=60)
    assert {problem.pointer for problem in batch.faulty[0].problems} == {
        "#/data/subject_address",
        "#/data/subject_id",
    }
    sample = house.kind(OWN_DATA).sample
    own = {name: sample[name] for name in ("subject_address", "subject_id")}

    batch = desk.say_own(CLERK, batch.id, 1, own)

    assert len(batch.made) == 1
    with pytest.raises(ConflictError, match="already_made"):
        desk.say_own(CLERK, batch.id, 1, own)
    with pytest.raises(NotFoundError):
        desk.say_own(CLERK, batch.id, 2, own)


def test_the_same_form_sent_twice_is_one_batch(house: House, desk: BatchDesk) -> None:
    people = _add(house, IVANOV)

    first, second = _order(house, people), _order(house, people)
    desk.go_on(CLERK, first.id, seconds=60)
    desk.go_on(CLERK, second.id, seconds=60, again=True)

    assert first.id == second.id
    assert len(_made(house)) == 1


@dataclass
class Interrupted:
    """Registers, and is cut off before anybody hears of it, once for each key."""

    house: House
    cut_off: set[str] = field(default_factory=set)

    def register_document(self, principal: object, request: DocumentRequest) -> Document:
        document = self.house.services.documents.register_document(
            principal,  # type: ignore[arg-type] # passed on
            request,
        )
        if request.idempotency_key not in self.cut_off:
            self.cut_off.add(request.idempotency_key)
            raise UnavailableError
        return document


def test_what_was_made_before_a_crash_is_found_again_even_with_a_changed_card(
    house: House, desk: BatchDesk
) -> None:
    people = _add(house, IVANOV)
    batch = _order(house, people)
    fragile = replace(desk, documents=Interrupted(house))  # type: ignore[arg-type] # its one verb
    with pytest.raises(UnavailableError):
        fragile.go_on(CLERK, batch.id, seconds=60)
    assert len(desk.get_batch(CLERK, batch.id).batch.waiting) == 1
    house.services.people.change_person(CLERK, people[0].id, PETROV)

    batch = desk.go_on(COLLEAGUE, batch.id, seconds=60)

    assert [document.id for document in _made(house)] == list(batch.made)


def test_time_that_is_up_leaves_the_rest_waiting(house: House, desk: BatchDesk) -> None:
    batch = _order(house, _add(house, IVANOV, PETROV))

    batch = desk.go_on(CLERK, batch.id, seconds=-1)

    assert (len(batch.made), len(batch.waiting)) == (0, 2)


def test_what_all_share_is_refused_before_there_is_a_batch(house: House, desk: BatchDesk) -> None:
    (person,) = _add(house, SIDOROV)
    common = {**_common(house), "valid_until": "never"}

    with pytest.raises(InvalidRequestError) as refused:
        desk.order(
            CLERK, BatchOrder(SCHOOL, DISTRIBUTION, common, (BatchRow(person.id),), "t" * 32)
        )

    assert {problem.pointer for problem in refused.value.problems} == {"#/data/valid_until"}
    assert desk.list_batches(CLERK) == []


@pytest.mark.parametrize("kind", ["order_assign_pairs", "pd_consent_withdrawal", "nothing"])
def test_a_kind_about_more_than_one_person_is_made_one_by_one(house: House, kind: str) -> None:
    with pytest.raises(InvalidRequestError) as refused:
        house.services.batches.order(
            CLERK, BatchOrder(SCHOOL, kind, {}, (BatchRow(PersonId("p")),), "t")
        )
    assert [problem.code for problem in refused.value.problems] == ["not_for_many"]


@pytest.mark.parametrize("count", [0, MAX_PEOPLE + 1])
def test_nobody_and_too_many_are_refused(house: House, count: int) -> None:
    people = tuple(BatchRow(PersonId(f"p-{number}")) for number in range(count))
    with pytest.raises(InvalidRequestError) as refused:
        house.services.batches.order(CLERK, BatchOrder(SCHOOL, DISTRIBUTION, {}, people, "t"))
    assert [problem.pointer for problem in refused.value.problems] == ["#/people"]


def test_people_of_another_school_and_its_batches_do_not_exist(
    house: House, desk: BatchDesk
) -> None:
    foreign = house.services.people.add_person(STRANGER, FOREIGN_SCHOOL, IVANOV)
    with pytest.raises(NotFoundError):
        _order(house, [foreign])
    batch = _order(house, _add(house, IVANOV))

    assert desk.get_batch(OFFICER, batch.id).batch == batch
    assert desk.list_batches(STRANGER) == []
    for name in (batch.id, BatchId("no id\0")):
        with pytest.raises(NotFoundError):
            desk.go_on(STRANGER, name, seconds=60)
    with pytest.raises(ForbiddenError):
        desk.go_on(make_principal(scopes=frozenset({Scope.READ})), batch.id, seconds=60)
    assert _made(house) == []


def test_the_trail_names_the_batch_and_nobody_in_it(house: House, desk: BatchDesk) -> None:
    batch = desk.go_on(CLERK, _order(house, _add(house, IVANOV)).id, seconds=60)

    with house.services.database.snapshot() as tx:
        events = [item.event for item in tx.audit.read(SCHOOL)]
    ordered = next(event for event in events if event.action == "batch:ordered")
    assert ordered.detail == {"batch": batch.id, "kind": DISTRIBUTION, "people": 1}


def test_files_come_in_the_order_of_the_people_when_there_are_any(
    house: House, desk: BatchDesk
) -> None:
    batch = desk.go_on(CLERK, _order(house, _add(house, PETROV, IVANOV)).id, seconds=60)
    with pytest.raises(ConflictError, match="not_ready"):
        desk.list_files(CLERK, batch.id)

    for document_id in batch.made:
        house.archive(house.services.documents.get_document(CLERK, document_id))

    files = desk.list_files(CLERK, batch.id)
    with reaching(NOTHING):  # the answer is sent when the request is over
        assert [document.id for document, _ in files] == list(batch.made)


def test_nobody_withdraws_consents_for_many_people(house: House) -> None:
    catalogue = house.services.catalogue
    offered = {one.kind.code for one in list_batch_kinds(catalogue)}

    assert "pd_consent_withdrawal" in catalogue.kinds.keys() - offered
    assert "pd_consent" in offered
