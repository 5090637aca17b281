"""A house with an address of its own, and a verifier that says what it is told."""

from pathlib import Path

import pytest
from flask.testing import FlaskClient

from service.database.database import SqlDatabase
from tests.doors import House, open_house
from tests.fakes import FakeVerifier, MemoryStore
from tests.verdict_pages import SITE


@pytest.fixture
def verifier() -> FakeVerifier:
    return FakeVerifier()


@pytest.fixture
def blobs() -> MemoryStore:
    return MemoryStore()


@pytest.fixture
def house(
    tmp_path: Path, memory_database: SqlDatabase, verifier: FakeVerifier, blobs: MemoryStore
) -> House:
    return open_house(tmp_path, memory_database, blobs=blobs, verifier=verifier, public_url=SITE)


@pytest.fixture
def browser(house: House) -> FlaskClient:
    return house.browser()
