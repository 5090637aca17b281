"""What others try at the door of the provider; beside each attempt stands the one that succeeds."""

import hashlib
import hmac
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from werkzeug.test import TestResponse

from service.database.database import SqlDatabase
from tests.doors import House, hidden
from tests.openid_provider import (
    CLIENT,
    Json,
    Provider,
    describe_key,
    ec_key,
    encode,
    encode_json,
    rsa_key,
    run_provider,
    sign_token,
)
from tests.openid_visits import (
    BEGIN,
    CALLBACK,
    Visit,
    ask_provider,
    linked,
    open_known_house,
    query_of,
    visit,
)

Spoil = Callable[[Provider], None]
_HOUR = timedelta(hours=1)


@pytest.fixture
def provider() -> Iterator[Provider]:
    with run_provider(Provider()) as running:
        yield running


@pytest.fixture
def house(tmp_path: Path, memory_database: SqlDatabase, provider: Provider) -> House:
    opened = open_known_house(tmp_path, memory_database, provider)
    opened.add_user("head")
    linked(opened)
    return opened


def is_refused(answer: TestResponse, said: str) -> bool:
    """Refused in words, on a page with the form of the password, without a session."""
    assert said in answer.text, answer.text
    has_session = any(c.startswith("sid=") for c in answer.headers.getlist("Set-Cookie"))
    return answer.status_code == 422 and 'action="/sign-in"' in answer.text and not has_session


def say(**claims: object) -> Spoil:
    return lambda provider: provider.claims.update(claims)


def say_later(name: str, seconds: int) -> Spoil:
    def spoil(provider: Provider) -> None:
        provider.claims[name] = int(provider.now().timestamp()) + seconds

    return spoil


def head(**header: object) -> Spoil:
    return lambda provider: provider.header.update(header)


def forge(make: Callable[[Json, Json], str]) -> Spoil:
    def spoil(provider: Provider) -> None:
        provider.make_token = make

    return spoil


def without_signature(header: Json, claims: Json) -> str:
    return f"{encode_json({**header, 'alg': 'none'})}.{encode_json(claims)}."


def with_the_public_key_for_a_secret(header: Json, claims: Json) -> str:
    pem = (
        rsa_key()
        .public_key()
        .public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    )
    signed = f"{encode_json({**header, 'alg': 'HS256'})}.{encode_json(claims)}"
    return f"{signed}.{encode(hmac.digest(pem, signed.encode(), hashlib.sha256))}"


def with_another_key(header: Json, claims: Json) -> str:
    return sign_token(header, claims, rsa_key("stranger"))


def with_a_key_of_its_own(header: Json, claims: Json) -> str:
    own = describe_key(rsa_key("stranger"), "k1")
    return sign_token({**header, "jwk": own}, claims, rsa_key("stranger"))


def with_an_unknown_key(header: Json, claims: Json) -> str:
    return sign_token({**header, "kid": "k9"}, claims, rsa_key())


def with_a_key_of_another_sort(header: Json, claims: Json) -> str:
    return sign_token({**header, "alg": "ES256"}, claims, ec_key())


def with_other_claims(header: Json, claims: Json) -> str:
    first, _, last = sign_token(header, claims, rsa_key()).split(".")
    return f"{first}.{encode_json({**claims, 'sub': 'victim'})}.{last}"


FORGED: dict[str, Spoil] = {
    "another nonce": say(nonce="x" * 43),
    "no nonce": say(nonce=None),
    "another audience": say(aud="other"),
    "one more audience": say(aud=[CLIENT, "other"]),
    "no audience": say(aud=[]),
    "another party": say(azp="other"),
    "another issuer": say(iss="http://127.0.0.1:1"),
    "no issuer": say(iss=None),
    "expired": say_later("exp", -61),
    "never expires": say(exp=None),
    "expires in words": say(exp="tomorrow"),
    "issued in the future": say_later("iat", 61),
    "issued before anybody asked": say_later("iat", -61),
    "issued at no time": say(iat=None),
    "not yet good": say_later("nbf", 61),
    "nobody": say(sub=None),
    "an empty subject": say(sub=""),
    "a subject that is no text": say(sub=True),
    "a subject without end": say(sub="a" * 256),
    "alg none": forge(without_signature),
    "HS256 with the public key": forge(with_the_public_key_for_a_secret),
    "the key of a stranger": forge(with_another_key),
    "a key that the token brings along": forge(with_a_key_of_its_own),
    "a key nobody knows": forge(with_an_unknown_key),
    "a key of another sort": forge(with_a_key_of_another_sort),
    "claims changed after signing": forge(with_other_claims),
    "a header that must be understood": head(crit=["must"], must=1),
    "a header without alg": forge(
        lambda _header, claims: f"{encode_json({})}.{encode_json(claims)}.AA"
    ),
    "an alg that is no text": head(alg=["RS256"]),
    "a kid that is no text": head(kid={"k": 1}),
    "a header that is no object": forge(
        lambda _h, claims: f"{encode(b'[]')}.{encode_json(claims)}.AA"
    ),
    "claims that are no object": forge(lambda header, _c: sign_token(header, ["a"], rsa_key())),  # type: ignore[arg-type] # on purpose
    "no token at all": forge(lambda _header, _claims: ""),
    "garbage": forge(lambda _header, _claims: "a.b.c"),
}

