"""What a template sees: the caller's data, the organisation's requisites and the registration."""

from collections.abc import Mapping
from datetime import date

from doc_templates.acts import law_on
from service.domain.organisations import Requisites


def filling_context(
    data: Mapping[str, object], requisites: Requisites, *, number: str, doc_date: date
) -> dict[str, object]:
    """Put together what a template may name: `org`, `doc`, `law` and the fields of the data.

    The organisation and the number come from the registers, never from the caller; what the law
    asks follows from the date.
    """
    return {
        **data,
        "org": requisites.as_context(),
        "doc": {"number": number, "date": doc_date, "place": requisites.settlement},
        "law": law_on(doc_date).as_context(),
    }
