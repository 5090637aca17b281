"""What administrators see to: who is in, who is invited, and who may do what."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from service.domain.access import Principal, Role, Scope, require_scope, require_sight
from service.domain.accounts import INVITATION_LIFETIME, Invitation, Tenant, User
from service.domain.audit import Event
from service.domain.errors import ConflictError, InvalidRequestError, NotFoundError
from service.domain.ids import InvitationId, LetterId, UserId
from service.domain.letters import Letter, invitation_wording
from service.domain.reach import reach_of, reaching
from service.operations.accounts import (
    AccountDesk,
    NewUser,
    check_address,
    check_name,
    check_roles,
    enter_user,
)
from service.operations.mail import MailDesk
from service.operations.parties import introduce
from service.operations.sessions import SessionDesk, SignedIn
from service.operations.tenants import name_tenant, note_for_tenant, require_tenant
from service.operations.tokens import fold, new_token, sha256
from service.ports import Clock, Database, IdSource, Transaction

LetterState = tuple[str, str | None]


@dataclass(frozen=True)
class Guest:
    """Somebody to invite."""

    email: str
    name: str
    roles: frozenset[Role]
    tenant: Tenant


@dataclass(frozen=True)
class UserList:
    """Who is in and who is invited, with what became of each letter."""

    users: list[User]
    invitations: list[Invitation]
    letters: Mapping[LetterId, LetterState]


@dataclass(frozen=True)
class UserDesk:
    """The use cases of administrators; `address` is where links in letters begin."""

    database: Database
    clock: Clock
    ids: IdSource
    accounts: AccountDesk
    sessions: SessionDesk
    mail: MailDesk
    address: str

    def list_users(self, principal: Principal) -> UserList:
        """Everybody of the administrator's organisations. Raises ForbiddenError."""
        require_scope(principal, Scope.USERS)
        now = self.clock.now()
        with self.database.snapshot() as tx:
            ours = [organisation.id for organisation in tx.organisations.list_seen_by(principal)]
            found = tx.invitations.list_of(ours, principal.municipality_id)
            invited = [one for one in found if one.expires_at > now]
            letters = tx.letters.states_of([one.letter_id for one in invited])
            users = tx.accounts.list_users(ours, principal.municipality_id)
        return UserList(users, invited, letters)

    def get_user(self, principal: Principal, user_id: UserId) -> User:
        """Somebody of the administrator's organisations. Raises NotFoundError."""
        require_scope(principal, Scope.USERS)
        with self.database.snapshot() as tx:
            return _managed(tx, principal, user_id)

    def name_principals(self, ids: Iterable[str]) -> Mapping[str, str]:
        """What people call those who did something, by the id that was noted."""
        with self.database.snapshot() as tx:
            return {one: _name_principal(tx, one) for one in ids}

    def invite(self, principal: Principal, guest: Guest) -> str:
        """Send an invitation; returns its link, for where there is no mail.

        Raises NotFoundError (organisation), InvalidRequestError (fields).
        """
        require_scope(principal, Scope.USERS)
        problems = check_address(guest.email) + check_name(guest.name)
        problems += check_roles(guest.roles, guest.tenant)
        if problems:
            raise InvalidRequestError(tuple(problems))
        token = new_token()
        link = f"{self.address}/invitation/{token}"
        with self.database.transaction() as tx:
            place = require_tenant(tx, principal, guest.tenant)
            invitation = self._invitation(principal, guest, token)
            tx.invitations.add(invitation)
            tx.letters.add(_letter(invitation, place, link))
            self._note(tx, guest.tenant, principal.id, "user:invited", guest.roles)
        self.mail.hint()
        return link

    def revoke(self, principal: Principal, invitation_id: InvitationId) -> None:
        """Take an invitation back. Raises NotFoundError."""
        require_scope(principal, Scope.USERS)
        with self.database.transaction() as tx:
            ours = [organisation.id for organisation in tx.organisations.list_seen_by(principal)]
            known = tx.invitations.list_of(ours, principal.municipality_id)
            if invitation_id not in {one.id for one in known}:
                raise NotFoundError
            tx.invitations.remove(invitation_id)

    def find_invitation(self, token: str) -> tuple[Invitation, str]:
        """The invitation of a link, and where to. Raises NotFoundError."""
        invitation = self.find_open(sha256(token))
        with reaching(reach_of(invitation.tenant)), self.database.snapshot() as tx:
            return invitation, name_tenant(tx, invitation.tenant)

    def find_open(self, token_sha256: str) -> Invitation:
        """The invitation whose link has this hash, while it counts. Raises NotFoundError."""
        with self.database.snapshot() as tx:
            invitation = tx.invitations.find(token_sha256)
        if invitation is None or invitation.expires_at <= self.clock.now():
            raise _closed()
        return invitation

    def accept(self, token: str, login: str, password: str, browser: str) -> SignedIn:
        """Come in by an invitation, once: the person is let in and signed in.

        Raises NotFoundError (the link), InvalidRequestError (`#/login`, `#/password`),
        ConflictError `login_taken` (the invitation stays).
        """
        invitation = self.find_open(sha256(token))
        user = self.prepare_guest(invitation, login, password)
        with reaching(reach_of(user)), self.database.transaction() as tx:
            return self.let_in(tx, invitation, user, browser)

    def prepare_guest(self, invitation: Invitation, login: str, password: str) -> User:
        """The invited person as they will be stored. Raises InvalidRequestError."""
        name, email = invitation.name, invitation.email
        new = NewUser(login, password, name, invitation.roles, invitation.tenant, email)
        return self.accounts.prepare_user(new)

    def let_in(self, tx: Transaction, invitation: Invitation, user: User, browser: str) -> SignedIn:
        """Use the invitation up and begin a session of the new person.

        Raises NotFoundError (it was used meanwhile), ConflictError `login_taken`.
        """
        if not tx.invitations.remove(invitation.id):
            raise _closed()
        enter_user(tx, user)
        self._note(tx, user.tenant, f"user:{user.id}", "user:joined", user.roles)
        return self.sessions.begin(tx, user.id, browser)

    def change_roles(self, principal: Principal, user_id: UserId, roles: frozenset[Role]) -> None:
        """Make the roles these. Raises NotFoundError, ConflictError `own_account`."""
        with self.database.transaction() as tx:
            user = _other(tx, principal, user_id)
            if problems := check_roles(roles, user.tenant):
                raise InvalidRequestError(tuple(problems))
            tx.accounts.set_roles(user.id, roles)
            introduce(tx, tx.accounts.get_user(user.id))
            self._note(tx, user.tenant, principal.id, "user:roles", roles)

    def block(self, principal: Principal, user_id: UserId) -> None:
        """Close the door and end every session. Raises NotFoundError, ConflictError."""
        with self.database.transaction() as tx:
            user = _other(tx, principal, user_id)
            tx.accounts.set_blocked(user.id, self.clock.now())
            tx.sessions.end_all(user.id)
            tx.invitations.remove_resets(user.id)
            self._note(tx, user.tenant, principal.id, "user:blocked", user.roles)

    def unblock(self, principal: Principal, user_id: UserId) -> None:
        """Open the door again. Raises NotFoundError, ConflictError."""
        with self.database.transaction() as tx:
            user = _other(tx, principal, user_id)
            tx.accounts.set_blocked(user.id, None)
            self._note(tx, user.tenant, principal.id, "user:unblocked", user.roles)

    def drop_second_factor(self, principal: Principal, user_id: UserId) -> None:
        """For somebody who lost both telephone and codes. Raises NotFoundError, ConflictError."""
        with self.database.transaction() as tx:
            user = _other(tx, principal, user_id)
            tx.accounts.set_second_factor(user.id, None)
            tx.sessions.end_all(user.id)
            self._note(tx, user.tenant, principal.id, "user:second_factor_dropped", user.roles)

    def _invitation(self, principal: Principal, guest: Guest, token: str) -> Invitation:
        now = self.clock.now()
        return Invitation(
            id=InvitationId(self.ids.new()),
            token_sha256=sha256(token),
            email=fold(guest.email),
            name=guest.name.strip(),
            roles=guest.roles,
            tenant=guest.tenant,
            letter_id=LetterId(self.ids.new()),
            invited_by=principal.id,
            created_at=now,
            expires_at=now + INVITATION_LIFETIME,
        )

    def _note(
        self, tx: Transaction, tenant: Tenant, actor: str, action: str, roles: frozenset[Role]
    ) -> None:
        """Write it into the trail of every organisation it concerns; never who it is about."""
        event = Event(action, actor, None, {"roles": ", ".join(sorted(roles))})
        note_for_tenant(tx, tenant, event, self.clock.now())


