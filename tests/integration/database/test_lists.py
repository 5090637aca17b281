from dataclasses import replace
from datetime import date, timedelta

import pytest

from service.database.database import SqlDatabase
from service.domain.archive import Entry, Retention
from service.domain.documents import Document, State
from service.domain.search import searchable
from service.ports import DocumentFilter
from tests.factories import CONSENT, ORDER, OTHER_SCHOOL, SCHOOL, make_new_document
from tests.fakes import MONDAY

TITLES = (
    "О закреплении наставнических пар",
    "Согласие наставника: Семёнова Е.Ё.",
    "О НАЗНАЧЕНИИ КУРАТОРА",
    "100% посещаемость_и [скобки]",
    "C:\\путь и «кавычки»",
)


@pytest.fixture
def documents(database: SqlDatabase) -> list[Document]:
    """Five documents, a minute apart, the newest first; with an archive entry each."""
    made = []
    with database.transaction() as tx:
        for seq, title in enumerate(TITLES, 1):
            new = replace(
                make_new_document(
                    seq,
                    title=title,
                    kind=CONSENT if seq == 2 else ORDER,
                    doc_date=date(2024 + seq % 2, 5, 6),
                ),
                created_at=MONDAY + timedelta(minutes=seq),
            )
            document = tx.documents.add(new)
            tx.archive.add(make_entry(document), search_text=searchable(new.number.text, title))
            made.append(document)
        tx.documents.add(make_new_document(1, organisation_id=OTHER_SCHOOL))
    return made[::-1]


def make_entry(document: Document) -> Entry:
    return Entry(
        document_id=document.id,
        organisation_id=document.organisation_id,
        kind=document.kind,
        number=document.number.text,
        doc_date=document.doc_date,
        title=document.title,
        case_index="01-05",
        retention=Retention("19а", "постоянно", None),
        files=(),
        pages=1,
        archived_at=document.created_at.isoformat(timespec="milliseconds"),
    )


def found(database: SqlDatabase, wanted: DocumentFilter) -> list[str]:
    """Titles of the documents found; the archive must find the same."""
    with database.snapshot() as tx:
        titles = [document.title for document in tx.documents.search(wanted)]
        if wanted.states is None:
            assert [entry.title for entry in tx.archive.search(wanted)] == titles
    return titles


OWN = DocumentFilter((SCHOOL,))


@pytest.mark.usefixtures("documents")
def test_the_newest_come_first_and_only_of_whom_was_asked(database: SqlDatabase) -> None:
    assert found(database, OWN) == list(TITLES[::-1])
    assert found(database, DocumentFilter(())) == []


@pytest.mark.usefixtures("documents")
def test_a_list_narrows_by_kind_year_and_state(database: SqlDatabase) -> None:
    assert found(database, replace(OWN, kind=CONSENT)) == [TITLES[1]]
    assert found(database, replace(OWN, year=2024)) == [TITLES[3], TITLES[1]]
    assert found(database, replace(OWN, year=2024, kind=ORDER)) == [TITLES[3]]
    assert len(found(database, replace(OWN, states=(State.REGISTERED,)))) == 5
    assert found(database, replace(OWN, states=(State.ARCHIVED, State.FAILED))) == []
    assert found(database, replace(OWN, states=())) == []


@pytest.mark.usefixtures("documents")
@pytest.mark.parametrize(
    ("text", "titles"),
    [
        ("закреплении", TITLES[:1]),
        ("ЗАКРЕПЛЕНИИ", TITLES[:1]),
        ("семенова", TITLES[1:2]),
        ("СЕМЁНОВА Е.Е.", TITLES[1:2]),
        ("куратора", TITLES[2:3]),
        ("3 – ОД", TITLES[2:3]),
        ("од", TITLES[::-1]),
        ("100%", TITLES[3:4]),
        ("%", TITLES[3:4]),
        ("и_и", ()),
        ("ь_и", TITLES[3:4]),
        ("[скобки]", TITLES[3:4]),
        ("c:\\путь", TITLES[4:5]),
        ("«кавычки»", TITLES[4:5]),
        ("'; DROP TABLE documents; --", ()),
        ("нет такого", ()),
        ("", TITLES[::-1]),
        ("\x00", TITLES[::-1]),
        ("\ud800куратора", TITLES[2:3]),
    ],
)
def test_words_are_found_whatever_their_case_and_signs_mean_themselves(
    database: SqlDatabase, text: str, titles: tuple[str, ...]
) -> None:
    assert found(database, replace(OWN, text=text)) == list(titles)


@pytest.mark.usefixtures("documents")
@pytest.mark.parametrize(
    "odd",
    [
        replace(OWN, kind="\x00"),
        replace(OWN, kind="\ud800"),
        replace(OWN, kind="no_such_kind"),
        replace(OWN, year=10**30),
        replace(OWN, year=-1),
        replace(OWN, before=("\x00", "\x00")),
        replace(OWN, before=("", "")),
    ],
    ids=["nul", "surrogate", "unknown", "huge", "negative", "nul-place", "empty-place"],
)
def test_a_question_that_makes_no_sense_finds_nothing(
    database: SqlDatabase, odd: DocumentFilter
) -> None:
    assert found(database, odd) == []


def test_a_list_is_read_page_by_page_without_doubles_or_holes(
    database: SqlDatabase, documents: list[Document]
) -> None:
    titles: list[str] = []
    wanted = replace(OWN, limit=2)
    sizes = []
    while page := found(database, wanted):
        titles += page
        sizes.append(len(page))
        last = documents[len(titles) - 1]
        place = (last.created_at.isoformat(timespec="milliseconds"), last.id)
        wanted = replace(wanted, before=place)

    assert titles == list(TITLES[::-1])
    assert sizes == [2, 2, 1]


def test_documents_of_the_same_moment_are_paged_by_their_ids(database: SqlDatabase) -> None:
    with database.transaction() as tx:
        made = [tx.documents.add(make_new_document(seq)) for seq in range(1, 6)]
    moment = MONDAY.isoformat(timespec="milliseconds")

    with database.snapshot() as tx:
        wanted = replace(OWN, before=(moment, made[2].id))
        assert [document.id for document in tx.documents.search(wanted)] == [
            made[1].id,
            made[0].id,
        ]


def test_documents_are_counted_by_state(database: SqlDatabase, documents: list[Document]) -> None:
    with database.transaction() as tx:
        tx.documents.force_state(documents[0].id, State.CANCELLED)
        assert tx.documents.count_by_state([SCHOOL]) == {State.REGISTERED: 4, State.CANCELLED: 1}
        assert tx.documents.count_by_state([SCHOOL, OTHER_SCHOOL])[State.REGISTERED] == 5
        assert tx.documents.count_by_state([]) == {}
