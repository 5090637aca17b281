"""Whose templates count for whom: organisation before municipality before the library."""

from service.domain.access import Principal, require_sight
from service.domain.ids import OrganisationId
from service.domain.templates import Owner, TemplateVersion, owner_of, owners_over
from service.ports import Transaction


def in_force(tx: Transaction, owner: Owner, kind: str) -> TemplateVersion | None:
    """The owner's own template now; None when it has none or gave it up."""
    version = tx.templates.latest(owner, kind)
    return None if version is None or version.sha256 is None else version


def first_in_force(tx: Transaction, owners: tuple[Owner, ...], kind: str) -> TemplateVersion | None:
    """The template of the first of the owners that has one."""
    found = (in_force(tx, owner, kind) for owner in owners)
    return next((version for version in found if version is not None), None)


def levels_of(tx: Transaction, owner: Owner) -> tuple[Owner, ...]:
    """Whose templates hold for an owner, the nearest first."""
    if owner.organisation_id is None:
        return (owner,)
    organisation = tx.organisations.find(owner.organisation_id)
    return (owner,) if organisation is None else owners_over(organisation)


def owners_seen_by(
    tx: Transaction, principal: Principal, organisation_id: OrganisationId | None
) -> list[Owner]:
    """Whose templates exist for a principal; with an organisation, only those over its documents.

    Raises NotFoundError for an organisation that does not exist for it.
    """
    if organisation_id is not None:
        return list(owners_over(require_sight(principal, tx.organisations.find(organisation_id))))
    seen = [owner for one in tx.organisations.list_seen_by(principal) for owner in owners_over(one)]
    return list(dict.fromkeys([owner_of(principal), *seen]))


def as_principal(owner: Owner) -> Principal:
    """The owner as somebody who sees the organisations whose documents it changes."""
    return Principal("", frozenset(), owner.organisation_id, owner.municipality_id)
