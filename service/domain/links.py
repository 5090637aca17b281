"""Links by which people sign without an account: what opens, for how long, and what is agreed to.

A link is a door to one signature of one document and to nothing else. Whoever opens it proves with
a code from the same mailbox that they read it: the link and the code together are the key of a
простая электронная подпись (63-ФЗ, ст. 5 ч. 2 и ст. 9).
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from service.domain.documents import Document
from service.domain.ids import DocumentId, LinkId, OrganisationId
from service.domain.letters import Wording

LINK_LIFETIME: Final = timedelta(days=14)
CODE_LIFETIME: Final = timedelta(minutes=10)
CODE_ATTEMPTS: Final = 5
CODE_PAUSE: Final = timedelta(minutes=1)
CODES_PER_LINK: Final = 5
"""With five attempts each: twenty-five guesses at one of a million."""
CODES_PER_ADDRESS: Final = 10
"""In a quarter of an hour, of all links together."""

AGREEMENT_VERSION: Final = "1"
_AGREEMENT: Final = (
    "Соглашение о простой электронной подписи (статьи 6 и 9 Федерального закона от 06.04.2011 "
    "№ 63-ФЗ «Об электронной подписи»).\n"
    "1. Я и {organisation} признаём документ, подписанный по этой ссылке, равнозначным документу "
    "на бумаге с собственноручной подписью.\n"
    "2. Ключ простой электронной подписи – личная ссылка и одноразовый код, отправленные на мою "
    "электронную почту. Подписавшим считается тот, кому эта почта принадлежит.\n"
    "3. Ссылку и код я храню в тайне и никому не передаю. Если их узнал другой человек, сразу "
    "сообщу об этом в организацию.\n"
    "4. Я вправе отказаться и подписать документ на бумаге."
)


class Purpose(StrEnum):
    """What is done by the link: sign the document, or confirm that one has read it."""

    SIGN = "sign"
    ACQUAINT = "acquaint"


class LinkState(StrEnum):
    """Only an open link opens anything."""

    OPEN = "open"
    USED = "used"
    DECLINED = "declined"
    VOID = "void"


@dataclass(frozen=True)
class SentCode:
    """The code that counts now: its hash, when it went out, the wrong guesses at it.

    `total` is how many codes this link has had.
    """

    sha256: str
    sent_at: datetime
    attempts: int
    total: int

    def is_alive(self, now: datetime) -> bool:
        """Whether it may still be typed in."""
        return now < self.sent_at + CODE_LIFETIME and self.attempts < CODE_ATTEMPTS


@dataclass(frozen=True)
class Link:
    """A way to one signature: `place` of the step (0: no step), and the very PDF that is shown.

    Neither the token nor a code is stored, only their hashes.
    """

    id: LinkId
    token_sha256: str
    purpose: Purpose
    document_id: DocumentId
    organisation_id: OrganisationId
    place: int
    pdf_sha256: str
    signer: str
    email: str
    created_by: str
    created_at: datetime
    expires_at: datetime
    state: LinkState = LinkState.OPEN
    code: SentCode | None = None

    @property
    def masked_email(self) -> str:
        """The address as it may be shown and kept: its first letter and its domain."""
        name, _, domain = self.email.rpartition("@")
        return f"{name[:1]}***@{domain}"


def actor_of(link: Link) -> str:
    """As whom the holder of a link acts, for the audit trail."""
    return f"link:{link.id}"


@dataclass(frozen=True)
class Visit:
    """From where somebody came: the address and the browser, as they said."""

    ip: str
    user_agent: str


@dataclass(frozen=True)
class Agreement:
    """The terms on which a simple signature counts; `sha256` names this very text."""

    version: str
    text: str

    @property
    def sha256(self) -> str:
        """The hash of the text in UTF-8."""
        return hashlib.sha256(self.text.encode()).hexdigest()


def agreement_of(document: Document) -> Agreement:
    """The agreement with the organisation whose document it is."""
    text = _AGREEMENT.format(organisation=document.requisites.short_name)
    return Agreement(AGREEMENT_VERSION, text)


def describe_evidence(
    link: Link, document: Document, visit: Visit, now: datetime
) -> dict[str, object]:
    """What proves a simple signature later: who, when, from where, what, and on which terms."""
    agreement, code = agreement_of(document), link.code
    return {
        "format": "grif-simple-signature",
        "version": 1,
        "purpose": link.purpose.value,
        "signer": link.signer,
        "confirmed_at": now.isoformat(),
        "document": _describe_document(link, document),
        "link": {"id": link.id, "created_at": link.created_at.isoformat(), "by": link.created_by},
        "code": {
            "sent_to": link.masked_email,
            "sent_at": code.sent_at.isoformat() if code else None,
            "wrong_attempts": code.attempts if code else 0,
        },
        "visit": {"ip": visit.ip, "user_agent": visit.user_agent},
        "agreement": {
            "version": agreement.version,
            "sha256": agreement.sha256,
            "text": agreement.text,
        },
    }


def _describe_document(link: Link, document: Document) -> Mapping[str, object]:
    return {
        "id": document.id,
        "organization": document.requisites.short_name,
        "kind": document.kind,
        "number": document.number.text,
        "date": document.doc_date.isoformat(),
        "pdf_sha256": link.pdf_sha256,
        "step": link.place,
    }


def link_wording(
    link: Link, document: Document, address: str, *, is_reminder: bool = False
) -> Wording:
    """The letter with the link; what the document says is not for a letter."""
    again = "Напоминаем: " if is_reminder else ""
    replaced = "Прежняя ссылка больше не действует.\n" if is_reminder else ""
    what = "подписать" if link.purpose is Purpose.SIGN else "подтвердить, что вы прочитали"
    return Wording(
        again
        + ("Документ ждёт вас" if link.purpose is Purpose.ACQUAINT else "Документ на подпись"),
        f"Здравствуйте, {link.signer}!\n\n"
        f"{again}{document.requisites.short_name} просит вас {what} документ. "
        "Откройте ссылку, прочитайте его и решите:\n\n"
        f"{address}\n\n"
        f"Ссылка личная, действует дней: {LINK_LIFETIME.days}, и срабатывает один раз. "
        f"Никому её не пересылайте.\n{replaced}"
        "Если вы не ждали этого письма, ничего не делайте.\n",
    )


def code_wording(link: Link, code: str) -> Wording:
    """The letter with the code."""
    minutes = CODE_LIFETIME // timedelta(minutes=1)
    return Wording(
        "Код подтверждения",
        f"Здравствуйте, {link.signer}!\n\n"
        f"Ваш код: {code}\n\n"
        f"Он действует {minutes} минут и срабатывает один раз. Введите его на странице документа.\n"
        "Никому не сообщайте код. Если вы его не запрашивали, ничего не делайте.\n",
    )
