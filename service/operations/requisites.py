"""What is wrong with what an administrator says about an organisation: a problem for each box."""

from collections.abc import Callable, Iterator, Mapping
from typing import Final

from doc_templates.text_rules import is_printable
from service.domain.errors import Problem
from service.domain.ids import is_safe_id
from service.domain.organisations import Requisites
from service.domain.registers import DEFAULT_PATTERNS, Register
from service.domain.tax_numbers import is_inn, is_kpp, is_ogrn
from service.domain.texts import text_problem

MAX_LINE: Final = 500
MAX_FIRST_SEQ: Final = 1_000_000

Rule = tuple[str, int]
"""How a register prints its numbers, and with which it begins."""

_LINES: Final = (
    "full_name",
    "short_name",
    "short_name_gen",
    "short_name_prep",
    "founder_name",
    "settlement",
    "address",
)
_OPTIONAL: Final = {"founder_name"}
_NUMBERS: Final[Mapping[str, tuple[Callable[[str], bool], str]]] = {
    "inn": (is_inn, "ИНН – 10 цифр, последняя контрольная: проверьте, нет ли опечатки."),
    "kpp": (is_kpp, "КПП – 9 цифр."),
    "ogrn": (is_ogrn, "ОГРН – 13 цифр, последняя контрольная: проверьте, нет ли опечатки."),
}
_PATTERN: Final = "Запишите номер с {seq} на месте порядкового числа, например {seq}-од."
_CODE: Final = "Код – строчные латинские буквы, цифры и дефис, например school-1."


def requisites_problems(requisites: Requisites) -> Iterator[Problem]:
    """What no letterhead could print, and numbers with a misprint."""
    said = requisites.as_context()
    for name in _LINES:
        if problem := _line_problem(said[name], f"#/{name}", is_needed=name not in _OPTIONAL):
            yield problem
    for name, (is_right, message) in _NUMBERS.items():
        if not is_right(said[name]):
            yield Problem(f"#/{name}", "format", message)


def code_problems(code: str) -> Iterator[Problem]:
    """What keeps a code from naming the organisation's folders."""
    if not is_safe_id(code):
        yield Problem("#/id", "format", _CODE)


def registers_problems(rules: Mapping[str, Rule]) -> Iterator[Problem]:
    """What keeps registers from printing numbers; the boxes are `<code>` and `<code>-first`."""
    for code, (pattern, first_seq) in rules.items():
        if not _is_pattern(code, pattern):
            yield Problem(f"#/{code}", "pattern", _PATTERN)
        if not 1 <= first_seq <= MAX_FIRST_SEQ:
            message = "Первый номер – число от 1 до миллиона."
            yield Problem(f"#/{code}-first", "out_of_range", message)


def own_registers(rules: Mapping[str, Rule]) -> dict[str, Register]:
    """The registers that are not as usual."""
    return {
        code: Register(code, pattern, first_seq)
        for code, (pattern, first_seq) in rules.items()
        if (pattern, first_seq) != (DEFAULT_PATTERNS[code], 1)
    }


def _is_pattern(code: str, pattern: str) -> bool:
    try:
        Register(code, pattern)
    except ValueError:
        return False
    return is_printable(pattern)


def _line_problem(text: str, pointer: str, *, is_needed: bool) -> Problem | None:
    if not text and not is_needed:
        return None
    problem = text_problem(text, pointer, MAX_LINE)
    if problem is None and len(text.splitlines()) > 1:
        problem = Problem(pointer, "line_break", "Запишите в одну строку.")
    if problem is None and not is_printable(text):
        message = "Здесь знак, которого нет в шрифте документов: замените его."
        problem = Problem(pointer, "no_glyph", message)
    return problem
