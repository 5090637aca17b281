"""Which links go out by themselves, and which of several to one signature counts."""

import json

import sqlalchemy as sa
from structlog.testing import capture_logs

from service.database.database import SqlDatabase
from service.database.signature_schema import signature_steps
from service.domain.ids import DocumentId
from service.domain.links import LinkState
from service.operations.links import Addressee
from tests.factories import CLERK
from tests.link_table import MENTOR, SEAL
from tests.mail import take_letters
from tests.signing_house import SigningHouse


def rename_signer(database: SqlDatabase, document_id: str, name: str) -> None:
    """Write a name into the plan that is refused today, as an older version did."""
    which = signature_steps.c.document_id == document_id, signature_steps.c.place == 1
    with database.transaction() as tx:
        connection = tx._connection  # noqa: SLF001 -- behind the port's back
        content = connection.execute(
            sa.select(signature_steps.c.content).where(*which)
        ).scalar_one()
        content = {**content, "plan": {**content["plan"], "signer": name}}
        connection.execute(sa.update(signature_steps).where(*which).values(content=content))


def test_a_link_that_cannot_be_sent_keeps_no_other_from_going_out(
    signing: SigningHouse, memory_database: SqlDatabase
) -> None:
    broken = signing.order("key-1", MENTOR, SEAL)
    signing.order("key-2", {**MENTOR, "email": "boris@school.example"}, SEAL)
    name = "Очень длинное имя " * 20
    rename_signer(memory_database, broken, name)

    with capture_logs() as lines:
        assert signing.house.services.links.send_due() == 2

    (letter,) = take_letters(memory_database)
    assert letter.recipient == "boris@school.example"
    (line,) = [line for line in lines if line["event"] == "link_not_sent"]
    assert (line["document"], line["place"], line["code"]) == (broken, 1, "invalid_data")
    assert name.strip() not in json.dumps(line, ensure_ascii=False)
    assert "anna@" not in json.dumps(line)


def test_documents_that_nobody_will_sign_do_not_stand_before_the_living(
    signing: SigningHouse, memory_database: SqlDatabase
) -> None:
    dead = signing.order("key-1", MENTOR, SEAL)
    living = signing.order("key-2", MENTOR, SEAL)
    signing.send("post", f"/api/v1/documents/{dead}/cancel", {})

    with memory_database.snapshot() as tx:
        assert tx.links.list_uninvited(limit=1) == [(DocumentId(living), 1)]


def test_a_link_to_a_mistyped_name_opens_nothing_once_the_right_one_is_sent(
    signing: SigningHouse, memory_database: SqlDatabase
) -> None:
    nameless = {"role": "mentor", "method": "simple"}
    document_id = DocumentId(signing.order("key-1", nameless, SEAL))
    links = signing.house.services.links
    mistyped = Addressee("ana@school.example", "Иванова Ана Петровна")
    wrong = links.send_link(CLERK, document_id, 1, mistyped)
    right = links.send_link(
        CLERK, document_id, 1, Addressee("anna@school.example", "Иванова Анна Петровна")
    )

    with memory_database.snapshot() as tx:
        found = {link.id: link.state for link in tx.links.list_of(document_id)}
    assert found == {wrong.id: LinkState.VOID, right.id: LinkState.OPEN}
