"""The page of who may sign: terms begin, end and pass on, and keys show what is public of them."""

from collections.abc import Iterable
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from service.domain.access import Role
from service.domain.keys import Certificate, KeyReport
from tests.doors import House, hidden
from tests.factories import CLERK, FOREIGN_SCHOOL, HEADS_TERM, SCHOOL
from tests.fakes import MONDAY

SAID = {
    "organisation": SCHOOL,
    "role": "head",
    "full_name": "Мельник Ольга Сергеевна",
    "gender": "f",
    "position": "директор",
    "ground": "устав",
    "since": "2023-08-15",
}


@pytest.fixture
def admin(house: House) -> FlaskClient:
    house.add_user("admin", None, Role.ADMINISTRATOR)
    return house.sign_in("admin")


def send(client: FlaskClient, path: str, **form: str) -> TestResponse:
    token = hidden(client.get("/me"), "_csrf")
    return client.post(path, data={"_csrf": token, **form})


def put_keys(house: House, keys: Iterable[KeyReport]) -> None:
    with house.services.database.transaction() as tx:
        tx.key_reports.put(SCHOOL, keys)


def key(days: int, *, starts: int = -300) -> KeyReport:
    """A key whose certificate lasts that many days from today."""
    certificate = Certificate(
        "Мельник Ольга Сергеевна",
        "Учебный центр",
        "01",
        MONDAY + timedelta(days=starts),
        MONDAY + timedelta(days=days),
    )
    return KeyReport(SCHOOL, "head", certificate, None, MONDAY)


def test_a_term_is_written_down_and_seen(house: House, admin: FlaskClient) -> None:
    made = send(admin, "/signers/new", **SAID)

    assert made.headers["Location"] == f"/signers?organisation={SCHOOL}&done=appointed"
    page = admin.get(made.headers["Location"]).text
    assert "Мельник Ольга Сергеевна" in page
    assert "с 15.08.2023" in page
    assert '<span class="badge good">действует</span>' in page
    assert house.services.signers.list_signers(CLERK, SCHOOL)[0].term.ground == "устав"


def test_every_wrong_box_is_named_and_nothing_is_lost(admin: FlaskClient) -> None:
    form = {**SAID, "since": "вчера", "gender": "", "attorney/number": "5f0c", "position": ""}

    answer = send(admin, "/signers/new", **form)

    assert answer.status_code == 422
    for box in ("since", "gender", "position", "attorney/until"):
        assert f'<a href="#{box}">' in answer.text
        assert f'id="{box}"' in answer.text
    assert "Должность: заполните это поле." in answer.text
    for typed in ("Мельник Ольга Сергеевна", "устав", "5f0c"):
        assert typed in answer.text


def test_the_attorney_stands_beside_its_owner(admin: FlaskClient) -> None:
    form = {**SAID, "attorney/number": "5f0c1a9e", "attorney/until": "2026-01-31"}

    page = admin.get(send(admin, "/signers/new", **form).headers["Location"]).text

    assert "МЧД 5f0c1a9e до 31.01.2026" in page
    assert '<span class="badge bad">доверенность вышла</span>' in page


def test_a_successor_is_written_down_in_one_step(house: House, admin: FlaskClient) -> None:
    head = house.services.signers.appoint(CLERK, SCHOOL, HEADS_TERM)
    path = f"/signers/{head.id}/replace"
    assert "Вместо: Мельник Ольга Сергеевна" in admin.get(path).text
    form = {**SAID, "full_name": "Скляр Лев Кузьмич", "gender": "m"}

    early = send(admin, path, **form)
    assert early.status_code == 422
    assert '<a href="#since">' in early.text
    done = send(admin, path, **{**form, "since": "2026-11-01"})

    page = admin.get(done.headers["Location"]).text
    assert "Прежние сроки: 1" in page
    assert "по 31.10.2026" in page


def test_a_term_ends_on_a_day_that_is_said(house: House, admin: FlaskClient) -> None:
    head = house.services.signers.appoint(CLERK, SCHOOL, HEADS_TERM)
    path = f"/signers/{head.id}/end"
    assert 'value="23.11.2026"' in admin.get(path).text

    assert send(admin, path, until="").status_code == 422
    assert send(admin, path, until="2001-01-01").status_code == 422
    assert send(admin, path, until="2026-12-31").status_code == 303

    assert "по 31.12.2026" in admin.get("/signers").text


def test_another_municipality_is_not_there(admin: FlaskClient) -> None:
    assert admin.get(f"/signers?organisation={FOREIGN_SCHOOL}").status_code == 404
    assert (
        send(admin, "/signers/new", **{**SAID, "organisation": FOREIGN_SCHOOL}).status_code == 404
    )


@pytest.mark.parametrize(
    ("report", "seen"),
    [
        (key(200), ["годен", "осталось 200"]),
        (key(31), ["годен", "остался 31"]),
        (key(29), ["скоро кончится", "осталось 29"]),
        (key(0), ["скоро кончится", "осталось 0"]),
        (key(-1), ["срок вышел", "истёк"]),
        (key(300, starts=1), ["срок ещё не начался"]),
        (KeyReport(SCHOOL, "head", None, "credential_unreadable", MONDAY), ["не открывается"]),
    ],
)
def test_a_key_shows_how_long_it_lasts(
    house: House, admin: FlaskClient, report: KeyReport, seen: list[str]
) -> None:
    assert "Ключей на сервере нет" in admin.get("/signers").text
    put_keys(house, [report])

    page = admin.get("/signers").text

    assert [words for words in seen if words not in page] == []
    assert ("Учебный центр" in page) == (report.certificate is not None)


def test_a_curator_reads_and_changes_nothing(house: House) -> None:
    house.services.signers.appoint(CLERK, SCHOOL, HEADS_TERM)
    house.add_user("curator", SCHOOL, Role.CURATOR)
    curator = house.sign_in("curator")

    page = curator.get("/signers").text

    assert "Мельник Ольга Сергеевна" in page
    assert "/replace" not in page
    assert "/signers/new" not in page


def test_a_head_finds_the_page_without_being_an_administrator(house: House) -> None:
    house.add_user("head")
    page = house.sign_in("head").get("/signers").text

    assert '<a href="/signers" aria-current="page">Подписывающие</a>' in page
    assert 'href="/users"' not in page
