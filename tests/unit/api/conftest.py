from pathlib import Path

import pytest

from service.database.database import SqlDatabase
from tests.doors import House, Program, open_house
from tests.own_token import OwnToken, export_token
from tests.signing_house import (
    Authorities,
    SigningHouse,
    found_authorities,
    open_signing_house,
)


@pytest.fixture
def house(tmp_path: Path, memory_database: SqlDatabase) -> House:
    return open_house(tmp_path, memory_database)


@pytest.fixture
def program(house: House) -> Program:
    """A program with a key of the school."""
    return house.program()


@pytest.fixture(scope="session")
def authorities(tmp_path_factory: pytest.TempPathFactory) -> Authorities:
    return found_authorities(tmp_path_factory.mktemp("authorities"))


@pytest.fixture(scope="session")
def tokens(
    authorities: Authorities, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, OwnToken]:
    """Tokens of the head (two kinds), the deputy, and a GOST stranger."""
    folder = tmp_path_factory.mktemp("tokens")
    return {
        "head": export_token(authorities.pki, "head", folder),
        "deputy": export_token(authorities.pki, "deputy", folder),
        "gost-head": authorities.gost.get_token(),
        "gost-stranger": authorities.gost.get_token("deputy"),
    }


@pytest.fixture
def signing(tmp_path: Path, memory_database: SqlDatabase, authorities: Authorities) -> SigningHouse:
    return open_signing_house(tmp_path, memory_database, authorities)
