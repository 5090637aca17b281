"""A simple electronic signature by a link: the whole way, and everything that must not work."""

import json
import re
from collections.abc import Mapping
from datetime import timedelta
from io import BytesIO

import pikepdf
import pytest
import sqlalchemy as sa
from werkzeug.test import TestResponse

from service.database.database import SqlDatabase
from service.database.schema import documents
from service.domain.access import Role
from service.domain.accounts import Tenant
from service.domain.ids import DocumentId
from service.domain.links import CODE_ATTEMPTS, CODE_LIFETIME, CODES_PER_LINK, LINK_LIFETIME
from service.operations.accounts import NewUser
from service.operations.mail import MailDesk
from service.web.forgery import mask
from signing.verification import Verdict
from tests.doors import PASSWORD, hidden
from tests.factories import SCHOOL, make_principal
from tests.fakes import FakeQueue
from tests.mail import Mailbox, run_mail_server, take_letters
from tests.signing_house import SigningHouse
from worker.deliver import DeliverDesk, SmtpCarrier
from worker.runtime import Stop

ANNA = "Иванова Анна Петровна"
MENTOR = {"role": "mentor", "method": "simple", "signer": ANNA, "email": "anna@school.example"}
SEAL = {"role": "seal", "method": "server_key", "turn": 2}
LINK = re.compile(r"/sign/[\w-]{43}")
HEADLINE = "Подписать документ"


class Table:
    """A document that Anna signs by a link, and the letters on their way to her."""

    def __init__(self, signing: SigningHouse, database: SqlDatabase) -> None:
        self.signing = signing
        self.database = database
        self.browser = signing.house.browser()
        self.document_id = self.order("key-1")
        self.link = self.take_link()

    def order(self, key: str, *, email: str = "anna@school.example") -> str:
        document_id = self.signing.order(key, {**MENTOR, "email": email}, SEAL)
        assert self.signing.house.services.links.send_due() == 1
        return document_id

    def take_link(self) -> str:
        (letter,) = take_letters(self.database)
        found = LINK.search(letter.text)
        assert found, letter.text
        return found[0]

    def ask(self, link: str = "", *, agreed: str = "yes") -> TestResponse:
        return self.post(f"{link or self.link}/code", link or self.link, agreed=agreed)

    def get_code(self) -> str:
        assert self.ask().status_code == 200
        (letter,) = take_letters(self.database)
        found = re.search(r"\b\d{6}\b", letter.text)
        assert found
        return found[0]

    def confirm(self, code: str, link: str = "") -> TestResponse:
        return self.post(f"{link or self.link}/confirm", link or self.link, code=code)

    def post(self, path: str, page: str, **boxes: str) -> TestResponse:
        shown = self.browser.get(page)
        token = hidden(shown, "_csrf") if "_csrf" in shown.text else self.known_token()
        return self.browser.post(path, data={"_csrf": token, **boxes})

    def known_token(self) -> str:
        cookie = self.browser.get_cookie("before")
        return mask(cookie.value) if cookie else ""

    def states(self) -> list[str]:
        return self.signing.states(self.document_id)

    def wait(self, step: timedelta) -> None:
        self.signing.house.clock.go(step)


@pytest.fixture
def table(signing: SigningHouse, memory_database: SqlDatabase) -> Table:
    return Table(signing, memory_database)


def other(code: str) -> str:
    return f"{(int(code) + 1) % 10**6:06d}"


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
    files = table.signing.program.get(f"/api/v1/documents/{table.document_id}/files")
    evidence = table.signing.program.get(files.get_json()["items"][0]["link"]).get_json()
    assert (evidence["signer"], evidence["code"]["sent_to"]) == (ANNA, "a***@school.example")


def test_looking_changes_nothing(table: Table) -> None:
    robot = table.signing.house.app.test_client()
    for path in ("", "/document.pdf"):
        for _ in range(3):
            assert robot.get(f"{table.link}{path}").status_code == 200
            assert robot.head(f"{table.link}{path}").status_code == 200
    assert robot.get(f"{table.link}/confirm").status_code == 405
    assert robot.get(f"{table.link}/code").status_code == 405
    assert take_letters(table.database) == []
    assert table.states() == ["ready", "waiting"]
    assert table.confirm(table.get_code()).status_code == 200


