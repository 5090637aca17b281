"""What must not work with a link: other sites, times and documents, codes that are guessed."""

import re
from datetime import timedelta

from werkzeug.test import TestResponse

from service.domain.links import CODE_ATTEMPTS, CODE_LIFETIME, CODES_PER_LINK, LINK_LIFETIME
from tests.factories import SCHOOL
from tests.link_table import Table, other
from tests.mail import take_letters


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
