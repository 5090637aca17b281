"""Who may sign for an organisation: look, begin a term, end it."""

from dataclasses import asdict

from apiflask import APIBlueprint

from service.api.signer_schemas import TermEndIn, TermIn, TermList, TermOut, TermQuery
from service.domain.ids import OrganisationId, SignerId
from service.domain.signers import Attorney, Signer, Term
from service.http.exchange import principal, services

signers = APIBlueprint("signers", __name__, url_prefix="/signers", tag="Кто вправе подписывать")


@signers.get("")
@signers.doc(summary="Кто вправе подписывать за организацию")
@signers.input(TermQuery, location="query")
@signers.output(TermList)
def list_all(query_data: TermQuery) -> TermList:
    """Everybody who may sign or might once."""
    organisation_id = OrganisationId(query_data.organization_id)
    found = services().signers.list_signers(principal(), organisation_id)
    return TermList(items=[_represent(signer) for signer in found])


@signers.post("")
@signers.doc(summary="Записать срок полномочий")
@signers.input(TermIn)
@signers.output(TermOut, status_code=201)
def appoint(json_data: TermIn) -> tuple[TermOut, int]:
    """Let a person sign in a role."""
    said = json_data.model_dump(exclude={"organization_id", "attorney"})
    given = json_data.attorney
    attorney = None if given is None else Attorney(given.number, given.until)
    term = Term(**said, attorney=attorney)
    organisation_id = OrganisationId(json_data.organization_id)
    return _represent(services().signers.appoint(principal(), organisation_id, term)), 201


@signers.post("/<id:signer_id>/end")
@signers.doc(summary="Прекратить полномочия с указанным последним днём")
@signers.input(TermEndIn)
@signers.output(TermOut)
def end(signer_id: str, json_data: TermEndIn) -> TermOut:
    """Let the right end."""
    return _represent(
        services().signers.end_term(principal(), SignerId(signer_id), json_data.until)
    )


def _represent(signer: Signer) -> TermOut:
    return TermOut(
        id=signer.id,
        organization_id=signer.organisation_id,
        recorded_at=signer.recorded_at,
        **asdict(signer.term),
    )