TOLERATED: dict[str, Spoil] = {
    "audience in a list": say(aud=[CLIENT]),
    "party named": say(azp=CLIENT),
    "expired a moment ago by our clock": say_later("exp", -59),
    "a clock a little ahead": say_later("iat", 59),
    "a clock a little behind": say_later("iat", -59),
    "a word of their own in the header": head(ver=1),
    "claims nobody needs": say(acr="high", snils="112-233-445 95"),
}


@pytest.mark.parametrize("spoil", FORGED.values(), ids=FORGED)
def test_a_token_that_is_not_for_us_opens_nothing(
    house: House, provider: Provider, spoil: Spoil
) -> None:
    spoil(provider)
    assert is_refused(visit(house).sign_in(), "не прошёл проверку")


@pytest.mark.parametrize("spoil", TOLERATED.values(), ids=TOLERATED)
def test_a_token_that_is_for_us_counts(house: House, provider: Provider, spoil: Spoil) -> None:
    spoil(provider)
    assert visit(house).sign_in().status_code == 303


def test_the_answer_of_another_attempt_is_refused(house: House) -> None:
    guest = visit(house)
    right = ask_provider(guest.leave())
    wrong = right.replace(query_of(right)["state"], "x" * 43)
    assert is_refused(guest.come_back(wrong), "Начните его ещё раз")
    # The attempt is used up by that: nobody guesses twice.
    assert is_refused(guest.come_back(right), "Начните его ещё раз")
    assert guest.sign_in().status_code == 303


def test_an_answer_counts_once(house: House) -> None:
    guest = visit(house)
    back = ask_provider(guest.leave())
    token = guest.browser.get_cookie("openid")
    assert token is not None
    assert guest.come_back(back).status_code == 303
    guest.browser.set_cookie("openid", token.value)
    assert is_refused(guest.come_back(back), "уже использован")


def test_nobody_is_brought_into_the_account_of_an_attacker(house: House) -> None:
    """Login CSRF (RFC 6749 §10.12): the attacker's answer in the victim's browser."""
    attacker, victim = visit(house), visit(house)
    back = ask_provider(attacker.leave())
    assert is_refused(victim.come_back(back), "в другом браузере")
    victim.leave()
    assert is_refused(victim.come_back(back), "в другом браузере")
    assert not victim.is_in()
    assert attacker.come_back(back).status_code == 303


def test_nobody_links_an_attackers_identity_to_the_account_of_a_victim(house: House) -> None:
    house.add_user("victim")
    victim = Visit(house, house.sign_in("victim"))
    for begin in (visit(house).leave, Visit(house, house.sign_in("victim")).leave_to_link):
        assert victim.come_back(ask_provider(begin())).status_code == 422
    assert "Привязан<" not in victim.browser.get("/me").text


def test_a_stolen_code_is_of_no_use_in_another_attempt(house: House) -> None:
    """The verifier belongs to the browser that began (RFC 7636)."""
    victim, thief = visit(house), visit(house)
    stolen = query_of(ask_provider(victim.leave()))["code"]
    own = ask_provider(thief.leave())
    refused = thief.come_back(own.replace(query_of(own)["code"], stolen))
    assert is_refused(refused, "не подтверждает вход")
    assert thief.sign_in().status_code == 303


