"""What sign-in by OpenID Connect needs from the database and from the provider."""

from datetime import datetime
from typing import Protocol

from service.domain.identities import Answer, Attempt, Identity, Proofs
from service.domain.ids import UserId


class Identities(Protocol):
    """Attempts under hashes of their tokens, and whose an identity is, under its hash.

    `take` uses an attempt up: of two who try, one finds it. `link` says whether it did: an identity
    is one person's.
    """

    def begin(self, attempt: Attempt) -> None: ...
    def take(self, token_sha256: str) -> Attempt | None: ...
    def forget_attempts(self, began_before: datetime) -> None: ...
    def find_owner(self, identity_sha256: str) -> UserId | None: ...
    def link(self, identity: Identity, user_id: UserId, at: datetime) -> bool: ...
    def unlink(self, user_id: UserId) -> bool: ...
    def find_link(self, user_id: UserId, issuer: str) -> datetime | None: ...


class IdentityProvider(Protocol):
    """Somebody who knows who people are (OpenID Connect Core 1.0, authorization code flow).

    `address_for` is where the browser goes; raises ProviderAwayError. `identify` turns what it
    comes back with into somebody; raises IdentityError.
    """

    @property
    def issuer(self) -> str: ...
    @property
    def title(self) -> str: ...
    def address_for(self, proofs: Proofs) -> str: ...
    def identify(self, answer: Answer, proofs: Proofs, began_at: datetime) -> Identity: ...
