from collections.abc import Iterator
from pathlib import Path

import pytest

from service.database.database import SqlDatabase
from tests.doors import House, Program, open_house
from tests.link_table import Table
from tests.openid_provider import Provider, run_provider
from tests.openid_visits import open_known_house
from tests.signing_house import SigningHouse


@pytest.fixture
def house(tmp_path: Path, memory_database: SqlDatabase) -> House:
    return open_house(tmp_path, memory_database)


@pytest.fixture
def program(house: House) -> Program:
    """A program with a key of the school."""
    return house.program()


@pytest.fixture
def provider() -> Iterator[Provider]:
    """A provider of OpenID Connect."""
    with run_provider(Provider()) as running:
        yield running


@pytest.fixture
def known_house(tmp_path: Path, memory_database: SqlDatabase, provider: Provider) -> House:
    """The application that lets people in by the provider's word, and a head."""
    opened = open_known_house(tmp_path, memory_database, provider)
    opened.add_user("head")
    return opened


@pytest.fixture
def table(signing: SigningHouse, memory_database: SqlDatabase) -> Table:
    return Table(signing, memory_database)
