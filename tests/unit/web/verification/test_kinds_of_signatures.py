"""The pages say which kind of signature a document bears, and what is not judged about it."""

import pytest
from flask.testing import FlaskClient

from signing.strength import ACCREDITATION
from tests.fakes import FakeVerifier
from tests.verdict_pages import send, signature, text_of

QUALIFIED = "усиленная квалифицированная (по сертификату)"


@pytest.mark.parametrize(
    ("said", "expected", "notes"),
    [
        ({"strength": "ukep"}, f"Вид подписи: {QUALIFIED}.", 1),
        ({"strength": "unep"}, "Вид подписи: усиленная неквалифицированная.", 0),
        (
            {"strength": "ukep", "chain_trusted": False},
            "называет себя квалифицированным, но его издателю здесь не доверяют.",
            1,
        ),
        (
            {"strength": "ukep", "simple_evidence": ["evidence-1.json"]},
            f"{QUALIFIED}; охватывает вложенные подтверждения простых электронных подписей",
            1,
        ),
        ({"strength": None, "certificate": None}, "Подпись № 1", 0),
    ],
)
def test_the_verdict_names_the_kind_of_each_signature(
    browser: FlaskClient,
    verifier: FakeVerifier,
    said: dict[str, object],
    expected: str,
    notes: int,
) -> None:
    verifier.verdict, verifier.signatures = "valid", [{**signature(), **said}]
    text = text_of(send(browser))

    assert expected in text
    assert text.count(ACCREDITATION) == notes
    assert ("Вид подписи" in text) is (said["strength"] is not None)


def test_that_accreditation_is_not_judged_is_said_once(
    browser: FlaskClient, verifier: FakeVerifier
) -> None:
    one = {**signature(), "strength": "ukep"}
    verifier.verdict, verifier.signatures = "valid", [one, one]
    text = text_of(send(browser))

    assert (text.count(QUALIFIED), text.count(ACCREDITATION)) == (2, 1)
