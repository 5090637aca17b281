"""What lies beside a document: detached signatures, and who has read an order."""

import base64
import re
from dataclasses import replace
from io import BytesIO

import pytest

from service.database.database import SqlDatabase
from service.domain.documents import State
from service.domain.ids import DocumentId
from service.verification import JudgeProcesses
from signing.detached_verification import verify_detached
from signing.trust import load_trust
from signing.verification import Verdict
from tests.doors import ORDER, hidden
from tests.factories import OTHER_SCHOOL, SCHOOL
from tests.mail import take_letters
from tests.own_token import OwnToken
from tests.signing_house import SigningHouse, refused

SEALED = {"role": "seal", "method": "server_key"}


@pytest.fixture
def document_id(signing: SigningHouse) -> str:
    """An order that the seal has signed and the archive keeps; a real judge sits beside."""
    services, settings = signing.house.services, signing.house.services.settings
    judge = JudgeProcesses(settings.trust, signing.house.clock, wall_seconds=120)
    detached = replace(services.detached, verifier=judge)
    signing.house.app.extensions["grif"] = replace(services, detached=detached)
    made = signing.order("key-1", SEALED, kind=ORDER)
    assert signing.show(made)["state"] == "archived"
    return made


def files_of(signing: SigningHouse, document_id: str) -> list[dict[str, str]]:
    found = signing.program.get(f"/api/v1/documents/{document_id}/files").get_json()["items"]
    assert isinstance(found, list)
    return found


def accept(signing: SigningHouse, document_id: str, signature: bytes) -> tuple[int, str]:
    path = f"/api/v1/documents/{document_id}/detached-signatures"
    answer = signing.send("post", path, {"signature": base64.b64encode(signature).decode()})
    if answer.status_code == 201:
        return 201, answer.get_json()["title"]
    return refused(answer)


def test_the_server_signs_beside_the_document_once(signing: SigningHouse, document_id: str) -> None:
    path = f"/api/v1/documents/{document_id}/detached-signatures/own"
    assert signing.program.post(path).status_code == 202
    signing.work()
    signing.work()

    (file,) = files_of(signing, document_id)
    assert file["role"] == "detached"
    signature = signing.program.get(file["link"])
    assert signature.mimetype == "application/pkcs7-signature"
    trust = load_trust([signing.house.services.settings.trust])
    report = verify_detached(signature.data, signing.pdf(document_id), trust)
    assert (report.verdict, report.signatures[0].level) == (Verdict.VALID, "B-T")
    assert signing.house.services.archive.check([SCHOOL]).faults == ()


def test_without_a_key_the_order_says_so_and_can_be_repeated(
    signing: SigningHouse, document_id: str
) -> None:
    key = signing.house.services.settings.keys / SCHOOL / "seal.p12"
    away = key.rename(key.with_suffix(".away"))
    path = f"/api/v1/documents/{document_id}/detached-signatures/own"
    signing.program.post(path)
    signing.work()
    with signing.house.services.database.snapshot() as tx:
        order = tx.companions.find_order(DocumentId(document_id))
    assert order is not None
    assert order.failure_code == "credential_not_found"
    assert files_of(signing, document_id) == []

    away.rename(key)
    signing.program.post(path)
    signing.work()
    assert len(files_of(signing, document_id)) == 1


def test_a_good_signature_from_outside_is_kept_once_and_a_bad_one_never(
    signing: SigningHouse, document_id: str, tokens: dict[str, OwnToken]
) -> None:
    pdf, token = signing.pdf(document_id), tokens["head"]
    good = token.wrap(pdf)

    assert accept(signing, document_id, token.wrap(pdf + b" ")) == (422, "invalid_data")
    assert accept(signing, document_id, b"no signature") == (422, "invalid_data")
    assert files_of(signing, document_id) == []
    assert accept(signing, document_id, good) == (201, "Мельник Ольга Сергеевна")
    assert accept(signing, document_id, good) == (201, "Мельник Ольга Сергеевна")
    assert len(files_of(signing, document_id)) == 1


def test_a_document_on_its_way_takes_no_signature_beside_it(signing: SigningHouse) -> None:
    document_id = signing.order("key-2", {**SEALED, "confirm": True})
    assert signing.show(document_id)["state"] == State.AWAITING_SIGNATURES
    assert accept(signing, document_id, b"x") == (409, "wrong_state")


def test_another_school_finds_nothing_beside_it(signing: SigningHouse, document_id: str) -> None:
    signing.program.post(f"/api/v1/documents/{document_id}/detached-signatures/own")
    signing.work()
    stranger = signing.house.program(OTHER_SCHOOL)
    for path in ("files", "files/1", "acquaintance"):
        own = f"/api/v1/documents/{document_id}/{path}"
        assert signing.program.get(own).status_code == 200
        assert stranger.get(own).status_code == 404
    for path, body in (
        ("detached-signatures", {"signature": "AAAA"}),
        ("detached-signatures/own", None),
        ("acquaintance/links", {"person": "А", "email": "a@b.example"}),
        ("acquaintance/paper", {"person": "А"}),
        ("signatures/1/link", {"email": "a@b.example"}),
    ):
        own = f"/api/v1/documents/{document_id}/{path}"
        assert signing.send("post", own, body, stranger).status_code == 404


