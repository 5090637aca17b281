"""What is asked often reads little: states of documents, open warnings, pages of lists."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import sqlalchemy as sa

from service.database.database import SqlDatabase
from service.domain.documents import Document, Glance, State
from service.domain.ids import DocumentId
from service.domain.remarks import Acceptance, Remark
from service.ports import DocumentFilter
from tests.factories import OTHER_SCHOOL, SCHOOL, make_new_document
from tests.fakes import MONDAY

SATURDAY = Remark("V16", "Дата документа – суббота.", "#/data/doc_date")
SHORT = Remark("V09", "Срок короче трёх месяцев.", "#/data/pairs/0/period/end")


@pytest.fixture
def stored(database: SqlDatabase) -> list[Document]:
    """Three documents of a school, and one of another."""
    with database.transaction() as tx:
        own = [tx.documents.add(make_new_document(seq)) for seq in (1, 2, 3)]
        return [*own, tx.documents.add(make_new_document(4, organisation_id=OTHER_SCHOOL))]


@contextmanager
def _asked(database: SqlDatabase) -> Iterator[list[str]]:
    """The statements that are executed inside the block."""
    said = list[str]()

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        said.append(statement)

    engine = database._reader  # noqa: SLF001 -- there is no other way to listen
    sa.event.listen(engine, "before_cursor_execute", note)
    yield said
    sa.event.remove(engine, "before_cursor_execute", note)


def test_a_glance_tells_whose_a_document_is_and_how_far(
    database: SqlDatabase, stored: list[Document]
) -> None:
    first, *_, other = stored
    with _asked(database) as said, database.snapshot() as tx:
        found = tx.documents.glance([first.id, other.id, DocumentId("nothing")])
        assert tx.documents.glance([]) == []
    assert set(found) == {
        Glance(first.id, SCHOOL, State.REGISTERED),
        Glance(other.id, OTHER_SCHOOL, State.REGISTERED),
    }
    assert not any("documents.data" in statement for statement in said)


def test_a_warning_is_open_until_somebody_answers_for_every_code(
    database: SqlDatabase, stored: list[Document]
) -> None:
    first, second, third, other = stored
    answer = Acceptance("так надо", "user:1", MONDAY)
    with database.transaction() as tx:
        for document in stored:
            tx.remarks.add(document.organisation_id, document.id, [SATURDAY, SHORT])
        tx.remarks.accept(SCHOOL, first.id, SATURDAY.code, answer)
        for remark in (SATURDAY, SHORT):
            tx.remarks.accept(SCHOOL, second.id, remark.code, answer)
        tx.documents.force_state(third.id, State.CANCELLED)

    with database.snapshot() as tx:
        assert tx.remarks.list_open([SCHOOL], among=10) == [first.id]
        assert set(tx.remarks.list_open([SCHOOL, OTHER_SCHOOL], among=10)) == {first.id, other.id}
        assert tx.remarks.list_open([], among=10) == []


def test_only_the_newest_documents_are_asked_about(
    database: SqlDatabase, stored: list[Document]
) -> None:
    newest = max(stored[:3], key=lambda one: (one.created_at, one.id))
    with database.transaction() as tx:
        for document in stored:
            tx.remarks.add(document.organisation_id, document.id, [SATURDAY])
    with database.snapshot() as tx:
        assert tx.remarks.list_open([SCHOOL], among=1) == [newest.id]


@pytest.mark.usefixtures("stored")
def test_a_list_is_put_in_order_before_any_row_is_read(database: SqlDatabase) -> None:
    with _asked(database) as said, database.snapshot() as tx:
        found = tx.documents.search(DocumentFilter((SCHOOL,), limit=2))
    (statement,) = (one for one in said if "FROM documents" in one)
    inner = statement[statement.index("(SELECT ") :].split("FROM")[0]
    assert len(found) == 2
    assert inner.split() == ["(SELECT", "documents.id"]


def test_russian_is_stored_as_it_is(database: SqlDatabase, stored: list[Document]) -> None:
    first, *_ = stored
    text = sa.text("SELECT CAST(requisites AS TEXT) FROM documents WHERE id = :id")
    with database._reader.connect() as connection:  # noqa: SLF001 -- what lies in the file
        kept = connection.execute(text, {"id": first.id}).scalar_one()
    assert first.requisites.short_name.replace('"', '\\"') in kept
    assert "\\u" not in kept
