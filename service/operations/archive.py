"""Put finished documents into the archive, find them, check every byte, and hand them out."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from service.domain.access import Principal, Scope, require_scope, require_sight
from service.domain.archive import ArchivedFile, Entry, Retention, keep_until
from service.domain.audit import first_break
from service.domain.blobs import BlobCorruptError, BlobError, BlobMissingError
from service.domain.documents import Claim, Failure, Stage, State
from service.domain.errors import NotFoundError
from service.domain.ids import DocumentId, OrganisationId
from service.domain.search import searchable
from service.domain.templates import Owner
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


@dataclass(frozen=True)
class ArchiveFault:
    """One fault: where it is and what it is. `subject` is a file's SHA-256 or an event's number."""

    organisation_id: OrganisationId
    finding: Finding
    subject: str


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
            for step, _ in ours:
                self.stages.note(tx, step.claim, "document:archived", step)
        return len(ours)

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
        promised, known = self._tracked_files(organisation_id)
        faults = list(self._file_faults(organisation_id, promised))
        with self.database.snapshot() as tx:
            trail, head = list(tx.audit.read(organisation_id)), tx.audit.head(organisation_id)
        if (place := first_break(trail, head)) is not None:
            faults.append(ArchiveFault(organisation_id, Finding.AUDIT_BROKEN, str(place)))
        leftovers = tuple(
            ArchiveFault(organisation_id, Finding.UNTRACKED, name)
            for name in sorted(present - known)
        )
        return ArchiveReport(len(promised), len(trail), tuple(faults), leftovers)

    def _tracked_files(self, organisation_id: OrganisationId) -> tuple[set[str], set[str]]:
        """Hashes the archive promises, and hashes some document of the organisation knows."""
        with self.database.snapshot() as tx:
            everything = DocumentFilter((organisation_id,), limit=1_000_000_000)
            promised = {f.sha256 for entry in tx.archive.search(everything) for f in entry.files}
            own = Owner(organisation_id=organisation_id)
            promised |= {v.sha256 for v in tx.templates.list_of([own]) if v.sha256 is not None}
            known = {
                digest
                for document in tx.documents.search(everything)
                for digest in (
                    document.template_sha256,
                    document.files.docx,
                    document.files.pdf,
                    document.files.signed,
                )
                if digest is not None
            }
        return promised, known | promised

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
            for role, digest in (("pdf", document.files.final), ("docx", document.files.docx))
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
            archived_at=self.clock.now().isoformat(timespec="milliseconds"),
            made_with=document.made_with,
        )


def _step(claim: Claim) -> Progress:
    return Progress(claim, State.ARCHIVED, claim.document.files, claim.document.pages)


def _advance(tx: Transaction, claim: Claim) -> bool:
    return tx.documents.advance(_step(claim))
