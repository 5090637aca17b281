import pytest

from tests.doors import ORDER, House, Program
from tests.factories import OTHER_SCHOOL


def test_an_entry_says_what_is_kept_where_and_how_long(house: House, program: Program) -> None:
    document = house.archive(house.register(kind=ORDER, sign=True))

    (entry,) = program.get("/api/v1/archive").get_json()["items"]

    kind = house.kind(ORDER)
    assert entry["document_id"] == document.id
    assert (entry["number"], entry["title"]) == (document.number.text, document.title)
    assert entry["case_index"] == kind.case_index
    assert entry["retention"]["term"] == kind.retention.term
    files = {file["role"]: file for file in entry["files"]}
    assert files["pdf"]["sha256"] == document.files.signed
    assert files["pdf"]["size"] == len(program.get(files["pdf"]["link"]).data)
    assert files["docx"]["link"] == f"/api/v1/documents/{document.id}/docx"


def test_the_archive_can_be_searched(house: House, program: Program) -> None:
    house.archive(house.register("a"))
    house.archive(house.register("b", kind=ORDER))

    def numbers(query: str) -> list[str]:
        items = program.get(f"/api/v1/archive?{query}").get_json()["items"]
        return [item["number"] for item in items]

    assert numbers("q=ЗАКРЕПЛЕНИИ") == ["1-од"]
    assert numbers(f"kind={ORDER}&year=2025") == ["1-од"]
    assert numbers("year=1999") == []
    assert numbers("q=%25") == []


def test_a_long_archive_comes_in_pages(house: House, program: Program) -> None:
    made = {house.archive(house.register(f"key-{n}")).id for n in range(3)}

    first = program.get("/api/v1/archive?limit=2").get_json()
    rest = program.get(f"/api/v1/archive?limit=2&cursor={first['next_cursor']}").get_json()

    shown = [item["document_id"] for item in first["items"] + rest["items"]]
    assert (len(shown), set(shown)) == (3, made)
    assert rest["next_cursor"] is None


@pytest.mark.parametrize("query", ["year=12", "q=%00", "q=" + "x" * 201, "limit=-1"])
def test_a_question_that_makes_no_sense_is_refused(program: Program, query: str) -> None:
    assert program.get(f"/api/v1/archive?{query}").status_code == 422


def test_another_organisations_archive_does_not_exist(house: House, program: Program) -> None:
    house.archive(house.register(organisation_id=OTHER_SCHOOL))
    assert program.get("/api/v1/archive").get_json()["items"] == []
    assert program.get(f"/api/v1/archive?organization_id={OTHER_SCHOOL}").status_code == 404
