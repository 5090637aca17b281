"""The pages of templates as a browser uses them: upload, publish, read the list."""

import re
from collections.abc import Mapping
from io import BytesIO

from flask.testing import FlaskClient
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse, encode_multipart

from tests.assets.docx_packages import paragraph
from tests.assets.edited_templates import insert_body
from tests.doors import CONSENT, House, hidden

CARD = f"/templates/{CONSENT}"
FILE = "мой шаблон.docx"


def edited(house: House, text: str = "Школьная шапка") -> bytes:
    return insert_body(house.kind().template, paragraph(text))


def upload(
    browser: FlaskClient, docx: bytes, name: str = FILE, path: str = CARD, query: str = ""
) -> TestResponse:
    form = {
        "_csrf": hidden(browser.get("/documents"), "_csrf"),
        "file": FileStorage(BytesIO(docx), name),
    }
    return send(browser, f"{path}/check{query}", form)


def publish(
    browser: FlaskClient, report: TestResponse, note: str = "", path: str = CARD
) -> TestResponse:
    form = {name: hidden(report, name) for name in ("_csrf", "content", "name")}
    return send(browser, f"{path}/publish", {**form, "note": note})


def send(browser: FlaskClient, path: str, form: Mapping[str, object]) -> TestResponse:
    """Send a form as browsers send files; a client that encodes by itself leaves files open."""
    boundary, body = encode_multipart(form)
    return browser.post(path, data=body, content_type=f"multipart/form-data; boundary={boundary}")


def publish_text(house: House, browser: FlaskClient, text: str) -> None:
    assert publish(browser, upload(browser, edited(house, text))).status_code == 303


def rows(page: TestResponse) -> dict[str, str]:
    """Text of the rows of the list by the code of their kind."""
    found = re.findall(r'<a href="/templates/(\w+)[^"]*">(.*?)</tr>', page.text, re.DOTALL)
    return {code: " ".join(re.sub(r"<[^>]+>", " ", text).split()) for code, text in found}
