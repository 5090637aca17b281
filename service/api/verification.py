"""Signatures, judged for anybody: the one door of the API without a lock."""

from apiflask import APIBlueprint
from flask import Response, json, request

from service.api.verification_schemas import VerificationOut
from service.domain.ids import MunicipalityId
from service.http.callers import VERIFICATIONS_PER_MINUTE, limit_caller
from service.http.exchange import services
from service.http.uploads import read_signed

verification = APIBlueprint("verification", __name__, url_prefix="/verify", tag="Проверка подписей")


@verification.post("")
@verification.doc(summary="Проверить подписи файла; ключ доступа не нужен")
@verification.output(VerificationOut)
def verify() -> Response:
    """Judge the signatures of what is sent; nothing of it is kept."""
    limit_caller("verify", VERIFICATIONS_PER_MINUTE)
    municipality = request.args.get("municipality_id")
    report = services().verification.verify(
        read_signed(), MunicipalityId(municipality) if municipality else None
    )
    return Response(json.dumps(report.facts), mimetype="application/json")
