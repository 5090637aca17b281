"""Who publishes templates: the head of the school, the officer of the municipality."""

import pytest
from flask.testing import FlaskClient

from tests.doors import House


@pytest.fixture
def head(house: House) -> FlaskClient:
    house.add_user("head")
    return house.sign_in("head")


@pytest.fixture
def officer(house: House) -> FlaskClient:
    house.add_user("officer", None)
    return house.sign_in("officer")
