"""Runs templates: with bounded work, and without a way to print nothing.

Whoever can write a template must not be able to run code, to stall the process, or to make a
document that says «None».
"""

import re
import time
from collections.abc import Callable, Iterable, Mapping, Sized
from contextvars import ContextVar
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, Final

from jinja2 import StrictUndefined, Template, nodes
from jinja2.exceptions import SecurityError, TemplateSyntaxError, UndefinedError
from jinja2.exceptions import TemplateError as JinjaError
from jinja2.filters import FILTERS as JINJA_FILTERS
from jinja2.runtime import Context, LoopContext, Undefined
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.utils import Namespace
from typing_extensions import override

from doc_templates.errors import FillingError
from doc_templates.formats import FILTERS, FormatError
from doc_templates.language import METHODS, restrict
from doc_templates.text_rules import is_printable
from doc_templates.typography import typeset

MAX_RANGE: Final = 1_000
MAX_ITERATIONS: Final = 50_000
MAX_VALUE: Final = 50_000
"""Characters in one printed value."""
MAX_OUTPUT: Final = 16_000_000
"""Characters in one part of a document."""
MAX_SECONDS: Final = 20.0
"""Of processor time for one part; the largest document of the library takes a hundredth."""
_MAX_NUMBER: Final = 10**15
_QUOTED: Final = re.compile("'([^']*)'")

#: Filters of Jinja without the ones that make markup, memory or chance.
_KEPT_FILTERS: Final = (
    "abs", "count", "d", "default", "dictsort", "first", "groupby", "items", "last", "length",
    "list", "map", "max", "min", "reject", "rejectattr", "reverse", "select", "selectattr",
    "sort", "unique",
)  # fmt: skip
_FAULTS: Final = (
    JinjaError, ArithmeticError, AttributeError, LookupError, NameError, RecursionError, TypeError,
    ValueError,
)  # fmt: skip


@dataclass
class _Meter:
    """How many turns of loops, and how much time, are left to one rendering."""

    left: int = MAX_ITERATIONS
    until: float = field(default_factory=lambda: time.thread_time() + MAX_SECONDS)

    def spend(self, turns: int) -> None:
        self.left -= max(turns, 1)
        if self.left < 0:
            raise _endless(detail="too many iterations")

    def check(self) -> None:
        if time.thread_time() > self.until:
            raise _endless(detail="too much time")


def _endless(*, detail: str) -> FillingError:
    message = "Шаблон слишком долго заполняется: уменьшите число повторов."
    return FillingError(message, detail=detail)


_METER: ContextVar[_Meter] = ContextVar("meter")


def compile_text(source: str, *, markup: bool, part: str = "") -> Template:
    """Compile a template; with ``markup`` the values are typeset and escaped for XML.

    Raises FillingError when the template is wrong or uses what is not in the language.
    """
    try:
        return (_MARKUP if markup else _PLAIN).from_string(source)
    except TemplateSyntaxError as error:
        message = "В шаблоне ошибка: исправьте поля и условия в двойных скобках."
        raise FillingError(message, part=part, detail=str(error.message)) from error
    except (RecursionError, SyntaxError, MemoryError) as error:  # the last two of Python's compiler
        message = "В шаблоне слишком много вложенных условий."
        raise FillingError(message, part=part, detail="nested too deeply") from error
    except _FAULTS as error:  # constants are folded: «{[]: 1}» fails before anything is filled
        message = "В шаблоне ошибка: исправьте поля и условия в двойных скобках."
        raise FillingError(message, part=part, detail=type(error).__name__) from error


def render(template: Template, context: Mapping[str, object], *, part: str = "") -> str:
    """Fill ``template``. Raises FillingError, which names the variable when one is to blame."""
    token = _METER.set(_Meter())
    try:
        return _collect(template, context)
    except FillingError as error:
        error.part = part  # the checks of the sandbox do not know where they are
        raise
    except UndefinedError as error:
        raise _missing(_undefined_name(error), part) from error
    except _FAULTS as error:
        message = "Шаблон не удалось заполнить: проверьте его поля и условия."
        raise FillingError(message, part=part, detail=type(error).__name__) from error
    finally:
        _METER.reset(token)


def _undefined_name(error: UndefinedError) -> str:
    """The last name in «'x' is undefined» or «'dict object' has no attribute 'x'»."""
    quoted = _QUOTED.findall(error.message or "")
    return quoted[-1] if quoted else ""


def _collect(template: Template, context: Mapping[str, object]) -> str:
    pieces, size = [], 0
    for piece in template.generate(context):
        size += len(piece)
        if size > MAX_OUTPUT:
            message = "Документ получился слишком большим: сократите данные."
            raise FillingError(message, detail="output too large")
        pieces.append(piece)
    return "".join(pieces)


