"""API keys and sign-in: secrets are made here, shown once and stored as hashes."""

import hashlib
import secrets
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from service.domain.access import Principal, Scope
from service.domain.accounts import (
    LOGIN_ATTEMPTS,
    LOGIN_WINDOW,
    SESSION_LIFETIME,
    ApiKey,
    Session,
    User,
)
from service.domain.errors import (
    ConflictError,
    InvalidRequestError,
    Problem,
    UnauthenticatedError,
)
from service.domain.ids import ApiKeyId, MunicipalityId, OrganisationId, UserId
from service.ports import Clock, Database, IdSource, Transaction

MAX_PASSWORD_LENGTH = 256
_MAX_LOGIN_LENGTH = 120
_MAX_NAME_LENGTH = 200
_MAX_LABEL_LENGTH = 120
_WRONG = "Неверное имя или пароль."


@dataclass(frozen=True)
class Tenant:
    """What an account is bound to: exactly one of the two is set."""

    organisation_id: OrganisationId | None = None
    municipality_id: MunicipalityId | None = None


@dataclass(frozen=True)
class NewUser:
    """A person to let in."""

    login: str
    password: str
    name: str
    role: str
    tenant: Tenant


@dataclass(frozen=True)
class AccountDesk:
    """The use cases of accounts."""

    database: Database
    clock: Clock
    ids: IdSource
    hasher: PasswordHasher

    def issue_api_key(self, label: str, scopes: frozenset[Scope], tenant: Tenant) -> str:
        """Make a key and return its secret, which is never shown again.

        Raises InvalidRequestError (an impossible label).
        """
        if not _is_line(label, _MAX_LABEL_LENGTH):
            message = f"Название ключа: от 1 до {_MAX_LABEL_LENGTH} печатных знаков."
            raise InvalidRequestError((Problem("#/label", "format", message),))
        secret = f"grif_{secrets.token_urlsafe(32)}"
        key = ApiKey(
            id=ApiKeyId(self.ids.new()),
            secret_sha256=_sha256(secret),
            label=label,
            scopes=scopes,
            organisation_id=tenant.organisation_id,
            municipality_id=tenant.municipality_id,
            created_at=self.clock.now(),
        )
        with self.database.transaction() as tx:
            tx.accounts.add_api_key(key)
        return secret

    def identify_key(self, secret: str) -> Principal:
        """Whose key this is. Raises UnauthenticatedError."""
        with self.database.snapshot() as tx:
            key = tx.accounts.find_api_key(_sha256(secret))
        now = self.clock.now()
        if key is None or (key.expires_at is not None and key.expires_at <= now):
            message = "Ключ доступа не указан, неизвестен или просрочен."
            raise UnauthenticatedError(message)
        return key.principal()

    def add_user(self, new: NewUser) -> User:
        """Let a person in. The password is hashed with argon2id; case in a login does not matter.

        Raises InvalidRequestError (an impossible login or password), ConflictError `login_taken`.
        """
        login = _check_new(new)
        user = User(
            id=UserId(self.ids.new()),
            login=login,
            name=new.name,
            role=new.role,
            password_hash=self.hasher.hash(_encode(new.password)),
            organisation_id=new.tenant.organisation_id,
            municipality_id=new.tenant.municipality_id,
            created_at=self.clock.now(),
        )
        with self.database.transaction() as tx:
            if tx.accounts.find_user(login) is not None:
                message = "Такое имя для входа уже занято."
                raise ConflictError(message, code="login_taken")
            tx.accounts.add_user(user)
        return user

    def sign_in(self, login: str, password: str) -> str:
        """Begin a session and return its token; only its hash is stored.

        Attempts are counted in the database, so the limit holds whatever else is down.
        Raises UnauthenticatedError `wrong_password` or `too_many_attempts`.
        """
        now, user = self.clock.now(), self._recognise(_fold(login), password)
        token = secrets.token_urlsafe(32)
        session = Session(
            token_sha256=_sha256(token),
            user_id=user.id,
            csrf_token=secrets.token_urlsafe(24),
            created_at=now,
            expires_at=now + SESSION_LIFETIME,
        )
        with self.database.transaction() as tx:
            tx.accounts.forget_expired(ended=now, failed_before=now - LOGIN_WINDOW)
            tx.accounts.add_session(session)
        return token

    def name_principals(self, ids: Iterable[str]) -> Mapping[str, str]:
        """What people call those who did something, by the id that was noted."""
        with self.database.snapshot() as tx:
            return {one: _name_principal(tx, one) for one in ids}

    def require_password(self, user: User, password: str) -> None:
        """Make sure that a signed-in person is there, before something that cannot be undone.

        Attempts count together with those to sign in. Raises UnauthenticatedError.
        """
        self._recognise(user.login, password)

    def find_session(self, token: str) -> tuple[Session, User] | None:
        """The living session of this token with its person."""
        with self.database.snapshot() as tx:
            session = tx.accounts.find_session(_sha256(token))
            if session is None or session.expires_at <= self.clock.now():
                return None
            return session, tx.accounts.get_user(session.user_id)

    def sign_out(self, token: str) -> None:
        """End the session."""
        with self.database.transaction() as tx:
            tx.accounts.end_session(_sha256(token))

    def _recognise(self, name: str, password: str) -> User:
        now, login_sha256 = self.clock.now(), _sha256(name)
        with self.database.snapshot() as tx:
            failed = tx.accounts.count_failed_logins(login_sha256, now - LOGIN_WINDOW)
            user = tx.accounts.find_user(name)
        if failed >= LOGIN_ATTEMPTS:
            message = "Слишком много попыток. Подождите пятнадцать минут."
            raise UnauthenticatedError(message, code="too_many_attempts")
        if not self._matches(user, password) or user is None:
            with self.database.transaction() as tx:
                tx.accounts.forget_expired(ended=now, failed_before=now - LOGIN_WINDOW)
                tx.accounts.note_failed_login(login_sha256, now)
            raise UnauthenticatedError(_WRONG, code="wrong_password")
        return user

    def _matches(self, user: User | None, password: str) -> bool:
        # Longer than any password there is; a part of it must not match, nor all of it be hashed.
        too_long = len(password) > MAX_PASSWORD_LENGTH
        given = _encode(password[:MAX_PASSWORD_LENGTH])
        if user is None or too_long:
            # An unknown login costs as much time as a known one, or the difference would tell.
            self.hasher.hash(given)
            return False
        try:
            return self.hasher.verify(user.password_hash, given)
        except (VerificationError, InvalidHashError):
            return False


