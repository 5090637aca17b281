"""Renewing before the newest timestamp ages: when it is time, and what it gives."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from signing import clock
from signing.errors import Code, SigningError
from signing.extension import Notary, extend
from signing.renewal import RENEW_BEFORE, find_expiry, plan_renewal, renew
from signing.report import Verdict
from signing.signing import SignatureRequest, sign
from signing.verification import verify
from tests.town import FIFTEEN_YEARS, NOW, STAMPING, YEAR, Town, TownStatus, TownTime

TEN_YEARS = 10 * YEAR


@pytest.fixture(scope="module")
def time(town: Town) -> TownTime:
    return town.open_clock()


@pytest.fixture(scope="module")
def timed(pdf: bytes, town: Town, time: TownTime) -> bytes:
    request = SignatureRequest("Head", "signature_head")
    return sign(pdf, request, town.open_head(), time).content


@pytest.fixture(scope="module")
def archived(timed: bytes, town: Town, time: TownTime) -> bytes:
    return extend(timed, "B-LTA", Notary(town.trust, TownStatus(town), time))


def test_a_document_is_renewed_three_months_before_its_timestamp_ends(
    archived: bytes, time: TownTime
) -> None:
    end = time.staff.certificate.not_valid_after_utc

    assert find_expiry(archived) == end
    assert plan_renewal(archived, NOW) == end - RENEW_BEFORE


def test_close_to_the_end_half_of_what_is_left_is_waited(archived: bytes) -> None:
    end = find_expiry(archived)
    assert end is not None
    now = end - timedelta(days=20)

    assert plan_renewal(archived, now) == now + timedelta(days=10)


def test_without_a_timestamp_nothing_ages(pdf: bytes, town: Town) -> None:
    untimed = SignatureRequest("Head", "signature_head", "B-B")
    content = sign(pdf, untimed, town.open_head(), None).content

    assert find_expiry(pdf) is None
    assert plan_renewal(content, NOW) is None


def test_what_is_no_pdf_has_no_end() -> None:
    with pytest.raises(SigningError) as caught:
        find_expiry(b"not a PDF")

    assert caught.value.code == Code.DOCUMENT_UNREADABLE


def set_clock(monkeypatch: pytest.MonkeyPatch, moment: datetime) -> None:
    monkeypatch.setattr(clock, "now", lambda: moment)


def renew_at(moment: datetime, pdf: bytes, town: Town) -> bytes:
    """Renew with an authority of that time, whose certificate lasts long."""
    begins = moment - NOW - timedelta(days=30)
    staff = town.issue(
        "Новая служба времени", replace(STAMPING, starts=begins, lasts=FIFTEEN_YEARS)
    )
    return renew(pdf, Notary(town.trust, TownStatus(town, moment), TownTime(town, staff, moment)))


def test_offline_ten_years_ahead_the_renewed_document_is_valid_and_b_t_is_not(
    timed: bytes, archived: bytes, town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first timestamp lasts three years; renewed in the second, it is good in the tenth."""
    set_clock(monkeypatch, NOW + 2 * YEAR)
    renewed = renew_at(NOW + 2 * YEAR, archived, town)
    set_clock(monkeypatch, NOW + TEN_YEARS)
    good, forgotten, bare = (verify(one, town.trust) for one in (renewed, archived, timed))

    assert good.checked_at == NOW + TEN_YEARS
    assert (good.verdict, good.signatures[0].level) == (Verdict.VALID, "B-LTA")
    assert good.signatures[0].signed_at == NOW
    assert forgotten.verdict is Verdict.INDETERMINATE
    assert bare.verdict is Verdict.INDETERMINATE


def test_after_the_end_it_is_too_late_to_renew(
    archived: bytes, town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_clock(monkeypatch, NOW + 4 * YEAR)

    with pytest.raises(SigningError) as caught:
        renew_at(NOW + 4 * YEAR, archived, town)

    assert (caught.value.code, caught.value.again) == (Code.LEVEL_NOT_REACHED, False)
