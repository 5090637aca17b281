"""Templates over HTTP: take one, check it, publish it."""

from io import BytesIO

import pytest
from docx import Document
from werkzeug.test import TestResponse

from service.domain.access import Scope
from service.http.files import DOCX
from tests.assets.docx_packages import paragraph
from tests.assets.edited_templates import insert_body
from tests.doors import CONSENT, House, Program
from tests.factories import FOREIGN_SCHOOL, MUNICIPALITY, OTHER_SCHOOL, SCHOOL

PATH = f"/api/v1/templates/{CONSENT}"
READ_ONLY = frozenset({Scope.READ})


def send(program: Program, path: str, docx: bytes, media_type: str = DOCX) -> TestResponse:
    headers = {**program.headers, "Content-Type": media_type}
    return program.client.post(path, data=docx, headers=headers)


def edited(house: House, text: str) -> bytes:
    return insert_body(house.kind().template, paragraph(text))


def test_a_template_goes_round_from_export_to_a_document(house: House, program: Program) -> None:
    taken = program.get(f"{PATH}/docx")
    assert taken.mimetype == DOCX
    assert len(Document(BytesIO(taken.data)).paragraphs) > 3
    docx = insert_body(taken.data, paragraph("Школьная шапка"))

    report = send(program, f"{PATH}/lint", docx).get_json()
    published = send(program, f"{PATH}?note=шапка", docx)
    document = house.register()

    assert report == {"publishable": True, "findings": [], "hidden": 0}
    shown = published.get_json()
    assert published.status_code == 201
    assert published.headers["Location"] == shown["docx"]
    assert (shown["level"], shown["owner_id"], shown["version"]) == ("organization", SCHOOL, 1)
    assert (shown["in_force"], shown["outdated"], shown["note"]) == (True, False, "шапка")
    assert program.get(shown["docx"]).data == docx
    answer = program.get(f"/api/v1/documents/{document.id}").get_json()
    assert answer["template"]["sha256"] == shown["sha256"]
    assert answer["template"]["version_id"] is not None


def test_the_report_says_what_is_wrong_and_where(house: House, program: Program) -> None:
    answer = send(program, f"{PATH}/lint", edited(house, "Наставник {{ mentr.fio.nom }}"))
    [finding] = answer.get_json()["findings"]
    assert answer.status_code == 200
    assert (finding["code"], finding["severity"]) == ("unknown_variable", "error")
    assert finding["place"] == {
        "area": "body",
        "part": "word/document.xml",
        "table": None,
        "row": None,
        "cell": None,
        "paragraph": 1,
        "text": "основной текст, абзац 1",
        "near": "Наставник {{ mentr.fio.nom }}",
    }


def test_a_refusal_to_publish_names_the_errors_and_repeats_nothing(
    house: House, program: Program
) -> None:
    answer = send(program, PATH, edited(house, "Тайная Фамилия {{ taina }}"))
    body = answer.get_json()
    assert (answer.status_code, answer.mimetype) == (422, "application/problem+json")
    assert body["code"] == "template_rejected"
    assert body["errors"] == [
        {
            "pointer": "#/file",
            "code": "unknown_variable",
            "detail": "Неизвестное поле: основной текст, абзац 1.",
        }
    ]
    assert "Тайная" not in answer.text
    assert "taina" not in answer.text


def test_a_form_with_the_file_is_as_good_as_the_file(house: House, program: Program) -> None:
    form = {"file": (BytesIO(house.kind().template), "приказ.docx")}
    answer = program.client.post(f"{PATH}/lint", data=form, headers=program.headers)
    assert answer.get_json()["publishable"] is True


@pytest.mark.parametrize("count", [0, 2])
def test_a_form_holds_exactly_one_file(house: House, program: Program, count: int) -> None:
    files = [(BytesIO(house.kind().template), f"{n}.docx") for n in range(count)]
    answer = program.client.post(
        f"{PATH}/lint", data={"other": "x", "file": files}, headers=program.headers,
        content_type="multipart/form-data",
    )  # fmt: skip
    assert (answer.status_code, answer.get_json()["code"]) == (400, "file_required")


@pytest.mark.parametrize("media_type", ["application/json", "text/plain", ""])
@pytest.mark.parametrize("path", [PATH, f"{PATH}/lint"])
def test_a_body_of_another_type_is_refused(program: Program, path: str, media_type: str) -> None:
    answer = send(program, path, b"{}", media_type)
    assert (answer.status_code, answer.get_json()["code"]) == (415, "unsupported_media_type")


