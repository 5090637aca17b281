"""Published templates in both databases."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from service.database.database import SqlDatabase
from service.domain.templates import Owner
from tests.factories import CONSENT, MUNICIPALITY, ORDER, OTHER_SCHOOL, SCHOOL, make_version
from tests.fakes import MONDAY
from tests.integration.database.test_append_only import execute
from tests.threads import run_together

OURS, THEIRS = Owner(organisation_id=SCHOOL), Owner(organisation_id=OTHER_SCHOOL)
MUNICIPAL = Owner(municipality_id=MUNICIPALITY)


def test_a_version_comes_back_as_it_was_added(database: SqlDatabase) -> None:
    for owner in (OURS, MUNICIPAL):
        version = make_version(1, owner)
        with database.transaction() as tx:
            assert tx.templates.latest(owner, ORDER) is None
            tx.templates.add(version)
        with database.snapshot() as tx:
            assert tx.templates.latest(owner, ORDER) == version
            assert tx.templates.find(owner, ORDER, 1) == version
            assert tx.templates.find(owner, ORDER, 2) is None
            assert version.published_at == MONDAY + timedelta(0)


def test_owners_and_kinds_count_for_themselves(database: SqlDatabase) -> None:
    with database.transaction() as tx:
        for number in (1, 2):
            tx.templates.add(make_version(number, OURS))
        tx.templates.add(make_version(1, OURS, CONSENT))
        tx.templates.add(make_version(1, MUNICIPAL))
        assert tx.templates.next_number(OURS, ORDER) == 3
        assert tx.templates.next_number(OURS, CONSENT) == 2
        assert tx.templates.next_number(THEIRS, ORDER) == 1
        assert tx.templates.next_number(MUNICIPAL, ORDER) == 2
        shown = [(v.owner, v.kind, v.number) for v in tx.templates.list_of([OURS, MUNICIPAL])]
        assert [item for item in shown if item[:2] == (OURS, ORDER)] == [
            (OURS, ORDER, 2),
            (OURS, ORDER, 1),
        ]
        assert len(shown) == 4
        assert len(tx.templates.list_of([OURS], CONSENT)) == 1
        assert tx.templates.list_of([THEIRS]) == []
        assert tx.templates.list_of([]) == []


def test_publishers_at_once_get_numbers_in_a_row(database: SqlDatabase) -> None:
    def publish(_thread: int) -> None:
        for _ in range(4):
            with database.transaction() as tx:
                number = tx.templates.next_number(OURS, ORDER)
                tx.templates.add(make_version(number, OURS))

    run_together(5, publish)

    with database.snapshot() as tx:
        assert [v.number for v in tx.templates.list_of([OURS], ORDER)] == [*range(20, 0, -1)]


@pytest.mark.parametrize("owners", ["NULL, NULL", "'s-01', 'm-01'"])
def test_a_version_has_one_owner(database: SqlDatabase, database_url: str, owners: str) -> None:
    database.close()
    statement = (
        "INSERT INTO template_versions (id, organisation_id, municipality_id, kind, number, "  # noqa: S608 -- fixed texts
        f"kind_version, published_by, published_at, note) VALUES ('x', {owners}, 'k', 1, 1, "
        "'c', 't', '')"
    )
    with pytest.raises(sa.exc.IntegrityError):
        execute(database_url, statement)
