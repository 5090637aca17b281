"""What a verification found, for people and for programs."""

import json
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum
from typing import Literal

from signing.certificates import CertificateSummary
from signing.strength import ACCREDITATION, Strength, describe_strength

Revocation = Literal["good", "revoked", "unknown", "not_checked"]
Modifications = Literal["none", "allowed", "forbidden", "unknown"]
TimeSource = Literal["timestamp", "claimed", "unknown"]
Level = Literal["B-B", "B-T", "B-LT", "B-LTA"]
"""The levels of PAdES (ETSI EN 319 142-1, 6), each holding the one before."""

LEVELS: tuple[Level, ...] = ("B-B", "B-T", "B-LT", "B-LTA")


class Verdict(StrEnum):
    """The answer in one word. Only VALID means that the document may be relied on.

    INVALID: it was altered, or the certificate did not permit this signature. INDETERMINATE:
    sound as far as it goes, but something needed for trust is missing. UNVERIFIABLE: it could not
    be examined. UNSIGNED: a whole document has no signature.
    """

    VALID = "valid"
    INVALID = "invalid"
    INDETERMINATE = "indeterminate"
    UNVERIFIABLE = "unverifiable"
    UNSIGNED = "unsigned"


class Finding(StrEnum):
    """Why a signature got its verdict: the first of these that applies."""

    UNREADABLE = "unreadable"
    UNSUPPORTED = "unsupported"
    ALTERED = "altered"
    FORGED = "forged"
    CHANGED_LATER = "changed_later"
    REVOKED = "certificate_revoked"
    WRONG_USAGE = "certificate_wrong_usage"
    UNTRUSTED = "certificate_untrusted"
    TIMESTAMP_UNTRUSTED = "timestamp_untrusted"
    OUT_OF_DATE = "certificate_out_of_date"
    REVOCATION_UNKNOWN = "revocation_unknown"
    UNPROTECTED = "unprotected_data"
    MARK_DIFFERS = "mark_differs"
    DRAWN_LATER = "drawn_later"
    GOOD = "good"


_VERDICTS = {
    Finding.UNREADABLE: Verdict.UNVERIFIABLE,
    Finding.UNSUPPORTED: Verdict.UNVERIFIABLE,
    Finding.ALTERED: Verdict.INVALID,
    Finding.FORGED: Verdict.INVALID,
    Finding.CHANGED_LATER: Verdict.INVALID,
    Finding.REVOKED: Verdict.INVALID,
    Finding.OUT_OF_DATE: Verdict.INVALID,
    Finding.WRONG_USAGE: Verdict.INVALID,
    Finding.UNTRUSTED: Verdict.INDETERMINATE,
    Finding.REVOCATION_UNKNOWN: Verdict.INDETERMINATE,
    Finding.TIMESTAMP_UNTRUSTED: Verdict.INDETERMINATE,
    Finding.UNPROTECTED: Verdict.INDETERMINATE,
    Finding.MARK_DIFFERS: Verdict.INDETERMINATE,
    Finding.DRAWN_LATER: Verdict.INDETERMINATE,
    Finding.GOOD: Verdict.VALID,
}

_SENTENCES = {
    Finding.UNREADABLE: "Подпись не удалось прочитать.",
    Finding.UNSUPPORTED: "Подпись этого вида не поддерживается.",
    Finding.ALTERED: "Документ изменён после подписания.",
    Finding.FORGED: "Подпись не соответствует сертификату.",
    Finding.CHANGED_LATER: "После подписания в документ внесены недопустимые изменения.",
    Finding.REVOKED: "Сертификат на момент подписания был отозван.",
    Finding.OUT_OF_DATE: "Сертификат на момент подписания не действовал.",
    Finding.WRONG_USAGE: "Сертификат не предназначен для подписания документов.",
    Finding.UNTRUSTED: "Сертификат выдан не тем, кому доверяет проверяющий.",
    Finding.REVOCATION_UNKNOWN: "Нет свежего списка отозванных сертификатов.",
    Finding.TIMESTAMP_UNTRUSTED: "Штамп времени не прошёл проверку.",
    Finding.UNPROTECTED: "В подписи есть посторонние, ничем не защищённые данные.",
    Finding.MARK_DIFFERS: "Видимая отметка называет другой сертификат.",
    Finding.DRAWN_LATER: "После подписания добавлено видимое поле, которое не удалось прочитать.",
    Finding.GOOD: "Подпись действительна.",
}

