"""Documents offered to the head: by a value and by a container, with keys of every kind."""

import pytest

from signing.deferred import Mode
from tests.offers import Offer, offer
from tests.own_token import OwnToken
from tests.pki_gost import GostPki

KINDS = ("rsa", "ec", "gost")
MODES: tuple[Mode, ...] = ("attrs", "cms")


@pytest.fixture(params=KINDS)
def token(request: pytest.FixtureRequest, own_tokens: dict[str, OwnToken]) -> OwnToken:
    return own_tokens[request.param]


@pytest.fixture(params=MODES)
def offered(request: pytest.FixtureRequest, pdf: bytes, token: OwnToken) -> Offer:
    return offer(pdf, token, request.param)


@pytest.fixture(scope="module")
def stranger(gost: GostPki) -> OwnToken:
    """Somebody else's token of the same authority."""
    return gost.get_token("deputy")


@pytest.fixture
def by_value(pdf: bytes, own_tokens: dict[str, OwnToken]) -> Offer:
    return offer(pdf, own_tokens["gost"])


@pytest.fixture
def by_container(pdf: bytes, own_tokens: dict[str, OwnToken]) -> Offer:
    return offer(pdf, own_tokens["gost"], "cms")
