"""Make every planned document over REST, wait until it is archived, fetch it back and verify it."""

import hashlib
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from service.demo.client import RestClient
from service.demo.pack import PlannedDocument, Reference
from service.demo.report import Row, show_progress
from signing.verification import TrustPolicy, load_trust, verify

_PATIENCE_SECONDS = 600.0
_POLL_SECONDS = 0.2
_SETTLED = {"archived", "failed", "cancelled"}
_VERDICTS = {"valid": "действительна", "unsigned": "не требуется", "invalid": "недействительна"}


@dataclass(frozen=True)
class MadeDocument:
    """A planned document with what the service answered last, and how long it took."""

    planned: PlannedDocument
    answer: Mapping[str, Any]
    seconds: float


@dataclass(frozen=True)
class Outcome:
    """All documents, and the time from the first request to the last document archived."""

    documents: tuple[MadeDocument, ...]
    seconds: float


def make_documents(
    address: str, api_keys: Mapping[str, str], plan: Sequence[PlannedDocument]
) -> Outcome:
    """Post every document in the legal order and wait until nothing moves any more."""
    began = time.monotonic()
    posted: list[tuple[PlannedDocument, dict[str, Any], float]] = []
    references: dict[str, Reference] = {}
    for number, planned in enumerate(plan, start=1):
        client = RestClient(address, api_keys[planned.organization_key])
        answer = client.post("/api/v1/documents", _request(planned, references), planned.key)
        references[planned.key] = Reference(answer["number"], answer["date"])
        posted.append((planned, answer, time.monotonic()))
        show_progress(number, len(plan), "зарегистрировано")
    made = _await_archived(address, api_keys, posted)
    return Outcome(tuple(made), time.monotonic() - began)


def _request(planned: PlannedDocument, references: Mapping[str, Reference]) -> dict[str, object]:
    return {
        "organization_id": planned.organization_key,
        "kind": planned.kind,
        "data": planned.build(references),
        "sign": planned.sign,
    }


def _await_archived(
    address: str,
    api_keys: Mapping[str, str],
    posted: Sequence[tuple[PlannedDocument, dict[str, Any], float]],
) -> list[MadeDocument]:
    waiting = {answer["id"]: (planned, answer, start) for planned, answer, start in posted}
    settled: dict[str, MadeDocument] = {}
    until = time.monotonic() + _PATIENCE_SECONDS
    while waiting and time.monotonic() < until:
        for document_id, (planned, _, start) in list(waiting.items()):
            client = RestClient(address, api_keys[planned.organization_key])
            answer = client.get(f"/api/v1/documents/{document_id}")
            waiting[document_id] = (planned, answer, start)
            if answer["state"] in _SETTLED:
                seconds = time.monotonic() - start
                settled[document_id] = MadeDocument(planned, answer, seconds)
                del waiting[document_id]
        show_progress(len(settled), len(posted), "в архиве")
        time.sleep(_POLL_SECONDS)
    late = {key: MadeDocument(*entry) for key, entry in waiting.items()}
    everything = {**settled, **late}
    return [everything[answer["id"]] for _, answer, _ in posted]


def verify_documents(
    address: str, api_keys: Mapping[str, str], outcome: Outcome, trust: Path
) -> list[Row]:
    """Fetch every PDF and compare it with what the archive promises and the plan asked for."""
    policy = load_trust((trust,))
    clients = {school: RestClient(address, api_key) for school, api_key in api_keys.items()}
    promised = {school: _read_archive(client) for school, client in clients.items()}
    rows = []
    for number, made in enumerate(outcome.documents, start=1):
        school = made.planned.organization_key
        rows.append(_verify(clients[school], made, promised[school], policy))
        show_progress(number, len(outcome.documents), "проверено")
    return rows


def _read_archive(client: RestClient) -> dict[str, set[str]]:
    """Read the hashes the archive promises for each document."""
    promised: dict[str, set[str]] = {}
    query = {"limit": "200"}
    while True:
        page = client.get("/api/v1/archive", **query)
        for entry in page["items"]:
            promised[entry["document_id"]] = {file["sha256"] for file in entry["files"]}
        if not page["next_cursor"]:
            return promised
        query["cursor"] = page["next_cursor"]


def _verify(
    client: RestClient,
    made: MadeDocument,
    promised: Mapping[str, set[str]],
    policy: TrustPolicy,
) -> Row:
    answer, signature, is_good = made.answer, "нет", False
    if answer["state"] == "archived":
        pdf = client.get_bytes(f"/api/v1/documents/{answer['id']}/pdf")
        is_kept = hashlib.sha256(pdf).hexdigest() in promised.get(answer["id"], set())
        verdict = verify(pdf, policy).verdict
        is_good = is_kept and verdict == ("valid" if made.planned.sign else "unsigned")
        signature = _VERDICTS.get(verdict, verdict)
    failure = answer.get("failure")
    return Row(
        organisation=made.planned.organization_key,
        kind=made.planned.kind,
        number=answer["number"],
        state=failure["code"] if failure else answer["state"],
        signature=signature,
        pages=answer.get("pages") or 0,
        seconds=made.seconds,
        is_good=is_good,
    )
