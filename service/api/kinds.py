"""Document kinds: what can be made and from which data."""

from apiflask import APIBlueprint
from flask import url_for

from doc_templates.catalogue import Kind, Retention
from doc_templates.errors import UnknownKindError
from service.api.schemas import (
    KindDetailOut,
    KindFilingOut,
    KindList,
    KindOut,
    KindRetentionOut,
    SignerOut,
)
from service.domain.access import Scope, require_scope
from service.domain.errors import NotFoundError
from service.http.exchange import principal, services

kinds = APIBlueprint("kinds", __name__, url_prefix="/kinds", tag="Виды документов")


@kinds.get("")
@kinds.doc(summary="Все виды документов")
@kinds.output(KindList)
def list_all() -> KindList:
    """Every kind this installation can make."""
    require_scope(principal(), Scope.READ)
    return KindList(items=[_represent(kind) for kind in services().catalogue.list_kinds()])


@kinds.get("/<code:kind>")
@kinds.doc(summary="Вид документа: схема данных и пример")
@kinds.output(KindDetailOut)
def show(kind: str) -> KindDetailOut:
    """One kind with its schema, which refers to nothing outside itself, and its sample."""
    require_scope(principal(), Scope.READ)
    try:
        found = services().catalogue.get_kind(kind)
    except UnknownKindError as error:
        raise NotFoundError(error.message) from error
    return KindDetailOut(
        **dict(_represent(found)), data_schema=dict(found.schema), sample=dict(found.sample)
    )


def _represent(kind: Kind) -> KindOut:
    return KindOut(
        code=kind.code,
        version=kind.version,
        title=kind.title,
        group=kind.group,
        register_code=kind.register,
        case_index=kind.case_index,
        retention=_retention(kind.retention),
        filing=[
            KindFilingOut(
                when=rule.when,
                register_code=rule.register,
                case_index=rule.case_index,
                retention=_retention(rule.retention),
            )
            for rule in kind.filing
        ],
        signers=[
            SignerOut(role=signer.role, title=signer.title, method=signer.method)
            for signer in kind.signers
        ],
        roadmap_items=list(kind.roadmap_items),
        link=url_for("api.kinds.show", kind=kind.code),
    )


def _retention(rule: Retention) -> KindRetentionOut:
    return KindRetentionOut(article=rule.article, term=rule.term, years=rule.years)
