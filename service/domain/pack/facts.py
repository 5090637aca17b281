"""What the rules of the pack look at, and what they answer. Nothing here is read from anywhere."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from functools import cached_property

from service.domain.ids import DocumentId, OrganisationId
from service.domain.reading import list_texts
from service.domain.signers import Signer


class Severity(StrEnum):
    """How bad a finding is: an error stops registration, a warning may be accepted with a reason.

    A note only reminds of something that is not due yet.
    """

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True)
class Finding:
    """What a rule found: where (JSON Pointer into the data), and in Russian what to do.

    The message holds no personal data: it goes into answers and into the database.
    """

    code: str
    severity: Severity
    message: str
    pointer: str = "#"
    document_id: DocumentId | None = None


Findings = Iterator[Finding]


def error(code: str, message: str, pointer: str = "#") -> Finding:
    """Something that must be put right first."""
    return Finding(code, Severity.ERROR, message, pointer)


def warning(code: str, message: str, pointer: str = "#") -> Finding:
    """Something that may be so, with a reason."""
    return Finding(code, Severity.WARNING, message, pointer)


@dataclass(frozen=True)
class PackDocument:
    """A document that counts. `id` is None and `number` empty while it is being registered."""

    kind: str
    doc_date: date
    data: Mapping[str, object]
    register: str = ""
    seq: int = 0
    number: str = ""
    id: DocumentId | None = None


@dataclass(frozen=True)
class SignatureFacts:
    """A signature with its certificate (V11). `holder` is SN and G: the patronymic is inside G.

    `kind` and `required` are one of `pep`, `unep`, `ukep` (63-ФЗ, ст. 5). `is_signers` is False of
    a signature by somebody else than the one whom the data calls the signer.
    """

    valid_from: datetime
    valid_to: datetime
    holder: str
    signed_at: datetime
    kind: str = "unep"
    required: str = "unep"
    is_signers: bool = True


@dataclass(frozen=True)
class ActFacts:
    """An act that the document cites, and when it was in force (V19)."""

    name: str
    number: str
    adopted_on: date
    valid_from: date
    valid_to: date | None = None


@dataclass(frozen=True)
class FileFacts:
    """What a check of the finished file knows (V20)."""

    pdfa_ok: bool
    fonts_embedded: bool
    mark_overlaps: bool = False


class Shelf:
    """Documents by kind, looked through once."""

    def __init__(self, documents: Iterable[PackDocument] = ()) -> None:
        self._kinds: dict[str, list[PackDocument]] = {}
        for document in documents:
            self._kinds.setdefault(document.kind, []).append(document)

    def of(self, *kinds: str) -> list[PackDocument]:
        """The documents of these kinds."""
        return [document for kind in kinds for document in self._kinds.get(kind, ())]


@dataclass(frozen=True)
class Facts:
    """One document (`subject`) and what is known around it.

    `pack` holds the registered documents of the organisation that rules look at, the cancelled
    ones left out. `previous` is the entry before the subject in its register. What is not known
    is empty or None, and the rules about it stay silent.
    """

    subject: PackDocument
    pack: Shelf = field(default_factory=Shelf)
    previous: PackDocument | None = None
    today: date | None = None
    text: str | None = None
    signers: Sequence[Signer] = ()
    signatures: tuple[SignatureFacts, ...] = ()
    acts: tuple[ActFacts, ...] = ()
    file: FileFacts | None = None

    @cached_property
    def said(self) -> str:
        """All that the document says, in one: to see at once what is nowhere in it."""
        return "\n".join([*list_texts(self.subject.data), self.text or ""])


@dataclass(frozen=True)
class PackQuestion:
    """Documents of an organisation that count, by their dates; None = any kind, since ever."""

    organisation_id: OrganisationId
    kinds: frozenset[str] | None
    since: date | None
    until: date
