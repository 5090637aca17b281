"""The pairs of a school year with what has become of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from service.domain.access import Principal, Scope, require_scope
from service.domain.ids import OrganisationId
from service.domain.pack.assigned import EXTENSION, TERMINATION, PairStanding, PairState, stand
from service.domain.pack.coverage import PROPOSAL, Paper
from service.domain.pack.programs import PROGRAM
from service.domain.pack.school_year import SchoolYear, school_year_of
from service.operations.coverage import AssignedPair, CoverageDesk
from service.pack_ports import PaperQuestion
from service.ports import Clock, Database

_OVER: Final = frozenset({PairState.ENDED, PairState.TERMINATED})


@dataclass(frozen=True)
class StandingPair:
    """A pair with its order, and how it stands today."""

    assigned: AssignedPair
    standing: PairStanding

    @property
    def lacks_program(self) -> bool:
        """Whether the pair still needs one: it has none and is not over."""
        return self.standing.program is None and self.standing.state not in _OVER


@dataclass(frozen=True)
class YearOfPairs:
    """The pairs of a school year, and the newest proposal for which there is no order yet."""

    year: SchoolYear
    pairs: tuple[StandingPair, ...]
    proposal: Paper | None


@dataclass(frozen=True)
class PairDesk:
    """The use cases of pairs; `coverage` reads the orders."""

    database: Database
    clock: Clock
    coverage: CoverageDesk

    def list_pairs(self, principal: Principal, year: int | None = None) -> YearOfPairs:
        """The pairs of the schools that exist for the principal. Raises ForbiddenError."""
        require_scope(principal, Scope.READ)
        today = self.clock.today()
        school_year = school_year_of(today) if year is None else SchoolYear(year)
        assigned = self.coverage.list_pairs(principal, school_year.first)
        around = self._look_around(principal, school_year)
        pairs = tuple(
            StandingPair(
                one, stand(one.order, one.pair, around.get(one.organisation.id, ()), today)
            )
            for one in assigned
        )
        own = around.get(principal.organisation_id, ()) if principal.organisation_id else ()
        proposals = [] if pairs else [one for one in own if one.document.kind == PROPOSAL]
        return YearOfPairs(school_year, pairs, proposals[-1] if proposals else None)

    def _look_around(
        self, principal: Principal, year: SchoolYear
    ) -> Mapping[OrganisationId, Sequence[Paper]]:
        """Proposals and programmes of the year, and the few orders that say more of the pairs."""
        with self.database.snapshot() as tx:
            seen = [one.id for one in tx.organisations.list_seen_by(principal)]
            papers = [
                *tx.papers.list_papers(
                    PaperQuestion(seen, {PROPOSAL, PROGRAM}, year.begins, year.ends)
                ),
                *tx.papers.list_whole(
                    PaperQuestion(seen, {TERMINATION, EXTENSION}, year.begins, year.ends)
                ),
            ]
        found: dict[OrganisationId, list[Paper]] = {}
        for paper in papers:
            found.setdefault(paper.organisation_id, []).append(paper)
        return found
