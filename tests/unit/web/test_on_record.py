"""What a form knows of the school by itself."""

import pytest

from tests.doors import ORDER, House
from tests.factories import OTHER_SCHOOL, SCHOOL
from tests.form_pages import read_form_page

APPROVAL = "order_approve_regulation"


@pytest.mark.parametrize("kind", [ORDER, "order_appoint_curator", "consent_mentor_participation"])
def test_later_papers_cite_the_regulation_that_the_school_has_registered(
    house: House, kind: str
) -> None:
    house.add_user("head")
    head = house.sign_in("head")
    before = read_form_page(head.get(f"/documents/new/{kind}"))
    order = house.register("key-own", kind=APPROVAL)
    house.register("key-other", kind=APPROVAL, organisation_id=OTHER_SCHOOL)

    form = read_form_page(head.get(f"/documents/new/{kind}"))

    assert before["regulation.number"] == [""]
    assert form["regulation.number"] == [order.number.text]
    assert form["regulation.date"] == [f"{order.doc_date:%d.%m.%Y}"]


def test_an_order_that_was_cancelled_is_not_cited(house: House) -> None:
    house.add_user("head")
    head = house.sign_in("head")
    order = house.register(kind=APPROVAL, organisation_id=SCHOOL)
    cancelled = house.program().client.post(
        f"/api/v1/documents/{order.id}/cancel", headers=house.program().headers
    )

    assert cancelled.status_code == 200
    form = read_form_page(head.get(f"/documents/new/{ORDER}"))
    assert form["regulation.number"] == [""]


@pytest.mark.parametrize("kind", [ORDER, "pairs_proposal"])
def test_the_dates_of_consents_stand_with_the_pair(house: House, kind: str) -> None:
    house.add_user("head")
    text = house.sign_in("head").get(f"/documents/new/{kind}").text
    _, _, folded = text.partition('name="pairs.0.mentoring_form"')
    before_the_fold = folded.partition("<summary>Необязательные сведения")[0]

    assert 'name="pairs.0.mentor_consent_date"' in before_the_fold
    assert 'name="pairs.0.mentee_consent_date"' in before_the_fold
