"""What a caller asks for, checked before anything is written."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date

from doc_templates.catalogue import Catalogue, Kind, validate
from doc_templates.errors import UnknownKindError
from service.domain.demands import Demands
from service.domain.documents import Filing
from service.domain.errors import InvalidRequestError, Problem
from service.domain.ids import DraftId, OrganisationId
from service.domain.registers import EARLIEST, misplaced
from service.domain.signatures import PlannedSignature
from service.operations.field_problems import problems_under
from service.operations.remarks import AcceptedWarning
from service.operations.signature_plans import WantedSignature, plan_signatures_of


@dataclass(frozen=True)
class DocumentRequest:
    """What a caller asks for. `idempotency_key` makes repeats of the same request one document."""

    organisation_id: OrganisationId
    kind: str
    data: Mapping[str, object]
    sign: bool
    idempotency_key: str
    accepted_warnings: tuple[AcceptedWarning, ...] = ()
    signatures: tuple[WantedSignature, ...] = ()
    draft_id: DraftId | None = None
    """The form it was typed into, which the document takes the place of."""

    def sha256(self) -> str:
        """What two requests must share to be the same request."""
        accepted = [[said.code, said.reason] for said in self.accepted_warnings]
        wanted = {"signatures": [asdict(one) for one in self.signatures]}
        body = json.dumps(
            [
                *(self.organisation_id, self.kind, self.data, self.sign),
                *([accepted] * bool(accepted)),
                *([wanted] * bool(self.signatures)),
            ],
            ensure_ascii=True,
            sort_keys=True,
            separators=(",", ":"),
        )
        return hashlib.sha256(body.encode()).hexdigest()


def check_kind(catalogue: Catalogue, request: DocumentRequest) -> Kind:
    """The kind that is asked for, when the data suits it. Raises InvalidRequestError."""
    try:
        kind = catalogue.get_kind(request.kind)
    except UnknownKindError as error:
        raise InvalidRequestError(
            (Problem("#/kind", error.code, error.message),), code=error.code
        ) from error
    with problems_under("#/data"):
        validate(kind, request.data)
    if request.sign and not plan_signatures(kind, request):
        message = (
            "Такой документ подписывают сами участники: снимите отметку об электронной подписи "
            "(sign = false)."
        )
        raise InvalidRequestError((Problem("#/sign", "not_signable", message),))
    return kind


def doc_date_of(data: Mapping[str, object], today: date) -> date:
    """The document's date: the given one, else today. Raises InvalidRequestError.

    A slip of the hand would open the register of another century, where no number can be given
    back.
    """
    given = data.get("doc_date")
    day = date.fromisoformat(given) if isinstance(given, str) else today
    if code := misplaced(day, today):
        message = f"Проверьте год: документы датируют от {EARLIEST:%d.%m.%Y} до даты через год."
        raise InvalidRequestError((Problem("#/data/doc_date", code, message),))
    return day


def filing_of(kind: Kind, data: Mapping[str, object]) -> Filing:
    """Where a document with this data is filed, and how long it is kept."""
    place = kind.filing_for(data)
    rule = place.retention
    return Filing(place.case_index, rule.article, rule.term, rule.years)


def demands_of(kind: Kind, *, carries_data: bool) -> Demands:
    """What is asked of the signed PDF. `carries_data`: what the installation wants.

    Its wish stops at what people declare for themselves, which has no page for anybody either: of
    those only the kind itself may say that their data travel along.
    """
    rule = kind.signature
    usual = carries_data and kind.public_check
    carries = usual if rule.carries_data is None else rule.carries_data
    return Demands(rule.level or "", carries)


def plan_signatures(kind: Kind, request: DocumentRequest) -> tuple[PlannedSignature, ...]:
    """Who signs the document here: whom the request names, else whom the kind does.

    Raises InvalidRequestError for a plan that cannot be carried out.
    """
    return plan_signatures_of(
        kind.signers_for(request.data), request.signatures, is_wanted=request.sign
    )
