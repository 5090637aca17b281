"""What the school has on record, put into a form that asks: nobody types it anew."""

from collections.abc import Mapping
from typing import Final

from service.domain.documents import State
from service.domain.ids import OrganisationId
from service.http.exchange import principal, services
from service.ports import DocumentFilter
from service.web.forms.fields import GroupField

OFFICIALS: Final = ("addressee", "signer")
_REGULATION, _ITS_ORDER = "regulation", "order_approve_regulation"
_ALIVE: Final = tuple(state for state in State if state is not State.CANCELLED)


def name_on_record(form: GroupField, organisation_id: OrganisationId) -> Mapping[str, object]:
    """The head of today and the Regulation in force, wherever the form asks for them."""
    asked = {field.key: field for field in form.fields}
    head = services().signers.find_head(principal(), organisation_id)
    known: dict[str, object] = {
        name: head for name in OFFICIALS if name in asked and head is not None
    }
    regulation = asked.get(_REGULATION)
    if not isinstance(regulation, GroupField) or not _is_reference(regulation):
        return known
    return {**known, **_cite_regulation(organisation_id)}


def _is_reference(field: GroupField) -> bool:
    return {"date", "number"} == {member.key for member in field.fields}


def _cite_regulation(organisation_id: OrganisationId) -> Mapping[str, object]:
    """Date and number of the newest order that approves one; nothing before there is any."""
    wanted = DocumentFilter((organisation_id,), kind=_ITS_ORDER, states=_ALIVE, limit=1)
    for order in services().documents.list_documents(principal(), wanted):
        said = {"date": order.doc_date.isoformat(), "number": order.number.text}
        return {_REGULATION: said}
    return {}
