"""What single roles see and do, beyond what the matrix of routes and roles says."""

from service.domain.access import Role
from service.domain.accounts import Tenant
from service.domain.documents import Document
from service.ports import DocumentFilter
from tests.actors import Actor, let_in, make_actor, name_in
from tests.doors import CONSENT, House
from tests.factories import FOREIGN_MUNICIPALITY, MUNICIPALITY, SCHOOL
from tests.things import make_thing

MUNICIPAL_KIND = "municipal_order_responsible"


def test_an_officer_makes_and_annuls_documents_of_the_municipality_alone(house: House) -> None:
    actor = make_actor(house, Role.OFFICER, Tenant(municipality_id=MUNICIPALITY))
    of_school = house.register()
    municipal = house.register("key-2", kind=MUNICIPAL_KIND)

    assert _cancel(actor, of_school) == 403
    assert _cancel(actor, municipal) == 303
    client, _ = actor.browser()
    kinds = client.get("/documents/new").text
    assert f"/documents/new/{MUNICIPAL_KIND}" in kinds
    assert f"/documents/new/{CONSENT}" not in kinds
    assert client.get(f"/documents/new/{MUNICIPAL_KIND}").status_code == 200


def _cancel(actor: Actor, document: Document) -> int:
    form = {"reason": "Ошибка в дате."}
    return actor.go("POST", f"/documents/{document.id}/cancel", form).status_code


def test_a_participant_sees_the_documents_that_name_them_and_no_other(house: House) -> None:
    before = house.register("key-1")
    participant = make_actor(house, Role.PARTICIPANT, Tenant(SCHOOL))
    after = house.register("key-2")
    other = house.register("key-3", kind=MUNICIPAL_KIND)

    client, _ = participant.browser()
    listing = client.get("/documents").text

    assert before.id in listing
    assert after.id in listing
    assert other.id not in listing
    assert client.get(f"/documents/{other.id}").status_code == 404
    assert client.get(f"/documents/{other.id}/pdf").status_code == 404
    assert "/archive" not in listing


def test_two_participants_of_one_name_are_not_taken_for_each_other(house: House) -> None:
    name = name_in(house)
    first = let_in(house, "first", {Role.PARTICIPANT}, Tenant(SCHOOL), name)
    let_in(house, "second", {Role.PARTICIPANT}, Tenant(SCHOOL), name.upper())
    document = house.register()

    found = house.services.documents.list_documents(first.principal(), DocumentFilter(()))

    assert document.id not in {one.id for one in found}


def test_an_administrator_reads_no_document_until_that_is_granted_too(house: House) -> None:
    document = house.register()
    actor = make_actor(house, Role.ADMINISTRATOR, Tenant(SCHOOL))
    client, _ = actor.browser()

    assert client.get("/").headers["Location"] == "/users"
    assert client.get(f"/documents/{document.id}").status_code == 403

    with house.services.database.transaction() as tx:
        tx.accounts.set_roles(actor.user.id, {Role.ADMINISTRATOR, Role.CLERK})

    assert client.get("/").status_code == 200
    assert client.get(f"/documents/{document.id}").status_code == 200
    assert client.get("/users").status_code == 200


def test_a_stranger_administrator_finds_nobody_here(house: House) -> None:
    stranger = make_actor(house, Role.ADMINISTRATOR, Tenant(municipality_id=FOREIGN_MUNICIPALITY))
    thing = make_thing(house, 1, SCHOOL, "user")

    assert stranger.go("GET", f"/users/{thing.user}").status_code == 404
    client, _ = stranger.browser()
    assert thing.user not in client.get("/users").text
