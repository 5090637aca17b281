"""API keys, and people whom the command line lets in."""

import re
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from service.domain.access import ROLE_TITLES, Principal, Role, Scope
from service.domain.accounts import KEY_USE_NOTED, ApiKey, Tenant, User
from service.domain.errors import (
    ConflictError,
    InvalidRequestError,
    Problem,
    UnauthenticatedError,
    UnavailableError,
)
from service.domain.ids import ApiKeyId, UserId
from service.domain.letters import MAX_ADDRESS
from service.domain.reach import reach_of, reaching
from service.operations.parties import introduce
from service.operations.passwords import Passwords, find_fault
from service.operations.tokens import fold, new_token, sha256
from service.ports import Clock, Database, IdSource, Transaction

MAX_LOGIN_LENGTH = 120
MAX_NAME_LENGTH = 200
MAX_LABEL_LENGTH = 120
_HEADS = frozenset({Role.HEAD, Role.ACTING_HEAD})
_ADDRESS = re.compile(
    r"[^\s@<>,;:\"()\[\]\\]{1,64}@[^\s@<>,;:\"()\[\]\\]+\.[^\s@<>,;:\"()\[\]\\.]+"
)


@dataclass(frozen=True)
class NewUser:
    """A person to let in."""

    login: str
    password: str
    name: str
    roles: frozenset[Role]
    tenant: Tenant
    email: str = ""


@dataclass(frozen=True)
class AccountDesk:
    """The use cases of accounts."""

    database: Database
    clock: Clock
    ids: IdSource
    passwords: Passwords

    def issue_api_key(self, label: str, scopes: frozenset[Scope], tenant: Tenant) -> str:
        """Make a key and return its secret, which is never shown again.

        Raises InvalidRequestError (an impossible label).
        """
        secret, key = make_key(ApiKeyId(self.ids.new()), (label, scopes, tenant), self.clock.now())
        with self.database.transaction() as tx:
            tx.accounts.add_api_key(key)
        return secret

    def identify_key(self, secret: str) -> Principal:
        """Whose key this is. Raises UnauthenticatedError."""
        with self.database.snapshot() as tx:
            key = tx.accounts.find_api_key(sha256(secret))
        if key is None or not key.is_alive(self.clock.now()):
            message = "Ключ доступа не указан, неизвестен, отозван или просрочен."
            raise UnauthenticatedError(message)
        self._note_use(key)
        return key.principal()

    def _note_use(self, key: ApiKey) -> None:
        now, last = self.clock.now(), key.last_used_at
        if last is not None and now - last < KEY_USE_NOTED:
            return
        # Where nothing can be written now, whoever only reads may still ask.
        with (
            suppress(UnavailableError),
            reaching(reach_of(key)),
            self.database.transaction() as tx,
        ):
            tx.accounts.note_key_use(key.id, now)

    def add_user(self, new: NewUser) -> User:
        """Let a person in. The password is hashed with argon2id; case in a login does not matter.

        Raises InvalidRequestError (an impossible login, password, name, role or address),
        ConflictError `login_taken`.
        """
        user = self.prepare_user(new)
        with self.database.transaction() as tx:
            enter_user(tx, user)
        return user

    def prepare_user(self, new: NewUser) -> User:
        """The person as they will be stored; hashing takes its time before any transaction.

        Raises InvalidRequestError.
        """
        _check_new(new)
        return User(
            id=UserId(self.ids.new()),
            login=fold(new.login),
            name=new.name.strip(),
            roles=new.roles,
            password_hash=self.passwords.keep(new.password),
            organisation_id=new.tenant.organisation_id,
            municipality_id=new.tenant.municipality_id,
            created_at=self.clock.now(),
            email=fold(new.email),
        )


def make_key(
    key_id: ApiKeyId,
    said: tuple[str, frozenset[Scope], Tenant],
    now: datetime,
    expires_at: datetime | None = None,
) -> tuple[str, ApiKey]:
    """A new secret with what is stored of it. `said`: for what system, what it may, whose it is.

    Raises InvalidRequestError (an impossible label).
    """
    label, scopes, tenant = said
    if not is_line(label, MAX_LABEL_LENGTH):
        message = f"Название ключа: от 1 до {MAX_LABEL_LENGTH} печатных знаков."
        raise InvalidRequestError((Problem("#/label", "format", message),))
    secret = f"grif_{new_token()}"
    key = ApiKey(
        id=key_id,
        secret_sha256=sha256(secret),
        label=label,
        scopes=scopes,
        organisation_id=tenant.organisation_id,
        municipality_id=tenant.municipality_id,
        created_at=now,
        expires_at=expires_at,
    )
    return secret, key


def enter_user(tx: Transaction, user: User) -> None:
    """Store the person, and what is about them. Raises ConflictError `login_taken`."""
    if tx.accounts.find_user(user.login) is not None:
        message = "Такое имя для входа уже занято."
        raise ConflictError(message, code="login_taken")
    tx.accounts.add_user(user)
    introduce(tx, user)


def check_roles(roles: frozenset[Role], tenant: Tenant) -> list[Problem]:
    """What is wrong with these roles in such a place."""
    if not roles:
        return [Problem("#/roles", "required", "Выберите хотя бы одну роль.")]
    if alien := roles - tenant.fitting_roles:
        place = "организации" if tenant.organisation_id else "муниципалитета"
        known = _name(tenant.fitting_roles)
        message = f"У {place} не бывает роли {_name(alien)}. Есть роли: {known}."
        return [Problem("#/roles", "format", message)]
    if roles >= _HEADS:
        message = f"Выберите одну из ролей: {_name(_HEADS)}. Руководитель сам себя не замещает."
        return [Problem("#/roles", "format", message)]
    return []


def _name(roles: frozenset[Role]) -> str:
    return ", ".join(f"«{title}»" for role, title in ROLE_TITLES.items() if role in roles)


def check_address(email: str) -> list[Problem]:
    """What is wrong with an address of electronic mail."""
    if len(email) <= MAX_ADDRESS and email.isprintable() and _ADDRESS.fullmatch(email.strip()):
        return []
    return [Problem("#/email", "format", "Адрес почты: такой, как anna@example.ru.")]


def check_name(name: str) -> list[Problem]:
    """What is wrong with a person's name."""
    if is_line(name, MAX_NAME_LENGTH):
        return []
    message = f"Имя: от 1 до {MAX_NAME_LENGTH} печатных знаков."
    return [Problem("#/name", "format", message)]


def is_line(text: str, max_length: int) -> bool:
    """Whether the text is one line that says something."""
    return bool(text.strip()) and len(text) <= max_length and text.isprintable()


def _check_new(new: NewUser) -> None:
    problems = []
    if not is_line(fold(new.login), MAX_LOGIN_LENGTH):
        message = f"Имя для входа: от 1 до {MAX_LOGIN_LENGTH} печатных знаков."
        problems.append(Problem("#/login", "format", message))
    fault = find_fault(new.password, (new.login, new.name, new.email))
    problems += [fault] if fault else []
    problems += check_name(new.name) + check_roles(new.roles, new.tenant)
    problems += check_address(new.email) if new.email else []
    if problems:
        raise InvalidRequestError(tuple(problems))
