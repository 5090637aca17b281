"""What somebody without an account does by a link: read, ask for a code, sign or decline.

Whatever is wrong with a link, from outside it looks the same: there is nothing here. Looking
changes nothing, so programs that open links from letters in advance do no harm.
"""

import hmac
import json
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from service.domain.access import Principal, Scope
from service.domain.accounts import LOGIN_WINDOW
from service.domain.acquaintance import Acquaintance, Means
from service.domain.audit import Event
from service.domain.companions import CompanionRole
from service.domain.documents import Document, State
from service.domain.errors import ConflictError, InvalidRequestError, NotFoundError, Problem
from service.domain.ids import LetterId
from service.domain.letters import Letter
from service.domain.links import (
    AGREEMENT_VERSION,
    CODE_LIFETIME,
    CODES_PER_ADDRESS,
    Link,
    LinkState,
    Purpose,
    Visit,
    actor_of,
    code_wording,
    describe_evidence,
)
from service.domain.reach import Reach, reaching
from service.domain.signatures import Decision, Method, Proof, StepState, find_step
from service.operations.companions import File, enclose
from service.operations.declining import write_decline
from service.operations.mail import MailDesk
from service.operations.signature_steps import steps_of
from service.operations.signatures import SignatureDesk
from service.operations.tokens import sha256
from service.ports import BlobStore, Clock, Database, IdSource, Transaction

READABLE: Final = frozenset({State.SIGNED, State.ARCHIVED})
"""A document that people can be asked to read: nothing of it will change."""

_CODE_DIGITS: Final = 6
_JSON: Final = "application/json"
_GROUND: Final = f"соглашение о простой электронной подписи, версия {AGREEMENT_VERSION}"


@dataclass(frozen=True)
class Opened:
    """What a link shows: its document, and nothing of any other; `title`: as who one signs."""

    link: Link
    document: Document
    title: str


