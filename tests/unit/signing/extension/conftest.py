"""A town with its authorities, and one document at each level that lasts."""

import pytest

from signing.credentials import Credential
from signing.extension import Notary, extend
from signing.signing import SignatureRequest, sign
from tests.town import LONG, Town, TownStatus, TownTime


@pytest.fixture(scope="module")
def clock(town: Town) -> TownTime:
    return town.open_clock()


@pytest.fixture(scope="module")
def archive_clock(town: Town) -> TownTime:
    """Stamp documents: with a certificate for fifteen years."""
    return TownTime(town, town.issue("Учебная архивная служба времени", LONG))


@pytest.fixture(scope="module")
def head(town: Town) -> Credential:
    return town.open_head()


@pytest.fixture(scope="module")
def notary(town: Town, archive_clock: TownTime) -> Notary:
    return Notary(town.trust, TownStatus(town), archive_clock)


@pytest.fixture(scope="module")
def timed(pdf: bytes, head: Credential, clock: TownTime) -> bytes:
    return sign(pdf, SignatureRequest("Head", "signature_head"), head, clock).content


@pytest.fixture(scope="module")
def lasting(timed: bytes, notary: Notary) -> bytes:
    return extend(timed, "B-LT", notary)


@pytest.fixture(scope="module")
def archived(timed: bytes, notary: Notary) -> bytes:
    return extend(timed, "B-LTA", notary)
