"""Accepting an invitation by the provider's word, in place of a password.

The link of the invitation is what lets somebody in, here as with a password. The provider only says
whom the door will know again.
"""

from dataclasses import dataclass

from service.domain.accounts import Invitation
from service.domain.errors import ConflictError
from service.domain.identities import Answer, Attempt, Identity, IdentityError, Joining
from service.domain.reach import reach_of, reaching
from service.operations.identities import Departure, IdentityDesk
from service.operations.sessions import SignedIn
from service.operations.tokens import fold, new_token, sha256
from service.operations.users import UserDesk
from service.ports import Database


@dataclass(frozen=True)
class JoiningDesk:
    """The use cases of somebody who is invited and known to the provider."""

    database: Database
    identities: IdentityDesk
    users: UserDesk

    def begin(self, token: str, login: str) -> Departure:
        """Send the browser to the provider; the invitation stays until it is back.

        Raises NotFoundError (the link, no provider), InvalidRequestError (`#/login`),
        ConflictError `login_taken`, ProviderAwayError.
        """
        invitation = self.users.find_open(sha256(token))
        self.users.prepare_guest(invitation, login, new_token())
        with self.database.snapshot() as tx:
            if tx.accounts.find_user(fold(login)) is not None:
                message = "Такое имя для входа уже занято."
                raise ConflictError(message, code="login_taken")
        return self.identities.begin("/", joining=Joining(sha256(token), login))

    def finish(
        self, token: str, attempt: Attempt, joining: Joining, answer: Answer, browser: str
    ) -> SignedIn:
        """Let the person in and link the identity, or neither; the invitation is used up by it.

        Nobody knows the password of the new account: a letter leads to one, as for whoever forgot
        theirs. Raises IdentityError, NotFoundError (the invitation), ConflictError `login_taken`,
        `identity_taken`.
        """
        invitation = self.users.find_open(joining.invitation_sha256)
        identity = self.identities.identify(token, attempt, answer)
        self._require_mailbox(invitation, identity)
        user = self.users.prepare_guest(invitation, joining.login, new_token())
        with reaching(reach_of(user)), self.database.transaction() as tx:
            signed_in = self.users.let_in(tx, invitation, user, browser)
            self.identities.give(tx, identity, user)
        return signed_in

    def _require_mailbox(self, invitation: Invitation, identity: Identity) -> None:
        """Refuse somebody else's identity: on a shared computer a colleague may still be in there.

        A provider that vouches for no mailbox says nothing of it.
        """
        if identity.email and fold(identity.email) != fold(invitation.email):
            message = (
                f"Учётная запись «{self.identities.title}» – с другой почтой, не той, на которую "
                "пришло приглашение. Выйдите из неё там и откройте приглашение ещё раз или "
                "придумайте пароль."
            )
            raise IdentityError(message, code="openid_mailbox")