_REVOCATIONS: dict[Revocation, str] = {
    "good": "не отозван",
    "revoked": "отозван",
    "unknown": "сведения об отзыве устарели",
    "not_checked": "отзыв не проверялся",
}

_SUMMARIES = {
    Verdict.VALID: "Документ подписан, подпись действительна.",
    Verdict.INVALID: "Подпись недействительна.",
    Verdict.INDETERMINATE: "Подпись цела, но подтвердить её не удалось.",
    Verdict.UNVERIFIABLE: "Проверить документ не удалось.",
    Verdict.UNSIGNED: "Документ не подписан.",
}

_TAIL = "После последней подписи к файлу что-то дописано: это ничем не подписано."
_STAMP_SENTENCES = {
    Verdict.VALID: "Он действителен.",
    Verdict.INVALID: "Документ после него изменён.",
    Verdict.INDETERMINATE: "Подтвердить его не удалось.",
    Verdict.UNVERIFIABLE: "Проверить его не удалось.",
}

_WORST_FIRST = (Verdict.INVALID, Verdict.UNVERIFIABLE, Verdict.INDETERMINATE, Verdict.VALID)


@dataclass(frozen=True, slots=True)
class SignatureReport:
    """One signature.

    `signed_at` is only as good as `time_source` says: a claimed time is just the signer's word, and
    then the certificate is judged as of the day of the check (63-ФЗ, ст. 11). `mark_matches` says
    whether the visible mark names this certificate; None when there is no mark of ours to read.
    `chain` names the authorities, from the one that issued the certificate to the trusted root.
    `simple_evidence` names the files that this signature covers and that prove simple signatures.
    """

    field_name: str
    finding: Finding
    certificate: CertificateSummary | None = None
    level: Level | None = None
    signed_at: datetime | None = None
    time_source: TimeSource = "unknown"
    covers_whole_file: bool = False
    later_modifications: Modifications = "unknown"
    chain_trusted: bool = False
    chain: tuple[str, ...] = ()
    certificate_valid_at_signing: bool = False
    revocation: Revocation = "not_checked"
    mark_matches: bool | None = None
    simple_evidence: tuple[str, ...] = ()

    @property
    def strength(self) -> Strength | None:
        """Qualified or not, as the certificate claims; None when it could not be read."""
        if self.certificate is None:
            return None
        return "ukep" if self.certificate.claims_qualified else "unep"

    def describe_strength(self) -> str:
        """One Russian sentence about the kind of the signature, empty when there is none."""
        if self.strength is None:
            return ""
        trusted, evidence = self.chain_trusted, self.simple_evidence
        said = describe_strength(self.strength, evidence, is_trusted=trusted)
        return f"Вид подписи: {said}."

    @property
    def verdict(self) -> Verdict:
        """The verdict that follows from the finding."""
        return _VERDICTS[self.finding]

    @property
    def sentence(self) -> str:
        """One Russian sentence, with the holder's name: not for logs."""
        text = _SENTENCES[self.finding]
        if self.certificate is None:
            return text
        source = "штамп времени" if self.time_source == "timestamp" else "со слов подписавшего"
        when = f", {self.signed_at:%d.%m.%Y %H:%M} UTC ({source})" if self.signed_at else ""
        return f"{self.certificate.holder}{when}. {text}"

    def describe_certificate(self) -> str:
        """One Russian sentence about the certificate, empty when it could not be read."""
        if self.certificate is None:
            return ""
        one = self.certificate
        validity = f"действует с {one.not_before:%d.%m.%Y} по {one.not_after:%d.%m.%Y}"
        status = _REVOCATIONS[self.revocation]
        return (
            f"Сертификат {one.serial_hex}, издатель «{one.issuer}», {validity}, {status}; "
            f"уровень подписи {self.level}."
        )


