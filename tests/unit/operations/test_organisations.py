"""Organisations as administrators keep them."""

from dataclasses import replace

import pytest

from service.database.database import SqlDatabase
from service.domain.access import Role, Scope, scopes_of
from service.domain.errors import ForbiddenError, InvalidRequestError, NotFoundError
from service.domain.ids import OrganisationId
from service.domain.registers import TITLES, Register
from service.operations.organisations import OrganisationDesk
from tests.factories import (
    FOREIGN_SCHOOL,
    MUNICIPALITY,
    SCHOOL,
    make_principal,
    make_requisites,
)
from tests.fakes import FakeClock

RIGHTS = scopes_of({Role.ADMINISTRATOR})
OWN = make_principal(scopes=RIGHTS)
MUNICIPAL = make_principal(None, municipality_id=MUNICIPALITY, scopes=RIGHTS)
NEW = OrganisationId("school-7")
USUAL = {code: ("{seq}-" + code, 1) for code in TITLES}


@pytest.fixture
def desk(memory_database: SqlDatabase, clock: FakeClock) -> OrganisationDesk:
    return OrganisationDesk(memory_database, clock)


def problems(refusal: pytest.ExceptionInfo[InvalidRequestError]) -> list[tuple[str, str]]:
    return [(one.pointer, one.code) for one in refusal.value.problems]


def test_a_municipality_lets_a_school_in(desk: OrganisationDesk) -> None:
    added = desk.add(MUNICIPAL, NEW, make_requisites("МКОУ «Новая»"))

    assert added.municipality_id == MUNICIPALITY
    assert desk.get_organisation(MUNICIPAL, NEW) == added
    assert added in desk.list_kept(MUNICIPAL)


def test_a_school_adds_no_other(desk: OrganisationDesk) -> None:
    with pytest.raises(ForbiddenError, match="forbidden"):
        desk.add(OWN, NEW, make_requisites())


def test_a_code_names_one_organisation_everywhere(desk: OrganisationDesk) -> None:
    with pytest.raises(InvalidRequestError) as refusal:
        desk.add(MUNICIPAL, FOREIGN_SCHOOL, make_requisites())

    assert problems(refusal) == [("#/id", "duplicate")]


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("full_name", "", "required"),
        ("short_name", "Школа\nдве строки", "line_break"),
        ("short_name_gen", "Школа 🦊", "no_glyph"),
        ("address", "а" * 501, "too_long"),
        ("settlement", "с.\x00", "control_character"),
        ("inn", "0099001019", "format"),
        ("kpp", "1", "format"),
        ("ogrn", "1250000001018", "format"),
    ],
)
def test_what_no_letterhead_should_say_is_named_by_its_box(
    desk: OrganisationDesk, field: str, value: str, code: str
) -> None:
    with pytest.raises(InvalidRequestError) as refusal:
        desk.change_requisites(OWN, SCHOOL, replace(make_requisites(), **{field: value}))

    assert problems(refusal) == [(f"#/{field}", code)]


def test_every_wrong_box_is_named_at_once(desk: OrganisationDesk) -> None:
    with pytest.raises(InvalidRequestError) as refusal:
        desk.add(MUNICIPAL, OrganisationId("Школа"), replace(make_requisites(), address="", inn=""))

    assert [pointer for pointer, _ in problems(refusal)] == ["#/id", "#/address", "#/inn"]


def test_the_trail_says_which_requisites_changed_and_not_to_what(
    desk: OrganisationDesk, memory_database: SqlDatabase
) -> None:
    desk.change_requisites(OWN, SCHOOL, replace(make_requisites(), address="Новый адрес"))

    with memory_database.snapshot() as tx:
        (event,) = [item.event for item in tx.audit.read(SCHOOL)]
    assert (event.action, event.actor) == ("organisation:changed", OWN.id)
    assert event.detail == {"changed": "address"}


def test_the_next_number_is_printed_anew_and_counting_goes_on(
    desk: OrganisationDesk, memory_database: SqlDatabase
) -> None:
    with memory_database.transaction() as tx:
        first = tx.registers.take(SCHOOL, Register("od", "{seq}-од"), 2026)

    desk.change_registers(OWN, SCHOOL, {**USUAL, "od": ("{seq}/01-05", 48)})

    school = desk.get_organisation(OWN, SCHOOL)
    with memory_database.transaction() as tx:
        second = tx.registers.take(SCHOOL, school.register("od"), 2026)
        next_year = tx.registers.take(SCHOOL, school.register("od"), 2027)
    assert [one.text for one in (first, second, next_year)] == ["1-од", "2/01-05", "48/01-05"]
    assert desk.list_numbers(school) == {"od": 2}


def test_a_register_as_usual_is_not_kept_as_ones_own(desk: OrganisationDesk) -> None:
    desk.change_registers(OWN, SCHOOL, {**USUAL, "od": ("{seq}/01-05", 48)})
    desk.change_registers(OWN, SCHOOL, {"od": ("{seq}-од", 1), "ls": ("{seq}-лс", 1)})

    assert desk.get_organisation(OWN, SCHOOL).registers == {}


@pytest.mark.parametrize(
    ("rule", "wrong"),
    [
        (("од", 1), [("#/od", "pattern")]),
        (("{seq}-{seq}", 1), [("#/od", "pattern")]),
        (("{seq}-🦊", 1), [("#/od", "pattern")]),
        (("{seq}-од", 0), [("#/od-first", "out_of_range")]),
        (("", 10_000_000), [("#/od", "pattern"), ("#/od-first", "out_of_range")]),
    ],
)
def test_a_register_that_cannot_print_a_number_is_refused(
    desk: OrganisationDesk, rule: tuple[str, int], wrong: list[tuple[str, str]]
) -> None:
    with pytest.raises(InvalidRequestError) as refusal:
        desk.change_registers(OWN, SCHOOL, {"od": rule})

    assert problems(refusal) == wrong


def test_a_strangers_organisation_is_not_there(desk: OrganisationDesk) -> None:
    with pytest.raises(NotFoundError):
        desk.change_requisites(OWN, FOREIGN_SCHOOL, make_requisites())
    with pytest.raises(NotFoundError):
        desk.change_registers(MUNICIPAL, FOREIGN_SCHOOL, USUAL)


def test_without_the_right_nothing_is_kept(desk: OrganisationDesk) -> None:
    clerk = make_principal(scopes=frozenset(Scope) - {Scope.ORGANISATIONS})
    with pytest.raises(ForbiddenError, match="scope_required"):
        desk.list_kept(clerk)
