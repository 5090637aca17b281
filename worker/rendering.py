"""A trial print: fill a kind's template and convert it, with nothing registered or stored."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from doc_templates.catalogue import LIBRARY, load_catalogue, validate
from doc_templates.completion import complete, nothing_confirmed
from doc_templates.errors import InvalidDataError, TemplateError
from doc_templates.filling import compile_template
from service.domain.filling import filling_context
from service.domain.organisations import Requisites
from service.operations.signature_plans import plan_signatures_of
from worker.libreoffice.conversion import Conversion, ConversionError, Converter
from worker.pdf_check import PdfCheckError, check_pdf, finish_pdf

EXIT_INVALID = 3
EXIT_AGAIN = 75


@dataclass(frozen=True)
class TrialPrint:
    """What to print: the kind, its data, and the registration it shows."""

    kind: str
    data: Mapping[str, object]
    doc_date: date
    number: str


class TrialError(Exception):
    """What a person at a terminal is told: Russian lines, and the exit code."""

    def __init__(self, lines: Sequence[str], exit_code: int) -> None:
        super().__init__(exit_code)
        self.lines = tuple(lines)
        self.exit_code = exit_code


def render_file(
    trial: TrialPrint, requisites: Requisites, converter: Converter, folder: Path
) -> bytes:
    """Make the PDF/A of a trial print. Raises TrialError, which says what to mend."""
    try:
        return _print(trial, requisites, converter, folder)
    except InvalidDataError as error:
        lines = [f"{problem.pointer}: {problem.message}" for problem in error.problems]
        raise TrialError(["Данные заполнены с ошибками:", *lines], EXIT_INVALID) from error
    except TemplateError as error:
        raise TrialError([error.message], EXIT_INVALID) from error
    except (ConversionError, PdfCheckError) as error:
        code = EXIT_AGAIN if isinstance(error, ConversionError) and error.again else EXIT_INVALID
        raise TrialError([error.message], code) from error


def read_json(path: Path) -> dict[str, object]:
    """Read a JSON object. Raises TrialError."""
    try:
        content = json.loads(path.read_text("utf-8"))
    except (ValueError, RecursionError) as error:
        raise TrialError([f"{path.name}: это не JSON в кодировке UTF-8."], EXIT_INVALID) from error
    if not isinstance(content, dict):
        raise TrialError([f"{path.name}: нужен объект JSON."], EXIT_INVALID)
    return content


def example_author(code: str) -> Path:
    """Where the requisites of an example author of this kind are: a school's or an authority's."""
    kind = load_catalogue().kinds.get(code)
    is_municipal = kind is not None and kind.level == "municipality"
    return LIBRARY / ("authority.json" if is_municipal else "organisation.json")


def read_requisites(path: Path) -> Requisites:
    """Read an organisation's requisites. Raises TrialError."""
    content = read_json(path)
    try:
        return Requisites(**{key: str(value) for key, value in content.items()})
    except TypeError as error:
        line = "Реквизиты организации: нет обязательного поля или есть лишнее."
        raise TrialError([line], EXIT_INVALID) from error


def write_trial(path: Path, pdf: bytes) -> None:
    """Write the print where it was asked for. Raises TrialError."""
    try:
        path.write_bytes(pdf)
    except OSError as error:
        raise TrialError([f"{path}: файл не записывается."], EXIT_INVALID) from error


def _print(trial: TrialPrint, requisites: Requisites, converter: Converter, folder: Path) -> bytes:
    kind = load_catalogue().get_kind(trial.kind)
    validate(kind, trial.data)
    data = complete(kind.schema, trial.data, nothing_confirmed)
    validate(kind, data)
    plan = plan_signatures_of(kind.signers_for(data), (), is_wanted=True)
    context = filling_context(
        data, requisites, number=trial.number, doc_date=_date_of(trial), plan=plan
    )
    job = Conversion(folder / "trial.docx", folder / "trial.pdf")
    job.source.write_bytes(compile_template(kind.template).fill(context))
    (error,) = converter.convert([job])
    if error is not None:
        raise error
    pdf = finish_pdf(job.target.read_bytes())
    check_pdf(pdf)
    return pdf


def _date_of(trial: TrialPrint) -> date:
    given = trial.data.get("doc_date")
    return date.fromisoformat(given) if isinstance(given, str) else trial.doc_date
