import base64
import hashlib

import pytest

from service.domain.access import Scope
from service.domain.ids import OrganisationId
from service.jobs import ConvertDocuments
from tests.doors import ORDER, House, Program
from tests.factories import FOREIGN_SCHOOL, OTHER_SCHOOL, SCHOOL


def test_a_document_is_accepted_with_its_number_and_address(house: House, program: Program) -> None:
    answer = program.post_document(house.request())

    body = answer.get_json()
    assert answer.status_code == 202
    assert answer.headers["Location"] == f"/api/v1/documents/{body['id']}"
    assert answer.headers["Retry-After"] == "1"
    assert body["number"] == "1-с"
    assert body["state"] == "registered"
    assert body["register"] == "consents"
    assert body["date"] == "2025-09-17"
    links = {"self": answer.headers["Location"], "pdf": None, "docx": None, "check": None}
    assert body["links"] == links
    assert house.queue.sent == [ConvertDocuments(SCHOOL)]


def test_sign_is_false_unless_asked_for(house: House, program: Program) -> None:
    request = house.request(ORDER)
    del request["sign"]
    assert program.post_document(request).get_json()["sign"] is False
    assert program.post_document(house.request(ORDER, sign=True), "b").get_json()["sign"] is True


def test_a_repeat_with_the_same_key_is_the_same_document(house: House, program: Program) -> None:
    first = program.post_document(house.request())
    again = program.post_document(house.request())
    assert (again.status_code, again.get_json()["id"]) == (202, first.get_json()["id"])


def test_the_same_key_for_another_request_is_refused(house: House, program: Program) -> None:
    program.post_document(house.request())
    other = program.post_document(house.request(ORDER))
    assert (other.status_code, other.get_json()["code"]) == (422, "idempotency_key_reused")


def test_two_programs_may_use_the_same_key(house: House) -> None:
    mine = house.program().post_document(house.request())
    theirs = house.program(OTHER_SCHOOL).post_document(house.request(organisation_id=OTHER_SCHOOL))
    assert mine.get_json()["id"] != theirs.get_json()["id"]


@pytest.mark.parametrize("key", [None, "", "ключ", "a" * 256, "tab\there"])
def test_a_request_without_a_proper_idempotency_key_is_refused(
    house: House, program: Program, key: str | None
) -> None:
    headers = dict(program.headers)
    if key is not None:
        headers["Idempotency-Key"] = key.encode().decode("latin-1")
    answer = program.client.post("/api/v1/documents", json=house.request(), headers=headers)
    assert (answer.status_code, answer.get_json()["code"]) == (400, "idempotency_key_required")


def test_every_problem_of_the_data_names_its_field(house: House, program: Program) -> None:
    request = house.request()
    request["data"] = {**request["data"], "mentors": [], "secret": "x"}
    del request["data"]["period"]

    answer = program.post_document(request)

    found = {error["pointer"]: error["code"] for error in answer.get_json()["errors"]}
    assert (answer.status_code, answer.get_json()["code"]) == (422, "invalid_data")
    assert found == {
        "#/data/mentors": "too_few_items",
        "#/data/secret": "unknown_field",
        "#/data/period": "required",
    }


def test_a_kind_that_is_not_there_is_refused_by_name_of_the_field(
    house: House, program: Program
) -> None:
    answer = program.post_document({**house.request(), "kind": "letter"})
    assert answer.status_code == 422
    assert answer.get_json()["errors"][0]["pointer"] == "#/kind"


def test_a_kind_that_people_sign_on_paper_cannot_be_signed_by_the_server(
    house: House, program: Program
) -> None:
    answer = program.post_document(house.request(sign=True))
    assert [e["pointer"] for e in answer.get_json()["errors"]] == ["#/sign"]


@pytest.mark.parametrize("organisation_id", [OTHER_SCHOOL, FOREIGN_SCHOOL, "nobody"])
def test_a_document_cannot_be_made_for_somebody_else(
    house: House, program: Program, organisation_id: str
) -> None:
    answer = program.post_document(house.request(organisation_id=organisation_id))
    assert (answer.status_code, answer.get_json()["code"]) == (404, "not_found")


