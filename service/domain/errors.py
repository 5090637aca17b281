"""Errors with two faces: a stable code and a Russian sentence for people, detail for the log."""

from dataclasses import dataclass


class GrifError(Exception):
    """The root of what the application refuses. `code` is public and never changes meaning."""

    code = "error"

    def __init__(self, message: str, *, code: str | None = None) -> None:
        super().__init__(code or self.code)
        self.message = message
        if code is not None:
            self.code = code


class NotFoundError(GrifError):
    """The thing does not exist, or belongs to somebody else, which looks the same from outside."""

    code = "not_found"

    def __init__(self, message: str = "Ничего не найдено. Проверьте адрес.") -> None:
        super().__init__(message)


class ForbiddenError(GrifError):
    """The caller is known but may not do this."""

    code = "forbidden"


class UnauthenticatedError(GrifError):
    """The caller is not known."""

    code = "unauthenticated"


class ConflictError(GrifError):
    """The state of the thing does not allow this step."""

    code = "conflict"


class UnavailableError(GrifError):
    """The database or the archive cannot be used now; what was asked for did not happen."""

    code = "storage_unavailable"

    def __init__(
        self,
        message: str = "Хранилище недоступно или переполнено. Повторите запрос через минуту.",
    ) -> None:
        super().__init__(message)


class UnfitDatabaseError(UnavailableError):
    """The database answers, but it cannot be ours: waiting will not help."""


class CannotVerifyError(GrifError):
    """Nobody can judge signatures here now: too many wait, or it is not set up."""

    code = "verification_busy"


class CannotCopyError(Exception):
    """No archival copy can be made of a file from outside; `code` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Problem:
    """One thing wrong with submitted data: where (JSON Pointer), what (code), what to do."""

    pointer: str
    code: str
    message: str


class InvalidRequestError(GrifError):
    """The submitted data is wrong; every problem names its field and never repeats the value."""

    code = "invalid_data"

    def __init__(self, problems: tuple[Problem, ...], *, code: str | None = None) -> None:
        super().__init__("Данные заполнены с ошибками. Исправьте отмеченные поля.", code=code)
        self.problems = problems


class ReplayedError(Exception):
    """Somebody else used the key first, in a transaction that has committed since."""
