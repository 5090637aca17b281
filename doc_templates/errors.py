"""What goes wrong with kinds, data and templates. Every error has a stable public code.

`message` is Russian, for people, and never holds a submitted value. `detail` is for the log: names
of parts and variables, never values.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from typing_extensions import override


@dataclass(frozen=True)
class FieldProblem:
    """One thing to correct in submitted data.

    `pointer` is a JSON Pointer (RFC 6901) after a «#», without percent escapes: «#/pairs/0».
    """

    pointer: str
    code: str
    message: str


class TemplateError(Exception):
    """Root of the package."""

    code: ClassVar[str] = "template_error"

    def __init__(self, message: str, *, detail: str = "") -> None:
        super().__init__(detail or message)
        self.message = message
        self.detail = detail or message


class UnknownKindError(TemplateError):
    """No document kind has this code."""

    code = "unknown_kind"

    def __init__(self) -> None:
        super().__init__("Такого вида документа нет. Выберите вид из списка.")


class BrokenKindError(TemplateError):
    """A folder of the library is not a whole kind: a fault of the installation, not of a caller."""

    code = "broken_kind"

    def __init__(self, folder: str, fault: str) -> None:
        super().__init__(
            f"Вид документа «{folder}» установлен с ошибкой. Сообщите администратору.",
            detail=f"kind {folder}: {fault}",
        )


class InvalidDataError(TemplateError):
    """The data does not suit the kind's schema; `problems` holds everything found."""

    code = "invalid_data"

    def __init__(self, problems: Sequence[FieldProblem]) -> None:
        found = ", ".join(sorted({problem.code for problem in problems}))
        super().__init__(
            "Данные документа заполнены с ошибками. Исправьте отмеченные поля.",
            detail=f"{len(problems)} problem(s): {found}",
        )
        self.problems = tuple(problems)


class UnsafeTemplateError(TemplateError):
    """A docx was refused before anything opened it; `reason` is stable, `part` may be empty."""

    code = "unsafe_template"

    def __init__(self, reason: str, message: str, *, part: str = "") -> None:
        named = f"{message} Часть файла: «{part}»." if part else message
        super().__init__(named, detail=f"{reason} {part}".rstrip())
        self.reason = reason
        self.part = part


class FillingError(TemplateError):
    """A template could not be filled; `variable` names the Jinja variable when it is known."""

    code = "template_filling_failed"

    def __init__(
        self, message: str, *, variable: str = "", part: str = "", detail: str = ""
    ) -> None:
        super().__init__(message, detail=detail)
        self.variable = variable
        self.part = part

    @override
    def __str__(self) -> str:
        """The detail with the part it is about, for the log."""
        return f"{self.part or 'template'}: {self.detail}"
