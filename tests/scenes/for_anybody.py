"""Pages for people who are not signed in: a way in, a link, an invitation, a verdict, a refusal."""

import re
from datetime import timedelta
from http import HTTPStatus

import pyotp

from service.domain.accounts import SecondFactor
from service.domain.documents import Document
from service.domain.errors import CannotVerifyError
from tests.doors import ORDER, PASSWORD
from tests.openid_provider import Provider, run_provider
from tests.openid_visits import open_known_house
from tests.scenes.stage import ANNA, ANNAS, Shown, Stage, file, follow, post, send, visit
from tests.verdict_pages import PDF, signature

_LINK = r"/sign/[\w-]{43}"
_NEVER = "a" * 43
_SIMPLE = {"role": "mentor", "method": "simple", "signer": ANNA, "email": ANNAS}
_SEAL = {"role": "seal", "method": "server_key", "turn": 2}
_SEALED = {"role": "seal", "method": "server_key"}


def link(stage: Stage) -> Shown:
    stage.order(_SIMPLE, _SEAL)
    stage.signing.house.services.links.send_due()
    return visit(stage.signing.house, stage.letter(_LINK))


def _own(shown: Shown) -> str:
    return shown[1].request.path


def link_with_a_code_sent(stage: Stage) -> Shown:
    first = link(stage)
    return send(first, f"{_own(first)}/code", agreed="yes")


def link_without_agreeing(stage: Stage) -> Shown:
    first = link(stage)
    return send(first, f"{_own(first)}/code")


def link_with_a_wrong_code(stage: Stage) -> Shown:
    first = link(stage)
    asked = send(first, f"{_own(first)}/code", agreed="yes")
    return send(asked, f"{_own(first)}/confirm", code="нет")


def link_done(stage: Stage) -> Shown:
    first = link(stage)
    asked = send(first, f"{_own(first)}/code", agreed="yes")
    return send(asked, f"{_own(first)}/confirm", code=stage.letter(r"\b\d{6}\b"))


def link_decline(stage: Stage) -> Shown:
    browser, page = link(stage)
    return browser, browser.get(f"{page.request.path}/decline")


def link_decline_without_a_reason(stage: Stage) -> Shown:
    asked = link_decline(stage)
    return send(asked, _own(asked), reason="")


def link_declined(stage: Stage) -> Shown:
    asked = link_decline(stage)
    return send(asked, _own(asked), reason="Период указан неверно.")


def link_expired(stage: Stage) -> Shown:
    browser, page = link(stage)
    stage.signing.house.clock.go(timedelta(days=400))
    return browser, browser.get(page.request.path)


def link_to_read(stage: Stage) -> Shown:
    document_id = stage.signing.order("key-1", _SEALED, kind=ORDER)
    path = f"/api/v1/documents/{document_id}/acquaintance"
    listed = stage.signing.program.get(path).get_json()["items"]
    body = {"person": listed[0]["person"], "email": ANNAS}
    assert stage.signing.send("post", f"{path}/links", body).status_code == 202
    return visit(stage.signing.house, stage.letter(_LINK))


def link_read(stage: Stage) -> Shown:
    first = link_to_read(stage)
    asked = send(first, f"{_own(first)}/code", agreed="yes")
    return send(asked, f"{_own(first)}/confirm", code=stage.letter(r"\b\d{6}\b"))


def sign_in(stage: Stage) -> Shown:
    return visit(stage.house, "/sign-in?next=/pack")


def sign_in_refused(stage: Stage) -> Shown:
    return send(sign_in(stage), "/sign-in", login="melnik", password="неверный")


def sign_in_code(stage: Stage) -> Shown:
    stage.house.add_user("melnik")
    factor = SecondFactor(pyotp.random_base32(), is_confirmed=True)
    with stage.database.transaction() as tx:
        user = tx.accounts.find_user("melnik")
        assert user is not None
        tx.accounts.set_second_factor(user.id, factor)
    return follow(send(sign_in(stage), "/sign-in", login="melnik", password=PASSWORD))


def sign_in_code_refused(stage: Stage) -> Shown:
    return send(sign_in_code(stage), "/sign-in/code", code="000000")


def password_forgotten(stage: Stage) -> Shown:
    return visit(stage.house, "/password/forgotten")


