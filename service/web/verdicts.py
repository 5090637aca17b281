"""How a report about signatures is said to people: the answer first, in one sentence."""

from collections.abc import Mapping
from typing import Any

from flask import Flask

from service.domain.documents import State
from service.domain.verification import Report
from signing.strength import ACCREDITATION, describe_strength

_TITLES: Mapping[str, str] = {
    "valid": "Подпись действительна",
    "invalid": "Подпись недействительна",
    "indeterminate": "Подпись не подтверждена",
    "unverifiable": "Проверить не удалось",
    "unsigned": "Документ не подписан",
}
_TONES: Mapping[str, str] = {"valid": "good", "invalid": "bad", "unsigned": "off"}
_BADGES: Mapping[str, str] = {
    "valid": "действительна",
    "invalid": "недействительна",
    "indeterminate": "не подтверждена",
    "unverifiable": "не проверена",
}
_REASONS: Mapping[str, str] = {
    "unreadable": "подпись не читается",
    "unsupported": "подпись такого вида здесь не проверяют",
    "altered": "документ изменён после подписания",
    "forged": "подпись не соответствует сертификату",
    "changed_later": "после подписания в документ внесены недопустимые изменения",
    "certificate_revoked": "сертификат был отозван",
    "certificate_untrusted": "сертификат выдан не тем, кому здесь доверяют",
    "certificate_wrong_usage": "сертификат выдан не для подписания документов",
    "timestamp_untrusted": "штамп времени не прошёл проверку",
    "certificate_out_of_date": "сертификат на момент подписания не действовал",
    "revocation_unknown": "нет свежего списка отозванных сертификатов",
    "unprotected_data": "в подписи есть посторонние, ничем не защищённые данные",
    "mark_differs": "отметка на странице называет другой сертификат",
    "drawn_later": "после подписания добавлено видимое поле: неясно, что оно показывает",
}
_REVOCATIONS: Mapping[str, str] = {
    "good": "не отозван",
    "revoked": "отозван",
    "unknown": "сведения об отзыве устарели",
    "not_checked": "не проверялся",
}
_CHANGES: Mapping[str, str] = {
    "none": "нет",
    "allowed": "только допустимые, например ещё одна подпись",
    "forbidden": "есть недопустимые",
}
_PUBLIC_STATES: Mapping[State, str] = {
    State.ARCHIVED: "Выпущен и хранится в архиве",
    State.SIGNED: "Подписан",
    State.AWAITING_SIGNATURES: "Ещё не подписан",
    State.CANCELLED: "Аннулирован: документ не действует",
}


def say_verdict(report: Report) -> str:
    """«Подпись действительна: …», the whole answer."""
    title = _TITLES.get(report.verdict, _TITLES["unverifiable"])
    many = len(report.signatures) > 1
    if report.verdict == "valid" and many:
        title = f"Все подписи действительны ({len(report.signatures)})"
    return f"{title}: {_explain(report)}."


def say_tone(verdict: str) -> str:
    """The colour of a verdict: good, bad, off, or busy for what is in doubt."""
    return _TONES.get(verdict, "busy")


def say_badge(verdict: str) -> str:
    """A verdict about one signature, in a word."""
    return _BADGES.get(verdict, "не проверена")


def say_finding(signature: Mapping[str, Any]) -> str:
    """What was found about one signature; what has no words here yet says so itself."""
    if signature["finding"] == "good":
        return "Документ не изменён, сертификату можно доверять."
    reason = _REASONS.get(signature["finding"])
    return str(signature["sentence"]) if reason is None else f"{reason[0].upper()}{reason[1:]}."


def say_strength(signature: Mapping[str, Any]) -> str:
    """Which kind of signature it is: qualified, not qualified, a seal over a simple one."""
    return describe_strength(
        signature["strength"],
        signature["simple_evidence"],
        is_trusted=signature["chain_trusted"],
    )


def list_strengths(report: Report) -> list[str]:
    """The kinds of the signatures of a document, each once."""
    return list(dict.fromkeys(map(say_strength, report.signatures)))


def say_accreditation(report: Report) -> str:
    """What is not judged about a qualified signature; nothing when there is none."""
    is_qualified = any(one["strength"] == "ukep" for one in report.signatures)
    return ACCREDITATION if is_qualified else ""


def say_public_state(state: State) -> str:
    """What anybody may know about where a document stands."""
    return _PUBLIC_STATES.get(state, "Готовится")


def teach_verdicts(app: Flask) -> None:
    """Make the words known to the pages."""
    app.jinja_env.filters.update(
        verdict=say_verdict,
        verdict_tone=say_tone,
        verdict_badge=say_badge,
        finding=say_finding,
        strength=say_strength,
        strengths=list_strengths,
        accreditation=say_accreditation,
        public_state=say_public_state,
        revocation=lambda code: _REVOCATIONS.get(code, "не проверялся"),
        later_changes=lambda code: _CHANGES.get(code, "не проверялись"),
    )


def _explain(report: Report) -> str:
    if report.verdict == "valid":
        return "документ не изменён, сертификату можно доверять"
    if report.verdict == "unsigned":
        return "электронных подписей в файле нет"
    if not report.signatures:
        return "файл повреждён, зашифрован, слишком сложен или это не PDF"
    return _find_reason(report.verdict, report.signatures)


def _find_reason(verdict: str, signatures: Any) -> str:  # noqa: ANN401 -- plain JSON
    """Why: as the first signature with this verdict says."""
    found = (one["finding"] for one in signatures if one["verdict"] == verdict)
    finding = next(found, "")
    if not finding:  # each alone is good
        return "последняя подпись не охватывает весь файл"
    return _REASONS.get(finding, "причина названа ниже")
