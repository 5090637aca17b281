"""Who may sign for an organisation: record it, end it, look."""

from apiflask import APIBlueprint

from service.api.signature_schemas import (
    AttorneyOut,
    AuthorityEndIn,
    AuthorityIn,
    AuthorityList,
    AuthorityOut,
    AuthorityQuery,
)
from service.domain.authorities import Attorney, Authority
from service.domain.ids import AuthorityId, OrganisationId
from service.http.exchange import principal, services
from service.operations.authorities import NewAuthority

authorities = APIBlueprint(
    "authorities", __name__, url_prefix="/signing-authorities", tag="Полномочия"
)


@authorities.get("")
@authorities.doc(summary="Кто вправе подписывать за организацию")
@authorities.input(AuthorityQuery, location="query")
@authorities.output(AuthorityList)
def list_all(query_data: AuthorityQuery) -> AuthorityList:
    """Everybody who may sign or might once."""
    organisation_id = OrganisationId(query_data.organization_id)
    found = services().authorities.list_authorities(principal(), organisation_id)
    return AuthorityList(items=[_represent(authority) for authority in found])


@authorities.post("")
@authorities.doc(summary="Записать полномочия")
@authorities.input(AuthorityIn)
@authorities.output(AuthorityOut, status_code=201)
def record(json_data: AuthorityIn) -> tuple[AuthorityOut, int]:
    """Let a person sign in a role."""
    attorney = json_data.attorney
    new = NewAuthority(
        organisation_id=OrganisationId(json_data.organization_id),
        role=json_data.role,
        person=json_data.person,
        ground=json_data.ground,
        valid_from=json_data.valid_from,
        valid_to=json_data.valid_to,
        attorney=None if attorney is None else Attorney(attorney.number, attorney.valid_to),
    )
    return _represent(services().authorities.record_authority(principal(), new)), 201


@authorities.post("/<id:authority_id>/end")
@authorities.doc(summary="Прекратить полномочия с указанным последним днём")
@authorities.input(AuthorityEndIn)
@authorities.output(AuthorityOut)
def end(authority_id: str, json_data: AuthorityEndIn) -> AuthorityOut:
    """Let the right end."""
    return _represent(
        services().authorities.end_authority(
            principal(), AuthorityId(authority_id), json_data.last_day
        )
    )


def _represent(authority: Authority) -> AuthorityOut:
    attorney = authority.attorney
    return AuthorityOut(
        id=authority.id,
        organization_id=authority.organisation_id,
        role=authority.role,
        person=authority.person,
        ground=authority.ground,
        valid_from=authority.valid_from,
        valid_to=authority.valid_to,
        attorney=None
        if attorney is None
        else AttorneyOut(number=attorney.number, valid_to=attorney.valid_to),
        recorded_at=authority.recorded_at,
    )
