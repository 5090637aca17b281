"""What a page weighs on a first visit, with its style sheet and scripts, as it goes over the line.

60 KB are four seconds at 128 kbit/s. Every page for reading is asked for, and every form.
"""

import gzip
import re
from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from service.domain.access import Role
from service.domain.ids import OrganisationId
from tests.doors import ORDER, PASSWORD, House, hidden, open_house
from tests.factories import SCHOOL, make_organisation
from tests.role_matrix import RULES
from tests.things import order_batch

LIMIT = 60 * 1024
MANY = 60
PAGES = sorted(path for method, path in RULES if method == "GET" and "<" not in path)
ASKS = {"Accept-Encoding": "gzip"}
_PARTS = re.compile(rb'(?:href|src)="(/static/[^"]+)"')


@pytest.fixture
def crowded(house: House) -> House:
    """A school with pages of documents and people, in a municipality of sixty more."""
    with house.services.database.transaction() as tx:
        for number in range(MANY):
            tx.organisations.add(make_organisation(OrganisationId(f"school-{number:03}")))
    for number in range(MANY):
        house.register(f"key-{number}")
        order_batch(house, f"token-{number}", SCHOOL)
    house.archive(house.register("order", kind=ORDER))
    house.add_user("head", SCHOOL, Role.HEAD, Role.ADMINISTRATOR)
    house.add_user("officer", None, Role.OFFICER, Role.ADMINISTRATOR)
    return house


def weigh(browser: FlaskClient, path: str) -> int:
    page = browser.get(path, headers=ASKS)
    if page.status_code != 200 or page.mimetype != "text/html":
        return 0
    text = unpack(page)
    parts = {part.decode().replace("&amp;", "&") for part in _PARTS.findall(text)}
    sizes = [len(browser.get(part, headers=ASKS, buffered=True).data) for part in sorted(parts)]
    assert sizes
    return len(page.data) + sum(sizes)


def unpack(answer: TestResponse) -> bytes:
    is_packed = answer.headers.get("Content-Encoding") == "gzip"
    return gzip.decompress(answer.data) if is_packed else answer.data


def all_pages(house: House) -> Iterator[tuple[str, str]]:
    kinds = [f"/documents/new/{kind.code}" for kind in house.services.catalogue.list_kinds()]
    for login in ("head", "officer"):
        yield from ((login, path) for path in PAGES)
    yield from (("head", path + asked) for path in kinds for asked in ("", "?sample=1"))


def test_no_first_visit_takes_more_than_60_kilobytes(crowded: House) -> None:
    browsers = {login: crowded.sign_in(login) for login in ("head", "officer")}
    sizes = {f"{login} {path}": weigh(browsers[login], path) for login, path in all_pages(crowded)}
    assert {page: size for page, size in sizes.items() if size > LIMIT} == {}
    assert sum(size > 0 for size in sizes.values()) > 60


def test_pages_and_empty_forms_are_light_even_where_nothing_is_compressed(house: House) -> None:
    house.add_user("head", SCHOOL, Role.HEAD, Role.ADMINISTRATOR)
    house.add_user("officer", None, Role.OFFICER, Role.ADMINISTRATOR)
    browsers = {login: house.sign_in(login) for login in ("head", "officer")}
    sizes = {
        f"{login} {path}": len(browsers[login].get(path).data)
        for login, path in all_pages(house)
        if "?" not in path  # a sample fills lists that begin empty
    }
    assert {page: size for page, size in sizes.items() if size > LIMIT} == {}


def test_full_lists_are_light_even_where_nothing_is_compressed(crowded: House) -> None:
    """Forms offer everybody of the bank, and the matrix has a row for each of sixty schools."""
    browsers = {login: crowded.sign_in(login) for login in ("head", "officer")}
    lists = [path for path in PAGES if not path.startswith(("/documents/new", "/coverage"))]
    sizes = {
        f"{login} {path}": len(answer.data)
        for login, browser in browsers.items()
        for path in lists
        if (answer := browser.get(path)).mimetype == "text/html"
    }
    assert {page: size for page, size in sizes.items() if size > LIMIT} == {}


def test_the_matrix_of_twenty_schools_is_light_even_where_nothing_is_compressed(
    house: House,
) -> None:
    with house.services.database.transaction() as tx:
        for number in range(18):
            tx.organisations.add(make_organisation(OrganisationId(f"school-{number:03}")))
    house.add_user("officer", None)
    page = house.sign_in("officer").get("/coverage")
    assert page.text.count('<th scope="row">') == 21  # with the line that counts them
    assert len(page.data) <= LIMIT


def test_style_and_scripts_are_packed_and_kept_for_a_year(house: House) -> None:
    browser = house.browser()
    (part,) = {one for one in _PARTS.findall(browser.get("/sign-in").data) if b".css" in one}
    packed = browser.get(part.decode(), headers=ASKS, buffered=True)

    assert (packed.headers["Content-Encoding"], packed.headers["Vary"]) == (
        "gzip",
        "Accept-Encoding",
    )
    assert "max-age=31536000" in packed.headers["Cache-Control"]
    assert gzip.decompress(packed.data) == browser.get(part.decode(), buffered=True).data
    asked = {**ASKS, "If-None-Match": packed.headers["ETag"]}
    assert browser.get(part.decode(), headers=asked, buffered=True).status_code == 304


def test_files_are_never_packed(house: House) -> None:
    house.add_user("head")
    document = house.archive(house.register())
    browser = house.sign_in("head")
    for path in (f"/documents/{document.id}/pdf", f"/documents/{document.id}/docx", "/archive.zip"):
        answer = browser.get(path, headers=ASKS, buffered=True)
        assert answer.status_code == 200
        assert "Content-Encoding" not in answer.headers


@pytest.mark.parametrize(
    ("site", "is_packed"),
    [
        ("same-origin", True),
        ("none", True),
        ("cross-site", False),
        ("same-site", False),
        ("", False),
    ],
)
def test_behind_https_a_page_that_another_site_asked_for_keeps_its_length(
    house: House, site: str, *, is_packed: bool
) -> None:
    database = house.services.database
    safe = open_house(house.services.settings.data_dir, database, secure_cookies=True)
    client = safe.app.test_client()
    headers = {**ASKS, **({"Sec-Fetch-Site": site} if site else {})}
    page = client.get("/sign-in", headers=headers, base_url="https://grif.example")
    assert ("Content-Encoding" in page.headers) is is_packed
    assert {"Accept-Encoding", "Sec-Fetch-Site"} == set(page.vary)


def test_the_token_of_a_form_is_another_on_every_page_and_each_is_good(house: House) -> None:
    house.add_user("head")
    browser = house.sign_in("head")
    tokens = [hidden(browser.get("/me"), "_csrf") for _ in range(3)]
    assert len(set(tokens)) == 3
    assert len({token[:10] for token in tokens}) == 3  # no part of it repeats either
    for token in tokens:
        form = {"_csrf": token, "size": "large", "next": "/"}
        assert browser.post("/me/password", data=form).status_code != 403
    for wrong in ("", "x", "é", tokens[0][:-4], tokens[0][4:] + "AAAA", PASSWORD):
        assert browser.post("/me/password", data={"_csrf": wrong}).status_code == 403
