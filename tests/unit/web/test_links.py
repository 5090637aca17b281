"""A simple electronic signature by a link: the whole way, and everything that must not work."""

import json
from collections.abc import Mapping
from datetime import timedelta
from io import BytesIO

import pikepdf
import sqlalchemy as sa

from service.database.database import SqlDatabase
from service.database.schema import documents
from service.domain.access import Role
from service.domain.accounts import Tenant
from service.domain.ids import DocumentId
from service.operations.accounts import NewUser
from service.operations.mail import MailDesk
from signing.verification import Verdict
from tests.doors import PASSWORD, hidden
from tests.factories import SCHOOL, make_principal
from tests.fakes import FakeQueue
from tests.link_table import ANNA, HEADLINE, LINK, MENTOR, SEAL, Table
from tests.mail import Mailbox, run_mail_server, take_letters
from tests.signing_house import SigningHouse
from worker.deliver import DeliverDesk, SmtpCarrier
from worker.runtime import Stop


def embedded(pdf: bytes) -> Mapping[str, bytes]:
    with pikepdf.open(BytesIO(pdf)) as document:
        found = document.attachments
        return {name: found[name].get_file().read_bytes() for name in found}


def test_a_signature_by_link_is_proven_inside_the_sealed_document(table: Table) -> None:
    shown = table.browser.get(table.link)
    assert (shown.status_code, HEADLINE in shown.text, ANNA in shown.text) == (200, True, True)
    assert "63-ФЗ" in shown.text
    assert "<script" not in shown.text
    pdf = table.browser.get(f"{table.link}/document.pdf").data

    done = table.confirm(table.get_code())

    assert "Вы подписали документ" in done.text
    assert table.states() == ["done", "waiting"]
    table.signing.work()
    assert table.signing.show(table.document_id)["state"] == "archived"
    assert table.signing.verify(table.document_id).verdict is Verdict.VALID
    inside = embedded(table.signing.pdf(table.document_id))
    assert set(inside) == {"document.pdf", "evidence-1.json"}
    assert inside["document.pdf"] == pdf
    (seal,) = table.signing.verify(table.document_id).signatures
    assert "охватывает вложенные подтверждения простых" in seal.describe_strength()
    evidence = json.loads(inside["evidence-1.json"])
    assert evidence["signer"] == ANNA
    assert evidence["code"]["sent_to"] == "a***@school.example"
    assert evidence["visit"]["ip"] == "127.0.0.1"
    assert evidence["document"]["pdf_sha256"] in json.dumps(evidence)
    assert len(evidence["agreement"]["sha256"]) == 64
    assert "anna@" not in json.dumps(evidence)


def test_why_there_is_no_second_code_yet_is_said_where_the_browser_goes(table: Table) -> None:
    table.get_code()
    again = table.ask()
    signing = again.text.partition('id="signing"')[2].partition("</form>")[0]
    assert (again.status_code, again.text.count('id="signing"')) == (409, 1)
    assert "минут" in signing.partition('class="problem">')[2].partition("</p>")[0]


def test_evidence_goes_beside_the_data_that_a_document_carries(table: Table) -> None:
    demands = {"level": "", "carries_data": True}
    with table.database.transaction() as tx:
        tx._connection.execute(sa.update(documents).values(demands=demands))  # noqa: SLF001 -- registering is tested elsewhere
    table.confirm(table.get_code())
    table.signing.work()

    inside = embedded(table.signing.pdf(table.document_id))
    assert set(inside) == {"data.json", "document.pdf", "evidence-1.json", "source.docx"}
    assert table.signing.verify(table.document_id).verdict is Verdict.VALID


def test_the_archive_keeps_the_evidence_and_notices_its_loss(table: Table) -> None:
    table.confirm(table.get_code())
    table.signing.work()
    services = table.signing.house.services
    document = services.documents.get_document(
        make_principal(SCHOOL), DocumentId(table.document_id)
    )
    (file,) = services.companions.list_files(document)
    report = services.archive.check([SCHOOL])
    assert (report.faults, report.leftovers) == ((), ())
    assert file.title == ANNA
    assert services.companions.read_file(document, 1)[1].startswith(b"{")


