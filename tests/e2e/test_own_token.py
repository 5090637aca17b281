"""The head signs with a token of her own: real processes, a real LibreOffice, real HTTP."""

import base64
import json
import time
import urllib.request
from pathlib import Path
from typing import Any

import pytest

from service.demo.pki import Pki
from signing.pdfa_guard import check
from signing.verification import load_trust, verify
from tests.e2e.installation import HEAD, SCHOOL, Installation, install
from tests.own_token import export_token

pytestmark = [pytest.mark.libreoffice, pytest.mark.redis, pytest.mark.xdist_group("e2e")]


def send(grif: Installation, method: str, path: str, body: object) -> dict[str, Any]:
    request = urllib.request.Request(
        f"http://{grif.client.address}{path}",
        data=json.dumps(body).encode(),
        method=method,
        headers={
            "Authorization": f"Bearer {grif.client.api_key}",
            "Content-Type": "application/json",
            "Idempotency-Key": path,
        },
    )
    with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310 -- see above
        shown: dict[str, Any] = json.load(answer)
    return shown


def await_ready(grif: Installation, path: str, seconds: float = 60) -> dict[str, Any]:
    """Wait until the first signature may be made."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        document = grif.client.get(path)
        if document["signatures"][0]["state"] == "ready":
            return document
        time.sleep(0.1)
    raise TimeoutError(path)


def test_an_order_is_signed_with_a_key_that_is_never_on_the_server(tmp_path: Path) -> None:
    with install(tmp_path) as grif:
        sample = dict(grif.services.catalogue.get_kind("order_assign_pairs").sample)
        plan = [{"role": "head", "method": "own_token"}]
        body = {"organization_id": SCHOOL, "kind": "order_assign_pairs", "data": sample}
        path = send(grif, "POST", "/api/v1/documents", {**body, "signatures": plan})["links"][
            "self"
        ]
        await_ready(grif, path)
        token = export_token(Pki(tmp_path / "pki"), HEAD.name, tmp_path / "token")
        asked = {"certificate": token.certificate.read_text()}
        ticket = send(grif, "POST", f"{path}/signature-tickets", asked)
        value = token.sign(base64.b64decode(ticket["payload"]["data_base64"]))
        reply = {"signature": base64.b64encode(value).decode()}
        send(grif, "PUT", ticket["link"], reply)

        assert grif.await_settled(60) == {"archived": 1}
        pdf = grif.client.get_bytes(f"{path}/pdf")
        report = verify(pdf, load_trust([grif.trust]))
        proof = grif.client.get(path)["signatures"][0]["proof"]

    assert (report.verdict, report.signatures[0].level) == ("valid", "B-T")
    assert report.signatures[0].mark_matches
    assert check(pdf) == ()
    assert proof["holder"] == "Мельник Ольга Сергеевна"