def password_asked_for(stage: Stage) -> Shown:
    return send(password_forgotten(stage), "/password/forgotten", login="melnik")


def password_new(stage: Stage) -> Shown:
    stage.house.add_user("melnik")
    password_asked_for(stage)
    return visit(stage.house, stage.letter(r"/password/new/[\w-]{43}"))


def password_new_too_short(stage: Stage) -> Shown:
    asked = password_new(stage)
    return send(asked, _own(asked), password="короткий")


def password_used(stage: Stage) -> Shown:
    return visit(stage.house, f"/password/new/{_NEVER}")


def invited(stage: Stage) -> Shown:
    form = {"name": "Краснов Борис Петрович", "email": ANNAS, "role": "clerk"}
    return stage.head.ask("POST", "/users/invite", form)


def invitation(stage: Stage) -> Shown:
    _, page = invited(stage)
    found = re.search(r"/invitation/[\w-]{43}", page.text)
    assert found
    return visit(stage.house, found[0])


def invitation_with_a_login_taken(stage: Stage) -> Shown:
    shown = invitation(stage)
    return send(shown, _own(shown), login="melnik", password="скрепка батарея зонт")


def invitation_used(stage: Stage) -> Shown:
    return visit(stage.house, f"/invitation/{_NEVER}")


def verify(stage: Stage) -> Shown:
    return visit(stage.house, "/verify")


def _judge(stage: Stage, verdict: str, *signatures: dict[str, object]) -> Shown:
    stage.verifier.verdict, stage.verifier.signatures = verdict, list(signatures)
    return post(verify(stage), "/verify", file=file("приказ.pdf", PDF))


def verified(stage: Stage) -> Shown:
    return _judge(stage, "valid", signature(), {**signature(), "level": "B-LTA"})


def verified_invalid(stage: Stage) -> Shown:
    return _judge(stage, "invalid", signature("altered", "invalid"))


def verified_unsigned(stage: Stage) -> Shown:
    return _judge(stage, "unsigned")


def verified_without_a_file(stage: Stage) -> Shown:
    return post(verify(stage), "/verify")


def verifier_is_busy(stage: Stage) -> Shown:
    stage.verifier.refusal = CannotVerifyError("Сейчас проверяют другие. Повторите через минуту.")
    return post(verify(stage), "/verify", file=file("приказ.pdf", PDF))


def _issued(stage: Stage) -> Document:
    return stage.house.archive(stage.house.register(kind=ORDER, sign=True))


def check(stage: Stage) -> Shown:
    document = _issued(stage)
    assert document.check_page is not None
    stage.verifier.verdict, stage.verifier.signatures = "valid", [signature()]
    return visit(stage.house, f"/check/{document.check_page.token}")


def check_of_a_file(stage: Stage) -> Shown:
    shown = check(stage)
    return post(shown, _own(shown), file=file("приказ.pdf", PDF))


def check_of_nothing(stage: Stage) -> Shown:
    return visit(stage.house, f"/check/{_NEVER[:32]}")


def view(stage: Stage) -> Shown:
    return visit(stage.house, "/view")


def nothing_here(stage: Stage) -> Shown:
    return visit(stage.house, "/nothing")


def wrong_method(stage: Stage) -> Shown:
    browser = stage.house.browser()
    return browser, browser.delete("/verify")


def form_of_another_site(stage: Stage) -> Shown:
    browser = stage.house.browser()
    return browser, browser.post("/sign-in", data={"login": "melnik"})


def too_many_visits(stage: Stage) -> Shown:
    browser, path = stage.house.browser(), f"/check/{_NEVER[:32]}"
    answer = browser.get(path)
    while answer.status_code == HTTPStatus.NOT_FOUND:
        answer = browser.get(path)
    return browser, answer


def broken(stage: Stage) -> Shown:
    stage.house.app.config["PROPAGATE_EXCEPTIONS"] = False
    stage.verifier.refusal = RuntimeError("a mistake of ours")  # type: ignore[assignment]
    return post(verify(stage), "/verify", file=file("приказ.pdf", PDF))


def leaving_for_the_provider(stage: Stage) -> Shown:
    with run_provider(Provider()) as provider:
        house = open_known_house(stage.folder, stage.database, provider)
        browser = house.browser()
        return send((browser, browser.get("/sign-in")), "/sign-in/openid", next="/")
