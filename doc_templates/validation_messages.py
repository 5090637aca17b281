"""The Russian wording of every kind of schema violation. No wording repeats a submitted value."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from doc_templates.formats import plural

_TYPES: Final = {
    "string": "строка",
    "integer": "целое число",
    "number": "число",
    "boolean": "true или false",
    "array": "список",
    "object": "набор полей",
    "null": "null",
}
_MAX_TITLES: Final = 12


@dataclass(frozen=True)
class Wording:
    """A stable code, and a text or the way to make one of the keyword's value and its schema."""

    code: str
    template: str | Callable[[object, Mapping[str, object]], str]

    def text(self, limit: object, schema: Mapping[str, object]) -> str:
        """The message for a keyword whose value is ``limit``."""
        if isinstance(self.template, str):
            return self.template
        return self.template(limit, schema)


def missing_field(schema: object) -> str:
    """The message for a field that was not given."""
    title = schema.get("title") if isinstance(schema, Mapping) else None
    return f"Заполните поле «{title}»." if title else "Заполните это поле."


def _type(limit: object, _schema: Mapping[str, object]) -> str:
    wanted = limit if isinstance(limit, list) else [limit]
    names = " или ".join(_TYPES.get(str(name), str(name)) for name in wanted)
    return f"Здесь нужно другое значение: {names}."


def _choice(limit: object, _schema: Mapping[str, object]) -> str:
    titles = [
        str(option.get("title", option.get("const")))
        for option in (limit if isinstance(limit, list) else [])
        if isinstance(option, Mapping) and ("title" in option or "const" in option)
    ]
    return _one_of(titles)


def _enumeration(limit: object, _schema: Mapping[str, object]) -> str:
    return _one_of([str(option) for option in (limit if isinstance(limit, list) else [])])


def _one_of(titles: list[str]) -> str:
    if not titles or len(titles) > _MAX_TITLES:
        return "Выберите одно из допустимых значений."
    return f"Выберите одно из значений: {'; '.join(titles)}."


def _min_length(limit: object, _schema: Mapping[str, object]) -> str:
    return "Заполните это поле." if limit == 1 else f"Нужно не меньше {_signs(limit)}."


def _signs(limit: object) -> str:
    return f"{limit} {plural(limit, 'знака', 'знаков', 'знаков')}"


def _lines(limit: object) -> str:
    return f"{limit} {plural(limit, 'строку', 'строки', 'строк')}"


def _pattern(_limit: object, schema: Mapping[str, object]) -> str:
    if schema.get("format") == "date":
        return _DATE
    hint = schema.get("description")
    return f"Запись не подходит. {hint}" if hint else "Запись не подходит: проверьте её."


def _format(limit: object, _schema: Mapping[str, object]) -> str:
    return _DATE if limit == "date" else "Запись не подходит: проверьте её."


def _not(_limit: object, schema: Mapping[str, object]) -> str:
    """A field that has no place beside others says why in its description."""
    return str(schema.get("description", "Такое сочетание значений не допускается."))


_DATE: Final = "Укажите существующую дату: год-месяц-день, например 2025-09-01."

MESSAGES: Final[Mapping[str, Wording]] = {
    "type": Wording("type", _type),
    "x-multiline": Wording("line_break", "Здесь одна строка: уберите переносы строк."),
    "enum": Wording("choice", _enumeration),
    "const": Wording("choice", lambda limit, _: f"Здесь возможно только значение «{limit}»."),
    "oneOf": Wording("choice", _choice),
    "anyOf": Wording("choice", _choice),
    "pattern": Wording("pattern", _pattern),
    "format": Wording("format", _format),
    "minLength": Wording("too_short", _min_length),
    "maxLength": Wording("too_long", lambda limit, _: f"Сократите текст до {_signs(limit)}."),
    "minItems": Wording("too_few_items", lambda limit, _: f"Добавьте хотя бы {_lines(limit)}."),
    "maxItems": Wording("too_many_items", lambda limit, _: f"Оставьте в списке не больше {limit}."),
    "uniqueItems": Wording("duplicate", "Уберите повторы из списка."),
    "minimum": Wording("out_of_range", lambda limit, _: f"Нужно число не меньше {limit}."),
    "maximum": Wording("out_of_range", lambda limit, _: f"Нужно число не больше {limit}."),
    "exclusiveMinimum": Wording("out_of_range", lambda limit, _: f"Нужно число больше {limit}."),
    "exclusiveMaximum": Wording("out_of_range", lambda limit, _: f"Нужно число меньше {limit}."),
    "multipleOf": Wording("out_of_range", lambda limit, _: f"Нужно число, кратное {limit}."),
    "dependentRequired": Wording("required", "Заполните связанные с этим полем данные."),
    "minProperties": Wording("required", "Заполните хотя бы одно поле."),
    "not": Wording("not_here", _not),
}
