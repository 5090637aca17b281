"""How far a school has come with what it owes: absent, being made, waiting for signatures, done.

Counting rules. One document per school: the one that has come farthest counts. One per person or
pair: people and pairs are those of the orders that assign them, or of the proposal while there is
no order; each has what came farthest for them, and the whole is done when everybody's is. Whoever
is named twice counts once. A consent to the processing of data counts from any year, until it ends
or is withdrawn. Supplements are needed by workers since 01.03.2025 (ст. 351.8 ТК РФ).
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import IntEnum
from functools import cached_property
from typing import Final

from service.domain.documents import State
from service.domain.ids import OrganisationId
from service.domain.pack.facts import PackDocument
from service.domain.pack.pairs import CONSENT_OF, ORDER, Pair, list_pairs, needs_supplement
from service.domain.pack.people import PD_CONSENT, WITHDRAWAL
from service.domain.pack.points import Per, Point
from service.domain.pack.programs import is_program_of
from service.domain.pack.school_year import SchoolYear
from service.domain.reading import Person, PersonIndex, read_date, read_object, read_person

PROPOSAL: Final = "pairs_proposal"
LASTING: Final = frozenset({PD_CONSENT, WITHDRAWAL})
"""Kinds that count from any earlier year on."""

_OWNERS: Final = {
    CONSENT_OF["mentor"]: "employee",
    CONSENT_OF["mentee"]: "mentee",
    "employment_supplement_mentoring": "employee",
    PD_CONSENT: "subject",
}
_ONE_FOR_ALL: Final = frozenset({Per.SCHOOL, Per.MUNICIPALITY})


class Progress(IntEnum):
    """How far something has come; `NOT_NEEDED` is as good as done."""

    ABSENT = 0
    MAKING = 1
    WAITING = 2
    DONE = 3
    NOT_NEEDED = 4


_PROGRESS: Final = {
    State.REGISTERED: Progress.MAKING,
    State.RENDERED: Progress.MAKING,
    State.FAILED: Progress.MAKING,
    State.AWAITING_SIGNATURES: Progress.WAITING,
    State.SIGNED: Progress.DONE,
    State.ARCHIVED: Progress.DONE,
}


@dataclass(frozen=True)
class Paper:
    """A document that was not cancelled, and whose it is; of its data the gist is known."""

    organisation_id: OrganisationId
    state: State
    document: PackDocument

    @property
    def progress(self) -> Progress:
        """How far it has come."""
        return _PROGRESS[self.state]


@dataclass(frozen=True)
class Standing:
    """Where a school stands with a point on a day: `done` of `needed`.

    `needed` is None while nobody knows for how many. `papers` are the documents there are.
    """

    point: Point
    progress: Progress
    due: date | None
    today: date
    done: int = 0
    needed: int | None = 1
    papers: tuple[Paper, ...] = ()

    @property
    def is_done(self) -> bool:
        """Whether nothing is left to do."""
        return self.progress >= Progress.DONE

    @property
    def is_late(self) -> bool:
        """Whether the deadline has passed: on the day itself there is still time."""
        return not self.is_done and self.due is not None and self.today > self.due


class SchoolPapers:
    """What there is in one school that counts in a school year."""

    def __init__(self, papers: Iterable[Paper], year: SchoolYear, today: date) -> None:
        self._year, self._today = year, today
        self._kinds: dict[str, list[Paper]] = {}
        for paper in papers:
            self._kinds.setdefault(paper.document.kind, []).append(paper)
        sources = self.of(ORDER) or self.of(PROPOSAL)
        self._pairs = [(one.document, pair) for one in sources for pair in list_pairs(one.document)]

    def of(self, *kinds: str) -> list[Paper]:
        """The documents of these kinds."""
        return [paper for kind in kinds for paper in self._kinds.get(kind, ())]

    def stand(self, point: Point) -> Standing:
        """Where the school stands with this point."""
        found = self.of(*point.kinds)
        papers = tuple(one for one in found if point.is_open(self._year, one.document.doc_date))
        due = point.due(self._year, self._programs_end)
        if point.per in _ONE_FOR_ALL:
            best = max((paper.progress for paper in papers), default=Progress.ABSENT)
            done = int(best is Progress.DONE)
            return Standing(point, best, due, self._today, done, 1, papers)
        if not self._pairs:
            progress = Progress.MAKING if papers else Progress.ABSENT
            done = sum(paper.progress is Progress.DONE for paper in papers)
            return Standing(point, progress, due, self._today, done, None, papers)
        each = list(self._each(point, papers))
        done = sum(one is Progress.DONE for one in each)
        return Standing(point, _together(each), due, self._today, done, len(each), papers)

    @cached_property
    def _programs_end(self) -> date | None:
        ends = (read_date(read_object(pair.data, "period"), "end") for _, pair in self._pairs)
        return max((end for end in ends if end), default=None)

    def _each(self, point: Point, papers: Sequence[Paper]) -> Iterator[Progress]:
        """How far the document of every person, or of every pair, has come."""
        if point.per is Per.PAIR:
            by_mentor = _index(papers, "mentor")
            for _, pair in self._pairs:
                of_mentors = [one for who in pair.people("mentor") for one in by_mentor.find(who)]
                found = (one for one in _best_first(of_mentors) if _is_for(one, pair))
                yield next((one.progress for one in found), Progress.ABSENT)
            return
        index = _index(filter(self._counts, papers), _OWNERS[point.kinds[0]])
        for person in self._people(point.per):
            yield _best(index.find(person))

    def _people(self, per: Per) -> Iterable[Person]:
        found: dict[object, Person] = {}
        for order, pair in self._pairs:
            for person in _list_people(order, pair, per):
                found.setdefault(person.code or (person.name, person.gender), person)
        return found.values()

    def _counts(self, paper: Paper) -> bool:
        """Whether a consent to the processing of data is neither over nor withdrawn."""
        document = paper.document
        if document.kind != PD_CONSENT:
            return True
        day = min(self._today, self._year.ends)
        person = read_person(read_object(document.data, "subject"))
        ended = read_date(document.data, "valid_until") or date.max
        withdrawn = [
            read_date(one.document.data, "received_on") or one.document.doc_date
            for one in (_index(self.of(WITHDRAWAL), "subject").find(person) if person else ())
        ]
        return ended >= day and not any(document.doc_date <= one <= day for one in withdrawn)


def _list_people(order: PackDocument, pair: Pair, per: Per) -> list[Person]:
    mentors, mentees = pair.people("mentor"), pair.people("mentee")
    if per is Per.WORKER:
        needed = needs_supplement(order, pair)
        return [m for n, m in enumerate(mentors) if needed and not pair.is_external(n)]
    return {Per.MENTOR: mentors, Per.MENTEE: mentees}.get(per, [*mentors, *mentees])


def _index(papers: Iterable[Paper], owner: str) -> PersonIndex[Paper]:
    index: PersonIndex[Paper] = PersonIndex()
    for paper in papers:
        person = read_person(read_object(paper.document.data, owner))
        if person is not None:
            index.add(person, paper)
    return index


def _best_first(papers: Iterable[Paper]) -> list[Paper]:
    return sorted(papers, key=lambda paper: -paper.progress)


def _is_for(program: Paper, pair: Pair) -> bool:
    return is_program_of(program.document.data, pair)


def _best(papers: Iterable[Paper]) -> Progress:
    return max((paper.progress for paper in papers), default=Progress.ABSENT)


def _together(each: Sequence[Progress]) -> Progress:
    """Nothing is there, or something is missing, or the slowest counts."""
    if not each:
        return Progress.NOT_NEEDED
    least = min(each)
    return Progress.MAKING if least is Progress.ABSENT < max(each) else least
