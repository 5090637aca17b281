import json
from pathlib import Path

import pytest
import sqlalchemy as sa

from service.database.database import open_database
from service.database.migration import migrate, schema_differences
from service.database.schema import metadata
from service.domain.ids import BatchId, UserId
from service.ports import DocumentFilter
from tests.factories import SCHOOL, make_requisites, seed
from tests.threads import run_together


def list_tables(url: str) -> set[str]:
    engine = sa.create_engine(url)
    names = set(sa.inspect(engine).get_table_names())
    engine.dispose()
    return names - {"alembic_version"}


def test_the_steps_make_exactly_the_tables_of_the_schema(empty_database_url: str) -> None:
    migrate(empty_database_url)

    assert list_tables(empty_database_url) == set(metadata.tables)
    assert schema_differences(empty_database_url) == []


def test_a_missing_step_would_be_noticed(empty_database_url: str) -> None:
    assert len(schema_differences(empty_database_url)) >= len(metadata.tables)


def test_down_leaves_nothing_and_up_again_works(empty_database_url: str) -> None:
    migrate(empty_database_url)
    migrate(empty_database_url, "base")
    assert list_tables(empty_database_url) == set()

    migrate(empty_database_url)

    assert schema_differences(empty_database_url) == []
    database = open_database(empty_database_url)
    seed(database)
    database.close()


def test_migrating_again_keeps_what_is_there(database_url: str) -> None:
    database = open_database(database_url)
    seed(database)

    migrate(database_url)

    with database.snapshot() as tx:
        assert tx.organisations.find(SCHOOL) is not None
    database.close()


def test_many_processes_may_migrate_at_once(empty_database_url: str) -> None:
    run_together(5, lambda _: migrate(empty_database_url))

    assert schema_differences(empty_database_url) == []


def test_a_step_that_breaks_off_changes_nothing(empty_database_url: str) -> None:
    engine = sa.create_engine(empty_database_url)
    with engine.begin() as connection:
        # The step will stumble over this view when it has made most of the others.
        connection.execute(sa.text("CREATE VIEW sessions AS SELECT 1 AS id"))
    engine.dispose()

    try:
        migrate(empty_database_url)
    except sa.exc.DatabaseError:
        pass
    else:
        message = "the step should have stumbled"
        raise AssertionError(message)

    assert list_tables(empty_database_url) == set()


def test_nobody_else_on_the_machine_can_read_the_file(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'grif.db'}"
    migrate(url)

    with open_database(url).transaction() as tx:
        tx.organisations.list_all()
        modes = {path.name: path.stat().st_mode & 0o777 for path in tmp_path.iterdir()}

    assert modes == {"grif.db": 0o600, "grif.db-wal": 0o600, "grif.db-shm": 0o600}


def test_looking_at_a_database_that_is_not_there_lets_nobody_else_read_it_later(
    tmp_path: Path,
) -> None:
    url = f"sqlite:///{tmp_path / 'grif.db'}"
    open_database(url).probe()
    migrate(url)

    assert (tmp_path / "grif.db").stat().st_mode & 0o777 == 0o600


def execute(url: str, *statements: str) -> None:
    engine = sa.create_engine(url)
    try:
        with engine.begin() as connection:
            for statement in statements:
                connection.exec_driver_sql(statement)
    finally:
        engine.dispose()


FIRST_DOCUMENT = """
    INSERT INTO documents (id, organisation_id, kind, kind_version, template_sha256, register,
        year, seq, number, doc_date, title, search_text, data, filing, signature_plan, state,
        fence, failures, unanswered, lease_until, due_at, created_by, created_at, updated_at)
    VALUES ('00000001-0001-7000-8000-000000000000', 's-01', 'order_test', 1, 't', 'od',
        2026, 1, '1-od', '2026-11-23', 'title', 'title', '{"subject": "x"}',
        '{"case_index": "01-05", "article": "19", "term": "5", "years": 5}', '[]', 'rendered',
        1, 0, 0, 0, 0, 'key:1', '2026-11-23T09:00:00.000Z', '2026-11-23T09:00:00.000Z')
"""
FIRST_ENTRY = """
    INSERT INTO archive_entries (document_id, organisation_id, kind, year, number, doc_date,
        title, search_text, case_index, retention_article, retention_term, files, pages,
        archived_at)
    VALUES ('00000001-0001-7000-8000-000000000000', 's-01', 'order_test', 2026, '1-od',
        '2026-11-23', 'title', 'title', '01-05', '19', '5', '[]', 1, '2026-11-23T09:00:00.000Z')
"""


