"""What a person at the terminal is told when a command cannot be done: a sentence, no traceback.

Exit codes: 1 refused, 2 wrong arguments (click's own); of sysexits.h 75 try later, 78 settings.
"""

import errno
import os
import re
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Final, Never

import click
from pydantic import ValidationError

from service.domain.errors import (
    GrifError,
    InvalidRequestError,
    UnavailableError,
    UnfitDatabaseError,
)

EXIT_REFUSED: Final = 1
EXIT_AGAIN: Final = 75
EXIT_SETTINGS: Final = 78

_REASONS: Final = {
    errno.ENOENT: "нет такого файла или папки",
    errno.EEXIST: "это файл, а нужна папка",
    errno.EACCES: "нет доступа",
    errno.EPERM: "нет доступа",
    errno.EROFS: "только для чтения",
    errno.ENOSPC: "нет места на диске",
    errno.ENOTDIR: "это не папка",
    errno.EISDIR: "это папка",
}
# click's sentences, which it keeps in English, and ours.
_SENTENCES: Final = tuple(
    (re.compile(pattern), russian)
    for pattern, russian in (
        (r"Missing argument (.+)\.", "Не указан аргумент {0}."),
        (r"Missing option (.+?)\.(?: Choose from:\s+(.+))?", "Не указан параметр {0}. {1}"),
        (r"No such option '?(.+?)'?\.(?: .*)?", "Нет такого параметра: {0}."),
        (r"No such command '(.+?)'\.(?: .*)?", "Нет такой команды: {0}."),
        (r"Got unexpected extra arguments? \((.+)\)", "Лишний аргумент: {0}."),
        (r"Option '(.+)' requires an argument\.", "Параметру {0} нужно значение."),
        (r"Option '(.+)' does not take a value\.", "Параметру {0} значение не нужно."),
        (r"Invalid value for (.+?): (.+)", "{0}: {1}"),
        (r"\w+ '(.+)' does not exist\.", "нет такого файла или папки: {0}."),
        (r"\w+ '(.+)' is a directory\.", "это папка, а нужен файл: {0}."),
        (r"\w+ '(.+)' is a file\.", "это файл, а нужна папка: {0}."),
        (r"\w+ '(.+)' is not (?:readable|writable)\.", "нет доступа: {0}."),
        (r"'(.+)' is not a valid integer\.", "нужно целое число, а не «{0}»."),
        (r"'(.+)' is not one of (.+)\.", "«{0}» не бывает; выберите из: {1}."),
    )
)


@contextmanager
def told_in_russian() -> Iterator[None]:
    """End the process with a sentence and an exit code where it would end with a traceback."""
    try:
        yield
    except (click.ClickException, click.Abort) as error:
        _give_up(_usage(error), getattr(error, "exit_code", EXIT_REFUSED))
    except ValidationError as error:
        _give_up(_settings(error), EXIT_SETTINGS)
    except InvalidRequestError as error:
        _give_up([problem.message for problem in error.problems], EXIT_REFUSED)
    except UnfitDatabaseError as error:
        _give_up([error.message], EXIT_SETTINGS)
    except GrifError as error:
        is_outage = isinstance(error, UnavailableError)
        _give_up([error.message], EXIT_AGAIN if is_outage else EXIT_REFUSED)
    except OSError as error:
        _give_up([_file(error)], EXIT_REFUSED)


def translate(sentence: str) -> str:
    """Click's sentence in Russian; what it does not know stays as it is."""
    for pattern, russian in _SENTENCES:
        if match := pattern.fullmatch(sentence):
            return russian.format(*(translate(part or "") for part in match.groups())).strip()
    return sentence


def explain(error: Exception) -> str:
    """What is wrong, in a few words: for a list of states."""
    if isinstance(error, GrifError):
        return error.message
    return _reason(error) if isinstance(error, OSError) else type(error).__name__


def _usage(error: click.ClickException | click.Abort) -> Iterator[str]:
    if isinstance(error, click.Abort):
        yield "Прервано."
        return
    yield translate(error.format_message())
    is_help = isinstance(error, click.exceptions.NoArgsIsHelpError)
    if isinstance(error, click.UsageError) and error.ctx is not None and not is_help:
        yield f"Справка: {error.ctx.command_path} --help"


def _settings(error: ValidationError) -> Iterator[str]:
    # Not what was given: an address may hold a password.
    for item in error.errors(include_url=False, include_context=False, include_input=False):
        name = "_".join(str(part) for part in item["loc"]).upper()
        yield f"Настройка GRIF_{name} неверна: что можно указать — docs/settings.md."


def _file(error: OSError) -> str:
    reason = _reason(error)
    return f"{error.filename}: {reason}." if error.filename else f"Не получилось: {reason}."


def _reason(error: OSError) -> str:
    return _REASONS.get(error.errno or 0) or os.strerror(error.errno or 0)


def _give_up(lines: Iterable[str], code: int) -> Never:
    for line in lines:
        click.echo(line, err=True)
    sys.exit(code)
