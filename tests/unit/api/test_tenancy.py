"""Who may see what: every route of the application, the pages included, is on one of these lists.

A new route fails the first test until somebody has said here who may use it; every refusal is
paired with a success, because a suite of refusals alone would also pass on a dead server. Which
role may use a page is said in tests/role_matrix.py.
"""

import re
from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from service.domain.documents import Document
from tests.doors import CONSENT, House, hidden
from tests.factories import FOREIGN_SCHOOL, OTHER_SCHOOL, SCHOOL
from tests.role_matrix import LEVEL, RULES

PUBLIC = {
    ("GET", "/healthz"),
    ("GET", "/readyz"),
    ("GET", "/static/<path:filename>"),
    ("GET", "/api/v1/openapi.json"),
    ("GET", "/view"),
    ("POST", "/view"),
    ("GET", "/sign-in"),
    ("POST", "/sign-in"),
    ("POST", "/sign-in/openid"),
    ("GET", "/sign-in/openid/callback"),
    ("GET", "/sign-in/code"),
    ("POST", "/sign-in/code"),
    ("GET", "/password/forgotten"),
    ("POST", "/password/forgotten"),
    ("GET", "/password/new/<token>"),
    ("POST", "/password/new/<token>"),
    ("GET", "/invitation/<token>"),
    ("POST", "/invitation/<token>"),
    ("POST", "/invitation/<token>/openid"),
    ("POST", "/api/v1/verify"),
    ("GET", "/verify"),
    ("POST", "/verify"),
    ("GET", "/check/<id:token>"),
    ("POST", "/check/<id:token>"),
    ("GET", "/sign/<token>"),
    ("GET", "/sign/<token>/document.pdf"),
    ("GET", "/sign/<token>/pages/<int:number>.png"),
    ("POST", "/sign/<token>/code"),
    ("POST", "/sign/<token>/confirm"),
    ("GET", "/sign/<token>/decline"),
    ("POST", "/sign/<token>/decline"),
}
OWN_DOCUMENT_BY_KEY = {
    ("GET", "/api/v1/documents/<id:document_id>"),
    ("GET", "/api/v1/documents/<id:document_id>/pdf"),
    ("GET", "/api/v1/documents/<id:document_id>/docx"),
    ("POST", "/api/v1/documents/<id:document_id>/retry"),
    ("POST", "/api/v1/documents/<id:document_id>/cancel"),
}
ANYTHING_BY_KEY = {
    ("GET", "/api/v1/documents"),
    ("POST", "/api/v1/documents"),
    ("GET", "/api/v1/archive"),
    ("GET", "/api/v1/kinds"),
    ("GET", "/api/v1/kinds/<code:kind>"),
    ("GET", "/api/v1/name-forms"),
    ("POST", "/api/v1/name-forms/suggestion"),
    ("PUT", "/api/v1/name-forms"),
    ("GET", "/api/v1/templates"),
    ("GET", "/api/v1/templates/<code:kind>/docx"),
    ("GET", "/api/v1/templates/<code:kind>/diff"),
    ("POST", "/api/v1/templates/<code:kind>/diff"),
    ("POST", "/api/v1/templates/<code:kind>/lint"),
    ("POST", "/api/v1/templates/<code:kind>"),
    ("POST", "/api/v1/templates/<code:kind>/withdraw"),
}
# Who may use these is said where they are tested: test_packs.py of the API and of the pages.
OWN_WARNING_BY_KEY = {
    ("POST", "/api/v1/documents/<id:document_id>/warnings/<code>/acceptance"),
}
# And these: in test_signers.py and test_companions.py of the API.
OWN_SIGNATURE_BY_KEY = {
    ("POST", "/api/v1/documents/<id:document_id>/signature-tickets"),
    ("GET", "/api/v1/signature-tickets/<id:ticket_id>"),
    ("PUT", "/api/v1/signature-tickets/<id:ticket_id>"),
    ("POST", "/api/v1/documents/<id:document_id>/signatures/<int:step>/decline"),
    ("POST", "/api/v1/documents/<id:document_id>/signatures/<int:step>/replacement"),
    ("POST", "/api/v1/documents/<id:document_id>/signatures/<int:step>/reminder"),
    ("GET", "/api/v1/signers"),
    ("POST", "/api/v1/signers"),
    ("POST", "/api/v1/signers/<id:signer_id>/end"),
    ("POST", "/api/v1/documents/<id:document_id>/signatures/<int:step>/link"),
    ("POST", "/api/v1/documents/<id:document_id>/signatures/<int:step>/scan"),
    ("GET", "/api/v1/documents/<id:document_id>/files"),
    ("GET", "/api/v1/documents/<id:document_id>/files/<int:number>"),
    ("POST", "/api/v1/documents/<id:document_id>/detached-signatures"),
    ("POST", "/api/v1/documents/<id:document_id>/detached-signatures/own"),
    ("GET", "/api/v1/documents/<id:document_id>/acquaintance"),
    ("POST", "/api/v1/documents/<id:document_id>/acquaintance/links"),
    ("POST", "/api/v1/documents/<id:document_id>/acquaintance/paper"),
}
# And these: in test_batches.py of the API.
OWN_BATCH_BY_KEY = {
    ("POST", "/api/v1/batches"),
    ("GET", "/api/v1/batches/<id:batch_id>"),
    ("POST", "/api/v1/batches/<id:batch_id>/run"),
}
# And these: in test_webhooks.py of the API.
OWN_WEBHOOK_BY_KEY = {
    ("GET", "/api/v1/webhooks"),
    ("POST", "/api/v1/webhooks"),
    ("DELETE", "/api/v1/webhooks/<id:webhook_id>"),
}
OWN_ORGANISATION_BY_KEY = {("GET", "/api/v1/packs/<id:organization_id>")}
OWN_DOCUMENT_BY_SESSION = {
    ("GET", "/documents/<id:document_id>"),
    ("GET", "/documents/<id:document_id>/pdf"),
    ("GET", "/documents/<id:document_id>/docx"),
    ("GET", "/documents/<id:document_id>/pages/<int:number>.png"),
    ("POST", "/documents/<id:document_id>/retry"),
    ("GET", "/documents/<id:document_id>/sign"),
    ("GET", "/documents/<id:document_id>/cancel"),
    ("POST", "/documents/<id:document_id>/cancel"),
}
BY_KEY = (
    OWN_DOCUMENT_BY_KEY
    | OWN_WARNING_BY_KEY
    | OWN_SIGNATURE_BY_KEY
    | OWN_BATCH_BY_KEY
    | OWN_WEBHOOK_BY_KEY
    | OWN_ORGANISATION_BY_KEY
    | ANYTHING_BY_KEY
)
BY_SESSION = set(RULES)
EVERY_ID = pytest.mark.parametrize("route", sorted(OWN_DOCUMENT_BY_KEY), ids=str)
EVERY_PAGE_OF_ONE = pytest.mark.parametrize("route", sorted(OWN_DOCUMENT_BY_SESSION), ids=str)

