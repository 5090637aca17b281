"""People as somebody else knows them: sign-in by OpenID Connect, as far as it needs no network."""

import base64
import hashlib
import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from service.domain.errors import UnauthenticatedError
from service.domain.ids import UserId

ATTEMPT_LIFETIME: Final = timedelta(minutes=10)
"""From our page to the provider's and back: as long as the page of the second factor waits."""


@dataclass(frozen=True)
class Proofs:
    """What shows that an answer belongs to this browser and to this attempt.

    All three follow from the token in the browser's cookie, each under a name of its own, and none
    leads back to it: the provider sees `state` and `nonce`, and of `verifier` the hash alone at
    first (RFC 7636). So nothing of it has to be stored.
    """

    state: str
    nonce: str
    verifier: str

    @property
    def challenge(self) -> str:
        """The hash of the verifier, S256 (RFC 7636 §4.2)."""
        return _short(self.verifier)


@dataclass(frozen=True)
class Joining:
    """An invitation that is being accepted, by the hash of its link; `login` is what was typed."""

    invitation_sha256: str
    login: str


@dataclass(frozen=True)
class Attempt:
    """One way to the provider and back, known by the hash of the browser's token; used up once.

    `user_id` is who wants an identity linked, `joining` the invitation that somebody accepts;
    without both somebody wants to come in, and then to `target`.
    """

    token_sha256: str
    target: str
    user_id: UserId | None
    began_at: datetime
    joining: Joining | None = None

    def is_alive(self, now: datetime) -> bool:
        """Whether the answer still counts."""
        return now < self.began_at + ATTEMPT_LIFETIME


@dataclass(frozen=True)
class Answer:
    """What the provider sent the browser back with (RFC 6749 §4.1.2, RFC 9207 §2)."""

    code: str = ""
    error: str = ""
    issuer: str | None = None


@dataclass(frozen=True)
class Identity:
    """Whom the provider means: its name and its name for the person.

    `email` is a mailbox that the provider vouches for, if it says any; it is never stored.
    """

    issuer: str
    subject: str
    email: str = ""

    @property
    def sha256(self) -> str:
        """What is stored of it: enough to know the person again and nothing more."""
        said = json.dumps([self.issuer, self.subject], ensure_ascii=False)
        return hashlib.sha256(said.encode()).hexdigest()


class IdentityError(UnauthenticatedError):
    """Nobody came in by the provider; `code` says why, and `cause` says more to the log.

    A cause names a claim, a step or the sort of an error, and never anybody.
    """

    def __init__(self, message: str, *, code: str, cause: str = "") -> None:
        super().__init__(message, code=code)
        self.cause = cause


class ProviderAwayError(IdentityError):
    """The provider does not answer, or not as it should; the password still opens the door."""

    def __init__(self, title: str, cause: str) -> None:
        message = (
            f"Сервис «{title}» сейчас не отвечает. Войдите по паролю или попробуйте через "
            "несколько минут."
        )
        super().__init__(message, code="openid_unavailable", cause=cause)


def proofs_of(token: str) -> Proofs:
    """The proofs of an attempt, from the token in its browser's cookie."""
    return Proofs(*(_short(f"{name}:{token}") for name in ("state", "nonce", "verifier")))


def _short(text: str) -> str:
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
