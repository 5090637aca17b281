import re

import pytest

from service.domain.access import Role
from tests.doors import House
from tests.factories import SCHOOL

PAGES = [
    "/",
    "/archive",
    "/templates",
    "/documents/new",
    "/documents/new/pd_consent?sample=1",
    "/sign-in",
]


@pytest.mark.parametrize("path", [*PAGES, "/nothing", "/api/v1/kinds", "/static/grif.css"])
def test_every_answer_tells_the_browser_what_not_to_do(house: House, path: str) -> None:
    house.add_user("head")
    headers = house.sign_in("head").get(path, buffered=True).headers
    policy = headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; style-src 'self'; ")
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["X-Request-Id"]


@pytest.mark.parametrize("path", [*PAGES, "/me", "/users", "/nothing", "/api/v1/kinds"])
def test_no_page_opens_in_a_frame_of_another_site(house: House, path: str) -> None:
    house.add_user("head", SCHOOL, Role.HEAD, Role.ADMINISTRATOR)
    headers = house.sign_in("head").get(path).headers
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    assert headers["X-Frame-Options"] == "DENY"


def test_a_script_runs_only_with_the_word_of_this_very_answer(house: House) -> None:
    browser = house.browser()
    nonces = {
        word
        for _ in range(3)
        for word in re.findall(
            r"script-src 'nonce-([\w-]{22})';",
            browser.get("/sign-in").headers["Content-Security-Policy"],
        )
    }
    assert len(nonces) == 3


@pytest.mark.parametrize("path", [*PAGES, "/nothing"])
def test_no_page_is_kept_by_the_browser(house: House, path: str) -> None:
    house.add_user("head")
    assert house.sign_in("head").get(path).headers["Cache-Control"] == "no-store"


def test_the_style_sheet_is_kept_under_the_name_of_its_content(house: House) -> None:
    browser = house.browser()
    found = re.search(r'href="(/static/grif\.css\?v=[0-9a-f]{12})"', browser.get("/sign-in").text)
    assert found
    assert "max-age=31536000" in browser.get(found[1], buffered=True).headers["Cache-Control"]


@pytest.mark.parametrize("path", PAGES)
def test_pages_hold_nothing_that_the_policy_would_forbid(house: House, path: str) -> None:
    house.add_user("head")
    text = house.sign_in("head").get(path).text
    own = r'<script src="/static/\w+\.js\?v=[0-9a-f]{12}" nonce="[\w-]{22}" defer></script>'
    text = re.sub(own, "", text)
    assert not re.search(r"<script|<style| style=| on[a-z]+=|https?://", text)
    assert '<html lang="ru">' in text
    assert len(re.findall("<h1", text)) == 1
    assert 'class="skip"' in text


def test_pages_for_people_are_refused_in_russian_with_the_number_of_the_request(
    house: House,
) -> None:
    house.add_user("head")
    answer = house.sign_in("head").get("/documents/nothing")
    assert (answer.status_code, answer.mimetype) == (404, "text/html")
    assert "Не найдено" in answer.text
    assert answer.headers["X-Request-Id"] in answer.text
    assert 'href="/"' in answer.text


def test_too_large_a_form_is_refused_in_words(house: House) -> None:
    house.add_user("head")
    form = {"note": "x" * (2 * 1024 * 1024 + 1)}
    answer = house.sign_in("head").post("/documents/new/pd_consent", data=form)
    assert (answer.status_code, "Слишком большой запрос" in answer.text) == (413, True)
