"""Tell in time that a certificate, a term or a power of attorney comes to its end."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final
from zoneinfo import ZoneInfo

from service.domain.access import Principal, Role, Scope, require_scope
from service.domain.accounts import User
from service.domain.audit import Event
from service.domain.endings import (
    ENDING_TOLD,
    LETTER_LIFETIME,
    Ending,
    ending_wording,
    list_endings,
)
from service.domain.ids import LetterId
from service.domain.letters import Letter
from service.domain.organisations import Organisation
from service.domain.reach import Reach, reaching
from service.domain.signer_reminders import MORNING
from service.operations.mail import MailDesk
from service.ports import Clock, Database, IdSource, Transaction

_TOLD: Final = frozenset({Role.HEAD, Role.ADMINISTRATOR})


@dataclass(frozen=True)
class EndingDesk:
    """The use cases of ends; `address` is where links in letters begin."""

    database: Database
    clock: Clock
    ids: IdSource
    mail: MailDesk
    address: str
    zone: ZoneInfo

    def list_near(self, principal: Principal) -> list[Ending]:
        """What ends within a month in the organisations of the principal. Raises ForbiddenError."""
        require_scope(principal, Scope.READ)
        with self.database.snapshot() as tx:
            seen = tx.organisations.list_seen_by(principal)
            return [one for organisation in seen for one in self._list_near(tx, organisation)]

    def send_due(self) -> int:
        """Write the letters whose day has come, in the morning at the earliest; returns how many.

        Every organisation has a transaction of its own, which reaches no further than it.
        """
        if self.clock.now().astimezone(self.zone).hour < MORNING:
            return 0
        with self.database.snapshot() as tx:
            everybody = tx.organisations.list_all()
        sent = 0
        for one in everybody:
            with reaching(Reach(one.id, one.municipality_id)):
                sent += self._tell_of(one)
        if sent:
            self.mail.hint()
        return sent

    def _tell_of(self, organisation: Organisation) -> int:
        with self.database.snapshot() as tx:
            due = self._list_near(tx, organisation)
        if not due:
            return 0
        with self.database.transaction() as tx:
            return sum(self._tell(tx, organisation, ending) for ending in due)

    def _list_near(self, tx: Transaction, organisation: Organisation) -> list[Ending]:
        today = self.clock.today()
        return [one for one in self._list(tx, organisation) if one.stage(today) is not None]

    def _list(self, tx: Transaction, organisation: Organisation) -> list[Ending]:
        reports = tx.key_reports.list_of([organisation.id])
        return list_endings(reports, tx.signers.list_of(organisation.id), self.zone)

    def _tell(self, tx: Transaction, organisation: Organisation, ending: Ending) -> int:
        days, now = ending.stage(self.clock.today()), self.clock.now()
        people = [] if days is None else list(_list_told(tx, organisation))
        if days is None or not people or not tx.endings.note(ending, days, now):
            return 0
        for person in people:
            tx.letters.add(self._letter(person, organisation, ending))
        detail: dict[str, str | int | bool | None] = {"thing": ending.thing, "days": days}
        tx.audit.append(organisation.id, Event(ENDING_TOLD, "worker", None, detail), now)
        return len(people)

    def _letter(self, person: User, organisation: Organisation, ending: Ending) -> Letter:
        now, name = self.clock.now(), organisation.requisites.short_name
        page = f"{self.address}/signers?organisation={organisation.id}"
        said = ending_wording(person.name, name, ending, self.clock.today(), page)
        letter_id = LetterId(self.ids.new())
        return Letter(letter_id, person.email, said.subject, said.text, now, now + LETTER_LIFETIME)


def _list_told(tx: Transaction, organisation: Organisation) -> Iterator[User]:
    """The head, and administrators here and of the municipality, who can be written to."""
    for user in tx.accounts.list_users([organisation.id], organisation.municipality_id):
        if user.email and user.blocked_at is None and not _TOLD.isdisjoint(user.roles):
            yield user