def test_a_finished_document_links_to_its_files(house: House, program: Program) -> None:
    document = house.archive(house.register(kind=ORDER, sign=True))

    body = program.get(f"/api/v1/documents/{document.id}").get_json()

    assert (body["state"], body["pages"], body["failure"]) == ("archived", 2, None)
    assert body["links"]["pdf"] == f"/api/v1/documents/{document.id}/pdf"
    assert body["links"]["docx"] == f"/api/v1/documents/{document.id}/docx"


def test_a_document_in_progress_says_when_to_ask_again(house: House, program: Program) -> None:
    document = house.register()
    assert program.get(f"/api/v1/documents/{document.id}").headers["Retry-After"] == "1"
    house.archive(document)
    assert "Retry-After" not in program.get(f"/api/v1/documents/{document.id}").headers


def test_the_pdf_is_the_signed_one_with_its_digest(house: House, program: Program) -> None:
    document = house.archive(house.register(kind=ORDER, sign=True))

    answer = program.get(f"/api/v1/documents/{document.id}/pdf")

    digest = hashlib.sha256(answer.data)
    assert answer.data == f"signed {document.id}".encode()
    assert answer.mimetype == "application/pdf"
    assert answer.headers["Cache-Control"] == "no-store"
    expected = base64.b64encode(digest.digest()).decode()
    assert answer.headers["Repr-Digest"] == f"sha-256=:{expected}:"
    assert answer.headers["ETag"] == f'"{digest.hexdigest()}"'


def test_a_file_is_named_in_russian_and_in_ascii(house: House, program: Program) -> None:
    document = house.archive(house.register(kind=ORDER))

    header = program.get(f"/api/v1/documents/{document.id}/docx").headers["Content-Disposition"]

    assert header.isascii()
    assert header.startswith(f'attachment; filename="{document.id}.docx"; ')
    assert "filename*=UTF-8''1-%D0%BE%D0%B4%20%D0%9E%20" in header  # «1-од О …»


def test_a_file_that_the_caller_has_is_not_sent_again(house: House, program: Program) -> None:
    document = house.archive(house.register())
    path = f"/api/v1/documents/{document.id}/pdf"
    etag = program.get(path).headers["ETag"]

    again = program.get(path, {"If-None-Match": etag})

    assert (again.status_code, again.data) == (304, b"")
    assert program.get(path, {"If-None-Match": '"other"'}).status_code == 200


def test_a_part_of_a_file_can_be_asked_for(house: House, program: Program) -> None:
    document = house.archive(house.register())
    path = f"/api/v1/documents/{document.id}/pdf"

    part = program.get(path, {"Range": "bytes=0-2"})
    beyond = program.get(path, {"Range": "bytes=9999-"})

    assert (part.status_code, part.data) == (206, b"pdf")
    assert (beyond.status_code, beyond.get_json()["code"]) == (416, "range_not_satisfiable")


@pytest.mark.parametrize("role", ["pdf", "docx"])
def test_a_file_that_is_not_made_yet_is_not_ready(
    house: House, program: Program, role: str
) -> None:
    document = house.register()
    answer = program.get(f"/api/v1/documents/{document.id}/{role}")
    assert (answer.status_code, answer.get_json()["code"]) == (409, "not_ready")


def test_a_long_list_comes_in_pages_without_gaps_or_repeats(house: House, program: Program) -> None:
    made = [house.register(f"key-{number}").id for number in range(5)]

    seen, path = [], "/api/v1/documents?limit=2"
    while path:
        page = program.get(path).get_json()
        seen += [item["id"] for item in page["items"]]
        cursor = page["next_cursor"]
        path = f"/api/v1/documents?limit=2&cursor={cursor}" if cursor else ""

    assert seen == made[::-1]


