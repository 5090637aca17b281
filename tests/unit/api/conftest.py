from pathlib import Path

import pytest

from service.database.database import SqlDatabase
from tests.doors import House, Program, open_house


@pytest.fixture
def house(tmp_path: Path, memory_database: SqlDatabase) -> House:
    return open_house(tmp_path, memory_database)


@pytest.fixture
def program(house: House) -> Program:
    """A program with a key of the school."""
    return house.program()
