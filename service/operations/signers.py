"""Keep who may sign for an organisation: begin a term, end it, list the terms."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

from doc_templates.declension.forms import Gender
from doc_templates.declension.full_names import split_full_name
from doc_templates.declension.spelling import tidy
from service.domain.access import Principal, Scope, require_scope, require_sight
from service.domain.audit import Event
from service.domain.errors import InvalidRequestError, NotFoundError, Problem
from service.domain.ids import OrganisationId, SignerId
from service.domain.keys import KeyReport
from service.domain.signers import HEAD, Signer, Term
from service.domain.texts import MAX_NAME, text_problem
from service.ports import Clock, Database, IdSource, Transaction

ROLE: Final = r"[a-z][a-z0-9_]{0,63}"
MAX_CODE, MAX_POSITION, MAX_GROUND = 64, 300, 500
_EARLY_START: Final = Problem(
    "#/since", "out_of_range", "Новый срок начинается не раньше, чем через день после прежнего."
)
_EARLY_END: Final = Problem("#/until", "out_of_range", "Срок кончается раньше, чем начинается.")


@dataclass(frozen=True)
class SignerDesk:
    """The use cases of signers."""

    database: Database
    clock: Clock
    ids: IdSource

    def list_signers(self, principal: Principal, organisation_id: OrganisationId) -> list[Signer]:
        """Every term, the latest first. Raises NotFoundError."""
        require_scope(principal, Scope.READ, Scope.SIGNERS)
        with self.database.snapshot() as tx:
            require_sight(principal, tx.organisations.find(organisation_id))
            return tx.signers.list_of(organisation_id)

    def list_keys(self, principal: Principal, organisation_id: OrganisationId) -> list[KeyReport]:
        """The organisation's keys as the sign process saw them. Raises NotFoundError."""
        require_scope(principal, Scope.READ, Scope.SIGNERS)
        with self.database.snapshot() as tx:
            require_sight(principal, tx.organisations.find(organisation_id))
            return tx.key_reports.list_of([organisation_id])

    def get_signer(self, principal: Principal, signer_id: SignerId) -> Signer:
        """A term, to be changed. Raises ForbiddenError, NotFoundError."""
        require_scope(principal, Scope.SIGNERS)
        with self.database.snapshot() as tx:
            return _find(tx, principal, signer_id)

    def find_head(
        self, principal: Principal, organisation_id: OrganisationId
    ) -> dict[str, object] | None:
        """Who signs today, as documents name people (`person_ref`). Raises NotFoundError."""
        today = self.clock.today()
        terms = (one.term for one in self.list_signers(principal, organisation_id))
        term = next((one for one in terms if one.role == HEAD and one.covers(today)), None)
        if term is None:
            return None
        name = split_full_name(term.full_name)
        return {
            "surname": name.surname,
            "given_name": name.given_name,
            "patronymic": name.patronymic,
            "gender": term.gender,
            "fio": {"nom": term.full_name},
            "position": {"nom": term.position},
        }

    def appoint(self, principal: Principal, organisation_id: OrganisationId, said: Term) -> Signer:
        """Begin a term. Raises NotFoundError, ForbiddenError, InvalidRequestError (fields)."""
        require_scope(principal, Scope.SIGNERS)
        signer = self._prepare(principal, organisation_id, said)
        with self.database.transaction() as tx:
            require_sight(principal, tx.organisations.find(organisation_id))
            self._add(tx, principal, signer)
        return signer

    def replace(self, principal: Principal, signer_id: SignerId, said: Term) -> Signer:
        """Let somebody else sign in the same role; the term before ends the day before.

        Raises ForbiddenError, NotFoundError, InvalidRequestError (fields).
        """
        earlier = self.get_signer(principal, signer_id)
        said = replace(said, role=earlier.term.role)
        signer = self._prepare(principal, earlier.organisation_id, said)
        if signer.term.since <= earlier.term.since:
            raise InvalidRequestError((_EARLY_START,))
        last = signer.term.since - timedelta(days=1)
        with self.database.transaction() as tx:
            earlier = _find(tx, principal, signer_id)
            tx.signers.end(signer_id, min(last, earlier.term.until or last))
            self._note(tx, earlier, "signer:ended", principal)
            self._add(tx, principal, signer)
        return signer

    def end_term(self, principal: Principal, signer_id: SignerId, until: date) -> Signer:
        """Say which day is the last one. Raises NotFoundError, InvalidRequestError (`#/until`)."""
        require_scope(principal, Scope.SIGNERS)
        with self.database.transaction() as tx:
            signer = _find(tx, principal, signer_id)
            if until < signer.term.since:
                raise InvalidRequestError((_EARLY_END,))
            tx.signers.end(signer_id, until)
            self._note(tx, signer, "signer:ended", principal)
        return replace(signer, term=replace(signer.term, until=until))

    def _prepare(self, principal: Principal, organisation_id: OrganisationId, said: Term) -> Signer:
        term = tidy_term(said)
        if problems := tuple(term_problems(term)):
            raise InvalidRequestError(problems)
        at = self.clock.now().replace(microsecond=0)  # as exact as it will be read
        return Signer(SignerId(self.ids.new()), organisation_id, term, principal.id, at)

    def _add(self, tx: Transaction, principal: Principal, signer: Signer) -> None:
        tx.signers.add(signer)
        self._note(tx, signer, "signer:appointed", principal)

    def _note(self, tx: Transaction, signer: Signer, action: str, principal: Principal) -> None:
        # Without the name: the trail is kept for longer than a name may be.
        event = Event(action, principal.id, None, {"signer": signer.id, "role": signer.term.role})
        tx.audit.append(signer.organisation_id, event, self.clock.now())


def _find(tx: Transaction, principal: Principal, signer_id: SignerId) -> Signer:
    signer = tx.signers.find(signer_id)
    if signer is None:
        raise NotFoundError
    require_sight(principal, tx.organisations.find(signer.organisation_id))
    return signer


def tidy_term(said: Term) -> Term:
    """The same without what one types by accident."""
    full_name, position, ground = map(tidy, (said.full_name, said.position, said.ground))
    return replace(said, full_name=full_name, position=position, ground=ground)


def term_problems(term: Term) -> Iterator[Problem]:
    """What is wrong with a term, by the fields of the API."""
    if re.fullmatch(ROLE, term.role) is None:
        yield Problem("#/role", "pattern", "Роль – как у подписи вида документа: head.")
    if term.gender not in set(Gender):
        yield Problem("#/gender", "choice", "Пол: m или f.")
    if term.until is not None and term.until < term.since:
        yield _EARLY_END
    yield from filter(None, (text_problem(*written) for written in _texts(term)))


def _texts(term: Term) -> Iterator[tuple[str, str, int]]:
    """What is written in words: the text, where it stands, how long it may be."""
    yield term.full_name, "#/full_name", MAX_NAME
    yield term.position, "#/position", MAX_POSITION
    yield term.ground, "#/ground", MAX_GROUND
    if term.person_id:
        yield term.person_id, "#/person_id", MAX_CODE
    if term.attorney is not None:
        yield term.attorney.number, "#/attorney/number", MAX_CODE
