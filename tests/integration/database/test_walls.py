"""The second wall: whatever is asked, PostgreSQL shows and takes no row of another tenant.

The questions here name nobody, as a question does that forgot to. The tables come from the
metadata: a new one fails until a policy stands at it (`service/database/migrations/walls.py`).
"""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from service.database.database import SqlDatabase, open_database
from service.database.migration import migrate
from service.database.walls import begin_within, listening_above, name_above, reveal
from service.domain.accounts import Tenant
from service.domain.reach import EVERYTHING, NOTHING, Reach, reach_of, reaching
from tests.factories import (
    FOREIGN_MUNICIPALITY,
    FOREIGN_SCHOOL,
    MUNICIPALITY,
    OTHER_SCHOOL,
    SCHOOL,
    make_organisation,
    seed,
)
from tests.servers import APP, PostgresqlCluster
from tests.tenant_rows import OF_THE_HOUSE, TABLES, fits, key_of, make_row, put_rows

pytestmark = pytest.mark.postgresql

OWN, OTHER, FOREIGN = Tenant(SCHOOL), Tenant(OTHER_SCHOOL), Tenant(FOREIGN_SCHOOL)
OVER = Tenant(municipality_id=MUNICIPALITY)
FOREIGN_OVER = Tenant(municipality_id=FOREIGN_MUNICIPALITY)
TENANTS = [OWN, OTHER, FOREIGN, OVER, FOREIGN_OVER]

NOBODYS = {"failed_logins"}
"""Hashes of what was guessed at, and when: rows of no tenant."""

READ_BY_ANYBODY = {"municipalities", "process_reports"}
BY_SECRET_ALONE = {"openid_attempts"}
"""Begun by nobody known: only whoever has the browser's token sees or makes such a row."""
WRITTEN_BY_ANYBODY = {"letters", "replays"}
SHOWN_TO_SCHOOLS_BELOW = {"template_versions"}
APPEND_ONLY = {
    *("audit_events", "archive_entries", "archive_renewals", "template_versions", "companions"),
}
WALLED = sorted(set(TABLES) - NOBODYS)
OF_TENANTS = sorted(set(WALLED) - READ_BY_ANYBODY - OF_THE_HOUSE - BY_SECRET_ALONE)
EVERY_TABLE = pytest.mark.parametrize("name", OF_TENANTS)
REFUSED, TAKEN = "42501", "23505"  # PostgreSQL: insufficient privilege, unique violation


@pytest.fixture(scope="module")
def engine(postgresql_cluster: PostgresqlCluster) -> Iterator[Engine]:
    """The connection of a process, to a database where every tenant has a row of everything."""
    url = postgresql_cluster.create("walls")
    migrate(url, login=postgresql_cluster.app_url("walls"))
    owner = open_database(url)
    seed(owner)
    owner.close()
    above = sa.create_engine(url)
    with above.begin() as connection:
        put_rows(connection, TENANTS)
    above.dispose()
    below = sa.create_engine(postgresql_cluster.app_url("walls"))
    yield below
    below.dispose()
    postgresql_cluster.drop("walls")


@contextmanager
def at_work(engine: Engine, reach: Reach) -> Iterator[Connection]:
    """A transaction as `SqlDatabase` begins it; nothing stays of what is done in it."""
    with engine.connect() as connection:
        begin_within(connection, reach)
        yield connection
        connection.rollback()


def see(connection: Connection, name: str) -> set[tuple[object, ...]]:
    table = TABLES[name]
    return {tuple(row) for row in connection.execute(sa.select(*table.primary_key))}


def rows_of(name: str, *tenants: Tenant) -> set[tuple[object, ...]]:
    return {key_of(TABLES[name], tenant) for tenant in tenants if fits(TABLES[name], tenant)}


def code_of(connection: Connection, statement: sa.Executable) -> str:
    """What PostgreSQL says against the statement."""
    with pytest.raises(sa.exc.DBAPIError) as caught, connection.begin_nested():
        connection.execute(statement)
    return str(getattr(caught.value.orig, "sqlstate", ""))


def test_a_process_is_above_no_policy_and_owns_nothing(engine: Engine) -> None:
    with engine.connect() as connection:
        might = connection.execute(
            sa.text("SELECT rolsuper, rolbypassrls FROM pg_roles WHERE rolname = current_user")
        ).one()
        owners = connection.execute(sa.text("SELECT tableowner FROM pg_tables")).scalars()
        assert might == (False, False)
        assert APP not in set(owners)


def test_every_table_is_walled_in_for_its_owner_too(engine: Engine) -> None:
    query = "SELECT relname FROM pg_class WHERE relrowsecurity AND relforcerowsecurity"
    with engine.connect() as connection:
        assert sorted(connection.execute(sa.text(query)).scalars()) == WALLED


