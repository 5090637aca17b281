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


def nearest(name: str, known: Iterable[str]) -> str | None:
    """The known name that was probably meant; Cyrillic letters that look Latin count as Latin."""
    if len(name) > _LONGEST:
        return None
    plain = name.translate(_LOOK_ALIKE)
    by_small = {one.casefold(): one for one in known}
    found = difflib.get_close_matches(plain.casefold(), by_small, n=1, cutoff=_ALIKE)
    return by_small[found[0]] if found else None


def unknown_name(written: str, step: str, known: Iterable[str]) -> Fault:
    """«mentor.foi.nom» does not exist: `step` is the part that is wrong, `known` what could be."""
    names = sorted(known)
    meant = nearest(step, names)
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
