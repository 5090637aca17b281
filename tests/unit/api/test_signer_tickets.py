"""Tickets for keys of one's own: for whom there are any, and what their replies must be."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from service.cli import main
from signing.verification import Verdict
from tests.factories import FOREIGN_SCHOOL, SCHOOL
from tests.own_token import OwnToken, export_token
from tests.pki import HEAD, make_pki
from tests.signing_house import SigningHouse, data_of, refused
from tests.unit.api.test_signatures import MENTOR
from tests.unit.api.test_signers import ACTING, record


def test_a_certificate_nobody_vouches_for_gets_no_ticket(
    signing: SigningHouse, tmp_path: Path
) -> None:
    document_id = signing.order("key-1", MENTOR)
    forger = export_token(make_pki(tmp_path / "forger"), HEAD.name, tmp_path)

    assert refused(signing.ask(document_id, forger)) == (422, "certificate_untrusted")


def test_a_revoked_certificate_gets_no_ticket_and_its_reply_is_refused(
    signing: SigningHouse, tmp_path: Path
) -> None:
    pki = make_pki(tmp_path / "pki")
    trust = signing.house.services.settings.trust
    for path in pki.trust.iterdir():
        (trust / f"other-{path.name}").write_bytes(path.read_bytes())
    token = export_token(pki, HEAD.name, tmp_path)
    document_id = signing.order("key-1", MENTOR)
    ticket = signing.ask(document_id, token).get_json()
    pki.revoke(HEAD.name)
    for path in pki.trust.iterdir():
        (trust / f"other-{path.name}").write_bytes(path.read_bytes())
    signing.house.clock.go(timedelta(seconds=2))

    assert refused(signing.ask(document_id, token)) == (422, "certificate_revoked")
    late = signing.reply(ticket, token.sign(data_of(ticket)))
    assert refused(late) == (422, "certificate_revoked")


def test_what_is_no_certificate_gets_no_ticket(signing: SigningHouse) -> None:
    document_id = signing.order("key-1", MENTOR)
    path = f"/api/v1/documents/{document_id}/signature-tickets"
    answer = signing.send("post", path, {"certificate": "bm8="})

    assert refused(answer) == (422, "certificate_unreadable")
    assert answer.get_json()["errors"][0]["pointer"] == "#/certificate"


def test_the_same_wish_gets_the_same_ticket(
    signing: SigningHouse, tokens: dict[str, OwnToken]
) -> None:
    document_id = signing.order("key-1", MENTOR)
    first, again = (signing.ask(document_id, tokens["head"]).get_json() for _ in range(2))
    other = signing.ask(document_id, tokens["gost-head"]).get_json()

    assert (again, other["id"] == first["id"]) == (first, False)


def test_somebody_elses_documents_and_tickets_do_not_exist(
    signing: SigningHouse, tokens: dict[str, OwnToken]
) -> None:
    document_id = signing.order("key-1", MENTOR)
    ticket = signing.ask(document_id, tokens["head"]).get_json()
    stranger = signing.house.program(FOREIGN_SCHOOL)
    known = record(signing)
    ending = f"/api/v1/signers/{known['id']}/end"
    new = {**ACTING, "since": "2026-01-01"}
    own = f"/api/v1/documents/{document_id}"
    certificate = {"certificate": tokens["head"].certificate.read_text()}
    answers = [
        signing.send("post", f"{own}/signature-tickets", certificate, stranger),
        signing.send("post", f"{own}/signatures/1/decline", {"reason": "нет"}, stranger),
        signing.send(
            "post", f"{own}/signatures/1/replacement", {"signer": "а", "ground": "б"}, stranger
        ),
        signing.send("put", ticket["link"], {"signature": "AA=="}, stranger),
        stranger.get(ticket["link"]),
        stranger.get(f"/api/v1/signers?organization_id={SCHOOL}"),
        signing.send("post", "/api/v1/signers", new, stranger),
        signing.send("post", ending, {"until": "2026-01-01"}, stranger),
    ]

    assert {refused(answer) for answer in answers} == {(404, "not_found")}


@pytest.mark.parametrize("mode", ["attrs", "cms"])
def test_the_signers_own_client_answers_a_ticket_of_the_service(
    signing: SigningHouse, tokens: dict[str, OwnToken], tmp_path: Path, mode: str
) -> None:
    document_id, token = signing.order("key-1", MENTOR), tokens["gost-head"]
    ticket = signing.ask(document_id, token, mode=mode).get_json()
    request, answer = tmp_path / "request.json", tmp_path / "answer"
    request.write_text(json.dumps(ticket["payload"]), encoding="utf-8")
    files = ["--key", str(token.key), "--certificate", str(token.certificate)]

    run = CliRunner().invoke(main, ["sign-client", str(request), "-o", str(answer), *files])

    assert run.exit_code == 0, run.output
    assert signing.reply(ticket, answer.read_bytes()).status_code == 202
    signing.work()
    assert signing.verify(document_id).verdict is Verdict.VALID
