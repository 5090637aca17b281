"""Says what a name, a filter or a call does wrong, and what its author may have meant."""

import difflib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from jinja2.filters import FILTERS as JINJA_FILTERS

from doc_templates.sandbox import FILTER_NAMES

_LOOK_ALIKE: Final = str.maketrans("асеорухкмтвнАСЕОРУХКМТВН", "aceopyxkmtbhACEOPYXKMTBH")
_SHOWN: Final = 8
_ALIKE: Final = 0.6
_LONGEST: Final = 64


@dataclass(frozen=True)
class Fault:
    """A code and what it means here."""

    code: str
    message: str


def look_latin(name: str) -> str:
    """The name with Cyrillic letters that look Latin as Latin ones."""
    return name.translate(_LOOK_ALIKE)


def nearest(name: str, known: Iterable[str]) -> str | None:
    """The known name that was probably meant; Cyrillic letters that look Latin count as Latin."""
    if len(name) > _LONGEST:
        return None
    plain = look_latin(name)
    by_small = {one.casefold(): one for one in known}
    found = difflib.get_close_matches(plain.casefold(), by_small, n=1, cutoff=_ALIKE)
    return by_small[found[0]] if found else None


def out_of_loop(name: str, loop: str) -> Fault:
    """A name of a loop, used where the loop is not; `loop` is «for pair in pairs»."""
    message = (
        f"«{name}» есть только внутри повтора {{% {loop} %}}: метка стоит вне его, или повтор "
        "удалён. Верните повтор или уберите метку."
    )
    return Fault("unknown_variable", message)


def field_of_list(written: str, owner: str) -> Fault:
    """A field is asked of a list, not of one of its items."""
    message = (
        f"Поля «{written}» нет: «{owner}» – список. Печатайте его в повторе: "
        f"{{% for … in {owner} %}}."
    )
    return Fault("unknown_variable", message)


def unknown_name(
    written: str, step: str, known: Iterable[str], dotted: Iterable[str] = ()
) -> Fault:
    """«mentor.foi.nom» does not exist: `step` is the part that is wrong, `known` what could be.

    `dotted` are whole ways, for those who write «doc_number».
    """
    names = sorted(known)
    way = look_latin(written).replace("_", ".", 1)
    meant = way if way in dotted else nearest(step, names)
    message = f"Поля «{written}» у этого вида документа нет."
    if meant is not None:
        russian = " В имени русские буквы." if not step.isascii() else ""
        suggested = f"{written.removesuffix(step)}{meant}" if written.endswith(step) else meant
        message += f"{russian} Возможно, нужно «{suggested}»."
    elif names:
        shown = ", ".join(names[:_SHOWN]) + (" и другие" if len(names) > _SHOWN else "")
        message += f" Здесь есть: {shown}."
    return Fault("unknown_variable", message)


def unknown_filter(name: str) -> Fault:
    """A filter that does not exist, or exists in Jinja and is not for templates."""
    if name in JINJA_FILTERS:
        message = f"Фильтр «{name}» в шаблонах не допускается: уберите его."
        return Fault("forbidden_filter", message)
    meant = nearest(name, FILTER_NAMES)
    hint = f" Возможно, нужен «{meant}»." if meant else ""
    return Fault("unknown_filter", f"Фильтра «{name}» нет.{hint}")


def forbidden(what: str) -> Fault:
    """Something of Jinja that templates may not use."""
    return Fault("forbidden_call", f"Не допускается: {what}. Уберите из шаблона.")
