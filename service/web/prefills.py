"""A form that is about another document takes from it what is known: nobody types it anew."""

from collections.abc import Mapping
from typing import Final

from flask import request

from doc_templates.catalogue import Kind
from service.domain.documents import Document, State
from service.domain.ids import DocumentId
from service.domain.pack.assigned import share
from service.domain.pack.consents import WITHDRAWABLE, draft_withdrawal
from service.domain.pack.coverage import PROPOSAL
from service.domain.pack.facts import PackDocument
from service.domain.pack.pairs import ORDER
from service.domain.pack.people import WITHDRAWAL
from service.domain.pack.school_year import school_year_of
from service.domain.reading import read_object
from service.http.exchange import principal, services

_SHEET: Final = "acquaintance_sheet"
_OF_THE_YEAR: Final = frozenset({"order", "program"})


def read_prefill(kind: Kind) -> Mapping[str, object]:
    """What the document says that the address names.

    `?order=` is for a sheet of acquaintance, `?consent=` for a withdrawal, `?proposal=` for pairs.
    Raises NotFoundError.
    """
    if kind.code == _SHEET and (order := _find("order")):
        return _say_order(order)
    if kind.code == WITHDRAWAL and (consent := _find("consent")):
        return draft_withdrawal(_as_paper(consent)) if consent.kind in WITHDRAWABLE else {}
    if kind.code == ORDER and (proposal := _find("proposal")):
        return _say_proposal(proposal, kind)
    return {}


def read_year(kind: Kind) -> Mapping[str, object]:
    """This school year, for what is made in its beginning; a report may be about the last one."""
    is_asked = "school_year" in read_object(kind.schema, "properties")
    if kind.group not in _OF_THE_YEAR or not is_asked:
        return {}
    return {"school_year": school_year_of(services().clock.today()).title}


def _find(name: str) -> Document | None:
    """The document that the address names; one that was cancelled fills in nothing."""
    document_id = request.args.get(name, "")
    if not document_id:
        return None
    document = services().documents.get_document(principal(), DocumentId(document_id))
    return None if document.state is State.CANCELLED else document


def _say_order(order: Document) -> Mapping[str, object]:
    about = {
        "date": order.doc_date.isoformat(),
        "number": order.number.text,
        "title": order.title,
    }
    return {"order": about, "acquainted": order.data.get("acquainted", [])}


def _say_proposal(proposal: Document, order: Kind) -> Mapping[str, object]:
    """The pairs and whatever else the order asks for as the proposal does."""
    if proposal.kind != PROPOSAL:
        return {}
    schemas = (services().catalogue.get_kind(PROPOSAL).schema, order.schema)
    proposed, ordered = (read_object(schema, "properties") for schema in schemas)
    return share(proposal.data, proposed, ordered)


def _as_paper(document: Document) -> PackDocument:
    return PackDocument(
        document.kind,
        document.doc_date,
        document.data,
        number=document.number.text,
        id=document.id,
    )