def _managed(tx: Transaction, principal: Principal, user_id: UserId) -> User:
    user = tx.accounts.get_user(user_id)
    if user.organisation_id is not None:
        require_sight(principal, tx.organisations.find(user.organisation_id))
    elif user.municipality_id != principal.municipality_id:
        raise NotFoundError
    return user


def _other(tx: Transaction, principal: Principal, user_id: UserId) -> User:
    require_scope(principal, Scope.USERS)
    user = _managed(tx, principal, user_id)
    if user.id == principal.user_id:
        message = "Себе роли и вход не меняют: попросите другого администратора."
        raise ConflictError(message, code="own_account")
    return user


def _name_principal(tx: Transaction, principal_id: str) -> str:
    kind, _, key = principal_id.partition(":")
    if kind == "user":
        return tx.accounts.name_of(UserId(key))
    return "программа" if kind == "key" else "администратор сервера"


def _letter(invitation: Invitation, place: str, link: str) -> Letter:
    wording = invitation_wording(invitation.name, place, link, INVITATION_LIFETIME)
    return Letter(
        id=invitation.letter_id,
        recipient=invitation.email,
        subject=wording.subject,
        text=wording.text,
        created_at=invitation.created_at,
        expires_at=invitation.expires_at,
    )


def _closed() -> NotFoundError:
    message = "Приглашение уже не действует. Попросите прислать новое."
    return NotFoundError(message)
