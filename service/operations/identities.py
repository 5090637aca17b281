"""Coming in by OpenID Connect, and which of the provider's people one is.

Nobody gets an account this way: an identity is linked by somebody who is in already and has said
the password, or by whoever accepts an invitation (`operations.joining`), and until then it opens
nothing.
"""

import hmac
from dataclasses import dataclass
from datetime import datetime

from service.domain.accounts import Session, User
from service.domain.audit import Event
from service.domain.errors import ConflictError, NotFoundError, UnauthenticatedError
from service.domain.identities import Answer, Attempt, Identity, IdentityError, Joining, proofs_of
from service.domain.ids import UserId
from service.domain.reach import reach_of, reaching
from service.identity_ports import IdentityProvider
from service.operations.own_login import OwnLoginDesk
from service.operations.sessions import SessionDesk, SignedIn
from service.operations.tenants import note_for_tenant
from service.operations.tokens import new_token, sha256
from service.ports import Clock, Database, Transaction


@dataclass(frozen=True)
class Departure:
    """Where the browser goes, and the token that it keeps until it is back."""

    address: str
    token: str


@dataclass(frozen=True)
class IdentityDesk:
    """The use cases; without a provider none of them exists (NotFoundError)."""

    database: Database
    clock: Clock
    sessions: SessionDesk
    own_login: OwnLoginDesk
    provider: IdentityProvider | None

    @property
    def title(self) -> str:
        """What people call the provider; empty when there is none."""
        return "" if self.provider is None else self.provider.title

    def begin(
        self, target: str, user_id: UserId | None = None, joining: Joining | None = None
    ) -> Departure:
        """Send a browser to the provider: to come in, to link an identity, or by an invitation.

        Raises ProviderAwayError.
        """
        provider, token = self._require_provider(), new_token()
        address = provider.address_for(proofs_of(token))
        with self.database.transaction() as tx:
            attempt = Attempt(sha256(token), target, user_id, self.clock.now(), joining)
            tx.identities.begin(attempt)
        return Departure(address, token)

    def begin_link(self, user: User, password: str) -> Departure:
        """The same for somebody signed in, after the password.

        Raises InvalidRequestError (`#/current`), ConflictError `identity_linked`,
        ProviderAwayError.
        """
        self._require_provider()
        self.own_login.require_password(user, password)
        if self.find_link(user) is not None:
            message = f"Учётная запись «{self.title}» уже привязана. Сначала отвяжите её."
            raise ConflictError(message, code="identity_linked")
        return self.begin("/me", user.id)

    def take(self, token: str, state: str) -> Attempt:
        """The attempt of this browser, which is used up by this. Raises IdentityError."""
        self._require_provider()
        with self.database.transaction() as tx:
            attempt = tx.identities.take(sha256(token)) if token else None
        is_ours = hmac.compare_digest(proofs_of(token).state.encode(), state.encode())
        if attempt is None or not is_ours or not attempt.is_alive(self.clock.now()):
            message = (
                "Этот вход начат в другом браузере, уже использован или длился слишком долго. "
                "Начните его ещё раз."
            )
            raise IdentityError(message, code="openid_state")
        return attempt

    def identify(self, token: str, attempt: Attempt, answer: Answer) -> Identity:
        """Whom the provider means. Raises IdentityError."""
        return self._require_provider().identify(answer, proofs_of(token), attempt.began_at)

    def sign_in(self, token: str, attempt: Attempt, answer: Answer, browser: str) -> SignedIn:
        """Begin a session of whoever the provider says this is, exactly as after a password.

        Raises IdentityError, UnauthenticatedError `blocked`.
        """
        provider = self._require_provider()
        identity = self.identify(token, attempt, answer)
        with self.database.snapshot() as tx:
            owner = tx.identities.find_owner(identity.sha256)
            user = None if owner is None else tx.accounts.get_user(owner)
        if user is None:
            message = (
                f"Эта учётная запись «{provider.title}» ни к кому здесь не привязана. Войдите по "
                "паролю и привяжите её на странице «Мой вход»."
            )
            raise IdentityError(message, code="openid_unlinked")
        return self.sessions.let_in(user, browser)

    def link(
        self, token: str, attempt: Attempt, answer: Answer, user: User, session: Session
    ) -> None:
        """Let an identity open the door to this person from now on.

        Raises IdentityError, ConflictError `identity_taken`, UnauthenticatedError `session_ended`:
        the password was changed while the provider was asked.
        """
        if attempt.user_id != user.id:
            message = "Привязать учётную запись начал другой человек. Начните ещё раз."
            raise IdentityError(message, code="openid_state")
        identity = self.identify(token, attempt, answer)
        with reaching(reach_of(user)), self.database.transaction() as tx:
            if tx.sessions.find(session.token_sha256) is None:
                message = "Сеанс завершён. Войдите ещё раз."
                raise UnauthenticatedError(message, code="session_ended")
            self.give(tx, identity, user)
            said = f"Теперь войти под вашим именем можно и через «{self.title}»."
            self.own_login.tell(tx, user, said)
        self.own_login.mail.hint()

    def give(self, tx: Transaction, identity: Identity, user: User) -> None:
        """Write down whose the identity is. Raises ConflictError `identity_taken`."""
        if not tx.identities.link(identity, user.id, self.clock.now()):
            message = (
                f"Эта учётная запись «{self.title}» уже привязана к другому имени для входа. "
                "Сначала отвяжите её там."
            )
            raise ConflictError(message, code="identity_taken")
        self._note(tx, user, "user:identity_linked")

    def unlink(self, user: User, password: str) -> None:
        """Let the identity open nothing any more. Raises InvalidRequestError (`#/current`)."""
        provider = self._require_provider()
        self.own_login.require_password(user, password)
        with self.database.transaction() as tx:
            if tx.identities.unlink(user.id):
                self._note(tx, user, "user:identity_unlinked")
                self.own_login.tell(tx, user, f"Вход через «{provider.title}» отключён.")
        self.own_login.mail.hint()

    def find_link(self, user: User) -> datetime | None:
        """Since when the person may come in by the provider."""
        if self.provider is None:
            return None
        with self.database.snapshot() as tx:
            return tx.identities.find_link(user.id, self.provider.issuer)

    def _require_provider(self) -> IdentityProvider:
        if self.provider is None:
            raise NotFoundError
        return self.provider

    def _note(self, tx: Transaction, user: User, action: str) -> None:
        """Write it into the trail as other events of accounts: never whose identity it is."""
        roles = ", ".join(sorted(user.roles))
        event = Event(action, f"user:{user.id}", None, {"roles": roles})
        note_for_tenant(tx, user.tenant, event, self.clock.now())
