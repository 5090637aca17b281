"""What the tables say of documents, held against what the audit trail says of them.

The trail is chained, the tables are not: whoever changes a row would otherwise go unnoticed. So an
event says what the row held when it was written, in plain for numbers and dates, as one hash for
what may hold personal data.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields, replace
from datetime import UTC, date, datetime

from service.domain.archive import Entry
from service.domain.audit import ChainedEvent, Detail, Event
from service.domain.companions import ADDED, Companion
from service.domain.demands import NOTHING
from service.domain.documents import Document, Files, State
from service.domain.ids import DocumentId
from service.domain.signatures import Decision, PlannedSignature, Steps

REGISTERED, ARCHIVED = "document:registered", "document:archived"
CANCELLED = "document:cancelled"

_SIGNED = "document:signature:added"
_STATES: Mapping[str, State] = {
    REGISTERED: State.REGISTERED,
    _SIGNED: State.SIGNED,
    ARCHIVED: State.ARCHIVED,
    "document:failed": State.FAILED,
    CANCELLED: State.CANCELLED,
}


@dataclass(frozen=True)
class Discrepancy:
    """A document whose rows are not what the trail says; `fields` are what differs."""

    document_id: DocumentId
    fields: tuple[str, ...]


@dataclass(frozen=True)
class _Told:
    """What the events of one document come to. `state` is None where they leave it open.

    `beside` are the files beside it: number, role, hash.
    """

    registered: Detail | None = None
    archived: Detail | None = None
    files: Files = field(default_factory=Files)
    state: State | None = None
    beside: frozenset[tuple[int, str, str]] = frozenset()
    cancelled: Event | None = None
    steps: str | None = None
    """The hash of the signatures' steps; None where no event speaks of them."""


@dataclass(frozen=True)
class Ledger:
    """What the tables hold of an organisation."""

    documents: Sequence[Document]
    entries: Sequence[Entry]
    companions: Iterable[Companion] = ()
    steps: Mapping[DocumentId, Steps] = field(default_factory=dict)


def attest(document: Document) -> Detail:
    """What the event of a registration says of the document's row."""
    filing = document.filing
    content = [
        document.title,
        document.data,
        # A requisite that a later version adds is empty in older rows.
        {name: value for name, value in asdict(document.requisites).items() if value},
        [filing.case_index, filing.article, filing.term, filing.years],
        # Nothing was asked of documents before anything could be.
        *([asdict(document.demands)] if document.demands != NOTHING else []),
    ]
    return {
        "kind": document.kind,
        "number": document.number.text,
        "date": document.doc_date.isoformat(),
        "content": _digest(content),
        "plan": _digest([_describe_plan(one) for one in document.signature_plan]),
    }


def attest_entry(entry: Entry) -> Detail:
    """What the event of archiving says of the row of the manifest."""
    kept = entry.retention
    manifest = [
        [entry.kind, entry.number, entry.doc_date, entry.title, entry.case_index],
        [kept.article, kept.term, kept.keep_until],
        [[file.role, file.sha256, file.size_bytes] for file in entry.first_files],
        [entry.pages, entry.archived_at],
    ]
    made_with = entry.made_with and entry.made_with.to_dict()
    return {"manifest": _digest(manifest), "made_with": _digest(made_with)}


def attest_steps(steps: Steps) -> Detail:
    """What an event that changed signatures says of all of the document's, as they are stored."""
    said = [{**asdict(step), "plan": _describe_plan(step.plan)} for step in steps]
    return {"steps": _digest([_known(one) for one in said])}


def attest_cancellation(said: Decision) -> Detail:
    """What the event of an annulment says of it; a reason may name people, so it is hashed."""
    moment = said.at.astimezone(UTC).isoformat(timespec="milliseconds")
    if not said.reason:
        return {"cancelled_at": moment}
    digest = hashlib.sha256(said.reason.encode()).hexdigest()
    return {"cancelled_at": moment, "reason_sha256": digest}


