"""Whose a thing of the administrators is: the choice in a form, and its name in a list."""

from collections.abc import Mapping

from flask import request

from service.domain.accounts import Tenant
from service.domain.ids import OrganisationId
from service.http.exchange import principal, services
from service.web.visitor import present

MUNICIPALITY = "municipality"


def chosen_tenant() -> Tenant:
    """Where to; without a choice, the administrator's own place."""
    chosen = request.form.get("place", "")
    if not chosen or chosen == MUNICIPALITY:
        return present().user.tenant
    return Tenant(organisation_id=OrganisationId(chosen))


def name_places() -> Mapping[Tenant, str]:
    """The places the administrator looks after, the municipality first."""
    seen = services().organisations.list_organisations(principal())
    schools = {Tenant(one.id): one.requisites.short_name for one in seen}
    municipality_id = present().user.municipality_id
    if municipality_id is None:
        return schools
    return {Tenant(None, municipality_id): "Все организации муниципалитета", **schools}