def test_a_code_that_was_redeemed_is_of_no_use_again(house: House, provider: Provider) -> None:
    guest = visit(house)
    back = ask_provider(guest.leave())
    provider.codes.clear()
    assert is_refused(guest.come_back(back), "не подтверждает вход")
    assert guest.sign_in().status_code == 303


@pytest.mark.parametrize("named", ["http://127.0.0.1:1", ""])
def test_the_answer_of_another_provider_is_refused(
    house: House, provider: Provider, named: str
) -> None:
    """Mix-up (RFC 9207): the code would go to whom it is not from."""
    provider.answer = {"iss": named}
    before = len(provider.forms)
    assert is_refused(visit(house).sign_in(), "не прошёл проверку")
    assert len(provider.forms) == before
    provider.answer = {}
    assert visit(house).sign_in().status_code == 303


def test_a_provider_that_never_names_itself_in_answers_is_believed(
    tmp_path: Path, memory_database: SqlDatabase, provider: Provider
) -> None:
    provider.metadata["authorization_response_iss_parameter_supported"] = False
    provider.answer = {"iss": ""}
    house = open_known_house(tmp_path, memory_database, provider)
    house.add_user("head")
    linked(house)
    provider.answer = {"iss": "http://127.0.0.1:1"}
    assert is_refused(visit(house).sign_in(), "не прошёл проверку")


def test_another_site_cannot_send_anybody_off(house: House) -> None:
    guest = visit(house)
    form = {"_csrf": hidden(guest.browser.get("/sign-in"), "_csrf")}
    elsewhere = {"Sec-Fetch-Site": "cross-site"}
    assert guest.browser.post(BEGIN, data=form, headers=elsewhere).status_code == 403
    assert guest.browser.post(BEGIN).status_code == 403
    assert guest.browser.get(BEGIN).status_code == 405
    assert guest.browser.post(BEGIN, data=form).status_code == 200


@pytest.mark.parametrize("query", ["", "?code=x", "?state=", "?state=x&code=x&iss=x", "?error=x"])
@pytest.mark.parametrize("token", ["", "x", "ключ", "a" * 4000])
def test_a_made_up_answer_opens_nothing(house: House, query: str, token: str) -> None:
    guest = visit(house)
    guest.browser.set_cookie("openid", token)
    assert is_refused(guest.come_back(f"{CALLBACK}{query}"), "Начните его ещё раз")


def test_whoever_asks_without_end_is_told_to_wait(house: House) -> None:
    guest = visit(house)
    answers = [guest.come_back(f"{CALLBACK}?state=x").status_code for _ in range(61)]
    assert (answers[0], answers[-1]) == (422, 429)


def test_behind_https_the_cookie_is_bound_to_the_host(
    tmp_path: Path, memory_database: SqlDatabase, provider: Provider
) -> None:
    house = open_known_house(tmp_path, memory_database, provider, secure_cookies=True)
    browser, base = house.browser(), "https://localhost"
    form = {"_csrf": hidden(browser.get("/sign-in", base_url=base), "_csrf")}
    cookies = browser.post(BEGIN, data=form, base_url=base).headers.getlist("Set-Cookie")
    assert any(c.startswith("__Host-openid=") and "; Secure" in c for c in cookies)


def test_keys_that_nobody_can_use_do_not_stand_in_the_way(house: House, provider: Provider) -> None:
    provider.published = [
        {"kty": "oct", "kid": "k1", "k": "AAAA"},
        {"kty": "EC", "crv": "id-tc26-gost-3410-2012-256-paramSetA", "kid": "k1", "x": "", "y": ""},
        {"kty": "RSA", "kid": "k1", "n": 5, "e": None},
        {**describe_key(rsa_key("stranger"), "k1"), "use": "enc"},
        describe_key(rsa_key(), "k1"),
    ]
    house.clock.go(_HOUR)
    assert visit(house).sign_in().status_code == 303


def test_without_a_name_there_must_be_no_choice_of_keys(house: House, provider: Provider) -> None:
    provider.header = {"alg": "RS256"}
    assert visit(house).sign_in().status_code == 303
    house.clock.go(_HOUR)
    provider.published = [
        describe_key(rsa_key("stranger"), "k1"),
        describe_key(rsa_key(), "k2"),
        describe_key(ec_key(), "k3"),
    ]
    assert is_refused(visit(house).sign_in(), "не прошёл проверку")
