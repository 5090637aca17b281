"""What any text of a document may hold, whatever the schema says.

Characters that XML 1.0 (section 2.2) or the converter cannot carry would be lost without a word,
and ones the documents' fonts do not have would be printed as empty boxes, so they are refused at
the door. Sizes are bounded before any regular expression of a schema runs.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from doc_templates.errors import FieldProblem

MAX_TEXT: Final = 10_000
"""Characters in one value."""

_MAX_DEPTH: Final = 32
_MAX_NODES: Final = 20_000
_MAX_ITEMS: Final = 2_000
_MAX_NUMBER: Final = 10**15
_SHOWN_NAME: Final = re.compile(r"[A-Za-z0-9_]{1,64}", re.ASCII)
_PRINTABLE: Final = Path(__file__).with_name("printable.txt")
"""What Liberation Serif or, in its place, DejaVu Serif can draw: ranges of code points, in hex."""

_INVALID: Final = re.compile("[\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
_CONTROL: Final = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_FIRST_BEYOND_BASIC_PLANE: Final = 0x10000
_BIDI: Final = frozenset({0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)})
_UNSEEN: Final = "".join(
    character
    for character in map(chr, range(_FIRST_BEYOND_BASIC_PLANE))
    if character.isspace() or unicodedata.category(character) == "Cf" or character == "\u034f"
)
"""Spaces of every sort, and what takes no room at all: soft hyphens, joiners, marks of order."""

_MESSAGES: Final = {
    "control_character": "Уберите невидимые управляющие символы: наберите текст заново.",
    "edge_space": "Уберите пробелы в начале и в конце.",
    "direction_character": "Уберите невидимые символы направления письма: наберите текст заново.",
    "invalid_character": "Текст повреждён при копировании: наберите его заново.",
    "too_short": "Здесь одни пробелы: заполните это поле.",
    "no_glyph": "В шрифте документа нет одного из знаков: замените его.",
    "non_bmp": "Уберите эмодзи и редкие символы: в документе они не напечатаются.",
}


def _refused() -> re.Pattern[str]:
    """Match the first character that no document can carry; the line feed is not one."""
    spans = [span.partition("-") for span in _PRINTABLE.read_text("ascii").split()]
    ranges = "".join(f"\\u{low}-\\u{high or low}" for low, _, high in spans)
    return re.compile(f"[^\\n{ranges}]")


_REFUSED: Final = _refused()


def child(pointer: str, key: object) -> str:
    """The pointer of a member. A name made up by the caller is shown only when it is harmless."""
    if isinstance(key, int):
        return f"{pointer}/{key}"
    shown = isinstance(key, str) and _SHOWN_NAME.fullmatch(key)
    return f"{pointer}/{key}" if shown else pointer


def is_printable(text: str) -> bool:
    """Whether a document can carry every character of ``text``."""
    return _REFUSED.search(text) is None


def find_structure_problem(data: object) -> FieldProblem | None:
    """The reason why ``data`` must not even be looked at closer: its shape or its size."""
    if not isinstance(data, dict):
        return FieldProblem("#", "type", "Данные документа – это набор полей (объект JSON).")
    nodes = 1
    level: list[object] = [data]
    for _ in range(_MAX_DEPTH):
        level = [inner for value in level for inner in _members(value)]
        nodes += len(level)
        if nodes > _MAX_NODES:
            return FieldProblem("#", "too_large", "Слишком много данных для одного документа.")
        if not level:
            return None
    return FieldProblem("#", "too_deep", "Слишком много вложенных друг в друга полей.")


def find_text_problems(value: object, pointer: str = "#") -> Iterator[FieldProblem]:
    """Everything wrong with the texts, the names and the numbers in ``value``."""
    if isinstance(value, str):
        if problem := _text_problem(value, pointer):
            yield problem
    elif isinstance(value, dict):
        yield from _object_problems(value, pointer)
    elif isinstance(value, list):
        if len(value) > _MAX_ITEMS:
            message = f"Слишком длинный список: сократите его до {_MAX_ITEMS} строк."
            yield FieldProblem(pointer, "too_many_items", message)
        for index, item in enumerate(value):
            yield from find_text_problems(item, child(pointer, index))
    elif problem := _scalar_problem(value, pointer):
        yield problem


def _members(value: object) -> list[object]:
    if isinstance(value, Mapping):
        return list(value.values())
    return value if isinstance(value, list) else []


def _object_problems(value: Mapping[object, object], pointer: str) -> Iterator[FieldProblem]:
    for key, inner in value.items():
        if not isinstance(key, str):
            yield FieldProblem(pointer, "type", "Имя поля должно быть строкой.")
        elif problem := _text_problem(key, pointer):
            yield problem
        yield from find_text_problems(inner, child(pointer, key))


def _text_problem(text: str, pointer: str) -> FieldProblem | None:
    if len(text) > MAX_TEXT:
        message = f"Слишком длинный текст: сократите его до {MAX_TEXT} знаков."
        return FieldProblem(pointer, "too_long", message)
    code = _fault(text)
    return FieldProblem(pointer, code, _MESSAGES[code]) if code else None


def _fault(text: str) -> str | None:
    shown = text.strip(_UNSEEN)
    if text and not shown:
        return "too_short"
    if match := _REFUSED.search(text):
        return _character_code(match.group())
    return "edge_space" if shown != text else None


def _character_code(character: str) -> str:
    point = ord(character)
    if point >= _FIRST_BEYOND_BASIC_PLANE:
        return "non_bmp"
    if point in _BIDI:
        return "direction_character"
    if _INVALID.match(character):
        return "invalid_character"
    return "control_character" if _CONTROL.match(character) else "no_glyph"


def _scalar_problem(value: object, pointer: str) -> FieldProblem | None:
    if value is None or isinstance(value, bool):
        return None  # the schema says whether they may stand here
    if not isinstance(value, int | float):
        return FieldProblem(pointer, "type", "Такое значение нельзя передать в JSON.")
    if abs(value) < _MAX_NUMBER:  # false for NaN as well
        return None
    return FieldProblem(pointer, "out_of_range", "Слишком большое число: проверьте его.")
