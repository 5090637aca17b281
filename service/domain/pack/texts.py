"""Rules about words: V04, V13, V14. They read the data and, when it is known, the whole text."""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Final, NamedTuple

from service.domain.pack.facts import (
    Facts,
    Finding,
    Findings,
    PackDocument,
    Severity,
    error,
)
from service.domain.reading import normal_number, walk

_MAY_CONSENT: Final = frozenset({"pd_consent", "pd_consent_distribution"})
_APART_SINCE: Final = "2025-09-01"  # 156-ФЗ от 24.06.2025: ч. 1 ст. 9 152-ФЗ
# Giving a consent, not speaking of one: a regulation may say when a consent is needed.
_CONSENTING: Final = re.compile(
    r"\b(?:да(?:ю|ём|ет|ёт)|выража(?:ю|ем|ет)|подтвержда(?:ю|ем|ет))\b[^.;\n]{0,60}\bсогласи[ея]\b"
    r"[^.;\n]{0,60}\bобработк[уи]\b[^.;\n]{0,60}\bперсональн"
    r"|\bсоглас(?:ен|на|ны)\b[^.;\n]{0,30}\bобработк[уи]\b[^.;\n]{0,60}\bперсональн",
    re.IGNORECASE,
)


_ABOUT_DATA: Final = "персональн"


class _Slip(NamedTuple):
    """Something that is never left in a finished text; `in_data` is how bad it is in a field.

    A text without any of the `marks` has none of it, which is found out much faster.
    """

    marks: tuple[str, ...]
    pattern: re.Pattern[str]
    in_data: Severity
    message: str


_SLIPS: Final = (
    _Slip(
        ("None",),
        re.compile(r"\bNone\b"),
        Severity.ERROR,
        "Вместо значения напечаталось «None». Заполните это место или уберите его.",
    ),
    _Slip(
        ("{{", "}}", "{%", "%}"),
        re.compile(r"\{\{|\}\}|\{%|%\}"),
        Severity.WARNING,  # nothing fills it there: it would be printed as it is
        "В тексте осталась метка шаблона. Замените её значением.",
    ),
    _Slip(
        ("___",),
        re.compile(r"_{3,}"),
        Severity.ERROR,
        "Осталось незаполненное место «___». Впишите значение.",
    ),
    _Slip(
        ("(а)", "(на)", "(ась)", "(лась)", "(ла)", "(ая)", "(ой)", "(ый)"),
        re.compile(r"[А-Яа-яё]\((?:а|на|ась|лась|ла|ая|ой|ый)\)"),
        Severity.ERROR,
        "Осталась форма вида «согласен(на)». Оставьте одно слово: пол человека известен.",
    ),
    _Slip(
        ("  ",),
        re.compile(r"\S {2,}\S"),
        Severity.WARNING,
        "Два пробела подряд. Оставьте один.",
    ),
)

# «УТВЕРЖДЕНО» agrees with what is approved (DOMAIN 2.6; ГОСТ Р 7.0.97, «Гриф утверждения»).
_GENDERS: Final = {
    "ПОЛОЖЕНИЕ": "О",
    "СОГЛАШЕНИЕ": "О",
    "ПРОГРАММА": "А",
    "ПЕРСОНАЛИЗИРОВАННАЯ ПРОГРАММА": "А",
    "ДОРОЖНАЯ КАРТА": "А",
    "ФОРМА": "А",
    "ПЕРЕЧЕНЬ": "",
    "ПЛАН": "",
    "ПОРЯДОК": "",
    "СПИСОК": "",
    "РЕГЛАМЕНТ": "",
    "ПРОГРАММЫ": "Ы",
    "ПРАВИЛА": "Ы",
}
_APPROVED: Final = re.compile(r"^\s*УТВЕРЖД[ЕЁ]Н([ОАЫ]?)\s*$", re.MULTILINE)
_TITLE: Final = re.compile(
    rf"^\s*({'|'.join(sorted(_GENDERS, key=len, reverse=True))})\b", re.MULTILINE
)
_ANNEX: Final = re.compile(r"^\s*(?:Приложение\b|УТВЕРЖД[ЕЁ]Н[ОАЫ]?\s*$)", re.MULTILINE)
_REFERENCE: Final = re.compile(
    r"^\s*от\s+(?P<day>\d{2}\.\d{2}\.\d{4})\s+№\s?(?P<number>\S+)\s*$", re.MULTILINE
)
_NEAR: Final = 600
_WHOLE: Final = "#"
_ORDER_PREFIX: Final = "order_"


def check_consent_apart(facts: Facts) -> Findings:
    """V04: consent to the processing of personal data is a document of its own."""
    document = facts.subject
    if document.kind in _MAY_CONSENT or document.doc_date.isoformat() < _APART_SINCE:
        return
    if _ABOUT_DATA not in facts.said.casefold():
        return
    for pointer, text in _texts(facts):
        if _CONSENTING.search(text):
            message = (
                "Согласие на обработку персональных данных с 01.09.2025 оформляют отдельным "
                "документом (ч. 1 ст. 9 152-ФЗ). Уберите эти слова отсюда."
            )
            yield error("V04", message, pointer)


def check_slips(facts: Facts) -> Findings:
    """V13: nothing is left unfilled, undeclined or doubled."""
    slips = [slip for slip in _SLIPS if any(mark in facts.said for mark in slip.marks)]
    for pointer, text in _texts(facts) if slips else ():
        for slip in slips:
            if slip.pattern.search(text):
                severity = Severity.ERROR if pointer == _WHOLE else slip.in_data
                yield Finding("V13", severity, slip.message, pointer)


def find_fault(document: PackDocument, text: str) -> Finding | None:
    """What no finished text may say, whoever wrote its template: V04, and «None» of V13.

    The rest of V13 is no fault of a text as such: people leave «___» to be filled by hand.
    """
    facts = Facts(replace(document, data={}), text=text)
    unfilled = _SLIPS[0]
    if unfilled.pattern.search(text):
        return error("V13", unfilled.message)
    return next(check_consent_apart(facts), None)


def check_approval(facts: Facts) -> Findings:
    """V14: «УТВЕРЖДЕНО» agrees in gender, and annexes carry the number of their order."""
    if facts.text is None:
        return
    for approved in _APPROVED.finditer(facts.text):
        title = _TITLE.search(facts.text, approved.end(), approved.end() + _NEAR)
        if title is not None and _GENDERS[title[1]] != approved[1]:
            message = (
                "Слово «УТВЕРЖДЕНО» не согласовано с названием документа: положение – "
                "утверждено, программа – утверждена, перечень – утверждён."
            )
            yield error("V14", message)
    if facts.subject.kind.startswith(_ORDER_PREFIX) and facts.subject.number:
        yield from _check_annexes(facts.subject, facts.text)


def _check_annexes(order: PackDocument, text: str) -> Findings:
    right = (f"{order.doc_date:%d.%m.%Y}", normal_number(order.number))
    for annex in _ANNEX.finditer(text):
        found = _REFERENCE.search(text, annex.end(), annex.end() + _NEAR)
        if found is not None and (found["day"], normal_number(found["number"])) != right:
            message = (
                "В приложении указаны другие номер или дата приказа. Они должны быть одними "
                "и теми же во всём документе."
            )
            yield error("V14", message)


def _texts(facts: Facts) -> Iterator[tuple[str, str]]:
    for pointer, value in walk(facts.subject.data, "#/data"):
        if isinstance(value, str):
            yield pointer, value
    if facts.text is not None:
        yield _WHOLE, facts.text
