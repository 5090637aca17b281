"""Documents of one kind by the rows of a table: the file, its columns, what all rows share.

Nothing is kept in between: the rows travel in the form, with the boxes that their columns fill for
a heading, and are read again at every step.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus

from apiflask import APIBlueprint
from flask import Response, redirect, render_template, request, url_for
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.wrappers import Response as BareResponse

from doc_templates.catalogue import Kind
from doc_templates.errors import UnknownKindError
from service.domain.access import Scope, require_scope
from service.domain.batches import MAX_PEOPLE
from service.domain.errors import InvalidRequestError, NotFoundError
from service.domain.reading import list_names
from service.http.exchange import principal, services
from service.http.files import Download, send
from service.http.refusals import RequestError
from service.http.uploads import read_file
from service.operations.batch_kinds import ONE_BY_ONE, find_kind_of_rows
from service.operations.batch_people import BatchRow
from service.operations.people_rows import faulty_table
from service.operations.spreadsheets import Rows, read_table, write_xlsx
from service.web.batch_orders import Answer, Many
from service.web.batch_orders import fill as fill_for
from service.web.lists import group_kinds
from service.web.sealed_tables import seal, unseal
from service.web.sheet_rows import SheetRows, guess_columns, list_columns, sort_rows
from service.web.spreadsheets import XLSX

# Not a plain Blueprint: the API's description asks each one with a lock whether it belongs.
batch_sheets = APIBlueprint(
    "batch_sheets", __name__, url_prefix="/batches/sheet", enable_openapi=False
)

_BOX = "_sheet"
_SOURCE = "из таблицы"
_SHOWN_ROWS = 3
_TOO_LARGE = "Файл слишком велик. Оставьте в нём один лист."
_NOTHING_CHOSEN = "Укажите хотя бы для одного столбца, что в нём."
_TWICE = "Каждое сведение выберите только один раз."
_TOO_MANY = f"В таблице больше {MAX_PEOPLE} строк. Разделите её на части."
_UNREADABLE = "Выберите вид документа и файл с таблицей."


@dataclass(frozen=True)
class Choice:
    """A column of the table, the box that it seems to fill, and its first cells."""

    number: int
    title: str
    box: str
    examples: Sequence[str]


@batch_sheets.before_request
def require_writer() -> None:
    """Turn away those who only read. Raises ForbiddenError."""
    require_scope(principal(), Scope.WRITE)


@batch_sheets.errorhandler(RequestEntityTooLarge)
def return_too_large(_error: RequestEntityTooLarge) -> BareResponse:
    """Lead back from a file that nobody read: with it went the token of the form."""
    return redirect(url_for("desk.batch_sheets.ask", too_large=1), HTTPStatus.SEE_OTHER)


@batch_sheets.get("")
def ask() -> str:
    """Which kind, and which file; asked again after one that was too large."""
    problem = _TOO_LARGE if request.args.get("too_large") else ""
    return _show_file(problem)


@batch_sheets.post("/sample.xlsx")
def sample() -> Answer:
    """A table to begin with: a column for every question that a cell can answer."""
    try:
        found = _get_kind(request.form.get("kind", ""))
    except NotFoundError as error:
        return _refuse_file(error.message)
    labels = [column.label for column in list_columns(found).values()]
    content = write_xlsx([labels])
    return send(Download(content, XLSX, f"{found.title} – таблица.xlsx", "sheet.xlsx"))


@batch_sheets.post("")
def match() -> Answer:
    """The columns, guessed by their headings."""
    try:
        kind = _get_kind(request.form.get("kind", ""))
        rows = read_table(read_file())
    except InvalidRequestError as error:
        return _refuse_file(error.problems[0].message)
    except (NotFoundError, RequestError):
        return _refuse_file(_UNREADABLE)
    if len(rows) > MAX_PEOPLE + 1:
        return _refuse_file(_TOO_MANY)
    return _show_columns(kind, rows, guess_columns(list_columns(kind), rows[0]), "")


@batch_sheets.post("/<code:kind>/rows")
def check(kind: str) -> Answer:
    """Which rows are good, and what is to be mended in the others; nothing is made yet."""
    found = _get_kind(kind)
    rows = unseal(request.form.get("rows", ""))
    matching = [_read_box(found, f"column_{number}") for number in range(len(rows[0]))]
    chosen = [box for box in matching if box]
    problem = _TWICE if len(set(chosen)) < len(chosen) else "" if chosen else _NOTHING_CHOSEN
    if problem:
        page = _show_columns(found, rows, matching, problem)
        return page, HTTPStatus.UNPROCESSABLE_ENTITY
    return _show_checked(found, rows, matching, sort_rows(found, rows[1:], matching))


@batch_sheets.post("/<code:kind>")
def fill(kind: str) -> Answer:
    """The form of what all documents share, and any of its buttons."""
    found, sealed = _get_kind(kind), request.form.get(_BOX, "")
    matching, *rows = unseal(sealed)
    own = sort_rows(found, rows, matching).own
    batch_kind = find_kind_of_rows(services().catalogue, kind, own)
    names = tuple(_say(place, said) for place, said in enumerate(own, start=1))
    ordered = tuple(BatchRow(None, said) for said in own)
    return fill_for(Many(batch_kind, "/batches/sheet", _BOX, (sealed,), ordered, _SOURCE, names))


@batch_sheets.post("/faulty.xlsx")
def faulty() -> Response:
    """The rows to be mended, as a table."""
    content = write_xlsx(unseal(request.form.get("rows", "")))
    return send(Download(content, XLSX, "Строки с ошибками.xlsx", "faulty.xlsx"))


def _say(place: int, said: Mapping[str, object]) -> str:
    return ", ".join(list_names(said)) or f"Строка {place}"


def _get_kind(code: str) -> Kind:
    if code in ONE_BY_ONE:
        raise NotFoundError
    try:
        return services().catalogue.get_kind(code)
    except UnknownKindError as error:
        raise NotFoundError(error.message) from error


def _read_box(kind: Kind, name: str) -> str:
    box = request.form.get(name, "")
    return box if box in list_columns(kind) else ""


def _show_file(problem: str) -> str:
    return render_template(
        "batch_sheet.html",
        groups=group_kinds(),
        one_by_one=ONE_BY_ONE,
        chosen=request.values.get("kind", ""),
        problem=problem,
    )


def _refuse_file(message: str) -> Answer:
    return _show_file(message), HTTPStatus.UNPROCESSABLE_ENTITY


def _show_columns(kind: Kind, rows: Rows, matching: Sequence[str], problem: str) -> str:
    choices = [
        Choice(
            number,
            title,
            matching[number],
            [row[number] for row in rows[1:] if number < len(row) and row[number]][:_SHOWN_ROWS],
        )
        for number, title in enumerate(rows[0])
    ]
    return render_template(
        "batch_sheet_columns.html",
        kind=kind,
        choices=choices,
        titles={box: column.label for box, column in list_columns(kind).items()},
        count=len(rows) - 1,
        sealed=seal(rows),
        problem=problem,
    )


def _show_checked(kind: Kind, rows: Rows, matching: Sequence[str], found: SheetRows) -> str:
    return render_template(
        "batch_sheet_rows.html",
        kind=kind,
        good=len(found.good),
        faulty=found.faulty,
        box=_BOX,
        sealed=seal([list(matching), *map(list, found.good)]) if found.good else "",
        to_mend=seal(faulty_table(rows[0], found.faulty)) if found.faulty else "",
    )
