"""Documents that cite others, and the acts that they name: with their dates, and in force."""

from datetime import timedelta
from typing import Any

import pytest

from doc_templates.catalogue import Kind
from service.domain.pack.orders import CITED, REFERENCES
from service.operations.documents import DocumentDesk
from service.operations.packs import PackDesk
from service.operations.remarks import RemarkDesk
from tests.factories import CLERK, SCHOOL
from tests.pack_requests import (
    CATALOGUE,
    MENTOR_CONSENT,
    ORDER,
    ask,
    found,
    refused,
    sample,
    warned,
)


@pytest.mark.parametrize(
    ("cited", "kind", "key"),
    [
        ("order_approve_regulation", MENTOR_CONSENT, "regulation"),
        ("order_approve_regulation", "employment_supplement_mentoring", "regulation"),
        ("order_approve_regulation", "pairs_proposal", "regulation"),
        (ORDER, "program_agreement_sheet", "pairs_order"),
        ("order_approve_programs", "program_completion_report", "programs_order"),
        (ORDER, "acquaintance_sheet", "order"),
        ("pd_consent", "pd_consent_withdrawal", "consent_ref"),
    ],
)
def test_whoever_cites_a_document_gives_its_date(
    desk: DocumentDesk, cited: str, kind: str, key: str
) -> None:
    earlier = desk.register_document(CLERK, ask(cited, "cited"))
    right = {"date": earlier.doc_date.isoformat(), "number": earlier.number.text}
    reference = {**sample(kind)[key], **right}
    wrong = {**reference, "date": (earlier.doc_date + timedelta(days=1)).isoformat()}

    mistaken, request = (ask(kind, f"{one}", SCHOOL, **{key: one}) for one in (wrong, reference))
    assert refused(desk, mistaken) == [("V14", f"#/data/{key}/date")]
    assert desk.register_document(CLERK, request).kind == kind


@pytest.mark.parametrize("kind", CATALOGUE.list_kinds(), ids=lambda kind: kind.code)
def test_every_kind_that_cites_is_known_to_the_rules(kind: Kind) -> None:
    fields: Any = kind.schema["properties"]

    cited = frozenset().union(*(REFERENCES[key] for key in REFERENCES if key in fields))

    assert CITED.get(kind.code, frozenset()) == cited


def test_a_form_that_follows_an_act_is_warned_about_when_the_act_ends(
    desk: DocumentDesk, packs: PackDesk, remarks: RemarkDesk
) -> None:
    kind = "pd_consent_distribution"
    last = desk.register_document(CLERK, ask(kind, "last", doc_date="2027-08-31"))
    after = desk.register_document(CLERK, ask(kind, "after", doc_date="2027-09-01"))

    (remark,) = warned(remarks, after)
    assert warned(remarks, last) == []
    assert (remark.code, "№ 18: на дату документа уже не действует" in remark.message) == (
        "V19",
        True,
    )
    assert found(packs.check_pack(CLERK, SCHOOL, 2027))["V19 warning"] == 1


@pytest.mark.parametrize(
    ("act", "expected"),
    [
        ({"number": "77", "date": "2023-07-31"}, ["V19"]),
        ({"number": "77", "date": "2023-08-01"}, []),  # another act with this number
        ({"number": "3273-р", "date": "2019-12-31"}, []),
    ],
    ids=["not yet", "namesake", "in force"],
)
def test_acts_that_the_data_names_are_in_force(
    desk: DocumentDesk, remarks: RemarkDesk, act: dict[str, str], expected: list[str]
) -> None:
    cited = {"name_ins": "приказом Росархива", **act}
    kind = "order_approve_regulation"
    document = desk.register_document(
        CLERK, ask(kind, "k", doc_date="2023-09-15", regional_act=cited)
    )

    assert [one.code for one in warned(remarks, document) if one.code == "V19"] == expected
