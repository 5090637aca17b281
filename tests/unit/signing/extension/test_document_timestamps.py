"""What a document timestamp proves, and what it does not."""

from dataclasses import replace
from datetime import timedelta

from service.demo.certificates import Issued, Terms
from signing.credentials import Credential
from signing.report import Finding, Verdict
from signing.stamping import add_timestamp
from signing.verification import verify
from tests.town import LONG, NOW, STAMPING, YEAR, Town, TownTime, write_signature


def test_a_document_timestamp_alone_is_no_signature(
    pdf: bytes, archive_clock: TownTime, town: Town
) -> None:
    report = verify(add_timestamp(pdf, archive_clock), town.trust)

    assert (report.verdict, len(report.document_timestamps)) == (Verdict.UNSIGNED, 1)


def test_a_document_timestamp_does_not_revive_what_had_expired(
    pdf: bytes, town: Town, archive_clock: TownTime
) -> None:
    expired = replace(STAMPING, starts=timedelta(days=-400), lasts=timedelta(days=365))
    old = TownTime(town, town.issue("Старая служба времени", expired), NOW - timedelta(days=100))
    content = write_signature(pdf, town.open(town.issue_head(BACKDATED)), old)
    report = verify(add_timestamp(content, archive_clock), town.trust)

    assert report.signatures[0].finding is Finding.TIMESTAMP_UNTRUSTED


BACKDATED = Terms(key_type="ec", starts=timedelta(days=-400), lasts=3 * YEAR)


def test_a_document_timestamp_of_a_stranger_adds_nothing(timed: bytes, town: Town) -> None:
    other = Town()
    strange: Issued = other.issue("Чужая служба времени", LONG)
    report = verify(add_timestamp(timed, TownTime(other, strange)), town.trust)

    assert report.signatures[0].level == "B-T"
    assert report.document_timestamps[0].finding is Finding.TIMESTAMP_UNTRUSTED
    assert report.verdict is Verdict.INDETERMINATE


def test_a_document_timestamp_gives_a_signature_without_its_own_a_time(
    pdf: bytes, head: Credential, archive_clock: TownTime, town: Town
) -> None:
    untimed = write_signature(pdf, head, None)
    (one,) = verify(add_timestamp(untimed, archive_clock), town.trust).signatures

    assert (one.level, one.time_source, one.signed_at) == ("B-T", "timestamp", NOW)
