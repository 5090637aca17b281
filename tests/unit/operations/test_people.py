"""The bank of people: who may see whom, what a card must say, and nobody twice."""

from dataclasses import replace
from datetime import date

import pytest

from service.database.database import SqlDatabase
from service.domain.access import Scope
from service.domain.errors import ForbiddenError, InvalidRequestError, NotFoundError
from service.domain.ids import PersonId
from service.domain.people import Card, Part
from service.operations.people import PeopleDesk
from service.people_ports import PeopleFilter
from tests.factories import CLERK, OFFICER, OTHER_SCHOOL, SCHOOL, STRANGER, make_principal
from tests.fakes import FakeClock, SequentialIds

KOROLEVA = Card(
    "Королёва",
    "Любовь",
    "Фоминична",
    "f",
    "учитель русского языка и литературы",
    email="koroleva@school.example",
    parts=frozenset({Part.MENTOR}),
)
TSOY = Card("Цой", "Артём", "", "m", "учитель математики", parts=frozenset({Part.MENTEE}))
EVERYBODY = PeopleFilter(())


@pytest.fixture
def desk(memory_database: SqlDatabase, clock: FakeClock, ids: SequentialIds) -> PeopleDesk:
    return PeopleDesk(memory_database, clock, ids)


def _names(desk: PeopleDesk, wanted: PeopleFilter) -> list[str]:
    return [one.card.surname for one in desk.list_people(CLERK, wanted).people]


def test_people_are_listed_by_the_alphabet_and_looked_for_without_regard_to_yo(
    desk: PeopleDesk,
) -> None:
    desk.add_person(CLERK, SCHOOL, TSOY)
    desk.add_person(CLERK, SCHOOL, KOROLEVA)

    assert _names(desk, EVERYBODY) == ["Королёва", "Цой"]
    assert _names(desk, replace(EVERYBODY, text="королева русского")) == ["Королёва"]
    assert _names(desk, replace(EVERYBODY, text="100%")) == []
    assert _names(desk, replace(EVERYBODY, part=Part.MENTEE)) == ["Цой"]
    assert _names(desk, replace(EVERYBODY, is_other=True)) == []


def test_who_is_put_away_is_in_the_other_list_and_comes_back(desk: PeopleDesk) -> None:
    person = desk.add_person(CLERK, SCHOOL, TSOY)

    desk.set_archived(CLERK, person.id, archived=True)
    assert _names(desk, EVERYBODY) == []
    assert _names(desk, replace(EVERYBODY, is_archived=True)) == ["Цой"]

    desk.set_archived(CLERK, person.id, archived=False)
    assert _names(desk, EVERYBODY) == ["Цой"]


def test_another_organisation_sees_nobody_and_the_officer_reads_every_school(
    desk: PeopleDesk,
) -> None:
    person = desk.add_person(CLERK, SCHOOL, TSOY)

    assert desk.get_person(OFFICER, person.id) == person
    assert desk.list_people(OFFICER, EVERYBODY).total == 1
    for stranger in (STRANGER, make_principal(OTHER_SCHOOL)):
        assert desk.list_people(stranger, EVERYBODY).people == []
        with pytest.raises(NotFoundError):
            desk.get_person(stranger, person.id)
        with pytest.raises(NotFoundError):
            desk.change_person(stranger, person.id, KOROLEVA)
        with pytest.raises(NotFoundError):
            desk.add_person(stranger, SCHOOL, KOROLEVA)
    with pytest.raises(NotFoundError):
        desk.get_person(CLERK, PersonId("no id\0"))


def test_who_only_reads_changes_nothing(desk: PeopleDesk) -> None:
    person = desk.add_person(CLERK, SCHOOL, TSOY)
    reader = make_principal(scopes=frozenset({Scope.READ}))

    with pytest.raises(ForbiddenError):
        desk.set_archived(reader, person.id, archived=True)
    assert desk.get_person(reader, person.id).archived_at is None


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"surname": ""}, "surname"),
        ({"given_name": "Иван2"}, "given_name"),
        ({"surname": "Ivanov"}, "surname"),
        ({"gender": ""}, "gender"),
        ({"position": " "}, "position"),
        ({"email": "почта"}, "email"),
        ({"born": date(2027, 1, 1)}, "born"),
        ({"experience_years": -1}, "experience_years"),
        ({"category": "best"}, "category"),
        ({"workplace_gen": "м" * 301}, "workplace_gen"),
    ],
    ids=str,
)
def test_a_card_that_is_wrong_is_refused_by_its_field(
    desk: PeopleDesk, wrong: dict[str, object], field: str
) -> None:
    with pytest.raises(InvalidRequestError) as refused:
        desk.add_person(CLERK, SCHOOL, replace(TSOY, **wrong))  # type: ignore[arg-type] # wrong on purpose

    assert [problem.pointer for problem in refused.value.problems] == [f"#/{field}"]
    assert desk.list_people(CLERK, EVERYBODY).total == 0


def test_a_double_name_is_kept_with_plain_hyphens(desk: PeopleDesk) -> None:
    person = desk.add_person(CLERK, SCHOOL, replace(TSOY, surname=" Мамин \u2010 Сибиряк "))

    assert person.card.surname == "Мамин-Сибиряк"


def test_nobody_is_taken_in_twice_from_one_file_or_from_two(desk: PeopleDesk) -> None:
    first = desk.take_in(CLERK, SCHOOL, [KOROLEVA, TSOY, replace(TSOY, email="tsoy@a.example")])
    again = desk.take_in(CLERK, SCHOOL, [replace(KOROLEVA, surname="Королева"), TSOY])

    assert (first.added, first.known) == (2, 1)
    assert (again.added, again.known) == (0, 2)


def test_namesakes_differ_by_birthday_or_else_by_position(desk: PeopleDesk) -> None:
    older = replace(TSOY, born=date(1990, 1, 1))
    cards = [older, replace(TSOY, born=date(2010, 1, 1)), replace(TSOY, position="учитель физики")]

    assert desk.take_in(CLERK, SCHOOL, cards).added == 3
    promoted = replace(older, position="директор")
    assert desk.take_in(CLERK, SCHOOL, [promoted]).added == 0


def test_the_trail_tells_what_was_done_and_no_name(
    desk: PeopleDesk, memory_database: SqlDatabase
) -> None:
    person = desk.add_person(CLERK, SCHOOL, KOROLEVA)
    desk.change_person(CLERK, person.id, TSOY)
    desk.set_archived(CLERK, person.id, archived=True)
    desk.take_in(CLERK, SCHOOL, [KOROLEVA])

    with memory_database.snapshot() as tx:
        events = [item.event for item in tx.audit.read(SCHOOL)]
    actions = ["person:added", "person:changed", "person:archived", "people:imported"]
    assert [event.action for event in events] == actions
    assert not any(word in repr(events) for word in ("Королёва", "Цой", "example"))


@pytest.mark.parametrize(
    ("born", "is_minor"),
    [(None, None), (date(2008, 11, 24), True), (date(2008, 11, 23), False)],
    ids=["unknown", "eighteen tomorrow", "eighteen today"],
)
def test_who_is_under_age_turns_eighteen_on_the_birthday(
    born: date | None, *, is_minor: bool | None
) -> None:
    assert replace(TSOY, born=born).is_minor(date(2026, 11, 23)) is is_minor
