"""Who consents for a minor."""

from typing import Any, Final

import pytest

from service.operations.documents import DocumentDesk
from service.operations.packs import PackDesk
from service.operations.remarks import RemarkDesk
from service.operations.requests import DocumentRequest
from tests.factories import CLERK, SCHOOL
from tests.pack_requests import CATALOGUE, MENTEE_CONSENT, ask, found, refused, sample, warned

REPRESENTED: Final[dict[str, Any]] = {
    "representative": {
        "person": CATALOGUE.get_kind("pd_consent_withdrawal").sample["subject"],
        "address": "000101, с. Тестово, ул. Примерная, д. 1",
        "identity": CATALOGUE.get_kind("pd_consent").sample["subject_id"],
        "authority_document": "свидетельство о рождении № 603",
        "signs_alone": False,
    }
}


def without(kind: str, *names: str, **changes: object) -> DocumentRequest:
    data = {key: value for key, value in sample(kind, **changes).items() if key not in names}
    return DocumentRequest(SCHOOL, kind, data, False, f"{kind}{names}{changes}")  # noqa: FBT003 -- as the record lists it


@pytest.mark.parametrize("kind", ["pd_consent", "pd_consent_distribution", MENTEE_CONSENT])
def test_a_minor_does_not_consent_without_a_representative(
    desk: DocumentDesk, remarks: RemarkDesk, kind: str
) -> None:
    request = without(kind, "representative", is_minor_on_signing=True)
    assert refused(desk, request) == [("V10", "#/data/representative")]

    adult = without(kind, "representative", is_minor_on_signing=False)
    assert warned(remarks, desk.register_document(CLERK, adult)) == []


def test_a_consent_by_a_birth_certificate_is_a_childs(desk: DocumentDesk) -> None:
    paper = {**sample("pd_consent")["subject_id"], "type": "birth_certificate"}

    request = without("pd_consent", "representative", "is_minor_on_signing", subject_id=paper)

    assert refused(desk, request) == [("V10", "#/data/representative")]


def test_who_has_a_representative_in_one_consent_has_one_in_all_of_the_pack(
    desk: DocumentDesk, packs: PackDesk
) -> None:
    student = sample("pd_consent")["subject"]
    desk.register_document(CLERK, ask("pd_consent", "with", **REPRESENTED))
    desk.register_document(
        CLERK, without("pd_consent_distribution", "representative", subject=student)
    )

    assert found(packs.check_pack(CLERK, SCHOOL, 2025))["V10 error"] == 1
