"""What is found about a signature when anything about a certificate is odd, case by case."""

from dataclasses import dataclass, replace

import pytest
from cryptography import x509
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID, ObjectIdentifier

from signing.report import Finding, Level, Verdict
from signing.verification import verify
from tests.odd_pki import AUTHORITY, ROOT, SIGNER, STRANGE_ROOT, WATCH, Blank, Scene, play

UNKNOWN = x509.UnrecognizedExtension(ObjectIdentifier("1.2.643.7.7.7"), b"\x05\x00")
ELSEWHERE = x509.DirectoryName(
    x509.Name([x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Другая область")])
)
HERE = x509.DirectoryName(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, SIGNER.name)]))
SECOND = replace(AUTHORITY, name="Отделение")


@dataclass(frozen=True)
class Case:
    """A scene, what is found about its signature, the level, and the word for the document."""

    name: str
    scene: Scene
    finding: Finding = Finding.GOOD
    level: Level = "B-T"

    @property
    def verdict(self) -> Verdict:
        return VERDICTS[self.finding]


VERDICTS = {
    Finding.GOOD: Verdict.VALID,
    Finding.REVOKED: Verdict.INVALID,
    Finding.OUT_OF_DATE: Verdict.INVALID,
    Finding.WRONG_USAGE: Verdict.INVALID,
    Finding.UNTRUSTED: Verdict.INDETERMINATE,
    Finding.TIMESTAMP_UNTRUSTED: Verdict.INDETERMINATE,
    Finding.REVOCATION_UNKNOWN: Verdict.INDETERMINATE,
}


def signer(**changes: object) -> Blank:
    return replace(SIGNER, **changes)  # type: ignore[arg-type]


def watch(**changes: object) -> Blank:
    return replace(WATCH, **changes)  # type: ignore[arg-type]


def under(**changes: object) -> tuple[Blank, ...]:
    """Return an only authority that differs from a good one in this."""
    return (replace(AUTHORITY, **changes),)  # type: ignore[arg-type]


UNTIMED = Scene(is_timed=False)
OLD = signer(begins=-400, ends=-30)
EARLY = signer(begins=30)

