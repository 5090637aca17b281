from dataclasses import replace
from datetime import date

from service.database.database import SqlDatabase
from service.domain.batches import Batch, BatchItem
from service.domain.errors import Problem
from service.domain.ids import BatchId, PersonId
from service.domain.people import BankPerson, Card, Part
from service.people_ports import PeopleFilter
from tests.factories import OTHER_SCHOOL, SCHOOL, make_new_document
from tests.fakes import MONDAY

TSOY = Card(
    surname="Цой",
    given_name="Артём",
    patronymic="Маратович",
    gender="m",
    position="учитель математики",
    workplace_gen="МКОУ «СОШ № 2»",
    born=date(1999, 5, 6),
    email="tsoy@school.example",
    experience_years=0,
    category="none",
    parts=frozenset({Part.MENTEE}),
)
PERSON = BankPerson(PersonId("p-1"), SCHOOL, TSOY)
BATCH = Batch(
    id=BatchId("b-1"),
    organisation_id=SCHOOL,
    kind="consent_test",
    data={"subject": "Мельник О.С."},
    token="t" * 32,
    created_by="user:u-1",
    created_at=MONDAY,
    items=(
        BatchItem(1, PERSON.id, {}),
        BatchItem(2, PERSON.id, {"contact": "почта"}),
        BatchItem(3, None, {"mentor": {"person_id": "p-1"}}),  # a pair, say
    ),
)


def test_a_card_comes_back_as_it_was_to_its_organisation_only(database: SqlDatabase) -> None:
    with database.transaction() as tx:
        tx.people.add([PERSON])
    with database.snapshot() as tx:
        assert tx.people.search(PeopleFilter((SCHOOL,), text="цой МАТЕМ")) == [PERSON]
        assert tx.people.search(PeopleFilter((OTHER_SCHOOL,))) == []
        assert tx.people.count(PeopleFilter((SCHOOL,), part=Part.MENTOR)) == 0


def test_a_card_is_replaced_in_its_organisation_only(database: SqlDatabase) -> None:
    gone = replace(PERSON, archived_at=MONDAY)
    with database.transaction() as tx:
        tx.people.add([PERSON])
        tx.people.put(replace(gone, organisation_id=OTHER_SCHOOL))
        assert tx.people.find(PERSON.id) == PERSON
        tx.people.put(gone)
        assert tx.people.find(PERSON.id) == gone


def test_a_batch_comes_back_with_what_became_of_each_person(database: SqlDatabase) -> None:
    document = make_new_document()
    problem = Problem("#/data/contact", "required", "Заполните это поле.")
    with database.transaction() as tx:
        tx.people.add([PERSON])
        tx.documents.add(document)
        tx.batches.add(BATCH)
        tx.batches.put_item(BATCH.id, replace(BATCH.items[0], document_id=document.id))
        tx.batches.put_item(BATCH.id, replace(BATCH.items[1], problems=(problem,)))
    with database.snapshot() as tx:
        found = tx.batches.find_by_token(SCHOOL, BATCH.token)
        assert found is not None
        assert found == tx.batches.find(BATCH.id) == tx.batches.list_of([SCHOOL])[0]
        assert (found.made, found.waiting) == ((document.id,), (BATCH.items[2],))
        assert [item.problems for item in found.faulty] == [(problem,)]
        assert tx.batches.list_of([OTHER_SCHOOL]) == []
        assert tx.batches.find_by_token(OTHER_SCHOOL, BATCH.token) is None
