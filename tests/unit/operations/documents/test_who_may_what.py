"""Who sees a document, who acts on it, and for whom there is none."""

from dataclasses import replace

import pytest

from service.domain.access import Principal, Scope
from service.domain.errors import ForbiddenError, NotFoundError
from service.domain.ids import DocumentId, OrganisationId
from service.operations.documents import DocumentDesk
from service.ports import DocumentFilter
from tests.factories import (
    CLERK,
    FOREIGN_SCHOOL,
    OFFICER,
    OTHER_SCHOOL,
    SCHOOL,
    STRANGER,
    UNFILTERED,
    make_principal,
    make_request,
)
from tests.fakes import MemoryStore

READER = make_principal(scopes=frozenset({Scope.READ}))


@pytest.mark.parametrize("name", [FOREIGN_SCHOOL, "s-404", "", "\x00", "\ud800", "../s-01"])
def test_nobody_writes_into_an_organisation_that_does_not_exist_for_them(
    desk: DocumentDesk, blobs: MemoryStore, name: str
) -> None:
    request = make_request(organisation_id=OrganisationId(name))

    with pytest.raises(NotFoundError):
        desk.register_document(CLERK, request)

    assert blobs.list_names(FOREIGN_SCHOOL) == []


def test_every_act_needs_its_right(desk: DocumentDesk) -> None:
    document = desk.register_document(CLERK, make_request())
    nobody = replace(CLERK, scopes=frozenset())

    for principal, act in (
        (READER, lambda who: desk.register_document(who, make_request("2"))),
        (READER, lambda who: desk.retry_document(who, document.id)),
        (READER, lambda who: desk.cancel_document(who, document.id)),
        (nobody, lambda who: desk.get_document(who, document.id)),
        (nobody, lambda who: desk.get_file(who, document.id, "pdf")),
        (nobody, lambda who: desk.list_documents(who, UNFILTERED)),
    ):
        with pytest.raises(ForbiddenError):
            act(principal)


@pytest.mark.parametrize("principal", [STRANGER, make_principal(OTHER_SCHOOL)], ids=lambda p: p.id)
def test_another_organisation_cannot_see_the_document(
    desk: DocumentDesk, principal: Principal
) -> None:
    document = desk.register_document(CLERK, make_request())

    for act in (
        lambda: desk.get_document(principal, document.id),
        lambda: desk.get_file(principal, document.id, "pdf"),
        lambda: desk.retry_document(principal, document.id),
        lambda: desk.cancel_document(principal, document.id),
        lambda: desk.list_documents(principal, DocumentFilter((SCHOOL,))),
    ):
        with pytest.raises(NotFoundError):
            act()
    assert desk.list_documents(principal, UNFILTERED) == []


def test_an_officer_sees_the_documents_of_all_schools_of_the_municipality(
    desk: DocumentDesk,
) -> None:
    own = desk.register_document(CLERK, make_request())
    other = desk.register_document(
        make_principal(OTHER_SCHOOL), make_request(organisation_id=OTHER_SCHOOL)
    )
    desk.register_document(STRANGER, make_request(organisation_id=FOREIGN_SCHOOL))

    assert desk.get_document(OFFICER, other.id) == other
    assert {d.id for d in desk.list_documents(OFFICER, UNFILTERED)} == {own.id, other.id}
    assert desk.list_documents(OFFICER, DocumentFilter((SCHOOL,))) == [own]


@pytest.mark.parametrize("name", ["no-such-id", "", "\x00", "\ud800"])
def test_a_document_that_does_not_exist_is_not_found(desk: DocumentDesk, name: str) -> None:
    with pytest.raises(NotFoundError):
        desk.get_document(CLERK, DocumentId(name))
