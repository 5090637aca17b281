"""Whose an account, a key or a webhook is: one organisation's, or a whole municipality's."""

from datetime import datetime

from service.domain.access import Principal, require_sight
from service.domain.accounts import Tenant
from service.domain.audit import Event
from service.domain.errors import NotFoundError
from service.ports import Transaction


def require_tenant(tx: Transaction, principal: Principal, tenant: Tenant) -> str:
    """The name of a tenant that the principal looks after. Raises NotFoundError."""
    if tenant.organisation_id is not None:
        require_sight(principal, tx.organisations.find(tenant.organisation_id))
    elif tenant.municipality_id is None or tenant.municipality_id != principal.municipality_id:
        raise NotFoundError
    return name_tenant(tx, tenant)


def name_tenant(tx: Transaction, tenant: Tenant) -> str:
    """What people call it."""
    if tenant.organisation_id is not None:
        organisation = tx.organisations.find(tenant.organisation_id)
        return organisation.requisites.short_name if organisation else ""
    municipality = tx.organisations.find_municipality(tenant.municipality_id or "")  # type: ignore[arg-type] # one of the two is set
    return municipality.name if municipality else ""


def note_for_tenant(tx: Transaction, tenant: Tenant, event: Event, at: datetime) -> None:
    """Write an event into the trail of every organisation that it concerns."""
    whose = Principal("", frozenset(), tenant.organisation_id, tenant.municipality_id)
    for organisation in tx.organisations.list_seen_by(whose):
        tx.audit.append(organisation.id, event, at)
