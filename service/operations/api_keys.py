"""Keys of programs as administrators keep them: who has one, what it opens, when it ends."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from service.domain.access import KEY_SCOPES, Principal, Scope, require_scope
from service.domain.accounts import ApiKey, Tenant
from service.domain.audit import Event
from service.domain.errors import InvalidRequestError, NotFoundError, Problem
from service.domain.ids import ApiKeyId
from service.operations.accounts import make_key
from service.operations.tenants import note_for_tenant, require_tenant
from service.ports import Clock, Database, IdSource, Transaction

LIFETIMES: Final = (30, 90, 365)
"""Days that a key may be given for; without any of them it does not end."""


@dataclass(frozen=True)
class NewKey:
    """A key to be made: for what system, what it may, whose it is, for how many days."""

    label: str
    scopes: frozenset[Scope]
    tenant: Tenant
    days: int | None


@dataclass(frozen=True)
class ApiKeyDesk:
    """The use cases of keys of programs."""

    database: Database
    clock: Clock
    ids: IdSource

    def list_keys(self, principal: Principal) -> list[ApiKey]:
        """The keys of the administrator's organisations. Raises ForbiddenError."""
        require_scope(principal, Scope.ORGANISATIONS)
        with self.database.snapshot() as tx:
            return _list(tx, principal)

    def issue(self, principal: Principal, new: NewKey) -> str:
        """Make a key and return its secret, which is never shown again.

        Raises ForbiddenError, NotFoundError (whose), InvalidRequestError (`#/label`, `#/scopes`,
        `#/days`).
        """
        require_scope(principal, Scope.ORGANISATIONS)
        _check(new)
        now = self.clock.now()
        ends = None if new.days is None else now + timedelta(days=new.days)
        said = (new.label.strip(), new.scopes, new.tenant)
        secret, key = make_key(ApiKeyId(self.ids.new()), said, now, ends)
        with self.database.transaction() as tx:
            require_tenant(tx, principal, new.tenant)
            tx.accounts.add_api_key(key)
            self._note(tx, principal, key, "key:issued")
        return secret

    def revoke(self, principal: Principal, key_id: ApiKeyId) -> None:
        """Let a key open nothing any more. Raises ForbiddenError, NotFoundError."""
        require_scope(principal, Scope.ORGANISATIONS)
        with self.database.transaction() as tx:
            key = next((one for one in _list(tx, principal) if one.id == key_id), None)
            if key is None:
                raise NotFoundError
            if key.revoked_at is None:
                tx.accounts.revoke_api_key(key_id, self.clock.now())
                self._note(tx, principal, key, "key:revoked")

    def _note(self, tx: Transaction, principal: Principal, key: ApiKey, action: str) -> None:
        detail = {"key": key.id, "scopes": ", ".join(sorted(key.scopes))}
        event = Event(action, principal.id, None, detail)
        note_for_tenant(tx, key.tenant, event, self.clock.now())


def _list(tx: Transaction, principal: Principal) -> list[ApiKey]:
    ours = [organisation.id for organisation in tx.organisations.list_seen_by(principal)]
    return tx.accounts.list_api_keys(ours, principal.municipality_id)


def _check(new: NewKey) -> None:
    problems = []
    if not new.scopes or not new.scopes <= set(KEY_SCOPES):
        problems.append(Problem("#/scopes", "required", "Выберите, что можно программе."))
    if new.days is not None and new.days not in LIFETIMES:
        problems.append(Problem("#/days", "choice", "Выберите срок из списка."))
    if problems:
        raise InvalidRequestError(tuple(problems))