@EVERY_TABLE
def test_a_school_sees_its_own_rows_and_no_others(engine: Engine, name: str) -> None:
    below = [OVER] if name in SHOWN_TO_SCHOOLS_BELOW else []
    with at_work(engine, reach_of(OWN)) as connection:
        assert see(connection, name) == rows_of(name, OWN, *below)


@EVERY_TABLE
def test_a_municipality_sees_its_schools_and_no_others(engine: Engine, name: str) -> None:
    with at_work(engine, reach_of(OVER)) as connection:
        assert see(connection, name) == rows_of(name, OWN, OTHER, OVER)


@EVERY_TABLE
def test_nobody_sees_nothing_and_the_house_sees_everything(engine: Engine, name: str) -> None:
    with at_work(engine, NOTHING) as connection:
        assert see(connection, name) == set()
    with at_work(engine, EVERYTHING) as connection:
        assert see(connection, name) == rows_of(name, *TENANTS)


def test_schools_and_municipalities_are_seen_by_their_own(engine: Engine) -> None:
    seen = []
    for reach in (NOTHING, reach_of(OWN), reach_of(OVER), reach_of(FOREIGN)):
        with at_work(engine, reach) as connection:
            seen.append(see(connection, "organisations"))
            assert len(see(connection, "municipalities")) == 2  # names on a page for anybody
    assert seen == [set(), {(SCHOOL,)}, {(SCHOOL,), (OTHER_SCHOOL,)}, {(FOREIGN_SCHOOL,)}]


@EVERY_TABLE
def test_a_row_for_another_tenant_is_refused(engine: Engine, name: str) -> None:
    table = TABLES[name]
    with at_work(engine, reach_of(OWN)) as connection:
        for tenant in (OTHER, FOREIGN):
            said = code_of(connection, sa.insert(table).values(make_row(table, tenant)))
            assert said == (TAKEN if name in WRITTEN_BY_ANYBODY else REFUSED)
        # The same for oneself gets past the wall, to the row that is there already.
        assert code_of(connection, sa.insert(table).values(make_row(table, OWN))) == TAKEN


@pytest.mark.parametrize("name", sorted(set(OF_TENANTS) - APPEND_ONLY))
def test_rows_of_another_tenant_are_neither_changed_nor_removed(engine: Engine, name: str) -> None:
    table = TABLES[name]
    same = {column.name: column for column in table.primary_key}
    with at_work(engine, reach_of(OWN)) as connection:
        assert connection.execute(sa.update(table).values(same)).rowcount == 1
        theirs = sa.tuple_(*table.primary_key) == key_of(table, OTHER)
        assert connection.execute(sa.delete(table).where(theirs)).rowcount == 0
        if "organisation_id" in table.columns:
            away = sa.update(table).values(organisation_id=OTHER_SCHOOL)
            assert code_of(connection, away) == REFUSED


@pytest.mark.parametrize("name", sorted(APPEND_ONLY))
def test_what_is_appended_is_refused_by_its_trigger_as_before(engine: Engine, name: str) -> None:
    with at_work(engine, EVERYTHING) as connection:
        assert code_of(connection, sa.delete(TABLES[name])) == "P0001"
        assert code_of(connection, sa.text(f"TRUNCATE {name} CASCADE")) == REFUSED


@pytest.mark.parametrize(
    "verb",
    [
        "ALTER TABLE documents DISABLE ROW LEVEL SECURITY",
        "DROP POLICY tenant ON documents",
        "DROP TRIGGER audit_events_append_only ON audit_events",
        "SET ROLE postgres",
        "CREATE TABLE more (id text)",
    ],
)
def test_a_process_cannot_take_the_wall_down(engine: Engine, verb: str) -> None:
    with at_work(engine, EVERYTHING) as connection:
        assert code_of(connection, sa.text(verb)) == REFUSED


SECRETS = {
    "api_keys": "secret_sha256", "sessions": "token_sha256", "invitations": "token_sha256",
    "password_resets": "token_sha256", "signing_links": "token_sha256",
    "openid_identities": "identity_sha256", "openid_attempts": "token_sha256",
}  # fmt: skip


@pytest.mark.parametrize(("name", "column"), SECRETS.items())
def test_a_secret_opens_the_row_that_it_names(engine: Engine, name: str, column: str) -> None:
    secret = make_row(TABLES[name], OTHER)[column]
    with at_work(engine, NOTHING) as connection:
        reveal(connection, secret=str(secret))
        assert see(connection, name) == rows_of(name, OTHER)
        for other in set(OF_TENANTS) - {name}:
            assert see(connection, other) == set()


