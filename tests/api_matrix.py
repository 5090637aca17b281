"""Which scope opens which route of the API: every route behind a key has its line here.

`{organisation}`, `{document}` and their like stand for what the tests put there: one's own things,
and somebody else's. What is sent suits the schema, so that a refusal is for the lack of a right.
"""

from dataclasses import dataclass
from typing import Any, Final, Literal

from service.domain.access import Scope

Route = tuple[str, str]
Body = dict[str, Any]
Target = Literal[
    "",
    "organisation",
    "document",
    "warning",
    "file",
    "ticket",
    "signer",
    "template",
    "batch",
    "webhook",
]
Sends = Literal["json", "document", "docx", "picture"]

READERS: Final = frozenset({Scope.READ})
WRITERS: Final = frozenset({Scope.WRITE})
PUBLISHERS: Final = frozenset({Scope.TEMPLATES})
KEEPERS: Final = frozenset({Scope.SIGNERS})
LISTENERS: Final = frozenset({Scope.WEBHOOKS})

_DOCUMENT: Final = "/api/v1/documents/<id:document_id>"
_STEP: Final = f"{_DOCUMENT}/signatures/<int:step>"
_TICKET: Final = "/api/v1/signature-tickets/<id:ticket_id>"
_TEMPLATE: Final = "/api/v1/templates/<code:kind>"
_OF_SCHOOL: Final = "?organization_id={organisation}"

_PERSON: Final = "Мельник Ольга Сергеевна"
_NAME: Final[Body] = {
    "organization_id": "{organisation}", "what": "position", "nominative": "учитель",
}  # fmt: skip
_TERM: Final[Body] = {
    "organization_id": "{organisation}", "role": "head", "full_name": _PERSON, "gender": "f",
    "position": "директор", "ground": "приказ № 1", "since": "2026-09-01",
}  # fmt: skip
_CASES: Final[Body] = {
    "gen": "учителя", "dat": "учителю", "acc": "учителя", "ins": "учителем", "prep": "учителе",
}  # fmt: skip
_BATCH: Final[Body] = {
    "organization_id": "{organisation}", "kind": "pd_consent", "data": {},
    "people": [
        {"person": {"surname": "Цой", "given_name": "Артём", "gender": "m", "position": "учитель"}}
    ],
}  # fmt: skip


@dataclass(frozen=True)
class Rule:
    """Which scopes open a route, each alone; what its address names; what it is sent."""

    allowed: frozenset[Scope]
    target: Target = ""
    body: Body | None = None
    query: str = ""
    sends: Sends = "json"
    is_owners: bool = False
    """For whoever it is: a municipality sees to its own, and not to a school's."""