@dataclass(frozen=True)
class LinkedSigningDesk:
    """The use cases of people who came by a link."""

    database: Database
    blobs: BlobStore
    clock: Clock
    ids: IdSource
    mail: MailDesk
    signatures: SignatureDesk

    def open(self, token: str) -> Opened:
        """What the link opens. Raises NotFoundError, the same one whatever is wrong with it."""
        with self._within(token) as opened:
            return opened

    def read_pdf(self, opened: Opened) -> bytes:
        """The very file that is signed. Raises BlobError."""
        return self.blobs.get(opened.link.organisation_id, opened.link.pdf_sha256)

    def send_code(self, token: str, *, agreed: bool) -> Opened:
        """Send a code to the address the link went to, when the terms are agreed to.

        Raises NotFoundError, InvalidRequestError (`#/agreed`), ConflictError `too_many_codes`,
        ForbiddenError (the right to sign is over).
        """
        with self._within(token) as opened:
            self._check_right(opened)
            if not agreed:
                message = "Отметьте, что согласны с условиями, или откажитесь ниже."
                raise InvalidRequestError((Problem("#/agreed", "required", message),))
            self._send_code(opened.link, token)
        self.mail.hint()
        return self.open(token)

    def confirm(self, token: str, code: str, visit: Visit) -> Opened:
        """Sign, or confirm that one has read it: once, with the code.

        Raises NotFoundError, InvalidRequestError (`#/code`), ForbiddenError.
        """
        with self._within(token) as opened:
            self._require_code(opened.link, token, code)
            self._fulfil(opened, visit)
            self.signatures.wake(opened.document)
        return opened

    def decline(self, token: str, reason: str) -> Opened:
        """Refuse to sign, and say why. Raises NotFoundError, InvalidRequestError (`#/reason`)."""
        with self._within(token) as opened:
            link = opened.link
            if link.purpose is not Purpose.SIGN:
                raise NotFoundError
            with self.database.transaction() as tx:
                held = _require_current(tx, link, tx.documents.hold(link.document_id))
                _settle(tx, link, LinkState.DECLINED, self.clock.now())
                said = Decision(_principal_of(link).id, self.clock.now(), reason)
                write_decline(tx, held.document, link.place, said)
            self.signatures.wake(opened.document)
        return opened

    def open_to_decline(self, token: str) -> Opened:
        """What the link opens, when it is something to sign. Raises NotFoundError."""
        with self._within(token) as opened:
            if opened.link.purpose is not Purpose.SIGN:
                raise NotFoundError
            return opened

    @contextmanager
    def _within(self, token: str) -> Iterator[Opened]:
        """What the link opens; in the block nothing of any other organisation is in reach."""
        link = self._find(token)
        with reaching(Reach(link.organisation_id)):
            with self.database.snapshot() as tx:
                opened = _require_current(tx, link, tx.documents.find(link.document_id))
            yield opened

    def _find(self, token: str) -> Link:
        with self.database.snapshot() as tx:
            link = tx.links.find(sha256(token))
        is_open = link is not None and link.state is LinkState.OPEN
        if link is None or not is_open or link.expires_at <= self.clock.now():
            raise _closed()
        return link

    def _check_right(self, opened: Opened) -> None:
        link, document = opened.link, opened.document
        with self.database.snapshot() as tx:
            step = find_step(steps_of(tx, document), link.place)
            if step is not None:  # else it is only to be read
                proof = Proof(self.clock.now(), "", holder=link.signer)
                self.signatures.check_maker(tx, document, step, proof)

    def _send_code(self, link: Link, token: str) -> None:
        now = self.clock.now()
        code = f"{secrets.randbelow(10**_CODE_DIGITS):0{_CODE_DIGITS}}"
        bucket = sha256(f"signing-code:{link.email}")
        with self.database.transaction() as tx:
            many = tx.sessions.count_failures(bucket, now - LOGIN_WINDOW) >= CODES_PER_ADDRESS
            if many or not tx.links.note_code(link, _keep(token, code), now):
                raise _too_many()
            tx.sessions.note_failure(bucket, now)
            said, name = code_wording(link, code), LetterId(self.ids.new())
            expires_at = now + CODE_LIFETIME
            tx.letters.add(Letter(name, link.email, said.subject, said.text, now, expires_at))

    def _require_code(self, link: Link, token: str, code: str) -> None:
        """Use up an attempt, whatever comes of it, and compare."""
        with self.database.transaction() as tx:
            may_try = tx.links.take_attempt(link, self.clock.now())
        given = _keep(token, "".join(code.split()))
        known = link.code.sha256 if link.code else ""
        if not may_try:
            message = "Код уже не действует. Получите новый."
            raise InvalidRequestError((Problem("#/code", "code_expired", message),))
        if not hmac.compare_digest(given, known):
            message = "Код не подошёл. Проверьте последнее письмо."
            raise InvalidRequestError((Problem("#/code", "wrong_code", message),))

    def _fulfil(self, opened: Opened, visit: Visit) -> None:
        link, now = opened.link, self.clock.now()
        evidence = describe_evidence(link, opened.document, visit, now)
        content = json.dumps(evidence, ensure_ascii=False, indent=1).encode()
        (digest,) = self.blobs.put(link.organisation_id, [content])
        file = File(
            role=CompanionRole.EVIDENCE,
            sha256=digest,
            size_bytes=len(content),
            media_type=_JSON,
            title=link.signer,
            by=_principal_of(link).id,
            at=now,
        )
        with self.database.transaction() as tx:
            held = _require_current(tx, link, tx.documents.hold(link.document_id))
            _settle(tx, link, LinkState.USED, now)
            self._note_done(tx, held, digest, now)
            enclose(tx, held.document, file)

    def _note_done(self, tx: Transaction, held: Opened, digest: str, now: datetime) -> None:
        link, document = held.link, held.document
        by = _principal_of(link)
        if link.purpose is Purpose.SIGN:
            proof = Proof(now, digest, holder=link.signer, ground=_GROUND)
            self.signatures.fulfil(tx, by, document.id, (link.place, proof))
            return
        read = Acquaintance(
            document.id, document.organisation_id, link.signer, Means.LINK, now, by.id, digest
        )
        if not tx.acquaintances.add(read):
            raise _closed()
        tx.audit.append(
            document.organisation_id,
            Event("document:read", by.id, document.id, {"evidence": digest}),
            now,
        )


def _require_current(tx: Transaction, link: Link, document: Document | None) -> Opened:
    """The document, while it still waits for this link with this very PDF."""
    if document is None:
        raise _closed()
    if link.purpose is Purpose.ACQUAINT:
        if document.state not in READABLE or document.files.final != link.pdf_sha256:
            raise _closed()
        return Opened(link, document, "")
    step = find_step(steps_of(tx, document), link.place)
    is_awaited = document.state is State.AWAITING_SIGNATURES and step is not None
    if step is None or not is_awaited or document.files.pdf != link.pdf_sha256:
        raise _closed()
    if step.state is not StepState.READY or step.plan.method is not Method.SIMPLE:
        raise _closed()
    return Opened(link, document, step.plan.title)


def _settle(tx: Transaction, link: Link, state: LinkState, at: datetime) -> None:
    if not tx.links.settle(link.id, state, at):
        raise _closed()


def _principal_of(link: Link) -> Principal:
    """Whoever holds the link, as somebody who acts: within this organisation and no further."""
    return Principal(actor_of(link), frozenset({Scope.WRITE}), link.organisation_id)


def _keep(token: str, code: str) -> str:
    """What is stored of a code: without the token, which is not, a million guesses find nothing."""
    return sha256(f"{token}:{code}")


def _closed() -> NotFoundError:
    message = "Ссылка не действует. Она срабатывает один раз; новую пришлёт организация."
    return NotFoundError(message)


def _too_many() -> ConflictError:
    message = "Код уже отправлен. Новый можно получить через минуту, а всего их несколько."
    return ConflictError(message, code="too_many_codes")
