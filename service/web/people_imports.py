"""People from a table: the file, its columns, what became of the rows.

Nothing is kept in between: the rows travel in the form, as in a letter to oneself, and are read
again with the columns that a person has chosen.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus

from apiflask import APIBlueprint
from flask import Response, redirect, render_template, request, url_for
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.wrappers import Response as BareResponse

from service.domain.access import Scope, require_scope
from service.domain.errors import InvalidRequestError
from service.http.exchange import principal, services
from service.http.files import Download, send
from service.http.refusals import RequestError
from service.http.uploads import read_file
from service.operations.people import Intake
from service.operations.people_rows import (
    COLUMN_TITLES,
    Column,
    Matching,
    Sorted,
    check_matching,
    faulty_table,
    guess_columns,
    sort_rows,
)
from service.operations.spreadsheets import Rows, read_table, write_xlsx
from service.web.people import own_organisation
from service.web.sealed_tables import seal, unseal

# Not a plain Blueprint: the API's description asks each one with a lock whether it belongs.
people_imports = APIBlueprint(
    "people_imports", __name__, url_prefix="/people/import", enable_openapi=False
)

Answer = str | tuple[str, int]
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_SHOWN_ROWS = 3
_TOO_LARGE = "Файл слишком велик. Оставьте в нём один лист с людьми."
_SAMPLE = (
    ("Фамилия", "Имя", "Отчество", "Должность", "Роль", "Дата рождения", "Почта", "Стаж",
     "Категория"),
    ("Королёва", "Любовь", "Фоминична", "учитель русского языка и литературы", "наставник", "",
     "koroleva@school.example", "27", "высшая"),
    ("Цой", "Артём", "Маратович", "учитель математики", "наставляемый", "06.05.2001", "", "1",
     ""),
)  # fmt: skip


@dataclass(frozen=True)
class Choice:
    """A column of the table, what it seems to say, and its first cells."""

    number: int
    title: str
    column: Column | None
    examples: Sequence[str]


@people_imports.before_request
def require_writer() -> None:
    """Turn away those who only read. Raises ForbiddenError."""
    require_scope(principal(), Scope.WRITE)


@people_imports.errorhandler(RequestEntityTooLarge)
def return_too_large(_error: RequestEntityTooLarge) -> BareResponse:
    """Lead back from a file that nobody read: with it went the token of the form."""
    return redirect(url_for("desk.people_imports.ask", too_large=1), HTTPStatus.SEE_OTHER)


@people_imports.get("")
def ask() -> str:
    """Which file; asked again after one that was too large."""
    problem = _TOO_LARGE if request.args.get("too_large") else ""
    return render_template("people_import.html", problem=problem)


@people_imports.post("")
def match() -> Answer:
    """The columns, guessed by their headings."""
    try:
        rows = read_table(read_file())
    except InvalidRequestError as error:
        return _refuse_file(error.problems[0].message)
    except RequestError:
        return _refuse_file("Выберите файл с таблицей.")
    return _show_columns(rows, guess_columns(rows[0]), "")


@people_imports.post("/rows")
def take_in() -> Answer:
    """Take in the good rows, once; show what is to be mended in the others."""
    rows = unseal(request.form.get("rows", ""))
    matching = _read_matching(len(rows[0]))
    if problems := check_matching(matching):
        page = _show_columns(rows, matching, problems[0].message)
        return page, HTTPStatus.UNPROCESSABLE_ENTITY
    done = sort_rows(rows[1:], matching, services().clock.today())
    intake = services().people.take_in(principal(), own_organisation(), done.cards)
    return _show_result(rows, done, intake)


@people_imports.post("/faulty.xlsx")
def faulty() -> Response:
    """The rows to be mended, as a table."""
    content = write_xlsx(unseal(request.form.get("rows", "")))
    return send(Download(content, XLSX, "Строки с ошибками.xlsx", "faulty.xlsx"))


@people_imports.get("/sample.xlsx")
def sample() -> Response:
    """A table to begin with."""
    return send(Download(write_xlsx(_SAMPLE), XLSX, "Люди – образец.xlsx", "people.xlsx"))


def _show_columns(rows: Rows, matching: Matching, problem: str) -> str:
    choices = [
        Choice(
            number,
            title,
            matching[number] if number < len(matching) else None,
            [row[number] for row in rows[1:] if number < len(row) and row[number]][:_SHOWN_ROWS],
        )
        for number, title in enumerate(rows[0])
    ]
    return render_template(
        "people_columns.html",
        choices=choices,
        titles=COLUMN_TITLES,
        count=len(rows) - 1,
        sealed=seal(rows),
        problem=problem,
    )


def _show_result(rows: Rows, done: Sorted, intake: Intake) -> str:
    return render_template(
        "people_imported.html",
        intake=intake,
        faulty=done.faulty,
        heading=rows[0],
        sealed=seal(faulty_table(rows[0], done.faulty)) if done.faulty else "",
    )


def _read_matching(width: int) -> list[Column | None]:
    said = [request.form.get(f"column_{number}", "") for number in range(width)]
    return [Column(name) if name in set(Column) else None for name in said]


def _refuse_file(message: str) -> Answer:
    page = render_template("people_import.html", problem=message)
    return page, HTTPStatus.UNPROCESSABLE_ENTITY
