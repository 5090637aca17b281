"""What a template sees: the caller's data, the organisation's requisites and the registration."""

from collections.abc import Mapping, Sequence
from datetime import date

from doc_templates.acts import law_on
from service.domain.organisations import Requisites
from service.domain.signatures import IN_PDF, Method, PlannedSignature


def filling_context(
    data: Mapping[str, object],
    requisites: Requisites,
    *,
    number: str,
    doc_date: date,
    plan: Sequence[PlannedSignature] = (),
) -> dict[str, object]:
    """Put together what a template may name: `org`, `doc`, `law`, `signing`, fields of the data.

    The organisation and the number come from the registers, never from the caller; what the law
    asks follows from the date, who signs by what means from the plan of the registration.
    """
    return {
        **data,
        "org": requisites.as_context(),
        "doc": {"number": number, "date": doc_date, "place": requisites.settlement},
        "law": law_on(doc_date).as_context(),
        "signing": describe_signing(plan),
    }


def describe_signing(plan: Sequence[PlannedSignature]) -> Mapping[str, list[str]]:
    """Who of a plan signs how; whoever is not named signs by a pen.

    `by_key` are the roles that leave a mark on the page, `by_link` those of a simple electronic
    signature, `names` the full names of both sorts as far as the plan knows them: of several
    people of one role they say who.
    """
    return {
        "by_key": [one.role for one in plan if one.method in IN_PDF],
        "by_link": [one.role for one in plan if one.method is Method.SIMPLE],
        "names": [one.signer for one in plan if one.signer and one.method is not Method.PAPER],
    }