Route = tuple[str, str]


def _routes(house: House) -> Iterator[Route]:
    for rule in house.app.url_map.iter_rules():
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}:
            yield method, rule.rule


def _path(route: Route, document: Document | None = None) -> str:
    document_id = document.id if document else "019aa0b5-5f6e-7cc1-9a33-6f0f4f9f5d10"
    path = route[1].replace("<id:document_id>", document_id).replace("<code>", "V16")
    path = path.replace("<id:organization_id>", SCHOOL).replace(LEVEL, "organization")
    for name in ("<id:ticket_id>", "<id:signer_id>"):
        path = path.replace(name, "019aa0b5-5f6e-7cc1-9a33-6f0f4f9f5d11")
    for name in ("<int:step>", "<int:place>"):
        path = path.replace(name, "1")
    path = re.sub(r"<id:\w+>", "nobody", path)
    return path.replace("<code:kind>", CONSENT).replace("<int:number>", "1")


def _call(client: FlaskClient, route: Route, document: Document | None, key: str) -> TestResponse:
    headers = {"Authorization": f"Bearer {key}"} if key else {}
    return client.open(_path(route, document), method=route[0], headers=headers)


def _visit(browser: FlaskClient, route: Route, document: Document) -> TestResponse:
    form = None
    if route[0] == "POST":
        form = {"_csrf": hidden(browser.get("/"), "_csrf"), "reason": "Ошибка в дате."}
    return browser.open(_path(route, document), method=route[0], data=form)


def test_every_route_is_on_exactly_one_list(house: House) -> None:
    lists = [PUBLIC, BY_KEY, BY_SESSION]
    assert set(_routes(house)) == set().union(*lists)
    assert sum(map(len, lists)) == len(set().union(*lists))


@pytest.mark.parametrize("route", sorted(BY_KEY), ids=str)
def test_without_a_key_no_route_of_the_api_answers(house: House, route: Route) -> None:
    answer = _call(house.app.test_client(), route, None, key="")
    assert (answer.status_code, answer.get_json()["code"]) == (401, "unauthenticated")


@pytest.mark.parametrize("route", sorted(BY_SESSION), ids=str)
def test_without_a_session_no_page_opens(house: House, route: Route) -> None:
    answer = house.browser().open(_path(route), method=route[0])
    if route[0] == "GET":
        assert answer.status_code == 302
        assert answer.headers["Location"].startswith("/sign-in")
    else:
        assert answer.status_code == 401


@EVERY_ID
def test_another_organisations_key_finds_nothing(house: House, route: Route) -> None:
    document = house.archive(house.register())
    for stranger in (house.key(OTHER_SCHOOL), house.key(FOREIGN_SCHOOL)):
        answer = _call(house.app.test_client(), route, document, stranger)
        assert (answer.status_code, answer.get_json()["code"]) == (404, "not_found")
    own = _call(house.app.test_client(), route, document, house.key(SCHOOL))
    assert own.status_code in {200, 409}


@EVERY_PAGE_OF_ONE
def test_another_organisations_person_finds_nothing(house: House, route: Route) -> None:
    document = house.archive(house.register())
    house.add_user("own")
    house.add_user("other", OTHER_SCHOOL)
    house.add_user("foreign", FOREIGN_SCHOOL)

    for login in ("other", "foreign"):
        assert _visit(house.sign_in(login), route, document).status_code == 404
    assert _visit(house.sign_in("own"), route, document).status_code in {200, 303, 409, 503}


def test_a_document_that_is_not_there_looks_like_somebody_elses(house: House) -> None:
    document = house.register(organisation_id=OTHER_SCHOOL)
    program = house.program()
    missing, foreign = (
        program.get(f"/api/v1/documents/{name}").get_json() for name in ("nothing", document.id)
    )
    assert {**missing, "instance": ""} == {**foreign, "instance": ""}