@dataclass(frozen=True, slots=True)
class StampReport:
    """A document timestamp: the whole file existed like this at `stamped_at`."""

    field_name: str
    finding: Finding
    certificate: CertificateSummary | None = None
    stamped_at: datetime | None = None
    covers_whole_file: bool = False
    later_modifications: Modifications = "unknown"

    @property
    def verdict(self) -> Verdict:
        """The verdict that follows from the finding."""
        return _VERDICTS[self.finding]

    @property
    def sentence(self) -> str:
        """One Russian sentence; the authority is no person."""
        when = f" {self.stamped_at:%d.%m.%Y %H:%M} UTC" if self.stamped_at else ""
        return f"Штамп времени документа{when}. {_STAMP_SENTENCES[self.verdict]}"


@dataclass(frozen=True, slots=True)
class VerificationReport:
    """A whole document, identified by its SHA-256.

    `has_unsigned_tail`: something stands behind what the last signature covers.
    """

    verdict: Verdict
    sha256: str
    checked_at: datetime
    signatures: tuple[SignatureReport, ...] = ()
    document_timestamps: tuple[StampReport, ...] = ()
    has_unsigned_tail: bool = False

    @property
    def sentence(self) -> str:
        """One Russian sentence without personal data."""
        if self.verdict is Verdict.VALID and len(self.signatures) > 1:
            return f"Документ подписан, все подписи ({len(self.signatures)}) действительны."
        return _SUMMARIES[self.verdict]

    def lines(self) -> tuple[str, ...]:
        """Everything a person wants to read about each signature, line by line."""
        texts = (
            (one.sentence, one.describe_strength(), one.describe_certificate())
            for one in self.signatures
        )
        stamps = (one.sentence for one in self.document_timestamps)
        is_qualified = any(one.strength == "ukep" for one in self.signatures)
        note = (ACCREDITATION,) if is_qualified else ()
        told = (*(text for three in texts for text in three if text), *stamps, *note)
        return (_TAIL, *told) if self.has_unsigned_tail else told

    def to_dict(self) -> dict[str, object]:
        """Return plain JSON data, the sentence first; moments are ISO 8601 strings."""
        signatures = [
            {
                "sentence": one.sentence,
                "verdict": one.verdict,
                "strength": one.strength,
                **asdict(one),
            }
            for one in self.signatures
        ]
        stamps = [
            {"sentence": one.sentence, "verdict": one.verdict, **asdict(one)}
            for one in self.document_timestamps
        ]
        lists = {"signatures": signatures, "document_timestamps": stamps}
        whole = {"sentence": self.sentence, **asdict(self), **lists}
        plain: dict[str, object] = json.loads(json.dumps(whole, default=_to_text))
        return plain

    def to_json(self) -> str:
        """Return `to_dict()` as text."""
        return json.dumps(self.to_dict(), ensure_ascii=False, indent=2)


def judge_document(
    signatures: tuple[SignatureReport, ...],
    stamps: tuple[StampReport, ...],
    *,
    is_covered: bool,
) -> Verdict:
    """Return the worst verdict; valid only when nothing of the file lies outside what was judged.

    A document timestamp without a signature vouches for nobody: the document is unsigned.
    """
    if not signatures:
        return Verdict.UNSIGNED
    verdicts = {one.verdict for one in signatures} | {one.verdict for one in stamps}
    worst = next(verdict for verdict in _WORST_FIRST if verdict in verdicts)
    if worst is Verdict.VALID and not is_covered:
        return Verdict.INDETERMINATE
    return worst


def has_unsigned_tail(signatures: tuple[SignatureReport, ...]) -> bool:
    """Whether the last signature was read, is whole, and yet ends before the file does."""
    if not signatures:
        return False
    last = signatures[-1]
    is_read = last.finding not in {Finding.UNREADABLE, Finding.UNSUPPORTED, Finding.ALTERED}
    return is_read and not last.covers_whole_file


def _to_text(value: object) -> str:
    if isinstance(value, datetime):
        return value.isoformat()
    raise TypeError(type(value).__name__)