class _Environment(ImmutableSandboxedEnvironment):
    intercepted_binops = frozenset(ImmutableSandboxedEnvironment.default_binop_table)

    def __init__(self, *, autoescape: bool) -> None:
        super().__init__(autoescape=autoescape, undefined=StrictUndefined)
        self.globals = {"range": _bounded_range, "namespace": Namespace}
        self.filters = {name: JINJA_FILTERS[name] for name in _KEPT_FILTERS} | {
            "printed": _typeset if autoescape else _printed,
            "present": _present,
            "formatted": _formatted,
            "concatenated": _concatenated,
            "counted": _counted,
            "timed": _timed,
        }
        for name in FILTERS:
            self.filters[name] = _by_name(name)

    @override
    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        return restrict(super()._parse(source, name, filename))

    @override
    def getattr(self, obj: Any, attribute: str) -> Any:
        """A field of the data is what the data says: never a method that has the same name."""
        if isinstance(obj, Mapping):
            return self.getitem(obj, attribute)
        return super().getattr(obj, attribute)

    @override
    def getitem(self, obj: Any, argument: Any) -> Any:
        if isinstance(obj, Mapping) and argument not in obj:
            return self.undefined(obj=obj, name=argument)
        return super().getitem(obj, argument)

    @override
    def is_safe_callable(self, obj: Any) -> bool:
        if obj is _bounded_range or obj is Namespace:
            return True
        owner = getattr(obj, "__self__", None)
        return isinstance(owner, str | LoopContext) and obj.__name__ in METHODS

    @override
    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        """Arithmetic of numbers, and texts put together; no repetition, no printf."""
        if isinstance(left, str) and isinstance(right, str) and operator == "+":
            return _bounded(left + right)
        absent = isinstance(left, Undefined) or isinstance(right, Undefined)
        if not absent and (operator == "**" or not (_is_number(left) and _is_number(right))):
            raise SecurityError(operator)
        result = super().call_binop(context, operator, left, right)
        if abs(result) > _MAX_NUMBER:
            raise SecurityError(operator)
        return result


def _is_number(value: object) -> bool:
    return isinstance(value, int | float)


def _bounded_range(*limits: int) -> range:
    numbers = range(*limits)
    if len(numbers) > MAX_RANGE:
        message = "range is too long"
        raise SecurityError(message)
    return numbers


def _missing(name: str, part: str = "") -> FillingError:
    message = f"Для шаблона не хватает данных: поле «{name}» не заполнено."
    return FillingError(message, variable=name, part=part, detail=f"no value: {name}")


def _unfit(name: str, why: str) -> FillingError:
    message = f"Шаблон не может напечатать поле «{name}»: проверьте данные и шаблон."
    return FillingError(message, variable=name, detail=f"{why}: {name}")


def _bounded(text: str) -> str:
    if len(text) > MAX_VALUE:
        message = "text is too long"
        raise SecurityError(message)
    return text


def _timed(value: object) -> object:
    """The value, unless time is up; without a meter Jinja cannot fold it into a constant."""
    _METER.get().check()
    return value


def _present(value: object, name: str) -> object:
    if meter := _METER.get(None):
        meter.check()
    if value is None or isinstance(value, Undefined):
        raise _missing(name)
    return value


def _printed(value: object, name: str) -> str:
    """What may stand in a document: texts and whole numbers. Anything else needs a filter."""
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    if not isinstance(value, str):
        _present(value, name)
        raise _unfit(name, f"not printable {type(value).__name__}")
    if not is_printable(value):
        raise _unfit(name, "character")
    return _bounded(str(value))  # never Markup: data is not markup


def _typeset(value: object, name: str) -> str:
    return typeset(_printed(value, name))


def _formatted(value: object, filter_name: str, name: str, *args: object) -> str:
    _present(value, name)
    try:
        return _bounded(FILTERS[filter_name](value, *args))
    except FormatError as error:
        raise _unfit(name, f"filter {filter_name}") from error


def _by_name(filter_name: str) -> Callable[..., str]:
    """The filter as `map("date")` finds it."""

    def call(value: object, *args: object) -> str:
        return _formatted(value, filter_name, filter_name, *args)

    return call


def _concatenated(values: list[object], *names: str) -> str:
    pairs = zip(values, names, strict=True)
    return _bounded("".join(_printed(value, name) for value, name in pairs))


def _counted(items: object, name: str) -> object:
    """The items of a loop, paid for before the first turn."""
    _present(items, name)
    if not isinstance(items, Iterable) or isinstance(items, str):
        raise _unfit(name, "not a list")
    meter = _METER.get()
    counted = items if isinstance(items, Sized) else list(islice(items, MAX_ITERATIONS + 1))
    meter.spend(len(counted))
    return counted


_MARKUP: Final = _Environment(autoescape=True)
_PLAIN: Final = _Environment(autoescape=False)
FILTER_NAMES: Final = frozenset((*_KEPT_FILTERS, *FILTERS))
"""What an author of templates may write after «|»."""
TEST_NAMES: Final = frozenset(_MARKUP.tests)
"""What an author of templates may write after «is»."""
