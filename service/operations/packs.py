"""Hold new documents, and whole packs, against the rules of the pack."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import pairwise
from typing import Final

from doc_templates.catalogue import Catalogue
from service.domain.access import Principal, Scope, require_scope, require_sight
from service.domain.errors import InvalidRequestError, Problem
from service.domain.ids import DocumentId, OrganisationId
from service.domain.organisations import Organisation
from service.domain.pack import people
from service.domain.pack.facts import (
    ActFacts,
    Facts,
    FileFacts,
    Finding,
    PackDocument,
    PackQuestion,
    Severity,
    Shelf,
    SignatureFacts,
)
from service.domain.pack.orders import JOURNALS_OF_ORDERS
from service.domain.pack.roadmap import find_missing
from service.domain.pack.rulebook import RULES, examine, is_error, kinds_read_for
from service.domain.pack.school_year import SchoolYear, school_year_of
from service.domain.registers import Number
from service.operations.acts import cited_acts
from service.ports import Clock, Database, NewDocument, Transaction

_LASTING: Final = frozenset({people.PD_CONSENT, people.WITHDRAWAL, people.DESTRUCTION})
"""Kinds that count for years; the others count from the school year before on."""

_FOLLOWING: Final = frozenset({people.DESTRUCTION})
"""Kinds that come after what they are about, in the next school year perhaps."""

_SUPPORTING: Final = frozenset().union(
    *(kinds for rule in RULES for kinds in (rule.reads, *rule.reads_by_kind.values()))
)


@dataclass(frozen=True)
class FileEvidence:
    """What an inspection of a document's file found."""

    signatures: tuple[SignatureFacts, ...] = ()
    file: FileFacts | None = None


@dataclass(frozen=True)
class PackFinding:
    """A finding with the document it is about, if any; `is_accepted`: somebody answers for it."""

    finding: Finding
    document: PackDocument | None
    is_accepted: bool = False


@dataclass(frozen=True)
class PackReport:
    """The pack of an organisation and a school year: how many documents, and every finding."""

    organisation: Organisation
    year: SchoolYear
    documents: int
    findings: tuple[PackFinding, ...]

    def count(self, severity: Severity) -> int:
        """How many findings are this bad; an accepted warning no longer counts."""
        return sum(
            item.finding.severity is severity and not item.is_accepted for item in self.findings
        )


def examine_new(
    tx: Transaction, new: NewDocument, acts: tuple[ActFacts, ...] = ()
) -> tuple[Finding, ...]:
    """The findings about a document in the transaction that registers it.

    Raises InvalidRequestError when one of them is an error.
    """
    document = as_new(new.kind, new.doc_date, new.data, new.number)
    return examine_as_new(tx, new.organisation_id, document, new.number, acts)


def examine_as_new(
    tx: Transaction,
    organisation_id: OrganisationId,
    document: PackDocument,
    number: Number,
    acts: tuple[ActFacts, ...],
) -> tuple[Finding, ...]:
    """The findings about a document that would be registered now, under this number.

    Only what the rules of its kind read is gathered: for a consent, the order that it cites. What
    has to follow a document one day is not asked for yet. Raises InvalidRequestError when one of
    the findings is an error.
    """
    is_order = number.register in JOURNALS_OF_ORDERS
    previous = tx.packs.find_previous(organisation_id, number) if is_order else None
    signers = tx.signers.list_of(organisation_id) if "signer" in document.data else ()
    shelf = Shelf(_gather(tx, organisation_id, document))
    facts = Facts(document, shelf, previous=previous, signers=signers, acts=acts)
    findings = tuple(examine(facts))
    if errors := [finding for finding in findings if is_error(finding)]:
        raise InvalidRequestError(
            tuple(Problem(found.pointer, found.code, found.message) for found in errors)
        )
    return findings


def as_new(kind: str, doc_date: date, data: Mapping[str, object], number: Number) -> PackDocument:
    """A document as the rules see it before anybody has registered it."""
    return PackDocument(kind, doc_date, data, number.register, number.seq, number.text)