def list_discrepancies(ledger: Ledger, trail: Iterable[ChainedEvent]) -> Iterator[Discrepancy]:
    """Every document of an organisation about which its tables and its trail disagree.

    What a document was made with stands in two tables, which have to agree as well.
    """
    told = _listen(trail)
    rows = {document.id: document for document in ledger.documents}
    manifest = {entry.document_id: entry for entry in ledger.entries}
    beside: dict[DocumentId, set[tuple[int, str, str]]] = {}
    for one in ledger.companions:
        beside.setdefault(one.document_id, set()).add((one.number, one.role, one.sha256))
    for document_id in sorted({*told, *rows, *manifest}):
        said, entry = told.get(document_id, _Told()), manifest.get(document_id)
        row = rows.get(document_id)
        faults = [*_row_faults(row, said), *_entry_faults(entry, said)]
        if row is not None and entry is not None and row.made_with != entry.made_with:
            faults.append("made_with")
        if said.beside != beside.get(document_id, set()):
            faults.append("companions")
        if said.steps not in {None, attest_steps(ledger.steps.get(document_id, ()))["steps"]}:
            faults.append("signatures")
        if faults:
            yield Discrepancy(document_id, tuple(dict.fromkeys(faults)))


def _listen(trail: Iterable[ChainedEvent]) -> dict[DocumentId, _Told]:
    told: dict[DocumentId, _Told] = {}
    for item in trail:
        if (document_id := item.event.document_id) is not None:
            told[document_id] = _hear(told.get(document_id, _Told()), item.event)
    return told


def _hear(told: _Told, event: Event) -> _Told:
    made = {
        role.name: str(event.detail[role.name])
        for role in fields(Files)
        if event.detail.get(role.name) is not None
    }
    told = replace(told, files=replace(told.files, **made))
    if "steps" in event.detail:
        told = replace(told, steps=str(event.detail["steps"]))
    if event.action == ADDED:
        return replace(told, beside=told.beside | {_describe_file(event.detail)})
    is_between = event.action == _SIGNED and told.files.signed is None
    if is_between or event.action in {"document:rendered", "document:retried"}:
        return replace(told, state=None)
    told = replace(told, state=_STATES.get(event.action, told.state))
    told = replace(told, cancelled=event if event.action == CANCELLED else told.cancelled)
    if event.action == REGISTERED:
        return replace(told, registered=event.detail)
    return replace(told, archived=event.detail) if event.action == ARCHIVED else told


def _describe_file(detail: Detail) -> tuple[int, str, str]:
    return int(detail["number"] or 0), str(detail["role"]), str(detail["sha256"])


def _row_faults(document: Document | None, told: _Told) -> Iterator[str]:
    if document is None:
        yield "row"
        return
    if told.registered is None:
        yield "registration"
        return
    yield from _differing(attest(document), told.registered)
    if document.files != told.files:
        yield "files"
    if told.state is not None and document.state is not told.state:
        yield "state"
    if not _is_told(document.cancellation, told.cancelled):
        yield "cancellation"


def _is_told(found: Decision | None, event: Event | None) -> bool:
    """Whether the trail says the same of who annulled a document, when and why.

    Older versions wrote nothing of it into the row, and neither moment nor reason into the trail.
    """
    told: Detail = {} if event is None else event.detail
    if found is None:
        return told.keys().isdisjoint({"cancelled_at", "reason_sha256"})
    if event is None or event.actor != found.by:
        return False
    said = attest_cancellation(found)
    is_same_reason = said.get("reason_sha256") == told.get("reason_sha256")
    return is_same_reason and not list(_differing(said, told))


def _entry_faults(entry: Entry | None, told: _Told) -> Iterator[str]:
    if (entry is None) != (told.archived is None):
        yield "manifest"
    if entry is None or told.archived is None:
        return
    yield from _differing(attest_entry(entry), told.archived)
    row = {"kind": entry.kind, "number": entry.number, "date": entry.doc_date.isoformat()}
    yield from _differing(row, told.registered or {})
    named = {file.role: file.sha256 for file in entry.files}
    if named != {"pdf": told.files.final, "docx": told.files.docx}:
        yield "files"


def _differing(found: Detail, told: Detail) -> Iterator[str]:
    """The names under which both say something else; older events say less."""
    return (name for name, value in found.items() if name in told and told[name] != value)


def _describe_plan(planned: PlannedSignature) -> object:
    """Without the address, which is forgotten when the link is long over; evidence tells of it."""
    return _known(asdict(replace(planned, email="")))


def _known(value: object) -> object:
    """Without what is empty: a field that a later version adds is empty in older rows."""
    if isinstance(value, Mapping):
        return {name: _known(said) for name, said in value.items() if said}
    return str(value) if isinstance(value, datetime) else value


def _digest(value: object) -> str:
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), default=date.isoformat)
    return hashlib.sha256(text.encode()).hexdigest()