def fill_first_tables(url: str) -> None:
    """A database of the first version, with an archived document of a school."""
    migrate(url, "0001")
    requisites = json.dumps(make_requisites().as_context())
    execute(
        url,
        "INSERT INTO municipalities (id, name) VALUES ('m-01', 'district')",
        "INSERT INTO organisations (id, municipality_id, requisites) "  # noqa: S608 -- our own
        f"VALUES ('s-01', 'm-01', '{requisites}')",
        FIRST_DOCUMENT,
        FIRST_ENTRY,
    )


def test_older_documents_get_their_organisations_requisites(empty_database_url: str) -> None:
    fill_first_tables(empty_database_url)

    migrate(empty_database_url)

    database = open_database(empty_database_url)
    with database.snapshot() as tx:
        (document,) = tx.documents.search(DocumentFilter((SCHOOL,)))
        entry = tx.archive.find(document.id)
    database.close()
    assert document.requisites == make_requisites()
    assert document.made_with is None
    assert entry is not None
    assert entry.made_with is None
    assert schema_differences(empty_database_url) == []


def test_what_was_archived_before_a_step_still_cannot_be_changed(empty_database_url: str) -> None:
    fill_first_tables(empty_database_url)
    migrate(empty_database_url)

    with pytest.raises(sa.exc.DatabaseError, match="archive_entries is append-only"):
        execute(empty_database_url, "UPDATE archive_entries SET made_with = NULL")


def test_a_filled_database_can_go_down(empty_database_url: str) -> None:
    fill_first_tables(empty_database_url)
    migrate(empty_database_url)

    migrate(empty_database_url, "base")

    assert list_tables(empty_database_url) == set()


def test_everybody_keeps_the_role_they_had(empty_database_url: str) -> None:
    url = empty_database_url
    migrate(url, "0008")
    people = (
        ("u-1", "head", "'s-01', NULL"),
        ("u-2", "curator", "'s-01', NULL"),
        ("u-3", "clerk", "'s-01', NULL"),
        ("u-4", "officer", "NULL, 'm-01'"),
        ("u-5", "head", "NULL, 'm-01'"),  # bound to a municipality: nobody but officers were
        ("u-6", "unheard of", "'s-01', NULL"),
    )
    columns = "id, login, name, role, password_hash, organisation_id, municipality_id, created_at"
    requisites = json.dumps(make_requisites().as_context())
    execute(
        url,
        "INSERT INTO municipalities (id, name) VALUES ('m-01', 'M')",
        "INSERT INTO organisations (id, municipality_id, requisites) "  # noqa: S608 -- see above
        f"VALUES ('s-01', 'm-01', '{requisites}')",
        *(
            f"INSERT INTO users ({columns}) "  # noqa: S608 -- see above
            f"VALUES ('{name}', '{name}', 'N', '{role}', 'hash', "
            f"{tenant}, '2026-11-23T09:00:00.000+00:00')"
            for name, role, tenant in people
        ),
    )

    migrate(url)

    database = open_database(url)
    with database.snapshot() as tx:
        users = [tx.accounts.get_user(UserId(name)) for name, _, _ in people]
    database.close()
    roles = [",".join(user.roles) for user in users]
    assert roles == ["head", "curator", "clerk", "officer", "officer", "clerk"]
    assert all(user.email == "" and not user.has_second_factor for user in users)


def test_batches_of_people_are_kept_when_rows_may_be_without_one(empty_database_url: str) -> None:
    url = empty_database_url
    requisites = json.dumps(make_requisites().as_context())
    item = "INSERT INTO batch_items (batch_id, place, organisation_id, person_id, own, problems)"
    migrate(url, "0022")
    execute(
        url,
        "INSERT INTO municipalities (id, name) VALUES ('m-01', 'M')",
        "INSERT INTO organisations (id, municipality_id, requisites) "  # noqa: S608 -- see above
        f"VALUES ('s-01', 'm-01', '{requisites}')",
        "INSERT INTO people (id, organisation_id, surname, given_name, patronymic, gender, "
        "position, workplace_gen, email, category, is_mentor, is_mentee, search_text) "
        "VALUES ('p-1', 's-01', 'S', 'G', '', 'm', 'P', '', '', '', false, false, '')",
        "INSERT INTO batches (id, organisation_id, kind, data, token, created_by, created_at) "
        "VALUES ('b-1', 's-01', 'k', '{}', 't', 'u', '2026-11-23T09:00:00.000+00:00')",
        f"{item} VALUES ('b-1', 1, 's-01', 'p-1', '{{}}', '[]')",
    )

    migrate(url)
    execute(url, f"{item} VALUES ('b-1', 2, 's-01', NULL, '{{}}', '[]')")

    database = open_database(url)
    with database.snapshot() as tx:
        found = tx.batches.find(BatchId("b-1"))
    database.close()
    assert found is not None
    assert [item.person_id for item in found.items] == ["p-1", None]