def test_a_file_that_vanished_from_the_table_is_noticed(
    signing: SigningHouse, document_id: str, memory_database: SqlDatabase
) -> None:
    signing.program.post(f"/api/v1/documents/{document_id}/detached-signatures/own")
    signing.work()
    with memory_database._writer.begin() as connection:  # noqa: SLF001 -- no port takes a row away
        connection.exec_driver_sql("DELETE FROM companions")
    (fault,) = signing.house.services.archive.check([SCHOOL]).faults
    assert (fault.subject, fault.fields) == (document_id, ("companions",))


def test_an_order_is_read_by_a_link_and_on_paper_and_complete_is_counted(
    signing: SigningHouse, document_id: str, memory_database: SqlDatabase
) -> None:
    path = f"/api/v1/documents/{document_id}/acquaintance"
    listed = signing.program.get(path).get_json()
    people = [one["person"] for one in listed["items"]]
    assert len(people) > 1
    assert listed["is_complete"] is False
    assert {one["means"] for one in listed["items"]} == {None}

    body = {"person": people[0], "email": "anna@school.example"}
    assert signing.send("post", f"{path}/links", body).status_code == 202
    (letter,) = take_letters(memory_database)
    found = re.search(r"/sign/[\w-]{43}", letter.text)
    assert found
    read_by_link(signing, memory_database, found[0])
    for person in people[1:]:
        answer = signing.send("post", f"{path}/paper", {"person": person})
        assert answer.status_code == 200
        listed = answer.get_json()

    assert listed["is_complete"] is True
    assert [one["means"] for one in listed["items"]] == ["link"] + ["paper"] * (len(people) - 1)
    again = signing.send("post", f"{path}/paper", {"person": people[0]})
    assert refused(again) == (409, "already_read")
    (file,) = files_of(signing, document_id)
    assert (file["role"], file["title"]) == ("evidence", people[0])
    assert signing.house.services.archive.check([SCHOOL]).faults == ()


def read_by_link(signing: SigningHouse, database: SqlDatabase, link: str) -> None:
    browser = signing.house.browser()
    page = browser.get(link)
    assert "Отказаться" not in page.text
    token = hidden(page, "_csrf")
    browser.post(f"{link}/code", data={"_csrf": token, "agreed": "yes"})
    (letter,) = take_letters(database)
    found = re.search(r"\b\d{6}\b", letter.text)
    assert found
    done = browser.post(f"{link}/confirm", data={"_csrf": token, "code": found[0]})
    assert "Вы подтвердили, что прочитали документ" in done.text
    assert browser.get(link).status_code == 404


def test_nobody_is_asked_who_is_not_on_the_list(signing: SigningHouse, document_id: str) -> None:
    path = f"/api/v1/documents/{document_id}/acquaintance/paper"
    answer = signing.send("post", path, {"person": "Чужой Пётр Ильич"})
    assert refused(answer) == (422, "invalid_data")


def test_nobody_reads_what_is_not_signed_yet(signing: SigningHouse) -> None:
    made = signing.order("key-2", {**SEALED, "confirm": True}, kind=ORDER)
    person = signing.program.get(f"/api/v1/documents/{made}/acquaintance").get_json()["items"][0]
    path = f"/api/v1/documents/{made}/acquaintance/paper"
    assert refused(signing.send("post", path, {"person": person["person"]})) == (
        409,
        "wrong_state",
    )


def test_the_page_of_an_order_shows_who_has_read_it_and_leads_to_the_sheet(
    signing: SigningHouse, document_id: str
) -> None:
    signing.house.add_user("head")
    browser = signing.house.sign_in("head")
    card = f"/documents/{document_id}"
    page = browser.get(card)
    listed = signing.program.get(f"/api/v1/documents/{document_id}/acquaintance").get_json()
    people = [one["person"] for one in listed["items"]]
    assert f"Ознакомление: 0 из {len(people)}" in page.text
    form = {"_csrf": hidden(page, "_csrf"), "person": people[0]}
    assert browser.post(f"{card}/acquaintance/paper", data=form).status_code == 303
    assert f"Ознакомление: 1 из {len(people)}" in browser.get(card).text

    sheet = browser.get(f"/documents/new/acquaintance_sheet?order={document_id}").text
    number = signing.show(document_id)["number"]
    assert f'value="{number}"' in sheet
    assert all(person.split()[0] in sheet for person in people)


def test_a_signature_is_put_beside_from_the_page(
    signing: SigningHouse, document_id: str, tokens: dict[str, OwnToken]
) -> None:
    signing.house.add_user("head")
    browser = signing.house.sign_in("head")
    card = f"/documents/{document_id}"
    token = hidden(browser.get(card), "_csrf")
    signature = tokens["head"].wrap(signing.pdf(document_id))
    boxes = {"_csrf": token, "signature": (BytesIO(signature), "order.sig")}
    assert browser.post(f"{card}/detached", data=boxes).status_code == 303
    assert "Отсоединённая подпись</a>, Мельник Ольга Сергеевна" in browser.get(card).text
    assert browser.get(f"{card}/files/1").data == signature
    assert browser.post(f"{card}/detached", data={"_csrf": token}).status_code == 422
