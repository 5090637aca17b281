"""What the doors say to the second wall; what it then shows is tested with the database."""

from service.domain.ids import OrganisationId
from service.domain.reach import NOTHING, Reach, reaching, said_reach
from tests.doors import House
from tests.factories import MUNICIPALITY, SCHOOL
from worker.runtime import in_lane


def test_an_exchange_reaches_nothing_until_somebody_is_known(house: House) -> None:
    with reaching(Reach(SCHOOL)):  # what another exchange left on this thread
        with house.app.test_request_context("/sign-in"):
            house.app.preprocess_request()
            assert said_reach() == NOTHING
        assert said_reach() is None


def test_a_key_reaches_its_tenant_and_no_further(house: House) -> None:
    for organisation_id, reach in ((SCHOOL, Reach(SCHOOL)), (None, Reach(None, MUNICIPALITY))):
        headers = {"Authorization": f"Bearer {house.key(organisation_id)}"}
        with house.app.test_request_context("/api/v1/kinds", headers=headers):
            house.app.preprocess_request()
            assert said_reach() == reach
    assert said_reach() is None


def test_work_for_one_organisation_reaches_no_other() -> None:
    seen: list[tuple[OrganisationId, Reach | None]] = []

    in_lane(lambda name: seen.append((name, said_reach())))(SCHOOL)

    assert seen == [(SCHOOL, Reach(SCHOOL))]
    assert said_reach() is None
