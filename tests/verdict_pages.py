"""Pages that say whether a file is well signed: how they are asked, how they are read."""

import io
import re

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

SITE = "https://grif.example"
PDF = b"%PDF-1.7 not much of it"


def signature(finding: str = "good", verdict: str = "valid") -> dict[str, object]:
    """What a report says about a signature."""
    return {
        "sentence": "Мельник Ольга Сергеевна, 05.09.2025 07:30 UTC (штамп времени). Итог.",
        "verdict": verdict,
        "strength": "unep",
        "simple_evidence": [],
        "field_name": "Head",
        "finding": finding,
        "certificate": {
            "serial_hex": "00DEADBEEF",
            "holder": "Мельник Ольга Сергеевна",
            "common_name": "МКОУ «Образцовская СОШ № 1»",
            "not_before": "2025-02-03T00:00:00+00:00",
            "not_after": "2026-04-29T00:00:00+00:00",
            "issuer": "Учебный УЦ",
            "sha256": "ab" * 32,
        },
        "level": "B-T",
        "signed_at": "2025-09-05T07:30:00+00:00",
        "time_source": "timestamp",
        "covers_whole_file": True,
        "later_modifications": "none",
        "chain_trusted": True,
        "certificate_valid_at_signing": True,
        "revocation": "good",
        "mark_matches": True,
    }


def send(browser: FlaskClient, path: str = "/verify", content: bytes = PDF) -> TestResponse:
    return browser.post(path, data={"file": (io.BytesIO(content), "приказ.pdf")})


def headline(page: TestResponse) -> str:
    """The first sentence of the answer."""
    found = re.search(
        r'class="verdict \w+" role="status"[^>]*>\s*<p>(.*?)</p>', page.text, re.DOTALL
    )
    assert found, page.text
    return " ".join(found[1].split())


def text_of(page: TestResponse) -> str:
    main = page.text.partition("<main")[2]
    return " ".join(re.sub(r"<[^>]*>", " ", main).replace("&nbsp;", " ").split())
