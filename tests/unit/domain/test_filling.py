from datetime import date

from service.domain.filling import filling_context
from tests.factories import make_requisites


def test_a_template_sees_the_data_the_organisation_and_the_registration() -> None:
    context = filling_context(
        {"subject": "О паре"}, make_requisites(), number="48-од", doc_date=date(2026, 11, 23)
    )

    assert context["subject"] == "О паре"
    assert context["org"] == make_requisites().as_context()
    assert context["doc"] == {
        "number": "48-од",
        "date": date(2026, 11, 23),
        "place": "с. Тестово",
    }


def test_the_caller_cannot_choose_number_or_organisation() -> None:
    forged = {"org": {"full_name": "Чужая школа"}, "doc": {"number": "1-од"}}

    context = filling_context(
        forged, make_requisites(), number="48-од", doc_date=date(2026, 11, 23)
    )

    assert context["org"] == make_requisites().as_context()
    assert context["doc"] != forged["doc"]


def test_a_template_sees_what_the_law_asks_on_the_date_of_the_document() -> None:
    before, after = (
        filling_context({}, make_requisites(), number="1-од", doc_date=day)["law"]
        for day in (date(2025, 2, 28), date(2025, 9, 1))
    )

    assert before == {
        "mentoring_article": False,
        "separate_pd_consent": False,
        "style_profile": "gost_2016",
    }
    assert after == {
        "mentoring_article": True,
        "separate_pd_consent": True,
        "style_profile": "gost_2025",
    }