def test_a_form_of_another_site_signs_nothing(table: Table) -> None:
    code = table.get_code()
    stranger = table.signing.house.browser()
    assert stranger.post(f"{table.link}/confirm", data={"code": code}).status_code == 403
    assert table.states() == ["ready", "waiting"]


def test_a_link_works_once(table: Table) -> None:
    code = table.get_code()
    assert table.confirm(code).status_code == 200
    assert table.confirm(code).status_code == 404
    assert table.ask().status_code == 404
    assert table.browser.get(f"{table.link}/document.pdf").status_code == 404


def test_every_dead_link_looks_like_one_that_never_was(table: Table) -> None:
    never = table.browser.get(f"/sign/{'A' * 43}")
    table.confirm(table.get_code())
    used = table.browser.get(table.link)
    table.order("key-2")
    table.link = table.take_link()
    table.wait(LINK_LIFETIME)
    old = table.browser.get(table.link)
    assert [page.status_code for page in (never, used, old)] == [404] * 3
    assert _same(used) == _same(old) == _same(never)


def _same(page: TestResponse) -> str:
    """The page without the number of this very exchange."""
    return re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}", "", page.text)


def test_an_old_link_is_dead(table: Table) -> None:
    assert table.browser.get(table.link).status_code == 200
    table.wait(LINK_LIFETIME)
    assert table.browser.get(table.link).status_code == 404
    assert table.ask().status_code == 404
    assert table.states() == ["ready", "waiting"]


def test_a_new_link_kills_the_one_before(table: Table) -> None:
    program = table.signing.program
    path = f"/api/v1/documents/{table.document_id}/signatures/1/link"
    answer = table.signing.send("post", path, {"email": "anna@home.example"}, program)
    assert answer.status_code == 202
    assert answer.get_json()["sent_to"] == "a***@home.example"
    fresh = table.take_link()
    assert table.browser.get(table.link).status_code == 404
    assert table.browser.get(fresh).status_code == 200


def test_a_code_of_another_link_opens_nothing(table: Table) -> None:
    table.order("key-2")
    second = table.take_link()
    code = table.get_code()
    table.wait(timedelta(minutes=1))
    assert table.ask(second).status_code == 200
    take_letters(table.database)
    assert table.confirm(code, second).status_code == 422
    assert table.states() == ["ready", "waiting"]


def test_a_link_shows_nothing_of_other_documents(table: Table) -> None:
    other_id = table.order("key-2")
    number = table.signing.show(other_id)["number"]
    page = table.browser.get(table.link).text
    assert number not in page
    assert other_id not in page
    assert f"/documents/{table.document_id}" not in page
    assert table.browser.get(f"/documents/{table.document_id}").status_code == 302


def test_guessing_ends_after_five_attempts_even_for_the_right_code(table: Table) -> None:
    code = table.get_code()
    for _ in range(CODE_ATTEMPTS):
        assert table.confirm(other(code)).status_code == 422
    refused = table.confirm(code)
    assert (refused.status_code, "Код уже не действует" in refused.text) == (422, True)
    assert table.states() == ["ready", "waiting"]


def test_codes_end_too(table: Table) -> None:
    for _ in range(CODES_PER_LINK):
        table.get_code()
        assert table.ask().status_code == 409
        table.wait(timedelta(minutes=4))
    assert table.ask().status_code == 409
    assert take_letters(table.database) == []


def test_an_old_code_is_refused(table: Table) -> None:
    code = table.get_code()
    table.wait(CODE_LIFETIME)
    assert table.confirm(code).status_code == 422
    assert table.states() == ["ready", "waiting"]


def test_nobody_gets_a_code_without_agreeing(table: Table) -> None:
    refused = table.ask(agreed="")
    assert refused.status_code == 422
    assert take_letters(table.database) == []


def test_a_document_that_was_made_anew_needs_a_new_link(table: Table) -> None:
    code = table.get_code()
    with table.database._writer.begin() as connection:  # noqa: SLF001 -- no port changes a file
        connection.exec_driver_sql("UPDATE documents SET pdf_sha256 = ?", ("0" * 64,))
    assert table.confirm(code).status_code == 404
    assert table.browser.get(table.link).status_code == 404


def test_two_who_hold_the_code_sign_once(table: Table) -> None:
    code = table.get_code()
    assert [table.confirm(code).status_code for _ in range(2)] == [200, 404]
    with table.database.snapshot() as tx:
        trail = [item.event.action for item in tx.audit.read(SCHOOL)]
    assert trail.count("document:signature:fulfilled") == 1


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
