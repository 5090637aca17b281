"""Keep who may sign for an organisation: begin a term, end it, list the terms."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from doc_templates.declension.forms import Gender
from doc_templates.declension.full_names import split_full_name
from doc_templates.declension.spelling import tidy
from service.domain.access import Principal, Scope, require_scope, require_sight
from service.domain.audit import Event
from service.domain.errors import InvalidRequestError, NotFoundError, Problem
from service.domain.ids import OrganisationId, SignerId
from service.domain.pack.facts import SignerTerm
from service.domain.pack.reading import Person, normal_name
from service.domain.signers import Signer
from service.ports import Clock, Database, IdSource, Transaction

_LONGEST: Final = {"full_name": 200, "position": 300, "authority": 500}


@dataclass(frozen=True)
class Appointment:
    """What is asked when a term begins; the words are those of `service.domain.signers.Signer`."""

    full_name: str
    gender: str
    position: str
    authority: str
    since: date
    until: date | None = None
    person_id: str = ""


@dataclass(frozen=True)
class SignerDesk:
    """The use cases of signers."""

    database: Database
    clock: Clock
    ids: IdSource

    def list_signers(self, principal: Principal, organisation_id: OrganisationId) -> list[Signer]:
        """Every term, the latest first. Raises NotFoundError."""
        require_scope(principal, Scope.READ)
        with self.database.snapshot() as tx:
            require_sight(principal, tx.organisations.find(organisation_id))
            return tx.signers.list_of(organisation_id)

    def find_head(
        self, principal: Principal, organisation_id: OrganisationId
    ) -> dict[str, object] | None:
        """Who signs today, as documents name people (`person_ref`). Raises NotFoundError."""
        today = self.clock.today()
        terms = self.list_signers(principal, organisation_id)
        now = (one for one in terms if one.since <= today and (one.until or today) >= today)
        signer = next(now, None)
        if signer is None:
            return None
        name = split_full_name(signer.full_name)
        return {
            "surname": name.surname,
            "given_name": name.given_name,
            "patronymic": name.patronymic,
            "gender": signer.gender,
            "fio": {"nom": signer.full_name},
            "position": {"nom": signer.position},
        }

    def appoint(
        self, principal: Principal, organisation_id: OrganisationId, asked: Appointment
    ) -> Signer:
        """Begin a term. Raises NotFoundError, ForbiddenError, InvalidRequestError (fields)."""
        require_scope(principal, Scope.WRITE)
        if problems := _problems(asked):
            raise InvalidRequestError(problems)
        signer = Signer(
            id=SignerId(self.ids.new()),
            organisation_id=organisation_id,
            person_id=asked.person_id,
            full_name=tidy(asked.full_name),
            gender=asked.gender,
            position=tidy(asked.position),
            since=asked.since,
            until=asked.until,
            authority=tidy(asked.authority),
        )
        with self.database.transaction() as tx:
            require_sight(principal, tx.organisations.find(organisation_id))
            tx.signers.add(signer)
            self._note(tx, signer, "signer:appointed", principal)
        return signer

    def end_term(
        self,
        principal: Principal,
        organisation_id: OrganisationId,
        signer_id: SignerId,
        until: date,
    ) -> None:
        """Say which day is the last one. Raises NotFoundError, InvalidRequestError (`#/until`)."""
        require_scope(principal, Scope.WRITE)
        with self.database.transaction() as tx:
            require_sight(principal, tx.organisations.find(organisation_id))
            known = {signer.id: signer for signer in tx.signers.list_of(organisation_id)}
            if signer_id not in known:
                raise NotFoundError
            if until < known[signer_id].since:
                raise InvalidRequestError((_EARLY_END,))
            tx.signers.end(organisation_id, signer_id, until)
            self._note(tx, known[signer_id], "signer:ended", principal)

    def _note(self, tx: Transaction, signer: Signer, action: str, principal: Principal) -> None:
        # Without the name: the trail is kept for longer than a name may be.
        event = Event(action, principal.id, None, {"signer": signer.id})
        tx.audit.append(signer.organisation_id, event, self.clock.now())


def terms_of(tx: Transaction, organisation_id: OrganisationId) -> tuple[SignerTerm, ...]:
    """The terms as the rules of the pack look at them (V08)."""
    return tuple(
        SignerTerm(
            Person(signer.person_id, normal_name(signer.full_name), signer.gender),
            signer.since,
            signer.until,
        )
        for signer in tx.signers.list_of(organisation_id)
    )


_EARLY_END: Final = Problem("#/until", "out_of_range", "Срок кончается раньше, чем начинается.")


def _problems(asked: Appointment) -> tuple[Problem, ...]:
    texts = {name: tidy(getattr(asked, name)) for name in _LONGEST}
    found = [
        Problem(f"#/{name}", "required", "Заполните это поле.")
        for name, text in texts.items()
        if not text
    ]
    found += [
        Problem(f"#/{name}", "too_long", f"Сократите текст до {_LONGEST[name]} знаков.")
        for name, text in texts.items()
        if len(text) > _LONGEST[name]
    ]
    if asked.gender not in set(Gender):
        found.append(Problem("#/gender", "choice", "Пол: m или f."))
    if asked.until is not None and asked.until < asked.since:
        found.append(_EARLY_END)
    return tuple(found)
