"""A document's life: its states, the steps between them, and who does each step.

    registered -> awaiting_signatures -> signed -> archived       when it has a signature plan
    registered -> rendered                      -> archived       when people sign it by themselves

Any step before the archive may end as failed (code, retry), and any document may be cancelled. An
archived document whose timestamps age is renewed now and then, and stays archived.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from service.domain.checks import CheckPage
from service.domain.demands import NOTHING, Demands
from service.domain.errors import ConflictError
from service.domain.ids import DocumentId, OrganisationId, TemplateVersionId
from service.domain.making import MadeWith
from service.domain.organisations import Requisites
from service.domain.registers import Number
from service.domain.signatures import Decision, PlannedSignature


class State(StrEnum):
    """Where a document stands."""

    REGISTERED = "registered"
    RENDERED = "rendered"
    AWAITING_SIGNATURES = "awaiting_signatures"
    SIGNED = "signed"
    ARCHIVED = "archived"
    FAILED = "failed"
    CANCELLED = "cancelled"


STATE_TITLES: Mapping[State, str] = {
    State.REGISTERED: "Зарегистрирован, готовится",
    State.RENDERED: "Сформирован",
    State.AWAITING_SIGNATURES: "Ждёт подписи",
    State.SIGNED: "Подписан",
    State.ARCHIVED: "В архиве",
    State.FAILED: "Ошибка",
    State.CANCELLED: "Аннулирован",
}


@dataclass(frozen=True)
class Glance:
    """A document at a glance: whose it is, and how far it has come."""

    id: DocumentId
    organisation_id: OrganisationId
    state: State


_STEPS: Mapping[State, frozenset[State]] = {
    State.REGISTERED: frozenset(
        {State.RENDERED, State.AWAITING_SIGNATURES, State.FAILED, State.CANCELLED}
    ),
    State.RENDERED: frozenset({State.ARCHIVED, State.FAILED, State.CANCELLED}),
    State.AWAITING_SIGNATURES: frozenset({State.SIGNED, State.FAILED, State.CANCELLED}),
    State.SIGNED: frozenset({State.ARCHIVED, State.FAILED, State.CANCELLED}),
    State.ARCHIVED: frozenset({State.CANCELLED}),
    State.FAILED: frozenset(
        {
            State.REGISTERED,
            State.RENDERED,
            State.AWAITING_SIGNATURES,
            State.SIGNED,
            State.CANCELLED,
        }
    ),
    State.CANCELLED: frozenset(),
}


class Stage(StrEnum):
    """A step that a background process does; the value names the step in leases and logs."""

    CONVERT = "convert"
    SIGN = "sign"
    ARCHIVE = "archive"
    RENEW = "renew"


STAGE_STATES: Mapping[Stage, tuple[State, ...]] = {
    Stage.CONVERT: (State.REGISTERED,),
    Stage.SIGN: (State.AWAITING_SIGNATURES,),
    Stage.ARCHIVE: (State.RENDERED, State.SIGNED),
    Stage.RENEW: (State.ARCHIVED,),
}
UNFINISHED: tuple[State, ...] = tuple(
    state for stage, states in STAGE_STATES.items() if stage is not Stage.RENEW for state in states
)


@dataclass(frozen=True)
class Failure:
    """Why a document waits or has failed: a public code and a Russian sentence."""

    code: str
    message: str


@dataclass(frozen=True)
class Files:
    """SHA-256 (hex) of what the document consists of so far; None = not made yet.

    `signing` is the PDF on its way through the signers: fields prepared, some signatures there.
    """

    docx: str | None = None
    pdf: str | None = None
    signing: str | None = None
    signed: str | None = None

    @property
    def to_sign(self) -> str | None:
        """The PDF that the next signature goes on top of."""
        return self.signing or self.pdf

    @property
    def final(self) -> str | None:
        """The PDF that counts: with all signatures that there are."""
        return self.signed or self.to_sign


@dataclass(frozen=True)
class Filing:
    """Where and how long the document is kept, fixed when it is registered.

    `case_index` by the office's nomenclature of files, `article` and `term` of the Перечень № 236;
    `years` is None for documents kept for good or until an expert commission decides.
    """

    case_index: str
    article: str
    term: str
    years: int | None


@dataclass(frozen=True)
class Document:
    """A registered document of one organisation. `data` is what its kind's schema describes.

    `requisites` are the organisation's as they were on the day of registration.
    `template_version_id` is None when the template is the library's, `check_page` when no page
    for anybody belongs to the document.
    """

    id: DocumentId
    organisation_id: OrganisationId
    kind: str
    kind_version: int
    template_sha256: str
    template_version_id: TemplateVersionId | None
    number: Number
    doc_date: date
    title: str
    data: Mapping[str, object]
    requisites: Requisites
    filing: Filing
    signature_plan: tuple[PlannedSignature, ...]
    state: State
    files: Files
    pages: int | None
    made_with: MadeWith | None
    failure: Failure | None
    created_by: str
    created_at: datetime
    updated_at: datetime
    check_page: CheckPage | None = None
    demands: Demands = NOTHING
    cancellation: Decision | None = None
    """Who annulled it and why; None too where that was before anybody was asked."""

    @property
    def sign(self) -> bool:
        """Whether anybody signs this document here."""
        return bool(self.signature_plan)


@dataclass(frozen=True)
class Claim:
    """A leased document: whoever holds the newest `fence` may commit, nobody else.

    `unanswered` counts the claims before this one whose holder vanished without a word.
    """

    document: Document
    stage: Stage
    fence: int
    failures: int
    unanswered: int = 0


def check_step(current: State, target: State) -> None:
    """Refuse a step that the life of a document does not know.

    Raises ConflictError with the code `wrong_state`.
    """
    if target not in _STEPS[current]:
        message = f"Документ в состоянии «{STATE_TITLES[current]}»: это действие невозможно."
        raise ConflictError(message, code="wrong_state")


def resume_state(files: Files, *, sign: bool) -> State:
    """Where a failed document takes up its way again, judged by the files it already has."""
    if files.signed is not None:
        return State.SIGNED
    if files.pdf is not None:
        return State.AWAITING_SIGNATURES if sign else State.RENDERED
    return State.REGISTERED
