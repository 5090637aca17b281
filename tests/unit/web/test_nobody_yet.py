"""A municipality that has no organisations yet: its pages say so."""

import pytest
from flask.testing import FlaskClient

from service.domain.access import Role
from service.domain.accounts import Tenant
from service.domain.ids import MunicipalityId
from service.domain.organisations import Municipality
from tests.actors import make_actor
from tests.doors import House

EMPTY = MunicipalityId("m-empty")
MUNICIPAL_KIND = "municipal_order_responsible"


@pytest.fixture
def officer(house: House) -> FlaskClient:
    with house.services.database.transaction() as tx:
        tx.organisations.add_municipality(Municipality(EMPTY, "Новый округ"))
    return make_actor(house, Role.OFFICER, Tenant(municipality_id=EMPTY)).browser()[0]


@pytest.mark.parametrize("path", ["/documents", "/archive"])
def test_lists_are_empty(officer: FlaskClient, path: str) -> None:
    page = officer.get(path)
    assert (page.status_code, "Организаций пока нет" in page.text) == (200, True)
    assert "Новый документ" not in page.text


@pytest.mark.parametrize("path", ["/pack", f"/documents/new/{MUNICIPAL_KIND}"])
def test_what_needs_an_organisation_says_who_adds_them(officer: FlaskClient, path: str) -> None:
    page = officer.get(path)
    assert (page.status_code, "ещё нет организаций" in page.text) == (404, True)


@pytest.mark.parametrize("path", ["/coverage", "/registry", "/signers", "/consents", "/batches"])
def test_other_pages_do_not_fail(officer: FlaskClient, path: str) -> None:
    assert officer.get(path).status_code < 500