CASES = [
    # What is good.
    Case("good", Scene()),
    Case("untimed", UNTIMED, level="B-B"),
    Case("rsa", Scene(signer=signer(key="rsa"))),
    Case("two authorities", Scene(authorities=(AUTHORITY, SECOND))),
    Case("purpose of mail", Scene(signer=signer(extended=(ExtendedKeyUsageOID.EMAIL_PROTECTION,)))),
    Case("unknown extension", Scene(signer=signer(extra=((UNKNOWN, False),)))),
    Case("one authority allowed, one there", Scene(authorities=under(path_length=0))),
    Case("no lists here", Scene(lists="none")),
    # Revoked.
    Case("revoked before", Scene(revoked={"signer": -1}), Finding.REVOKED),
    Case("revoked after", Scene(revoked={"signer": 5}, later=9)),
    Case("revoked after, untimed", replace(UNTIMED, revoked={"signer": 5}, later=9),
         Finding.REVOKED, "B-B"),
    Case("authority revoked", Scene(revoked={"authority": -1}), Finding.REVOKED, "B-B"),
    Case("time revoked", Scene(revoked={"watch": -1}), Finding.TIMESTAMP_UNTRUSTED, "B-B"),
    # Out of date.
    Case("expired before", Scene(signer=OLD), Finding.OUT_OF_DATE),
    Case("expired before, untimed", replace(UNTIMED, signer=OLD), Finding.OUT_OF_DATE, "B-B"),
    Case("expired after", Scene(signer=signer(ends=5), later=9)),
    Case("expired after, untimed", replace(UNTIMED, signer=signer(ends=5), later=9),
         Finding.OUT_OF_DATE, "B-B"),
    Case("not yet valid", Scene(signer=EARLY), Finding.OUT_OF_DATE),
    Case("not yet valid when signed", Scene(signer=EARLY, later=40), Finding.OUT_OF_DATE),
    Case("expired after, and nobody tells of it any more", Scene(signer=signer(ends=5), later=9,
         lists="none"), Finding.REVOCATION_UNKNOWN),
    Case("authority expired", Scene(authorities=under(ends=-5)), Finding.UNTRUSTED, "B-B"),
    Case("authority expired, untimed", replace(UNTIMED, authorities=under(ends=-5)),
         Finding.UNTRUSTED, "B-B"),
    Case("time expired", Scene(watch=watch(ends=5), later=9), Finding.TIMESTAMP_UNTRUSTED, "B-B"),
    # For something else.
    Case("usage: enciphering", Scene(signer=signer(usage=("key_encipherment",))),
         Finding.WRONG_USAGE),
    Case("usage: none told", Scene(signer=signer(usage=())), Finding.WRONG_USAGE),
    Case("purpose: server", Scene(signer=signer(extended=(ExtendedKeyUsageOID.SERVER_AUTH,))),
         Finding.WRONG_USAGE),
    Case("purpose: programs", Scene(signer=signer(extended=(ExtendedKeyUsageOID.CODE_SIGNING,))),
         Finding.WRONG_USAGE),
    Case("purpose: time, of signer", Scene(signer=replace(WATCH, name=SIGNER.name)),
         Finding.WRONG_USAGE),
    Case("purpose: none, of time", Scene(watch=watch(extended=())),
         Finding.TIMESTAMP_UNTRUSTED, "B-B"),
    # Chains that do not hold.
    Case("other root", Scene(trusted=STRANGE_ROOT), Finding.UNTRUSTED, "B-B"),
    Case("namesake of the root", Scene(trusted=replace(ROOT, owner="Самозванец")),
         Finding.UNTRUSTED, "B-B"),
    Case("root expired, trusted all the same", Scene(root=replace(ROOT, ends=-5))),
    Case("certificate forged", Scene(signer=signer(signature="forged")), Finding.UNTRUSTED),
    Case("authority forged", Scene(authorities=under(signature="forged")),
         Finding.UNTRUSTED, "B-B"),
    Case("time forged", Scene(watch=watch(signature="forged")),
         Finding.TIMESTAMP_UNTRUSTED, "B-B"),
    Case("no authority", Scene(authorities=under(is_authority=False)), Finding.UNTRUSTED, "B-B"),
    Case("authority not for signing certificates", Scene(authorities=under(usage=("crl_sign",))),
         Finding.UNTRUSTED, "B-B"),
    Case("one authority too many", Scene(authorities=(*under(path_length=0), SECOND)),
         Finding.UNTRUSTED, "B-B"),
    Case("names outside", Scene(authorities=under(
         extra=((x509.NameConstraints([ELSEWHERE], None), True),))), Finding.UNTRUSTED, "B-B"),
    Case("name excluded", Scene(authorities=under(
         extra=((x509.NameConstraints(None, [HERE]), True),))), Finding.UNTRUSTED),
    Case("unknown and critical", Scene(signer=signer(extra=((UNKNOWN, True),))),
         Finding.UNTRUSTED),
    # Weak.
    Case("key of 1024 bits", Scene(signer=signer(key="weak")), Finding.UNTRUSTED),
    Case("certificate by SHA-1", Scene(signer=signer(signature="sha1")), Finding.UNTRUSTED),
    Case("authority by SHA-1", Scene(authorities=under(signature="sha1")),
         Finding.UNTRUSTED, "B-B"),
    Case("time by SHA-1", Scene(watch=watch(signature="sha1")),
         Finding.TIMESTAMP_UNTRUSTED, "B-B"),
    # Lists and answers.
    Case("lists stale", replace(UNTIMED, lists="stale"), Finding.REVOCATION_UNKNOWN, "B-B"),
    Case("lists stale, timed", Scene(lists="stale"), Finding.TIMESTAMP_UNTRUSTED, "B-B"),
    Case("lists forged", replace(UNTIMED, lists="forged"), Finding.REVOCATION_UNKNOWN, "B-B"),
    Case("a list missing", replace(UNTIMED, lists="partial"), Finding.REVOCATION_UNKNOWN, "B-B"),
    Case("answers good", Scene(answers="good"), level="B-LT"),
    Case("answers say revoked, no lists", Scene(answers="good", lists="none",
         revoked={"signer": -1}), Finding.REVOKED),
    Case("a list missing, the other says revoked", replace(UNTIMED, authorities=(AUTHORITY, SECOND),
         lists="partial", revoked={"first": -1}), Finding.REVOKED, "B-B"),
    Case("answers good, a list missing", replace(UNTIMED, answers="good", lists="partial",
         authorities=(AUTHORITY,)), level="B-B"),
    Case("answers good, timed, no lists", Scene(answers="good", lists="none"), level="B-LT"),
    Case("answers stale", replace(UNTIMED, answers="stale", lists="partial"),
         Finding.REVOCATION_UNKNOWN, "B-B"),
    Case("answers about another", replace(UNTIMED, answers="another", lists="partial"),
         Finding.REVOCATION_UNKNOWN, "B-B"),
    Case("answers of a stranger", replace(UNTIMED, answers="stranger", lists="partial"),
         Finding.REVOCATION_UNKNOWN, "B-B"),
    Case("answers of somebody not for it", replace(UNTIMED, answers="purposeless",
         lists="partial"), Finding.REVOCATION_UNKNOWN, "B-B"),
]  # fmt: skip


def test_there_are_forty_cases_and_each_has_a_name() -> None:
    assert len({case.name for case in CASES}) == len(CASES) >= 40


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_the_finding_is_the_expected_one(case: Case, pdf: bytes) -> None:
    played = play(case.scene, pdf)
    report = verify(played.pdf, played.trust, played.at)
    (one,) = report.signatures

    assert (one.finding, one.level) == (case.finding, case.level)
    assert report.verdict is case.verdict