@pytest.mark.parametrize("path", [PATH, f"{PATH}/lint"])
def test_a_file_beyond_two_megabytes_is_refused(program: Program, path: str) -> None:
    answer = send(program, path, b"PK\x03\x04" + bytes(2 * 1024 * 1024))
    assert (answer.status_code, answer.get_json()["code"]) == (413, "body_too_large")


def test_a_file_that_is_no_template_has_a_report_as_well(program: Program) -> None:
    for content, code in ((b"", "empty"), (b"hello", "not_docx"), (b"PK\x03\x04", "broken_zip")):
        [finding] = send(program, f"{PATH}/lint", content).get_json()["findings"]
        assert (finding["code"], finding["place"]["area"]) == (code, "file")


def test_the_list_shows_the_library_and_what_was_published_over_it(
    house: House, program: Program
) -> None:
    send(house.program(None), PATH, edited(house, "округ"))
    for text in ("1", "2"):
        send(program, PATH, edited(house, text))

    def shown(query: str, who: Program = program) -> list[tuple[str, str | None, int, bool]]:
        items = who.get(f"/api/v1/templates{query}").get_json()["items"]
        return [(i["level"], i["owner_id"], i["version"], i["in_force"]) for i in items]

    everything = shown("")
    assert len(everything) == len(house.services.catalogue.kinds) + 2
    assert shown(f"?kind={CONSENT}") == [
        ("builtin", None, house.kind().version, True),
        *sorted(
            [
                ("organization", SCHOOL, 2, True),
                ("organization", SCHOOL, 1, False),
                ("municipality", MUNICIPALITY, 1, True),
            ],
            key=lambda item: shown(f"?kind={CONSENT}").index(item),
        ),
    ]
    other = house.program(OTHER_SCHOOL)
    assert {item[1] for item in shown("", other)} == {None, MUNICIPALITY}
    assert {item[1] for item in shown("", house.program(FOREIGN_SCHOOL))} == {None}


def test_a_template_given_up_is_no_longer_in_force(house: House, program: Program) -> None:
    send(program, PATH, edited(house, "школа"))
    answer = program.post(f"{PATH}/withdraw")
    shown = answer.get_json()
    assert answer.status_code == 200
    assert (shown["version"], shown["sha256"], shown["in_force"]) == (2, None, False)
    assert shown["docx"] is None
    assert program.get(f"{PATH}/docx").data == house.kind().template
    assert program.post(f"{PATH}/withdraw").status_code == 404


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("?version=builtin", 200),
        ("?version=7", 404),
        ("?version=0", 422),
        ("?version=x", 422),
        ("?unknown=1", 422),
        (f"?organization_id={SCHOOL}&municipality_id={MUNICIPALITY}", 422),
        ("?organization_id=UPPER", 422),
    ],
)
def test_a_version_is_a_number_or_the_one_of_the_library(
    program: Program, query: str, status: int
) -> None:
    assert program.get(f"{PATH}/docx{query}").status_code == status


@pytest.mark.parametrize("path", ["/docx", "/lint", "", "/withdraw"])
def test_an_unknown_kind_is_not_found(house: House, program: Program, path: str) -> None:
    address = f"/api/v1/templates/letter{path}"
    docx = house.kind().template
    if path in {"/lint", ""}:
        answer = send(program, address, docx)
    else:
        answer = program.get(address) if path == "/docx" else program.post(address)
    assert (answer.status_code, answer.get_json()["code"]) == (404, "not_found")


def test_the_description_says_how_a_file_is_sent(house: House) -> None:
    paths = house.app.test_client().get("/api/v1/openapi.json").get_json()["paths"]
    for path in (
        "/api/v1/templates/{kind}",
        "/api/v1/templates/{kind}/lint",
        "/api/v1/templates/{kind}/diff",
    ):
        body = paths[path]["post"]["requestBody"]
        assert body["required"] is True
        assert set(body["content"]) == {DOCX, "multipart/form-data"}
        assert {"413", "415", "422", "404"} <= set(paths[path]["post"]["responses"])
    assert DOCX in paths["/api/v1/templates/{kind}/docx"]["get"]["responses"]["200"]["content"]
