"""Control digits of the numbers by which the state knows an organisation.

ИНН: приказ ФНС от 29.06.2012 № ММВ-7-6/435@; ОГРН: приказ Минфина от 30.10.2017 № 165н, приложение.
"""

import re
from collections.abc import Sequence
from typing import Final

_INN_WEIGHTS: Final = (3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8)
_OF_ORGANISATION: Final = 10


def is_inn(text: str) -> bool:
    """Whether it is an ИНН: ten digits of an organisation, or twelve of a person."""
    if re.fullmatch(r"\d{10}|\d{12}", text, re.ASCII) is None:
        return False
    places = (9,) if len(text) == _OF_ORGANISATION else (10, 11)
    return all(_control(text[:place], _INN_WEIGHTS[-place:]) == text[place] for place in places)


def is_kpp(text: str) -> bool:
    """Whether it has the form of a КПП, which has no control digit."""
    return re.fullmatch(r"\d{9}", text, re.ASCII) is not None


def is_ogrn(text: str) -> bool:
    """Whether it is an ОГРН of thirteen digits, or an ОГРНИП of fifteen."""
    if re.fullmatch(r"\d{13}|\d{15}", text, re.ASCII) is None:
        return False
    return str(int(text[:-1]) % (len(text) - 2))[-1] == text[-1]


def _control(digits: str, weights: Sequence[int]) -> str:
    total = sum(int(digit) * weight for digit, weight in zip(digits, weights, strict=True))
    return str(total % 11 % 10)
