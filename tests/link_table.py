"""A document that somebody signs by a link, and the letters on the way to them."""

import re
from datetime import timedelta

from werkzeug.test import TestResponse

from service.database.database import SqlDatabase
from service.web.forgery import mask
from tests.doors import hidden
from tests.mail import take_letters
from tests.signing_house import SigningHouse

ANNA = "Иванова Анна Петровна"
MENTOR = {"role": "mentor", "method": "simple", "signer": ANNA, "email": "anna@school.example"}
SEAL = {"role": "seal", "method": "server_key", "turn": 2}
LINK = re.compile(r"/sign/[\w-]{43}")
HEADLINE = "Подписать документ"


class Table:
    """A document that Anna signs by a link, and the letters on their way to her."""

    def __init__(self, signing: SigningHouse, database: SqlDatabase) -> None:
        self.signing = signing
        self.database = database
        self.browser = signing.house.browser()
        self.document_id = self.order("key-1")
        self.link = self.take_link()

    def order(self, key: str, *, email: str = "anna@school.example") -> str:
        document_id = self.signing.order(key, {**MENTOR, "email": email}, SEAL)
        assert self.signing.house.services.links.send_due() == 1
        return document_id

    def take_link(self) -> str:
        (letter,) = take_letters(self.database)
        found = LINK.search(letter.text)
        assert found, letter.text
        return found[0]

    def ask(self, link: str = "", *, agreed: str = "yes") -> TestResponse:
        return self.post(f"{link or self.link}/code", link or self.link, agreed=agreed)

    def get_code(self) -> str:
        assert self.ask().status_code == 200
        (letter,) = take_letters(self.database)
        found = re.search(r"\b\d{6}\b", letter.text)
        assert found
        return found[0]

    def confirm(self, code: str, link: str = "") -> TestResponse:
        return self.post(f"{link or self.link}/confirm", link or self.link, code=code)

    def post(self, path: str, page: str, **boxes: str) -> TestResponse:
        shown = self.browser.get(page)
        token = hidden(shown, "_csrf") if "_csrf" in shown.text else self.known_token()
        return self.browser.post(path, data={"_csrf": token, **boxes})

    def known_token(self) -> str:
        cookie = self.browser.get_cookie("before")
        return mask(cookie.value) if cookie else ""

    def states(self) -> list[str]:
        return self.signing.states(self.document_id)

    def wait(self, step: timedelta) -> None:
        self.signing.house.clock.go(step)


def other(code: str) -> str:
    return f"{(int(code) + 1) % 10**6:06d}"
