"""The right to sign counts on the day of the signature, where the offices are, by every way."""

import shutil
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from flask.testing import FlaskClient

from doc_templates.catalogue import load_catalogue
from service.backstage import SystemClock
from service.database.database import SqlDatabase
from service.domain.access import Role
from service.domain.accounts import Tenant
from service.domain.errors import ForbiddenError
from service.domain.ids import SignerId
from service.domain.signers import Attorney, Candidate, Signer, Term, authorise, find_printed
from service.operations.accounts import NewUser
from tests.doors import ORDER, PASSWORD
from tests.factories import HEADS_TERM, MUNICIPALITY, SCHOOL
from tests.fakes import MONDAY
from tests.link_table import ANNA, Table
from tests.own_token import OwnToken
from tests.pki import HEAD, make_pki
from tests.signing_house import SigningHouse, data_of, refused
from tests.unit.api.test_paper import picture, send
from tests.unit.api.test_signers import HEAD_NAME, TOKEN_OF_THE_HEAD, record
from tests.unit.web.test_signatures import CONFIRMED, agree, sign_in
from worker.keyring import Keyring

OMSK = ZoneInfo("Asia/Omsk")
FIRST, LAST = date(2026, 9, 1), date(2026, 12, 31)
ONE_DAY = timedelta(days=1)
ON_PAPER = {"role": "head", "method": "paper", "signer": HEAD_NAME}


# The rule itself: both ends count.


def ask(term: Term, day: date, earliest: date | None = None) -> str:
    """The code of the refusal; nothing when the person may sign."""
    recorded = [Signer(SignerId("t-1"), SCHOOL, term, "user:1", MONDAY)]
    candidate = Candidate(term.full_name, term.role, day, "", earliest=earliest)
    try:
        authorise(recorded, candidate)
    except ForbiddenError as refusal:
        return refusal.code
    return ""


@pytest.mark.parametrize(
    ("day", "code"),
    [
        (FIRST - ONE_DAY, "authority_expired"),
        (FIRST, ""),
        (LAST, ""),
        (LAST + ONE_DAY, "authority_expired"),
    ],
)
def test_a_term_counts_from_its_first_day_to_its_last(day: date, code: str) -> None:
    assert ask(replace(HEADS_TERM, since=FIRST, until=LAST), day) == code


@pytest.mark.parametrize(("day", "code"), [(LAST, ""), (LAST + ONE_DAY, "attorney_expired")])
def test_a_power_of_attorney_counts_on_its_last_day(day: date, code: str) -> None:
    term = replace(HEADS_TERM, since=FIRST, until=None, attorney=Attorney("1", LAST))

    assert ask(term, day) == code


@pytest.mark.parametrize(
    ("earliest", "code"), [(LAST, ""), (LAST + ONE_DAY, "authority_expired"), (FIRST, "")]
)
def test_a_hand_signature_may_be_of_any_day_since_the_document(earliest: date, code: str) -> None:
    term = replace(HEADS_TERM, since=FIRST, until=LAST)

    assert ask(term, LAST + 30 * ONE_DAY, earliest) == code


def test_the_day_is_the_one_where_the_offices_are() -> None:
    evening = datetime(2026, 12, 31, 18, 30, tzinfo=UTC)

    assert SystemClock("Asia/Omsk").day_of(evening) == LAST + ONE_DAY
    assert SystemClock("Europe/Kaliningrad").day_of(evening) == LAST


# Every way: a minute before the last day is over, and a minute after.


@pytest.fixture
def last_day(signing: SigningHouse) -> date:
    """The last day of the head's term, whose last minute it is."""
    clock = signing.house.clock
    clock.zone = OMSK
    today = clock.today()
    clock.moment = datetime.combine(today, time(23, 59), OMSK).astimezone(UTC)
    record(signing, full_name=HEAD_NAME, since="2020-01-01", until=today.isoformat())
    return today


def pass_midnight(signing: SigningHouse) -> None:
    signing.house.clock.go(timedelta(minutes=2))


