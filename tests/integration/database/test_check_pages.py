from dataclasses import replace

import pytest
from sqlalchemy.exc import IntegrityError

from service.database.database import SqlDatabase
from service.domain.checks import CheckPage
from service.domain.errors import UnavailableError
from tests.factories import make_new_document

PAGE = CheckPage("https://grif.example:8443", "rtq7mwfk2xeb5nzd3vhj6ucg")


def test_a_document_is_found_by_the_token_of_its_page(database: SqlDatabase) -> None:
    with database.transaction() as tx:
        document = tx.documents.add(replace(make_new_document(1), check_page=PAGE))
        tx.documents.add(make_new_document(2))
    with database.snapshot() as tx:
        assert tx.documents.find_by_token(PAGE.token) == document
        assert tx.documents.find(document.id) == document
    assert document.check_page == PAGE
    assert PAGE.url == "https://grif.example:8443/check/rtq7mwfk2xeb5nzd3vhj6ucg"


@pytest.mark.parametrize("token", ["", "unknown", "None", "%", "\x00", "\ud800", "a" * 65])
def test_nothing_else_finds_a_document(database: SqlDatabase, token: str) -> None:
    with database.transaction() as tx:
        tx.documents.add(make_new_document(1))
    with database.snapshot() as tx:
        assert tx.documents.find_by_token(token) is None


def test_two_documents_never_share_a_page(database: SqlDatabase) -> None:
    with database.transaction() as tx:
        tx.documents.add(replace(make_new_document(1), check_page=PAGE))
    with pytest.raises((IntegrityError, UnavailableError)), database.transaction() as tx:
        tx.documents.add(replace(make_new_document(2), check_page=PAGE))
