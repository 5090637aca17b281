"""What schools owe and how far they have come; reminders to those that are late."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from service.domain.access import Principal, Scope, require_scope
from service.domain.accounts import User
from service.domain.audit import Event
from service.domain.errors import NotFoundError
from service.domain.ids import LetterId, OrganisationId
from service.domain.letters import Letter
from service.domain.organisations import Organisation
from service.domain.pack.coverage import (
    LASTING,
    PROPOSAL,
    Paper,
    SchoolPapers,
    Standing,
)
from service.domain.pack.pairs import ORDER, Pair, list_pairs
from service.domain.pack.points import Point
from service.domain.pack.school_year import SchoolYear, school_year_of
from service.domain.reminders import REMINDED, REMINDER_LIFETIME, Reminder, reminder_wording
from service.operations.mail import MailDesk
from service.pack_ports import PaperQuestion
from service.ports import Clock, Database, IdSource, Transaction


@dataclass(frozen=True)
class School:
    """A school, where it stands with every point, and when it was reminded last, if ever."""

    organisation: Organisation
    standings: tuple[Standing, ...]
    reminder: Reminder | None = None

    @property
    def late(self) -> list[Standing]:
        """What is overdue."""
        return [standing for standing in self.standings if standing.is_late]


@dataclass(frozen=True)
class Coverage:
    """Schools × points of a school year as of `today`."""

    year: SchoolYear
    today: date
    points: tuple[Point, ...]
    schools: tuple[School, ...]


@dataclass(frozen=True)
class AssignedPair:
    """A pair with the school and the order that assigned it."""

    organisation: Organisation
    order: Paper
    pair: Pair


class Outcome(StrEnum):
    """What became of the wish to remind a school."""

    SENT = "sent"
    TODAY = "today"
    NOBODY = "nobody"
    IN_TIME = "in_time"


@dataclass(frozen=True)
class CoverageDesk:
    """The use cases of the roadmap; `address` is where links in letters begin.

    `points` are what schools owe, `duties` what their municipality does.
    """

    database: Database
    clock: Clock
    ids: IdSource
    points: tuple[Point, ...]
    duties: tuple[Point, ...]
    mail: MailDesk
    address: str

    def cover(self, principal: Principal, year: int | None = None) -> Coverage:
        """Where the schools that exist for the principal stand. Raises ForbiddenError."""
        require_scope(principal, Scope.READ)
        with self.database.snapshot() as tx:
            return self._cover(tx, tx.organisations.list_seen_by(principal), year)

    def list_duties(self, principal: Principal, year: int | None = None) -> list[Standing]:
        """Where the municipality itself stands. Raises ForbiddenError, NotFoundError."""
        require_officer(principal)
        school_year = self._year(year)
        kinds = {kind for point in self.duties for kind in point.kinds}
        with self.database.snapshot() as tx:
            seen = [one.id for one in tx.organisations.list_seen_by(principal)]
            papers = tx.papers.list_papers(_ask(seen, school_year, kinds))
        made = SchoolPapers(papers, school_year, self.clock.today())
        return [made.stand(point) for point in self.duties]

    def list_pairs(self, principal: Principal, year: int | None = None) -> list[AssignedPair]:
        """All pairs that orders of a school year assigned, school by school."""
        require_scope(principal, Scope.READ)
        with self.database.snapshot() as tx:
            schools = {one.id: one for one in tx.organisations.list_seen_by(principal)}
            papers = tx.papers.list_papers(_ask(list(schools), self._year(year), {ORDER}))
        found = [
            AssignedPair(schools[paper.organisation_id], paper, pair)
            for paper in papers
            for pair in list_pairs(paper.document)
        ]
        return sorted(found, key=lambda one: one.organisation.id)

    def remind(
        self, principal: Principal, chosen: Collection[OrganisationId]
    ) -> Mapping[OrganisationId, Outcome]:
        """Write to the people of these schools what is late, once a day at most.

        Raises ForbiddenError, NotFoundError (a school of another municipality; then none is told).
        """
        require_officer(principal)
        with self.database.transaction() as tx:
            seen = [o for o in tx.organisations.list_seen_by(principal) if o.id in chosen]
            if len(seen) != len(set(chosen)):
                raise NotFoundError
            people = _group(tx.accounts.list_users([one.id for one in seen], None))
            outcomes = {
                school.organisation.id: self._remind(
                    tx, principal, school, people.get(school.organisation.id, [])
                )
                for school in self._cover(tx, seen, None).schools
            }
            self._note(tx, principal, outcomes)
        self.mail.hint()
        return outcomes

    def _cover(
        self, tx: Transaction, organisations: Sequence[Organisation], year: int | None
    ) -> Coverage:
        known, today = [one.id for one in organisations], self.clock.today()
        school_year = self._year(year)
        kinds = {kind for point in self.points for kind in point.kinds} | {ORDER, PROPOSAL}
        papers: dict[OrganisationId, list[Paper]] = {}
        for paper in tx.papers.list_papers(_ask(known, school_year, kinds, LASTING)):
            papers.setdefault(paper.organisation_id, []).append(paper)
        reminders = tx.reminders.list_newest(known)
        schools = []
        for one in organisations:
            of_school = SchoolPapers(papers.get(one.id, ()), school_year, today)
            standings = tuple(of_school.stand(point) for point in self.points)
            schools.append(School(one, standings, reminders.get(one.id)))
        return Coverage(school_year, today, self.points, tuple(schools))

    def _year(self, year: int | None) -> SchoolYear:
        return school_year_of(self.clock.today()) if year is None else SchoolYear(year)

    def _remind(
        self, tx: Transaction, principal: Principal, school: School, people: Sequence[User]
    ) -> Outcome:
        if not school.late:
            return Outcome.IN_TIME
        if not people:
            return Outcome.NOBODY
        now, organisation = self.clock.now(), school.organisation
        reminder = Reminder(organisation.id, self.clock.today(), now, principal.id, len(people))
        if not tx.reminders.add(reminder):
            return Outcome.TODAY
        for person in people:
            tx.letters.add(self._letter(person, school))
        return Outcome.SENT

    def _letter(self, person: User, school: School) -> Letter:
        owed = [(late.point.title, late.due) for late in school.late if late.due]
        name = school.organisation.requisites.short_name
        wording = reminder_wording(person.name, name, owed, f"{self.address}/")
        now = self.clock.now()
        return Letter(
            id=LetterId(self.ids.new()),
            recipient=person.email,
            subject=wording.subject,
            text=wording.text,
            created_at=now,
            expires_at=now + REMINDER_LIFETIME,
        )

    def _note(
        self, tx: Transaction, principal: Principal, outcomes: Mapping[OrganisationId, Outcome]
    ) -> None:
        """Last of all, and in one order: the trail of a school makes others wait."""
        for organisation_id in sorted(outcomes):
            if outcomes[organisation_id] is Outcome.SENT:
                event = Event(REMINDED, principal.id, None, {})
                tx.audit.append(organisation_id, event, self.clock.now())


def _ask(
    organisations: Sequence[OrganisationId],
    year: SchoolYear,
    kinds: Iterable[str],
    lasting: Iterable[str] = (),
) -> PaperQuestion:
    return PaperQuestion(organisations, kinds, year.begins, year.ends, lasting)


def require_officer(principal: Principal) -> None:
    """Refuse whoever does not see to a municipality. Raises ForbiddenError, NotFoundError."""
    require_scope(principal, Scope.MUNICIPAL)
    if principal.municipality_id is None:
        raise NotFoundError


def _group(users: Iterable[User]) -> Mapping[OrganisationId, list[User]]:
    """Those who make documents and can be written to, by school."""
    found: dict[OrganisationId, list[User]] = {}
    for user in users:
        writes = Scope.WRITE in user.principal().scopes
        if user.organisation_id and user.email and not user.blocked_at and writes:
            found.setdefault(user.organisation_id, []).append(user)
    return found