@pytest.fixture
def browser(signing: SigningHouse) -> FlaskClient:
    return sign_in(signing, "head", HEAD_NAME)


@pytest.mark.usefixtures("last_day")
def test_a_token_signs_on_the_last_day_and_not_after(
    signing: SigningHouse, tokens: dict[str, OwnToken]
) -> None:
    first, second, third = (
        signing.order(key, TOKEN_OF_THE_HEAD, kind=ORDER) for key in ("key-1", "key-2", "key-3")
    )
    token = tokens["head"]
    taken, late = (signing.ask(one, token).get_json() for one in (first, second))
    assert signing.reply(taken, token.sign(data_of(taken))).status_code == 202

    pass_midnight(signing)

    assert refused(signing.reply(late, token.sign(data_of(late)))) == (403, "authority_expired")
    assert refused(signing.ask(third, token)) == (403, "authority_expired")
    signing.work()  # what came on the last day is put in: it was signed then
    assert [signing.states(one) for one in (first, second)] == [["done"], ["ready"]]


def test_a_token_does_not_sign_before_the_first_day(
    signing: SigningHouse, tokens: dict[str, OwnToken]
) -> None:
    signing.house.clock.zone = OMSK
    today = signing.house.clock.today()
    document_id = signing.order("key-1", TOKEN_OF_THE_HEAD, kind=ORDER)
    record(signing, full_name=HEAD_NAME, since=(today + ONE_DAY).isoformat())
    midnight = datetime.combine(today + ONE_DAY, time(0), OMSK).astimezone(UTC)

    signing.house.clock.moment = midnight - timedelta(minutes=1)
    assert refused(signing.ask(document_id, tokens["head"])) == (403, "authority_expired")
    signing.house.clock.moment = midnight
    assert signing.ask(document_id, tokens["head"]).status_code == 201


@pytest.mark.usefixtures("last_day")
def test_a_successor_whose_term_is_over_at_the_signature_is_refused(
    signing: SigningHouse, tokens: dict[str, OwnToken]
) -> None:
    document_id = signing.order("key-1", {**TOKEN_OF_THE_HEAD, "signer": ANNA}, kind=ORDER)
    path = f"/api/v1/documents/{document_id}/signatures/1/replacement"
    body = {"signer": HEAD_NAME, "ground": "Приказ № 41-лс"}
    assert signing.send("post", path, body).status_code == 200

    pass_midnight(signing)

    assert refused(signing.ask(document_id, tokens["head"])) == (403, "authority_expired")
    assert refused(signing.send("post", path, body)) == (403, "authority_expired")


@pytest.mark.usefixtures("last_day")
def test_a_key_here_does_not_sign_after_the_last_day(
    signing: SigningHouse, browser: FlaskClient
) -> None:
    document_id = signing.order("key-1", CONFIRMED, kind=ORDER)
    assert agree(browser, document_id)[0] == 303

    pass_midnight(signing)
    signing.work()

    shown = signing.show(document_id)
    assert (signing.states(document_id), shown["failure"]["code"]) == (
        ["ready"],
        "authority_expired",
    )


@pytest.mark.usefixtures("last_day")
def test_the_key_of_the_organisation_signs_for_whoever_agreed_while_their_term_lasts(
    signing: SigningHouse, browser: FlaskClient, tmp_path: Path
) -> None:
    give_the_organisation_a_key(signing, tmp_path)
    early, late = (signing.order(key, CONFIRMED, kind=ORDER) for key in ("key-1", "key-2"))
    agree(browser, early)
    signing.work()
    agree(browser, late)

    pass_midnight(signing)
    signing.work()

    assert signing.states(early) == ["done"]
    assert signing.show(early)["signatures"][0]["proof"]["ground"] == "Приказ от 20.11.2026 № 41-лс"
    assert signing.states(late) == ["ready"]
    assert signing.show(late)["failure"]["code"] == "authority_expired"


