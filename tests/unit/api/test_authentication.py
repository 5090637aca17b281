from datetime import timedelta

import pytest

from service.domain.access import Scope
from service.domain.accounts import ApiKey
from service.domain.ids import ApiKeyId
from tests.doors import House
from tests.factories import SCHOOL
from tests.fakes import MONDAY

PATH = "/api/v1/documents"


@pytest.mark.parametrize(
    "header",
    [
        None,
        "",
        "Bearer",
        "Bearer ",
        "Basic dTpw",
        "Bearer grif_unknown",
        "Bearer \xff\xfe",
        "grif_x",
    ],
)
def test_without_a_known_key_nothing_is_said(house: House, header: str | None) -> None:
    headers = {} if header is None else {"Authorization": header}
    answer = house.app.test_client().get(PATH, headers=headers)
    assert (answer.status_code, answer.get_json()["code"]) == (401, "unauthenticated")
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")


def test_the_word_bearer_may_be_written_any_way(house: House) -> None:
    headers = {"Authorization": f"bEARER  {house.key()}"}
    assert house.app.test_client().get(PATH, headers=headers).status_code == 200


def test_an_expired_key_is_refused(house: House) -> None:
    secret = house.key()
    with house.services.database.transaction() as tx:
        tx.accounts.add_api_key(
            ApiKey(
                id=ApiKeyId("old"),
                secret_sha256="0" * 64,
                label="",
                scopes=frozenset(Scope),
                organisation_id=SCHOOL,
                municipality_id=None,
                created_at=MONDAY,
                expires_at=MONDAY - timedelta(seconds=1),
            )
        )
    assert secret
    answer = house.app.test_client().get(PATH, headers={"Authorization": "Bearer old"})
    assert answer.status_code == 401


def test_a_cookie_opens_no_door_of_the_api(house: House) -> None:
    house.add_user("head")
    assert house.sign_in("head").get(PATH).status_code == 401


def test_the_key_of_a_program_opens_no_page(house: House) -> None:
    answer = house.program().get("/")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/sign-in")
