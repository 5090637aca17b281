"""Who signs or is addressed by office, put into a form that asks: nobody types the head anew."""

from collections.abc import Mapping
from typing import Final

from service.domain.ids import OrganisationId
from service.http.exchange import principal, services
from service.web.forms.fields import GroupField

OFFICIALS: Final = ("addressee", "signer")


def name_head(form: GroupField, organisation_id: OrganisationId) -> Mapping[str, object]:
    """The head of today wherever the form asks for one; nothing when none is on record."""
    head = services().signers.find_head(principal(), organisation_id)
    asked = {field.key for field in form.fields}
    return {name: head for name in OFFICIALS if name in asked and head is not None}