@pytest.mark.usefixtures("last_day")
def test_the_key_of_the_organisation_needs_the_right_of_the_one_printed_when_nobody_agrees(
    signing: SigningHouse, tmp_path: Path
) -> None:
    give_the_organisation_a_key(signing, tmp_path)
    plan = {"role": "head", "method": "server_key"}
    early = signing.order("key-1", plan, kind=ORDER)
    late = signing.order("key-2", plan, kind=ORDER, is_opened=False)

    pass_midnight(signing)
    signing.render()
    signing.work()

    assert signing.states(early) == ["done"]
    assert signing.show(late)["failure"]["code"] == "authority_expired"


def test_the_key_of_the_organisation_signs_what_an_officer_agreed_to(
    signing: SigningHouse, tmp_path: Path
) -> None:
    give_the_organisation_a_key(signing, tmp_path)
    kind = "municipal_order_responsible"
    document_id = signing.order("key-1", CONFIRMED, kind=kind)
    roles, tenant = frozenset({Role.OFFICER}), Tenant(municipality_id=MUNICIPALITY)
    name = find_printed(load_catalogue().get_kind(kind).sample, "head")
    signing.house.services.accounts.add_user(NewUser("officer", PASSWORD, name, roles, tenant))

    assert agree(signing.house.sign_in("officer"), document_id)[0] == 303
    signing.work()

    assert signing.states(document_id) == ["done"]


def give_the_organisation_a_key(signing: SigningHouse, folder: Path) -> None:
    """A certificate of the organisation, which names no person, in place of the head's."""
    pki = make_pki(folder / "own", replace(HEAD, surname="", given_name=""))
    keys = signing.house.services.settings.keys / SCHOOL
    shutil.copyfile(pki.get_container("head"), keys / "head.p12")
    shutil.copyfile(pki.get_passphrase_file("head"), keys / "head.pass")
    credential = Keyring(keys.parent).get_credential(SCHOOL, "head")
    assert credential.certificate.holder == HEAD.organisation


@pytest.mark.usefixtures("last_day")
def test_nobody_agrees_on_the_signing_day_after_their_last_day(
    signing: SigningHouse, browser: FlaskClient
) -> None:
    document_id = signing.order("key-1", CONFIRMED, kind=ORDER)

    pass_midnight(signing)
    _, place, _ = agree(browser, document_id)

    assert "Полномочия подписывающего в этот день не действуют" in browser.get(place).text
    assert signing.states(document_id) == ["ready"]


def test_a_link_signs_while_the_term_lasts(
    signing: SigningHouse, memory_database: SqlDatabase
) -> None:
    table = Table(signing, memory_database)
    clock = signing.house.clock
    clock.zone = OMSK
    clock.moment = datetime.combine(clock.today(), time(23, 59), OMSK).astimezone(UTC)
    today = clock.today().isoformat()
    record(signing, role="mentor", full_name=ANNA, since=today, until=today)
    code = table.get_code()

    pass_midnight(signing)

    late = table.confirm(code)
    assert (late.status_code, "в этот день не действуют" in late.text) == (403, True)
    assert table.ask().status_code == 403
    assert table.states() == ["ready", "waiting"]
    clock.go(timedelta(minutes=-2))
    assert table.confirm(code).status_code == 200


@pytest.mark.parametrize(("lasts", "status"), [(0, 202), (-1, 403)])
def test_a_hand_signature_needs_a_term_on_or_after_the_day_of_the_document(
    signing: SigningHouse, lasts: int, status: int
) -> None:
    document_id = signing.order("key-1", ON_PAPER, kind=ORDER)
    dated = date.fromisoformat(signing.show(document_id)["date"])
    until = (dated + timedelta(days=lasts)).isoformat()
    record(signing, full_name=HEAD_NAME, since="2020-01-01", until=until)

    answer = send(signing, document_id, picture())

    assert answer.status_code == status
    if status == 403:
        assert refused(answer) == (403, "authority_expired")
        assert signing.states(document_id) == ["ready"]


def test_where_no_terms_are_recorded_nothing_is_asked(signing: SigningHouse) -> None:
    document_id = signing.order("key-1", {**ON_PAPER, "signer": ANNA}, kind=ORDER)

    assert send(signing, document_id, picture()).status_code == 202