def test_an_attempt_to_come_in_is_nobodys_but_the_browsers(engine: Engine) -> None:
    table = TABLES["openid_attempts"]
    own, other = (str(make_row(table, tenant)["token_sha256"]) for tenant in (OWN, OTHER))
    for reach in (NOTHING, reach_of(OWN), reach_of(OVER)):
        with at_work(engine, reach) as connection:
            assert see(connection, "openid_attempts") == set()
            reveal(connection, secret=own)
            assert see(connection, "openid_attempts") == {(own,)}
            theirs = sa.delete(table).where(table.c.token_sha256 == other)
            assert connection.execute(theirs).rowcount == 0
            one_more = {**make_row(table, OWN), "token_sha256": "made up"}
            assert code_of(connection, sa.insert(table).values(one_more)) == REFUSED
    with at_work(engine, EVERYTHING) as connection:
        assert see(connection, "openid_attempts") == rows_of("openid_attempts", OWN, OTHER, FOREIGN)


@pytest.mark.parametrize("word", ["login", "email"])
def test_a_login_and_an_address_open_their_owners_row(engine: Engine, word: str) -> None:
    with at_work(engine, NOTHING) as connection:
        reveal(connection, **{word: str(make_row(TABLES["users"], FOREIGN)[word])})
        assert see(connection, "users") == rows_of("users", FOREIGN)
        assert see(connection, "user_roles") == rows_of("user_roles", FOREIGN)
        assert see(connection, "sessions") == see(connection, "recovery_codes") == set()


def test_of_its_municipality_a_school_is_told_names_and_who_listens(engine: Engine) -> None:
    officer, stranger = (make_row(TABLES["users"], one) for one in (OVER, FOREIGN_OVER))
    listener = make_row(TABLES["webhooks"], OVER)
    with at_work(engine, reach_of(OWN)) as connection:
        assert name_above(connection, str(officer["id"])) == officer["name"]
        assert name_above(connection, str(stranger["id"])) is None
        assert listening_above(connection) == [listener["id"]]
        assert see(connection, "users") == rows_of("users", OWN)  # and the wall is up again
        assert see(connection, "webhooks") == rows_of("webhooks", OWN)
    with at_work(engine, NOTHING) as connection:
        assert name_above(connection, str(officer["id"])) is None
        assert listening_above(connection) == []


def test_a_school_writes_to_the_program_of_its_own_municipality_alone(engine: Engine) -> None:
    table = TABLES["webhook_deliveries"]

    def notice(to: Tenant) -> sa.Insert:
        webhook_id = make_row(TABLES["webhooks"], to)["id"]
        return sa.insert(table).values(
            {**make_row(table, OWN), "id": "1", "webhook_id": webhook_id}
        )

    with at_work(engine, reach_of(OWN)) as connection:
        for to in (OTHER, FOREIGN_OVER):
            assert code_of(connection, notice(to)) == REFUSED
        connection.execute(notice(OVER))
        assert code_of(connection, notice(OVER)) == TAKEN  # it is there, though not to be seen
        assert see(connection, table.name) == rows_of(table.name, OWN)


def test_an_empty_word_opens_nothing(engine: Engine) -> None:
    with at_work(engine, NOTHING) as connection:
        reveal(connection, secret="", login="", email="", user="")
        assert all(see(connection, name) == set() for name in OF_TENANTS)


def test_what_was_said_ends_with_its_transaction(engine: Engine) -> None:
    with engine.connect() as connection:
        with connection.begin():
            begin_within(connection, EVERYTHING)
            assert len(see(connection, "documents")) == 3
        with connection.begin():  # of the same connection, where somebody forgot to say anything
            assert see(connection, "documents") == set()


def test_the_database_shows_what_was_said_at_the_door(walled: SqlDatabase, walled_url: str) -> None:
    unsaid = open_database(walled_url, NOTHING)
    try:
        for reach, count in ((reach_of(OWN), 1), (reach_of(OVER), 2), (EVERYTHING, 3)):
            with reaching(reach), unsaid.snapshot() as tx:
                assert len(tx.organisations.list_all()) == count
        with unsaid.snapshot() as tx:
            assert tx.organisations.list_all() == []
    finally:
        unsaid.close()
    with walled.snapshot() as tx:
        assert len(tx.organisations.list_all()) == 3
    assert walled.is_walled() is True


def test_an_id_that_is_taken_out_of_sight_is_taken(walled: SqlDatabase) -> None:
    taken = make_organisation(FOREIGN_SCHOOL, MUNICIPALITY)
    with reaching(reach_of(OVER)), walled.transaction() as tx:
        assert tx.organisations.add(taken) is False
    with walled.snapshot() as tx:
        found = tx.organisations.find(FOREIGN_SCHOOL)
    assert found is not None
    assert found.municipality_id == FOREIGN_MUNICIPALITY
