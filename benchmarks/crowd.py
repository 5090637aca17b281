"""People at work in the web application: they sign in, look, and think before they look again."""

import gzip
import random
import re
import threading
import time
from collections import defaultdict
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field
from http.client import HTTPConnection
from http.cookies import SimpleCookie
from urllib.parse import urlencode

_CSRF = re.compile(r'name="_csrf" value="([^"]+)"')
THINKS_SECONDS = 2.0


@dataclass(frozen=True)
class Person:
    """Somebody with a log-in and the pages they look at, by the names they have in the report."""

    login: str
    password: str
    pages: Mapping[str, Sequence[str]]


@dataclass
class Times:
    """How long each page took, seconds until the last byte, and how large it was."""

    seconds: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    sizes: dict[str, int] = field(default_factory=dict)

    def note(self, page: str, seconds: float, size: int) -> None:
        """One more visit."""
        self.seconds[page].append(seconds)
        self.sizes[page] = max(size, self.sizes.get(page, 0))


def let_in(address: str, people: Sequence[Person], seconds: float) -> Times:
    """Let all of them work at once for so long. Raises RuntimeError for a page that is not 200."""
    times, doors = Times(), threading.Barrier(len(people))
    with ThreadPoolExecutor(len(people)) as pool:
        visits = [
            pool.submit(_work, _Visitor(address), one, seconds, times, doors, seed)
            for seed, one in enumerate(people)
        ]
        for visit in visits:
            visit.result()
    return times


def _work(
    visitor: "_Visitor",
    person: Person,
    seconds: float,
    times: Times,
    doors: threading.Barrier,
    seed: int,
) -> None:
    choice = random.Random(seed)  # noqa: S311 -- the same walk every time
    with closing(visitor.connection):
        visitor.sign_in(person)
        doors.wait()
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            time.sleep(choice.expovariate(1 / THINKS_SECONDS))
            page = choice.choice(list(person.pages))
            began = time.perf_counter()
            size = len(visitor.get(choice.choice(person.pages[page])))
            times.note(page, time.perf_counter() - began, size)


class _Visitor:
    """A browser's manners: cookies, forms, where a form comes from."""

    def __init__(self, address: str) -> None:
        self.connection = HTTPConnection(address, timeout=60)
        self._cookies: dict[str, str] = {}

    def sign_in(self, person: Person) -> None:
        """Fill the form of the sign-in page."""
        (token,) = _CSRF.findall(gzip.decompress(self.get("/sign-in")).decode())
        form = {"_csrf": token, "login": person.login, "password": person.password, "next": "/"}
        self._ask("POST", "/sign-in", urlencode(form), wanted=303)

    def get(self, path: str) -> bytes:
        """One page, as it comes over the line; the last connection has ended while they read."""
        self.connection.close()
        return self._ask("GET", path)

    def _ask(self, method: str, path: str, body: str | None = None, *, wanted: int = 200) -> bytes:
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self._cookies.items())}
        headers |= {"Sec-Fetch-Site": "same-origin", "Accept-Encoding": "gzip"}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        self.connection.request(method, path, body, headers)
        answer = self.connection.getresponse()
        content = answer.read()
        for line in answer.headers.get_all("Set-Cookie", []):
            self._cookies |= {name: one.value for name, one in SimpleCookie(line).items()}
        if answer.status != wanted:
            message = f"{method} {path}: {answer.status}"
            raise RuntimeError(message)
        return content