def test_the_list_can_be_narrowed(house: House, program: Program) -> None:
    house.archive(house.register("a"))
    house.register("b", kind=ORDER)

    def numbers(query: str) -> list[str]:
        items = program.get(f"/api/v1/documents?{query}").get_json()["items"]
        return [item["number"] for item in items]

    assert numbers("") == ["1-од", "1-с"]
    assert numbers(f"kind={ORDER}") == ["1-од"]
    assert numbers("state=archived") == ["1-с"]
    assert numbers(f"organization_id={SCHOOL}") == ["1-од", "1-с"]
    assert numbers("kind=letter") == []


@pytest.mark.parametrize(
    ("query", "pointer", "code"),
    [
        ("limit=0", "#/query/limit", "out_of_range"),
        ("limit=201", "#/query/limit", "out_of_range"),
        ("limit=many", "#/query/limit", "type"),
        ("state=lost", "#/query/state", "choice"),
        ("organization_id=../x", "#/query/organization_id", "pattern"),
        ("sort=name", "#/query/sort", "unknown_field"),
    ],
)
def test_a_question_that_makes_no_sense_is_refused_by_parameter(
    program: Program, query: str, pointer: str, code: str
) -> None:
    answer = program.get(f"/api/v1/documents?{query}")
    errors = answer.get_json()["errors"]
    assert answer.status_code == 422
    assert [(error["pointer"], error["code"]) for error in errors] == [(pointer, code)]


@pytest.mark.parametrize("cursor", ["x", "bm8", "W10", "WyJhIiwiYiJd", "ключ", "A" * 200])
def test_a_made_up_cursor_is_refused(program: Program, cursor: str) -> None:
    answer = program.get(f"/api/v1/documents?cursor={cursor}")
    assert (answer.status_code, answer.get_json()["code"]) == (400, "invalid_cursor")


def test_another_organisations_list_does_not_exist(house: House, program: Program) -> None:
    house.register(organisation_id=OTHER_SCHOOL)
    assert program.get("/api/v1/documents").get_json()["items"] == []
    assert program.get(f"/api/v1/documents?organization_id={OTHER_SCHOOL}").status_code == 404


def test_the_municipality_sees_its_schools_and_nobody_elses(house: House) -> None:
    organisations: list[OrganisationId] = [SCHOOL, OTHER_SCHOOL, FOREIGN_SCHOOL]
    made = {o: house.register(organisation_id=o).id for o in organisations}
    officer = house.program(None)

    seen = {item["id"] for item in officer.get("/api/v1/documents").get_json()["items"]}

    assert seen == {made[SCHOOL], made[OTHER_SCHOOL]}
    assert officer.get(f"/api/v1/documents/{made[FOREIGN_SCHOOL]}").status_code == 404


def test_a_document_is_cancelled_once_and_keeps_its_number(house: House, program: Program) -> None:
    document = house.register()

    first = program.post(f"/api/v1/documents/{document.id}/cancel")
    again = program.post(f"/api/v1/documents/{document.id}/cancel")

    assert (first.status_code, first.get_json()["state"]) == (200, "cancelled")
    assert first.get_json()["number"] == document.number.text
    assert (again.status_code, again.get_json()["code"]) == (409, "wrong_state")


def test_only_a_failed_document_can_be_retried(house: House, program: Program) -> None:
    document = house.register()
    answer = program.post(f"/api/v1/documents/{document.id}/retry")
    assert (answer.status_code, answer.get_json()["code"]) == (409, "wrong_state")


def test_a_key_may_be_allowed_to_read_only(house: House) -> None:
    document = house.register()
    reader = house.program(scopes=frozenset({Scope.READ}))

    assert reader.get(f"/api/v1/documents/{document.id}").status_code == 200
    for answer in (
        reader.post_document(house.request()),
        reader.post(f"/api/v1/documents/{document.id}/cancel"),
        reader.post(f"/api/v1/documents/{document.id}/retry"),
        reader.get("/api/v1/archive"),
    ):
        assert (answer.status_code, answer.get_json()["code"]) == (403, "scope_required")
        assert "insufficient_scope" in answer.headers["WWW-Authenticate"]