RULES: Final[dict[Route, Rule]] = {
    ("GET", "/api/v1/documents"): Rule(READERS, "organisation", query=_OF_SCHOOL),
    ("POST", "/api/v1/documents"): Rule(WRITERS, "organisation", sends="document"),
    ("GET", _DOCUMENT): Rule(READERS, "document"),
    ("GET", f"{_DOCUMENT}/pdf"): Rule(READERS, "document"),
    ("GET", f"{_DOCUMENT}/docx"): Rule(READERS, "document"),
    ("POST", f"{_DOCUMENT}/retry"): Rule(WRITERS, "document"),
    ("POST", f"{_DOCUMENT}/cancel"): Rule(WRITERS, "document"),
    ("POST", f"{_DOCUMENT}/warnings/<code>/acceptance"): Rule(
        WRITERS, "warning", {"reason": "Так надо."}
    ),
    # Signatures.
    ("POST", f"{_DOCUMENT}/signature-tickets"): Rule(WRITERS, "document", {"certificate": "AA=="}),
    ("GET", _TICKET): Rule(READERS, "ticket"),
    ("PUT", _TICKET): Rule(WRITERS, "ticket", {"signature": "AA=="}),
    ("POST", f"{_STEP}/decline"): Rule(WRITERS, "document", {"reason": "Неверный период."}),
    ("POST", f"{_STEP}/replacement"): Rule(
        WRITERS, "document", {"signer": _PERSON, "ground": "приказ № 1"}
    ),
    ("POST", f"{_STEP}/link"): Rule(
        WRITERS, "document", {"email": "a@a.example", "signer": _PERSON}
    ),
    ("POST", f"{_STEP}/reminder"): Rule(WRITERS, "document"),
    ("POST", f"{_STEP}/scan"): Rule(WRITERS, "document", sends="picture"),
    ("GET", "/api/v1/signers"): Rule(READERS | KEEPERS, "organisation", query=_OF_SCHOOL),
    ("POST", "/api/v1/signers"): Rule(KEEPERS, "organisation", _TERM),
    ("POST", "/api/v1/signers/<id:signer_id>/end"): Rule(
        KEEPERS, "signer", {"until": "2026-12-01"}
    ),
    # What lies beside a document.
    ("GET", f"{_DOCUMENT}/files"): Rule(READERS, "file"),
    ("GET", f"{_DOCUMENT}/files/<int:number>"): Rule(READERS, "file"),
    ("POST", f"{_DOCUMENT}/detached-signatures"): Rule(WRITERS, "document", {"signature": "AA=="}),
    ("POST", f"{_DOCUMENT}/detached-signatures/own"): Rule(WRITERS, "document"),
    ("GET", f"{_DOCUMENT}/acquaintance"): Rule(READERS, "document"),
    ("POST", f"{_DOCUMENT}/acquaintance/links"): Rule(
        WRITERS, "document", {"person": _PERSON, "email": "a@a.example"}
    ),
    ("POST", f"{_DOCUMENT}/acquaintance/paper"): Rule(WRITERS, "document", {"person": _PERSON}),
    # Lists, kinds, names, the pack.
    ("GET", "/api/v1/archive"): Rule(frozenset({Scope.ARCHIVE}), "organisation", query=_OF_SCHOOL),
    ("GET", "/api/v1/kinds"): Rule(READERS),
    ("GET", "/api/v1/kinds/<code:kind>"): Rule(READERS),
    ("GET", "/api/v1/packs/<id:organization_id>"): Rule(READERS, "organisation"),
    ("GET", "/api/v1/name-forms"): Rule(READERS, "organisation", query=_OF_SCHOOL),
    ("POST", "/api/v1/name-forms/suggestion"): Rule(READERS, "organisation", _NAME),
    ("PUT", "/api/v1/name-forms"): Rule(
        WRITERS, "organisation", {**_NAME, "gender": "m", "forms": _CASES}
    ),
    # For many people at once.
    ("POST", "/api/v1/batches"): Rule(WRITERS, "organisation", _BATCH),
    ("GET", "/api/v1/batches/<id:batch_id>"): Rule(READERS | WRITERS, "batch"),
    ("POST", "/api/v1/batches/<id:batch_id>/run"): Rule(WRITERS, "batch", {"again": False}),
    # Where programs are told.
    ("GET", "/api/v1/webhooks"): Rule(LISTENERS),
    ("POST", "/api/v1/webhooks"): Rule(
        LISTENERS,
        "organisation",
        {"organization_id": "{organisation}", "url": "https://program.example/"},
    ),
    ("DELETE", "/api/v1/webhooks/<id:webhook_id>"): Rule(LISTENERS, "webhook"),
    # Templates.
    ("GET", "/api/v1/templates"): Rule(READERS | PUBLISHERS, "organisation", query=_OF_SCHOOL),
    ("GET", f"{_TEMPLATE}/docx"): Rule(READERS | PUBLISHERS, "organisation", query=_OF_SCHOOL),
    ("GET", f"{_TEMPLATE}/diff"): Rule(READERS | PUBLISHERS, "organisation", query=_OF_SCHOOL),
    ("POST", f"{_TEMPLATE}/diff"): Rule(
        READERS | PUBLISHERS, "organisation", query=f"{_OF_SCHOOL}&from=current", sends="docx"
    ),
    ("POST", f"{_TEMPLATE}/lint"): Rule(READERS | PUBLISHERS, sends="docx"),
    ("POST", _TEMPLATE): Rule(
        PUBLISHERS, "organisation", query=_OF_SCHOOL, sends="docx", is_owners=True
    ),
    ("POST", f"{_TEMPLATE}/withdraw"): Rule(
        PUBLISHERS, "template", query=_OF_SCHOOL, is_owners=True
    ),
}
