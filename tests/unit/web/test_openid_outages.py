"""A provider that is away, slow, talkative or somebody else: the password still opens the door."""

import threading
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from pydantic import ValidationError

from service.database.database import SqlDatabase
from service.openid import calls
from service.settings import Settings
from signing.fetching import Limits
from tests.doors import House
from tests.openid_provider import (
    Handler,
    Provider,
    answer_with,
    dawdle_over_the_head,
    rsa_key,
    talk_without_end,
)
from tests.openid_visits import Visit, ask_provider, linked, open_known_house, visit

DISCOVERY = "/.well-known/openid-configuration"


@pytest.fixture
def house(known_house: House) -> House:
    return known_house


@pytest.fixture
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """Half a second in the place of five."""
    monkeypatch.setattr(calls, "_TIMEOUT_SECONDS", 0.5)


def say_nothing(handler: Handler) -> None:
    time.sleep(3)
    handler.close_connection = True


def send_elsewhere(handler: Handler) -> None:
    handler.send_to("http://127.0.0.1:1/")


def say_no_json(handler: Handler) -> None:
    handler.send_response(200)
    handler.send_header("Content-Length", "200000")
    handler.end_headers()
    handler.wfile.write(b"[" * 200_000)


MISBEHAVIOUR: dict[str, Callable[[Handler], None]] = {
    "breaks": answer_with(500),
    "has moved": send_elsewhere,
    "speaks no JSON": say_no_json,
    "talks without end": talk_without_end,
    "is silent": say_nothing,
    "dawdles": dawdle_over_the_head,
}


@pytest.mark.parametrize("place", [DISCOVERY, "/token", "/keys"])
@pytest.mark.parametrize("misbehave", MISBEHAVIOUR.values(), ids=MISBEHAVIOUR)
@pytest.mark.usefixtures("hurried")
def test_whatever_is_wrong_there_is_told_soon_and_the_password_form_stays(
    tmp_path: Path,
    memory_database: SqlDatabase,
    provider: Provider,
    misbehave: Callable[[Handler], None],
    place: str,
) -> None:
    house = open_known_house(tmp_path, memory_database, provider)
    house.add_user("head")
    provider.misbehave[place] = misbehave
    guest, began = visit(house), time.monotonic()

    answer = guest.leave("/pack")
    if place != DISCOVERY:
        answer = guest.come_back(ask_provider(answer))

    assert time.monotonic() - began < 2.5
    assert (answer.status_code, "сейчас не отвечает" in answer.text) == (503, True)
    assert 'name="next" value="/pack"' in answer.text
    assert 'action="/sign-in"' in answer.text
    assert answer.headers["X-Request-Id"] in answer.text
    provider.misbehave.clear()
    linked(house)
    assert guest.sign_in().status_code == 303


def test_nobody_listens_there(
    tmp_path: Path, memory_database: SqlDatabase, provider: Provider
) -> None:
    house = open_known_house(tmp_path, memory_database, provider, oidc_issuer="http://127.0.0.1:1")
    house.add_user("head")
    assert visit(house).leave().status_code == 503
    refused = Visit(house, house.sign_in("head")).leave_to_link()
    assert (refused.status_code, "сейчас не отвечает" in refused.text) == (503, True)


@pytest.mark.parametrize(
    "metadata",
    [
        {"issuer": "http://127.0.0.1:1"},
        {"token_endpoint": "http://localhost:1/token"},
        {"token_endpoint": "http://169.254.169.254/latest"},
        {"jwks_uri": "file:///etc/passwd"},
        {"jwks_uri": None},
        {"authorization_endpoint": "javascript:alert(1)"},
        {"authorization_endpoint": "//evil.example/"},
        {"authorization_endpoint": "http://evil.example\\@127.0.0.1/authorize"},
    ],
)
def test_a_provider_that_leads_elsewhere_is_not_followed(
    house: House, provider: Provider, metadata: dict[str, object]
) -> None:
    provider.metadata = metadata
    assert visit(house).leave().status_code == 503
    provider.metadata = {}
    assert visit(house).leave().status_code == 200


def test_a_wrong_secret_is_our_own_trouble(
    tmp_path: Path, memory_database: SqlDatabase, provider: Provider
) -> None:
    house = open_known_house(tmp_path, memory_database, provider)
    house.add_user("head")
    linked(house)
    secret = house.services.settings.oidc_client_secret_file
    assert secret is not None
    right = secret.read_text("utf-8")
    secret.write_text("wrong\n", encoding="utf-8")
    assert "не подтверждает вход" in visit(house).sign_in().text
    secret.unlink()
    assert visit(house).sign_in().status_code == 503
    secret.write_text(right, encoding="utf-8")
    assert visit(house).sign_in().status_code == 303


