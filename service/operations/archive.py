"""Put finished documents into the archive, find them, check every byte, and hand them out."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import IO

from service.domain.access import Principal, Scope, require_scope, require_sight
from service.domain.archive import PDF, ArchivedFile, Entry, Renewal, Retention, keep_until
from service.domain.audit import ChainedEvent, Head, first_break
from service.domain.blobs import BlobCorruptError, BlobError, BlobMissingError
from service.domain.companions import Companion
from service.domain.documents import Claim, Document, Failure, Stage, State
from service.domain.errors import NotFoundError
from service.domain.ids import DocumentId, OrganisationId
from service.domain.search import searchable
from service.domain.signatures import Steps
from service.domain.templates import Owner, TemplateVersion
from service.domain.testimony import ARCHIVED, Ledger, attest_entry, list_discrepancies
from service.operations.containers import write_container
from service.operations.notices import announce
from service.operations.stages import Setback, StageDesk
from service.ports import (
    BlobStore,
    Clock,
    Database,
    DocumentFilter,
    Progress,
    Transaction,
)

_FILE_LOST = Failure("blob_lost", "Файл документа не читается из хранилища.")


class Finding(StrEnum):
    """What a check of the archive can find."""

    MISSING = "missing"
    CHANGED = "changed"
    UNTRACKED = "untracked"
    AUDIT_BROKEN = "audit_broken"
    ROW_CHANGED = "row_changed"


@dataclass(frozen=True)
class ArchiveFault:
    """One fault: where it is and what it is.

    `subject` is a file's SHA-256, an event's number or a document's id; `fields` are what differs.
    """

    organisation_id: OrganisationId
    finding: Finding
    subject: str
    fields: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Books:
    """What the database says of an organisation, all of it at one moment."""

    documents: Sequence[Document]
    entries: Sequence[Entry]
    templates: Sequence[TemplateVersion]
    evidence: Collection[str]
    companions: Sequence[Companion]
    steps: Mapping[DocumentId, Steps]
    trail: Sequence[ChainedEvent]
    head: Head

    def list_promised(self) -> set[str]:
        """The files that must be there."""
        promised = {file.sha256 for entry in self.entries for file in entry.every_file}
        promised |= {one.sha256 for one in self.companions}
        return promised | {one.sha256 for one in self.templates if one.sha256 is not None}

    def list_known(self) -> set[str]:
        """The files that may be there."""
        named = [
            (
                one.template_sha256,
                one.files.docx,
                one.files.pdf,
                one.files.signing,
                one.files.signed,
            )
            for one in self.documents
        ]
        known = {digest for files in named for digest in files if digest}
        return known.union(self.evidence, self.list_promised())


@dataclass(frozen=True)
class ArchiveReport:
    """What a check saw: how many files and events it read, and every fault.

    `leftovers` are files that no document knows: a worker that was killed between writing and
    committing leaves such files, and so does one that is between the two right now. No fault.
    """

    files: int
    events: int
    faults: tuple[ArchiveFault, ...]
    leftovers: tuple[ArchiveFault, ...] = ()


@dataclass(frozen=True)
class ArchiveDesk:
    """The use cases of the archive."""

    database: Database
    blobs: BlobStore
    clock: Clock
    stages: StageDesk

    def archive_documents(self, organisation_id: OrganisationId, *, limit: int) -> int:
        """Archive up to `limit` complete documents of one organisation; returns how many.

        A document whose files cannot be read is put off and does not hold up the others.
        """
        claims = self.stages.claim(Stage.ARCHIVE, organisation_id, limit=limit)
        if not claims:
            return 0
        prepared = [self._prepare(claim) for claim in claims]
        setbacks = [item for item in prepared if isinstance(item, Setback)]
        if setbacks:
            self.stages.commit(setbacks)
        return self._store([item for item in prepared if not isinstance(item, Setback)])

    def _prepare(self, claim: Claim) -> tuple[Claim, Entry] | Setback:
        try:
            return claim, self._entry(claim)
        except BlobError:
            return Setback(claim, _FILE_LOST, again=True)

    def _store(self, prepared: Sequence[tuple[Claim, Entry]]) -> int:
        with self.database.transaction() as tx:
            # Documents first, the audit trail last: see StageDesk.commit.
            ours = [(_step(claim), entry) for claim, entry in prepared if _advance(tx, claim)]
            for _, entry in ours:
                tx.archive.add(entry, search_text=searchable(entry.number, entry.title))
            for step, entry in ours:
                self.stages.note(tx, step.claim, ARCHIVED, step, attest_entry(entry))
                announce(tx, step.claim.document, State.ARCHIVED, self.clock.now())
        return len(ours)

    def renew(self, step: Progress) -> bool:
        """Put the renewed PDF of an archived document beside the ones before it.

        Returns False when the claim was lost meanwhile.
        """
        document = step.claim.document
        digest = step.files.final or ""
        size_bytes = len(self.blobs.get(document.organisation_id, digest))
        file = ArchivedFile(PDF, digest, size_bytes)
        renewal = Renewal(document.id, document.organisation_id, file, _to_text(self.clock.now()))
        with self.database.transaction() as tx:
            if not tx.documents.advance(step):
                return False
            tx.archive.add_renewal(renewal)
            self.stages.note(tx, step.claim, "document:renewed", step)
        return True

    def list_entries(self, principal: Principal, wanted: DocumentFilter) -> list[Entry]:
        """Archived documents the principal may see, newest first. Raises NotFoundError."""
        require_scope(principal, Scope.ARCHIVE)
        with self.database.snapshot() as tx:
            seen = {o.id for o in tx.organisations.list_seen_by(principal)}
            asked = set(wanted.organisation_ids) or seen
            if not asked <= seen:
                raise NotFoundError
            return tx.archive.search(replace(wanted, organisation_ids=tuple(sorted(asked))))

    def get_entry(self, principal: Principal, document_id: DocumentId) -> Entry:
        """One archived document. Raises NotFoundError."""
        require_scope(principal, Scope.ARCHIVE)
        with self.database.snapshot() as tx:
            entry = tx.archive.find(document_id)
            if entry is None:
                raise NotFoundError
            require_sight(principal, tx.organisations.find(entry.organisation_id))
            return entry

    def read_files(self, entry: Entry) -> Iterator[tuple[ArchivedFile, bytes]]:
        """The files of an entry with their bytes, checked against their hashes."""
        for file in entry.files:
            yield file, self.blobs.get(entry.organisation_id, file.sha256)

    def export(self, entries: Sequence[Entry], target: IO[bytes]) -> int:
        """Write a ZIP container (see `write_container`); returns the number of files."""
        return write_container(self.blobs, entries, target)

    def check(self, organisation_ids: Sequence[OrganisationId]) -> ArchiveReport:
        """Read every archived byte and audit event again and compare with what was written."""
        reports = [self._check_one(organisation_id) for organisation_id in organisation_ids]
        return ArchiveReport(
            files=sum(report.files for report in reports),
            events=sum(report.events for report in reports),
            faults=tuple(fault for report in reports for fault in report.faults),
            leftovers=tuple(fault for report in reports for fault in report.leftovers),
        )

    def _check_one(self, organisation_id: OrganisationId) -> ArchiveReport:
        # Names first: what is written and committed meanwhile is then no leftover.
        present = set(self.blobs.list_names(organisation_id))
        books = self._read_books(organisation_id)
        promised = books.list_promised()
        faults = [
            *self._file_faults(organisation_id, promised),
            *_book_faults(organisation_id, books),
        ]
        leftovers = tuple(
            ArchiveFault(organisation_id, Finding.UNTRACKED, name)
            for name in sorted(present - books.list_known())
        )
        return ArchiveReport(len(promised), len(books.trail), tuple(faults), leftovers)

    def _read_books(self, organisation_id: OrganisationId) -> _Books:
        everything = DocumentFilter((organisation_id,), limit=1_000_000_000)
        with self.database.snapshot() as tx:
            return _Books(
                documents=tx.documents.search(everything),
                entries=tx.archive.search(everything),
                templates=tx.templates.list_of([Owner(organisation_id=organisation_id)]),
                evidence=tx.signatures.list_files(organisation_id),
                companions=tx.companions.list_all(organisation_id),
                steps=tx.signatures.list_all(organisation_id),
                trail=list(tx.audit.read(organisation_id)),
                head=tx.audit.head(organisation_id),
            )

    def _file_faults(
        self, organisation_id: OrganisationId, promised: set[str]
    ) -> Iterator[ArchiveFault]:
        for digest in sorted(promised):
            try:
                self.blobs.get(organisation_id, digest)
            except BlobMissingError:
                yield ArchiveFault(organisation_id, Finding.MISSING, digest)
            except BlobCorruptError:
                yield ArchiveFault(organisation_id, Finding.CHANGED, digest)

    def _entry(self, claim: Claim) -> Entry:
        document = claim.document
        filing = document.filing
        until = keep_until(document.doc_date, filing.years)
        files = tuple(
            ArchivedFile(role, digest, len(self.blobs.get(document.organisation_id, digest)))
            for role, digest in ((PDF, document.files.final), ("docx", document.files.docx))
            if digest is not None
        )
        return Entry(
            document_id=document.id,
            organisation_id=document.organisation_id,
            kind=document.kind,
            number=document.number.text,
            doc_date=document.doc_date,
            title=document.title,
            case_index=filing.case_index,
            retention=Retention(filing.article, filing.term, until),
            files=files,
            pages=document.pages or 0,
            archived_at=_to_text(self.clock.now()),
            made_with=document.made_with,
        )


def _book_faults(organisation_id: OrganisationId, books: _Books) -> Iterator[ArchiveFault]:
    if (place := first_break(books.trail, books.head)) is not None:
        yield ArchiveFault(organisation_id, Finding.AUDIT_BROKEN, str(place))
    ledger = Ledger(books.documents, books.entries, books.companions, books.steps)
    for found in list_discrepancies(ledger, books.trail):
        yield ArchiveFault(organisation_id, Finding.ROW_CHANGED, found.document_id, found.fields)


def _to_text(moment: datetime) -> str:
    return moment.isoformat(timespec="milliseconds")


def _step(claim: Claim) -> Progress:
    return Progress(claim, State.ARCHIVED, claim.document.files, claim.document.pages)


def _advance(tx: Transaction, claim: Claim) -> bool:
    return tx.documents.advance(_step(claim))