def test_the_address_is_forgotten_in_a_month_and_the_evidence_is_not(table: Table) -> None:
    table.confirm(table.get_code())
    services = table.signing.house.services
    table.wait(timedelta(days=30))
    assert services.links.wipe_old() == 0
    table.wait(timedelta(seconds=1))
    assert services.links.wipe_old() == 1

    with services.database.snapshot() as tx:
        document = tx.documents.find(DocumentId(table.document_id))
        (link,) = tx.links.list_of(DocumentId(table.document_id))
        assert document is not None
        steps = tx.signatures.list_of([document.id])[document.id]
    assert (link.email, link.code, link.signer) == ("", None, ANNA)
    assert "anna@" not in repr((document.signature_plan, steps))
    assert services.archive.check([SCHOOL]).faults == ()
    files = table.signing.program.get(f"/api/v1/documents/{table.document_id}/files")
    evidence = table.signing.program.get(files.get_json()["items"][0]["link"]).get_json()
    assert (evidence["signer"], evidence["code"]["sent_to"]) == (ANNA, "a***@school.example")


def test_a_clerk_sends_the_link_from_the_page(
    signing: SigningHouse, memory_database: SqlDatabase
) -> None:
    document_id = signing.order("key-1", {"role": "mentor", "method": "simple"}, SEAL)
    assert signing.house.services.links.send_due() == 0
    user = NewUser("clerk", PASSWORD, "Секретарь", frozenset({Role.CLERK}), Tenant(SCHOOL))
    signing.house.services.accounts.add_user(user)
    desk = signing.house.sign_in("clerk")
    assert "Отправить ссылку на подпись" in desk.get(f"/documents/{document_id}").text
    path = f"/documents/{document_id}/signatures/1/link"
    form = {"_csrf": hidden(desk.get(path), "_csrf")}
    assert desk.post(path, data={**form, "email": "nowhere", "signer": ANNA}).status_code == 422
    sent = desk.post(path, data={**form, "email": "anna@school.example", "signer": ANNA})
    assert sent.status_code == 303
    assert "a***@school.example" in desk.get(f"/documents/{document_id}").text
    (letter,) = take_letters(memory_database)
    assert letter.recipient == "anna@school.example"
    assert ANNA in letter.text


def test_an_address_in_the_plan_needs_a_name_and_a_simple_signature(signing: SigningHouse) -> None:
    program = signing.program
    for wrong, pointer in (
        ({"signer": None}, "#/signatures/0/signer"),
        ({"method": "own_token"}, "#/signatures/0/email"),
        ({"email": "nobody"}, "#/signatures/0/email"),
    ):
        body = {
            **signing.house.request("personalized_program"),
            "signatures": [{**MENTOR, **wrong}, SEAL],
        }
        answer = program.post_document(body)
        assert answer.status_code == 422
        assert answer.get_json()["errors"][0]["pointer"] == pointer


def test_letters_arrive_over_a_real_mail_server(table: Table) -> None:
    table.order("key-2")
    mailbox = Mailbox()
    with run_mail_server(mailbox) as port:
        carrier = SmtpCarrier("localhost", port, "none", "grif@region.example", "", None)
        desk = MailDesk(table.database, FakeQueue())
        # The letters wait by the house's clock, the post asks the database's.
        with table.database._writer.begin() as connection:  # noqa: SLF001 -- see above
            connection.exec_driver_sql("UPDATE letters SET due_at = 0, expires_at = '2100-01-01'")
        DeliverDesk(desk, carrier, Stop()).deliver_mail(SCHOOL)
    (message,) = mailbox.messages
    assert message["Subject"] == "Документ на подпись"
    assert LINK.search(message.get_content().replace("=\n", ""))