def _check_new(new: NewUser) -> str:
    login = _fold(new.login)
    problems = []
    if not _is_line(login, _MAX_LOGIN_LENGTH):
        message = f"Имя для входа: от 1 до {_MAX_LOGIN_LENGTH} печатных знаков."
        problems.append(Problem("#/login", "format", message))
    if not new.password or len(new.password) > MAX_PASSWORD_LENGTH:
        message = f"Пароль: от 1 до {MAX_PASSWORD_LENGTH} знаков."
        problems.append(Problem("#/password", "format", message))
    if not _is_line(new.name, _MAX_NAME_LENGTH):
        message = f"Имя: от 1 до {_MAX_NAME_LENGTH} печатных знаков."
        problems.append(Problem("#/name", "format", message))
    if problems:
        raise InvalidRequestError(tuple(problems))
    return login


def _is_line(text: str, max_length: int) -> bool:
    return bool(text.strip()) and len(text) <= max_length and text.isprintable()


def _fold(login: str) -> str:
    return unicodedata.normalize("NFKC", login).casefold().strip()


def _encode(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def _sha256(text: str) -> str:
    return hashlib.sha256(_encode(text)).hexdigest()


def _name_principal(tx: Transaction, principal_id: str) -> str:
    kind, _, key = principal_id.partition(":")
    if kind == "user":
        return tx.accounts.get_user(UserId(key)).name
    return "программа" if kind == "key" else "администратор сервера"