def _gather(
    tx: Transaction, organisation_id: OrganisationId, document: PackDocument
) -> Sequence[PackDocument]:
    kinds = kinds_read_for(document.kind)
    if not kinds:
        return ()
    year = school_year_of(document.doc_date)
    since = None if kinds & _LASTING else SchoolYear(year.first - 1).begins
    return tx.packs.list_documents(PackQuestion(organisation_id, kinds, since, year.ends))


@dataclass(frozen=True)
class PackDesk:
    """The use cases of packs."""

    database: Database
    clock: Clock
    catalogue: Catalogue

    def check_pack(
        self, principal: Principal, organisation_id: OrganisationId, year: int | None = None
    ) -> PackReport:
        """Hold the documents of a school year (by default this one) against all rules.

        Raises NotFoundError.
        """
        require_scope(principal, Scope.READ)
        with self.database.snapshot() as tx:
            organisation = require_sight(principal, tx.organisations.find(organisation_id))
            return self.check_organisation(tx, organisation, year)

    def check_organisation(
        self,
        tx: Transaction,
        organisation: Organisation,
        year: int | None = None,
        evidence: Mapping[DocumentId, FileEvidence] | None = None,
    ) -> PackReport:
        """The same for whoever may see everything, with what is known of the files."""
        today = self.clock.today()
        school_year = school_year_of(today) if year is None else SchoolYear(year)
        own = tx.packs.list_documents(
            PackQuestion(organisation.id, None, school_year.begins, school_year.ends)
        )
        shelf = Shelf([*_list_around(tx, organisation.id, school_year), *own])
        known = self._know(tx, organisation.id, today, evidence or {})
        found = [
            *_examine_all(own, shelf, known),
            *find_missing(Shelf(own), school_year, today),
        ]
        by_id = {document.id: document for document in own}
        accepted = tx.remarks.list_accepted(organisation.id)
        findings = tuple(
            PackFinding(
                finding,
                by_id.get(finding.document_id),
                (finding.document_id, finding.code) in accepted and not is_error(finding),
            )
            for finding in found
        )
        return PackReport(organisation, school_year, len(own), findings)

    def _know(
        self,
        tx: Transaction,
        organisation_id: OrganisationId,
        today: date,
        evidence: Mapping[DocumentId, FileEvidence],
    ) -> Callable[[PackDocument], Facts]:
        """What is known about a document besides other documents."""
        signers = tx.signers.list_of(organisation_id)

        def facts(document: PackDocument) -> Facts:
            seen = evidence.get(document.id, FileEvidence()) if document.id else FileEvidence()
            return Facts(
                document,
                today=today,
                signers=signers,
                signatures=seen.signatures,
                acts=cited_acts(self.catalogue.kinds.get(document.kind), document.data),
                file=seen.file,
            )

        return facts


def _list_around(
    tx: Transaction, organisation_id: OrganisationId, year: SchoolYear
) -> Iterable[PackDocument]:
    """What supports the documents of the year: earlier papers, and acts that followed."""
    day = timedelta(days=1)
    last_year, eve = SchoolYear(year.first - 1).begins, year.begins - day
    for kinds, since, until in (
        (_SUPPORTING & _LASTING, None, eve),
        (_SUPPORTING - _LASTING, last_year, eve),
        (_FOLLOWING, year.ends + day, date.max),
    ):
        yield from tx.packs.list_documents(PackQuestion(organisation_id, kinds, since, until))


def _examine_all(
    documents: Sequence[PackDocument], shelf: Shelf, known: Callable[[PackDocument], Facts]
) -> Iterator[Finding]:
    previous = _previous_entries(documents)
    for document in documents:
        yield from examine(replace(known(document), pack=shelf, previous=previous.get(document.id)))


def _previous_entries(
    documents: Sequence[PackDocument],
) -> Mapping[DocumentId | None, PackDocument]:
    """The entry before each document in its register and calendar year."""
    journal = sorted(documents, key=lambda one: (one.register, one.doc_date.year, one.seq))
    return {
        later.id: earlier
        for earlier, later in pairwise(journal)
        if (earlier.register, earlier.doc_date.year) == (later.register, later.doc_date.year)
    }
