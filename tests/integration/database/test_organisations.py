from dataclasses import replace

import pytest

from service.database.database import SqlDatabase
from service.domain.access import Principal, Scope
from service.domain.ids import MunicipalityId, OrganisationId
from service.domain.registers import Register
from tests.factories import (
    CLERK,
    FOREIGN_SCHOOL,
    MUNICIPALITY,
    OFFICER,
    OTHER_SCHOOL,
    SCHOOL,
    STRANGER,
    make_organisation,
)

NOBODY = Principal("key:nobody", frozenset(Scope))


def test_an_organisation_comes_back_with_its_own_registers(database: SqlDatabase) -> None:
    school = make_organisation(
        OrganisationId("s-04"),
        registers={
            "od": Register("od", "{seq}/01-05", first_seq=49),
            "ls": Register("ls", "{seq}/02-03"),
        },
    )

    with database.transaction() as tx:
        tx.organisations.add(school)
        assert tx.organisations.find(school.id) == school
        assert school in tx.organisations.list_all()


def test_a_journal_begun_on_paper_goes_on_with_its_next_number(database: SqlDatabase) -> None:
    register = Register("od", "{seq}/01-05", first_seq=49)

    with database.transaction() as tx:
        numbers = [tx.registers.take(SCHOOL, register, 2026) for _ in range(2)]
        next_year = tx.registers.take(SCHOOL, replace(register, first_seq=1), 2027)

    assert [number.text for number in numbers] == ["49/01-05", "50/01-05"]
    assert next_year.text == "1/01-05"


@pytest.mark.parametrize(
    ("principal", "seen"),
    [
        (CLERK, [SCHOOL]),
        (STRANGER, [FOREIGN_SCHOOL]),
        (OFFICER, [SCHOOL, OTHER_SCHOOL]),
        (NOBODY, []),
        (replace(CLERK, organisation_id=OrganisationId("s-404")), []),
        (replace(CLERK, municipality_id=MUNICIPALITY), [SCHOOL]),
    ],
    ids=["clerk", "stranger", "officer", "nobody", "of-nowhere", "bound-twice"],
)
def test_a_principal_lists_what_it_sees_and_nothing_else(
    database: SqlDatabase, principal: Principal, seen: list[str]
) -> None:
    with database.snapshot() as tx:
        listed = tx.organisations.list_seen_by(principal)
        everything = tx.organisations.list_all()

    assert [organisation.id for organisation in listed] == seen
    assert listed == [o for o in everything if principal.sees(o)]


@pytest.mark.parametrize("name", ["s-404", "", "\x00", "\ud800", "../s-01"])
def test_what_is_no_id_names_no_organisation(database: SqlDatabase, name: str) -> None:
    with database.snapshot() as tx:
        assert tx.organisations.find(OrganisationId(name)) is None
        assert tx.organisations.find_municipality(MunicipalityId(name)) is None
