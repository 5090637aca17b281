"""Say last year's pack again: what each document would say this year, and for whom others wait."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from itertools import chain
from typing import Final

from doc_templates.catalogue import Catalogue, Kind, validate
from doc_templates.errors import InvalidDataError, UnknownKindError
from service.domain.access import Principal, Scope, require_scope, require_sight
from service.domain.errors import ConflictError, NotFoundError
from service.domain.ids import DocumentId, OrganisationId, PersonId
from service.domain.organisations import Organisation
from service.domain.pack.bank import Bank
from service.domain.pack.changes import short_name
from service.domain.pack.coverage import LASTING
from service.domain.pack.facts import (
    Facts,
    Finding,
    PackDocument,
    PackQuestion,
    Severity,
    Shelf,
)
from service.domain.pack.orders import CITED
from service.domain.pack.people import PD_CONSENT
from service.domain.pack.points import Per, Point
from service.domain.pack.repetition import Repetition, ThisYear, repeat
from service.domain.pack.rulebook import examine, kinds_read_for
from service.domain.pack.school_year import SchoolYear, school_year_of
from service.domain.reading import (
    Data,
    Person,
    read_date,
    read_items,
    read_object,
    read_people,
    read_person,
)
from service.operations.acts import cited_acts
from service.operations.batch_kinds import list_batch_kinds
from service.operations.sight import see_document
from service.operations.signers import SignerDesk
from service.people_ports import PeopleFilter
from service.ports import Clock, Database, Transaction

_EVERYBODY: Final = 20_000


@dataclass(frozen=True)
class Repeated:
    """A document of an earlier year as it would be now.

    `unfit` are the fields that its kind has come to ask otherwise since: they are left out.
    `made` are this year's documents of the kind.
    """

    organisation_id: OrganisationId
    source: PackDocument
    kind: Kind
    repetition: Repetition
    findings: tuple[Finding, ...]
    unfit: tuple[str, ...] = ()
    made: tuple[PackDocument, ...] = ()


@dataclass(frozen=True)
class Heir:
    """Whose document of last year it was; `person_id` when the bank knows the person."""

    source: PackDocument
    names: str
    is_made: bool
    has_left: bool
    person_id: PersonId | None


@dataclass(frozen=True)
class Crowd:
    """A kind of which everybody has a document of their own; `is_batch`: made for many at once."""

    kind: Kind
    point: Point
    is_batch: bool
    heirs: tuple[Heir, ...]

    @property
    def waiting(self) -> list[Heir]:
        """Who has none yet this year."""
        return [one for one in self.heirs if not one.is_made and not one.has_left]

    @property
    def people(self) -> list[PersonId]:
        """Those of them whom the bank knows, each once."""
        return list(dict.fromkeys(one.person_id for one in self.waiting if one.person_id))


@dataclass(frozen=True)
class Rollover:
    """Last year's pack, held against this year."""

    organisation: Organisation
    then: SchoolYear
    year: SchoolYear
    repeated: tuple[Repeated, ...]
    crowds: tuple[Crowd, ...]


