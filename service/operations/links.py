"""Links to signatures: send one to the signer, by hand or because the plan says so."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

import structlog

from service.domain.access import Principal, Scope, require_scope
from service.domain.documents import Document, State
from service.domain.errors import ConflictError, InvalidRequestError, NotFoundError
from service.domain.ids import DocumentId, LetterId, LinkId
from service.domain.letters import Letter
from service.domain.links import (
    LINK_LIFETIME,
    Link,
    LinkState,
    Purpose,
    actor_of,
    link_wording,
)
from service.domain.signatures import Method, Step, StepState
from service.domain.texts import name_problem
from service.operations.accounts import check_address
from service.operations.mail import MailDesk
from service.operations.signature_steps import hold_awaiting, require_step, steps_of
from service.operations.tokens import fold, new_token, sha256
from service.ports import Clock, Database, IdSource, Transaction

_SYSTEM: Final = "worker"
_AT_ONCE: Final = 100

log = structlog.get_logger()


@dataclass(frozen=True)
class Addressee:
    """Where a link goes; `signer` does not count when the plan names who signs."""

    email: str
    signer: str = ""


@dataclass(frozen=True)
class Errand:
    """What a link is for: which signature (0: none, only reading) of which PDF."""

    purpose: Purpose
    document: Document
    pdf_sha256: str
    place: int = 0
    is_reminder: bool = False


@dataclass(frozen=True)
class LinkDesk:
    """The use cases of sending links; `address` is where they begin."""

    database: Database
    clock: Clock
    ids: IdSource
    mail: MailDesk
    address: str
    municipal_kinds: frozenset[str] = frozenset()
    address_days: int = 30

    def send_link(
        self, principal: Principal, document_id: DocumentId, place: int, to: Addressee
    ) -> Link:
        """Send the signer a link; an earlier one opens nothing any more.

        Raises NotFoundError, InvalidRequestError (`#/email`, `#/signer`), ConflictError.
        """
        require_scope(principal, Scope.WRITE, Scope.MUNICIPAL)
        with self.database.transaction() as tx:
            document = hold_awaiting(tx, principal, document_id, self.municipal_kinds)
            step = require_step(steps_of(tx, document), place)
            to = Addressee(to.email, step.plan.signer or to.signer)
            link = self.write(tx, _errand(document, step), to, principal.id)
        self.mail.hint()
        return link

    def list_addresses(self, document: Document) -> Mapping[int, str]:
        """Where the newest open link to each signature went, masked."""
        with self.database.snapshot() as tx:
            sent = tx.links.list_of(document.id)
        is_open = [one for one in sent if one.state is LinkState.OPEN]
        return {one.place: one.masked_email for one in reversed(is_open)}

    def name_holders(self, document: Document) -> Mapping[str, str]:
        """To whom each link to a document went, by the id under which its holder acts."""
        with self.database.snapshot() as tx:
            return {actor_of(link): link.signer for link in tx.links.list_of(document.id)}

    def send_due(self) -> int:
        """Send the links of plans that name an address; returns how many steps were looked at."""
        with self.database.snapshot() as tx:
            due = tx.links.list_uninvited(limit=_AT_ONCE)
        for document_id, place in due:
            try:
                with self.database.transaction() as tx:
                    self._send_planned(tx, document_id, place)
            except (ConflictError, InvalidRequestError, NotFoundError) as error:  # this one alone
                log.warning("link_not_sent", document=document_id, place=place, code=error.code)
        if due:
            self.mail.hint()
        return len(due)

    def wipe_old(self) -> int:
        """Forget the addresses of links that were over long ago; returns of how many."""
        before = self.clock.now() - timedelta(days=self.address_days)
        with self.database.transaction() as tx:
            return tx.links.wipe(before, limit=_AT_ONCE)

    def write(self, tx: Transaction, errand: Errand, to: Addressee, by: str) -> Link:
        """Store a link and its letter, in place of an earlier one to the same signature or reader.

        Raises InvalidRequestError.
        """
        _check(to)
        document, now, token = errand.document, self.clock.now(), new_token()
        link = Link(
            id=LinkId(self.ids.new()),
            token_sha256=sha256(token),
            purpose=errand.purpose,
            document_id=document.id,
            organisation_id=document.organisation_id,
            place=errand.place,
            pdf_sha256=errand.pdf_sha256,
            signer=to.signer.strip(),
            email=fold(to.email),
            created_by=by,
            created_at=now,
            expires_at=now + LINK_LIFETIME,
        )
        # A signature has one signer: an earlier link went to a mistyped name or address, say.
        whose = None if errand.purpose is Purpose.SIGN else link.signer
        tx.links.void(document.id, link.place, now, whose)
        tx.links.add(link)
        address = f"{self.address}/sign/{token}"
        said = link_wording(link, document, address, is_reminder=errand.is_reminder)
        name = LetterId(self.ids.new())
        tx.letters.add(Letter(name, link.email, said.subject, said.text, now, link.expires_at))
        return link

    def _send_planned(self, tx: Transaction, document_id: DocumentId, place: int) -> None:
        document = tx.documents.hold(document_id)
        if document is None or document.state is not State.AWAITING_SIGNATURES:
            return
        step = require_step(steps_of(tx, document), place)
        if _awaits_link(step) and not _was_sent(tx, document, place):
            to = Addressee(step.plan.email, step.plan.signer)
            self.write(tx, _errand(document, step), to, _SYSTEM)


def _errand(document: Document, step: Step) -> Errand:
    if not _awaits_link(step) or document.files.pdf is None:
        message = "По ссылке эту подпись сейчас не ставят."
        raise ConflictError(message, code="step_not_ready")
    return Errand(Purpose.SIGN, document, document.files.pdf, step.place)


def _awaits_link(step: Step) -> bool:
    return step.state is StepState.READY and step.plan.method is Method.SIMPLE


def _was_sent(tx: Transaction, document: Document, place: int) -> bool:
    return any(link.place == place for link in tx.links.list_of(document.id))


def _check(to: Addressee) -> None:
    problems = check_address(to.email)
    if problem := name_problem(to.signer, "#/signer"):
        problems.append(problem)
    if problems:
        raise InvalidRequestError(tuple(problems))
