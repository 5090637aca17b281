"""Remind those who have not signed yet: by themselves around a deadline, or when somebody asks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final
from zoneinfo import ZoneInfo

from service.domain.access import Principal, Scope, require_scope
from service.domain.accounts import User
from service.domain.audit import Event
from service.domain.documents import Document, State
from service.domain.errors import ConflictError
from service.domain.ids import DocumentId, LetterId
from service.domain.letters import Letter, Wording
from service.domain.links import Link, LinkState, Purpose
from service.domain.signatures import Method, Step, StepState
from service.domain.signer_reminders import (
    MORNING,
    REMINDER_LIFETIME,
    SIGNER_REMINDED,
    SignerReminder,
    expired_wording,
    is_due,
    waiting_wording,
)
from service.domain.signers import name_those_who_may
from service.operations.links import Addressee, Errand, LinkDesk
from service.operations.signature_steps import hold_awaiting, require_step, steps_of
from service.ports import Clock, Database, IdSource, Transaction

_SYSTEM: Final = "worker"
_AT_ONCE: Final = 100


@dataclass(frozen=True)
class SignerReminderDesk:
    """The use cases of reminding signers, each of them `limit` times about one signature."""

    database: Database
    clock: Clock
    ids: IdSource
    links: LinkDesk
    limit: int
    zone: ZoneInfo

    def send_due(self) -> int:
        """Write to those whose deadline is near or just over; returns how many were looked at."""
        now = self.clock.now()
        if not self.limit or now.astimezone(self.zone).hour < MORNING:
            return 0
        with self.database.snapshot() as tx:
            due = tx.signer_reminders.list_unseen(now, self.clock.today(), limit=_AT_ONCE)
        for document_id, place in due:
            with self.database.transaction() as tx:
                self._look(tx, document_id, place)
        if due:
            self.links.mail.hint()
        return len(due)

    def remind(self, principal: Principal, document_id: DocumentId, place: int) -> date:
        """Write to the signer now; returns the day that counts.

        Raises NotFoundError, ForbiddenError, ConflictError: `step_not_ready`, `reminded_today`,
        `reminded_enough`, `nobody_to_remind`.
        """
        require_scope(principal, Scope.WRITE, Scope.MUNICIPAL)
        with self.database.transaction() as tx:
            document = hold_awaiting(tx, principal, document_id, self.links.municipal_kinds)
            step = require_step(steps_of(tx, document), place)
            if not step.awaits_somebody:
                message = "Сейчас эту подпись не ждут: напоминать некому."
                raise ConflictError(message, code="step_not_ready")
            self._require_room(tx, document, step)
            letters = self._write(tx, document, step, principal.id)
            if not letters:
                message = "Неизвестно, куда написать: отправьте ссылку или заведите пользователя."
                raise ConflictError(message, code="nobody_to_remind")
            self._keep(tx, document, step, (letters, principal.id))
        self.links.mail.hint()
        return self.clock.today()

    def list_days(self, document: Document) -> Mapping[int, Sequence[date]]:
        """On which days the signers of a document were reminded, by the places of their steps."""
        with self.database.snapshot() as tx:
            return tx.signer_reminders.list_days(document.id)

    def may_remind(self, step: Step, reminded: Sequence[date]) -> bool:
        """Whether there is any use in asking for a reminder today."""
        is_room = len(reminded) < self.limit and self.clock.today() not in reminded
        return is_room and step.awaits_somebody

    def _require_room(self, tx: Transaction, document: Document, step: Step) -> None:
        days = tx.signer_reminders.list_days(document.id).get(step.place, ())
        if self.clock.today() in days:
            message = "Сегодня подписывающему уже напомнили."
            raise ConflictError(message, code="reminded_today")
        if len(days) >= self.limit:
            message = "Об этой подписи напомнили столько раз, сколько можно."
            raise ConflictError(message, code="reminded_enough")

    def _look(self, tx: Transaction, document_id: DocumentId, place: int) -> None:
        document = tx.documents.hold(document_id)
        if document is None or document.state is not State.AWAITING_SIGNATURES:
            return
        step = require_step(steps_of(tx, document), place)
        letters = (
            self._write(tx, document, step, _SYSTEM) if self._is_due(tx, step, document) else 0
        )
        self._keep(tx, document, step, (letters, _SYSTEM))

    def _is_due(self, tx: Transaction, step: Step, document: Document) -> bool:
        days = tx.signer_reminders.list_days(document.id).get(step.place, ())
        until = self._deadline(step)
        if until is None or len(days) >= self.limit:
            return False
        return is_due(until, step.plan.days or 0, days, self.clock.today())

    def _keep(self, tx: Transaction, document: Document, step: Step, sent: tuple[int, str]) -> None:
        letters, by = sent
        now, today = self.clock.now(), self.clock.today()
        reminder = SignerReminder(
            document.id, document.organisation_id, step.place, today, now, by, letters
        )
        tx.signer_reminders.add(reminder)
        if letters:
            event = Event(SIGNER_REMINDED, by, document.id, {"place": step.place})
            tx.audit.append(document.organisation_id, event, now)

    def _write(self, tx: Transaction, document: Document, step: Step, by: str) -> int:
        """Write to whoever has to sign; returns how many letters."""
        if step.plan.method is Method.SIMPLE:
            return self._write_to_linked(tx, document, step, by)
        people = [] if step.plan.method is Method.PAPER else self._find_users(tx, document, step)
        until = self._deadline(step)
        address = f"{self.links.address}/documents/{document.id}"
        for user in people:
            if step.state is StepState.EXPIRED and until:
                self._post(tx, user.email, expired_wording(user.name, document, until))
            else:
                self._post(tx, user.email, waiting_wording(user.name, document, address, until))
        return len(people)

    def _write_to_linked(self, tx: Transaction, document: Document, step: Step, by: str) -> int:
        """A new link in place of the last one, which nobody could repeat: only its hash is kept."""
        sent = [one for one in tx.links.list_of(document.id) if one.place == step.place]
        link = next((one for one in sent if one.state is LinkState.OPEN), None)
        if link is None or not link.email or self._is_in_use(link):
            return 0
        until = self._deadline(step)
        if step.state is StepState.EXPIRED and until:
            self._post(tx, link.email, expired_wording(link.signer, document, until))
        else:
            errand = Errand(Purpose.SIGN, document, link.pdf_sha256, step.place, is_reminder=True)
            self.links.write(tx, errand, Addressee(link.email, link.signer), by)
        return 1

    def _is_in_use(self, link: Link) -> bool:
        """Whether somebody is about to type in a code: the link must not go from under them."""
        return link.code is not None and link.code.is_alive(self.clock.now())

    def _find_users(self, tx: Transaction, document: Document, step: Step) -> list[User]:
        """Users who may make the signature; by name, else by the role that bears the same name."""
        recorded = tx.signers.list_of(document.organisation_id)
        names = name_those_who_may(recorded, document.data, step.plan, self.clock.today())
        users = [
            user
            for user in tx.accounts.list_users([document.organisation_id], None)
            if user.email and not user.blocked_at
        ]
        named = [user for user in users if user.is_called(names)]
        return named or [user for user in users if user.signs_as(step.plan.role)]

    def _post(self, tx: Transaction, recipient: str, said: Wording) -> None:
        now = self.clock.now()
        name = LetterId(self.ids.new())
        tx.letters.add(
            Letter(name, recipient, said.subject, said.text, now, now + REMINDER_LIFETIME)
        )

    def _deadline(self, step: Step) -> date | None:
        return step.expires_at and step.expires_at.astimezone(self.zone).date()
