"""Documents for tests of the rules: as little data as a rule looks at, and everything in order."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any, Final, TypedDict

from typing_extensions import Unpack

from service.domain.ids import DocumentId
from service.domain.pack.facts import (
    ActFacts,
    Facts,
    FileFacts,
    Finding,
    PackDocument,
    Shelf,
    SignatureFacts,
)
from service.domain.pack.rulebook import examine
from service.domain.signers import Signer

WEDNESDAY: Final = date(2025, 9, 24)
SCHOOL_YEAR: Final = {"start": "2025-10-01", "end": "2026-05-29"}
HEAD: Final = "Мельник Ольга Сергеевна"
MENTOR: Final = "Королёва Любовь Фоминична"
MENTEE: Final = "Цой Артём Маратович"
CURATOR: Final = "Скляр Лев Кузьмич"


def person(name: str, code: str = "", gender: str = "f", **more: object) -> dict[str, Any]:
    known = {"person_id": code} if code else {}
    return {**known, "fio": {"nom": name}, "gender": gender, **more}


def pair(**changes: object) -> dict[str, Any]:
    """A pair with its consents and its supplement; a change to None takes a field away."""
    data = {
        "mentors": [person(MENTOR, "p-103")],
        "mentees": [person(MENTEE, "p-105", "m")],
        "mentoring_form": "teacher_teacher",
        "period": SCHOOL_YEAR,
        "mentor_consent_date": "2025-09-16",
        "mentee_consent_date": "2025-09-17",
        "supplement": {"date": "2025-09-24", "number": "1-дс"},
        **changes,
    }
    return {key: value for key, value in data.items() if value is not None}


def document(
    kind: str,
    data: Mapping[str, object],
    day: date | str = WEDNESDAY,
    *,
    number: str = "",
    register: str = "",
) -> PackDocument:
    doc_date = date.fromisoformat(day) if isinstance(day, str) else day
    return PackDocument(kind, doc_date, data, register=register, number=number)


def registered(
    kind: str, data: Mapping[str, object], day: date | str = WEDNESDAY, number: str = "57-од"
) -> PackDocument:
    made = document(kind, data, day, number=number)
    return replace(made, id=DocumentId(f"{kind}-{number}"))


def pairs_order(*pairs: Mapping[str, object], day: date | str = WEDNESDAY) -> PackDocument:
    data = {"signer": person(HEAD, "p-101"), "pairs": list(pairs or [pair()])}
    return document("order_assign_pairs", data, day)


class Known(TypedDict, total=False):
    """What may be known around a document besides other documents."""

    previous: PackDocument
    today: date
    text: str
    signers: tuple[Signer, ...]
    signatures: tuple[SignatureFacts, ...]
    acts: tuple[ActFacts, ...]
    file: FileFacts


def findings(subject: PackDocument, *others: PackDocument, **known: Unpack[Known]) -> list[Finding]:
    return list(examine(Facts(subject, Shelf(others), **known)))


def said(
    subject: PackDocument, *others: PackDocument, **known: Unpack[Known]
) -> list[tuple[str, str, str]]:
    """What the rules found: code, severity, place."""
    return [
        (found.code, str(found.severity), found.pointer)
        for found in findings(subject, *others, **known)
    ]


def codes(subject: PackDocument, *others: PackDocument, **known: Unpack[Known]) -> set[str]:
    return {code for code, _, _ in said(subject, *others, **known)}