@dataclass(frozen=True)
class RolloverDesk:
    """The use cases of a new school year; nothing is registered here."""

    database: Database
    clock: Clock
    catalogue: Catalogue
    signers: SignerDesk
    points: tuple[Point, ...]

    def review(self, principal: Principal, organisation_id: OrganisationId) -> Rollover:
        """The pack of the year before this one. Raises NotFoundError, ForbiddenError."""
        require_scope(principal, Scope.WRITE)
        head = self.signers.find_head(principal, organisation_id)
        with self.database.snapshot() as tx:
            organisation = require_sight(principal, tx.organisations.find(organisation_id))
            now = self._know(tx, organisation_id, head)
        then = SchoolYear(now.year.first - 1)
        points = [point for point in self.points if point.dates]
        return Rollover(
            organisation,
            then,
            now.year,
            tuple(
                self._repeat(organisation_id, source, point, now)
                for point in points
                if point.per is Per.SCHOOL
                for kind in point.kinds
                for source in _of_year(now, then, kind)
            ),
            tuple(self._crowds(points, then, now)),
        )

    def repeat(self, principal: Principal, document_id: DocumentId) -> Repeated:
        """One document. Raises NotFoundError, ConflictError `not_repeatable`."""
        require_scope(principal, Scope.WRITE)
        with self.database.snapshot() as tx:
            document = see_document(tx, principal, document_id)
        point = next((one for one in self.points if document.kind in one.kinds), None)
        is_old = school_year_of(document.doc_date).first < school_year_of(self.clock.today()).first
        if point is None or not point.dates or not is_old:
            message = "По образцу прошлого года этот документ не заполняют."
            raise ConflictError(message, code="not_repeatable")
        head = self.signers.find_head(principal, document.organisation_id)
        with self.database.snapshot() as tx:
            now = self._know(tx, document.organisation_id, head)
        source = PackDocument(
            document.kind,
            document.doc_date,
            document.data,
            number=document.number.text,
            id=document.id,
        )
        return self._repeat(document.organisation_id, source, point, now)

    def _repeat(
        self, organisation_id: OrganisationId, source: PackDocument, point: Point, now: ThisYear
    ) -> Repeated:
        kind = _find_kind(self.catalogue, source.kind)
        unfit = _list_unfit(kind, source.data)
        fitting = {key: value for key, value in source.data.items() if key not in unfit}
        said = repeat(replace(source, data=fitting), replace(now, due=point.due(now.year)))
        day = read_date(said.data, "doc_date") or now.today
        new = PackDocument(source.kind, day, said.data)
        facts = Facts(new, now.documents, acts=cited_acts(kind, said.data))
        found = tuple(one for one in examine(facts) if one.severity is not Severity.NOTE)
        made = tuple(_of_year(now, now.year, source.kind))
        return Repeated(organisation_id, source, kind, said, found, unfit, made)

    def _crowds(self, points: Iterable[Point], then: SchoolYear, now: ThisYear) -> Iterator[Crowd]:
        subjects = {one.kind.code: one.subject for one in list_batch_kinds(self.catalogue)}
        for point in points:
            for kind in point.kinds if point.per is not Per.SCHOOL else ():
                owner = subjects.get(kind) or ("mentor" if point.per is Per.PAIR else "employee")
                heirs = tuple(
                    _heir(source, owner, replace(now, due=point.due(now.year)))
                    for source in _of_year(now, then, kind)
                )
                found = _find_kind(self.catalogue, kind)
                if heirs:
                    yield Crowd(found, point, kind in subjects, heirs)

    def _know(
        self, tx: Transaction, organisation_id: OrganisationId, head: Data | None
    ) -> ThisYear:
        """What counts around the new year: since the year before, and what lasts from earlier."""
        today = self.clock.today()
        year = school_year_of(today)
        kinds = frozenset(chain.from_iterable(point.kinds for point in self.points))
        read = kinds.union(*map(kinds_read_for, kinds), *CITED.values())
        since = SchoolYear(year.first - 1).begins
        ask = PackQuestion(organisation_id, read, None, year.ends)
        documents = (
            one
            for one in tx.packs.list_documents(ask)
            if one.doc_date >= since or one.kind in LASTING
        )
        people = [
            person
            for is_archived in (False, True)
            for person in tx.people.search(
                PeopleFilter((organisation_id,), is_archived=is_archived, limit=_EVERYBODY)
            )
        ]
        return ThisYear(year, today, None, head, Shelf(documents), Bank(people))


def _find_kind(catalogue: Catalogue, code: str) -> Kind:
    try:
        return catalogue.get_kind(code)
    except UnknownKindError as error:
        raise NotFoundError(error.message) from error


def _list_unfit(kind: Kind, data: Mapping[str, object]) -> tuple[str, ...]:
    """The fields that the kind asks otherwise by now: what stands there fits no form."""
    try:
        validate(kind, data)
    except InvalidDataError as error:
        fields = (one.pointer.removeprefix("#/").partition("/")[0] for one in error.problems)
        return tuple(dict.fromkeys(field for field in fields if field in data))
    return ()


def _of_year(now: ThisYear, year: SchoolYear, kind: str) -> list[PackDocument]:
    found = now.documents.of(kind)
    return [one for one in found if year.begins <= one.doc_date <= year.ends]


def _heir(source: PackDocument, owner: str, now: ThisYear) -> Heir:
    named = read_object(source.data, owner)
    person = read_person(named)
    card = now.bank.find(person) if person else None
    has_left = card is not None and card.archived_at is not None
    others = ", ".join(short_name(one) for one in read_items(source.data, "mentees"))
    made = [one for one in now.documents.of(source.kind) if _is_of(one, owner, person)]
    return Heir(
        source,
        " – ".join(filter(None, [short_name(named), others])),
        any(_is_again(source, one, now) for one in made),
        has_left,
        card.id if card and not has_left else None,
    )


def _is_of(document: PackDocument, owner: str, person: Person | None) -> bool:
    whose = read_person(read_object(document.data, owner))
    return whose is not None and person is not None and whose.is_same(person)


def _is_again(source: PackDocument, other: PackDocument, now: ThisYear) -> bool:
    """Whether another document of the same person makes one more needless this year."""
    if other.kind == PD_CONSENT:
        last = read_date(other.data, "valid_until") or date.max
        return last >= max(now.today, now.due or now.today)
    some, others = (read_people(one.data, "mentees") for one in (source, other))
    is_same_pair = not some or not others or any(a.is_same(b) for a in some for b in others)
    return is_same_pair and other.doc_date >= now.year.begins