def test_what_the_provider_says_of_itself_is_kept_for_an_hour(
    house: House, provider: Provider
) -> None:
    linked(house)
    visit(house).sign_in()
    assert (provider.asked.count(DISCOVERY), provider.asked.count("/keys")) == (1, 1)
    house.clock.go(timedelta(hours=1))
    visit(house).sign_in()
    assert (provider.asked.count(DISCOVERY), provider.asked.count("/keys")) == (2, 2)


def test_a_new_key_is_found_and_a_made_up_one_is_not_asked_for_without_end(
    house: House, provider: Provider
) -> None:
    linked(house)
    house.clock.go(timedelta(minutes=2))
    provider.key, provider.header = rsa_key("new"), {"alg": "RS256", "kid": "k2"}
    assert visit(house).sign_in().status_code == 303
    assert provider.asked.count("/keys") == 2

    provider.header = {"alg": "RS256", "kid": "k3"}
    provider.published = []
    assert [visit(house).sign_in().status_code for _ in range(3)] == [422] * 3
    assert provider.asked.count("/keys") == 2

    provider.published = None
    house.clock.go(timedelta(minutes=2))
    assert visit(house).sign_in().status_code == 303


def test_few_wait_for_a_slow_provider_and_the_others_are_told_at_once(
    provider: Provider,
) -> None:
    line = calls.Line(provider.issuer)
    entered, leave = threading.Semaphore(0), threading.Event()

    def hold(handler: Handler) -> None:
        entered.release()
        leave.wait(4)
        handler.say(200, {})

    provider.misbehave[DISCOVERY] = hold
    address = f"{provider.issuer}{DISCOVERY}"
    waiting = [threading.Thread(target=line.get, args=(address,)) for _ in range(3)]
    for one in waiting:
        one.start()
    assert all(entered.acquire(timeout=4) for _ in waiting)

    with pytest.raises(calls.CallError) as caught:
        line.get(address)

    assert caught.value.cause == "busy"
    leave.set()
    for one in waiting:
        one.join()
    assert line.get(address) == {}


def test_an_answer_takes_five_seconds_at_most() -> None:
    limits = calls.Line("https://id.example")._limits  # noqa: SLF001 -- nothing else shows it
    assert limits == Limits(256 * 1024, 5.0, {"id.example"})


def test_the_log_says_why_under_the_number_that_the_page_shows_and_names_nobody(
    house: House, provider: Provider, capsys: pytest.CaptureFixture[str]
) -> None:
    linked(house)
    provider.claims["aud"] = "other"
    refused = visit(house).sign_in()
    (line,) = [one for one in capsys.readouterr().out.splitlines() if "openid_refused" in one]
    assert refused.headers["X-Request-Id"] in line
    assert "openid_distrusted" in line
    assert "aud" in line
    assert "1000299353" not in line


@pytest.mark.parametrize(
    "settings",
    [
        {"oidc_issuer": "https://id.example"},
        {"oidc_issuer": "http://id.example", "oidc_client_id": "grif"},
        {"oidc_issuer": "http://localhost@id.example", "oidc_client_id": "grif"},
        {"oidc_issuer": "https://user:password@id.example", "oidc_client_id": "grif"},
        {"oidc_issuer": "https://id.example/?a=b", "oidc_client_id": "grif"},
        {"oidc_issuer": "id.example", "oidc_client_id": "grif"},
        {"oidc_scopes": "profile"},
        {"oidc_scopes": ""},
        {"oidc_title": ""},
    ],
)
def test_settings_that_cannot_be_meant_are_refused(settings: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        Settings.model_validate(settings)


def test_settings_that_can_be_meant_are_taken() -> None:
    issuer = "https://id.example:8443/realms/edu"
    scopes = "fullname openid urn:esia:snils"
    said = {"oidc_issuer": issuer, "oidc_client_id": "grif", "oidc_scopes": scopes}
    taken = Settings.model_validate({**said, "oidc_client_secret_file": ""})
    assert (taken.oidc_issuer, taken.oidc_scopes) == (issuer, scopes)
    assert taken.oidc_client_secret_file is None
