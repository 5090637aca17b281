from datetime import date

from doc_templates.catalogue import load_catalogue
from service.domain.filling import describe_signing, filling_context
from service.domain.signatures import Method, PlannedSignature
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


def planned(role: str, method: Method, signer: str = "") -> PlannedSignature:
    return PlannedSignature(role, f"signature_{role}", method, signer=signer)


def test_a_template_sees_who_signs_by_a_key_and_who_by_a_link() -> None:
    plan = (
        planned("mentor", Method.OWN_TOKEN),
        planned("head", Method.SERVER_KEY),
        planned("mentee", Method.SIMPLE, "Цой Артём Маратович"),
        planned("curator", Method.PAPER, "Скляр Лев Кузьмич"),
    )
    context = filling_context(
        {}, make_requisites(), number="1", doc_date=date(2026, 11, 23), plan=plan
    )

    assert context["signing"] == {
        "by_key": ["mentor", "head"],
        "by_link": ["mentee"],
        "names": ["Цой Артём Маратович"],
    }


def test_without_a_plan_everybody_signs_by_a_pen() -> None:
    assert describe_signing(()) == {"by_key": [], "by_link": [], "names": []}


def test_no_kind_has_a_field_that_what_is_given_would_hide() -> None:
    given = filling_context({}, make_requisites(), number="1", doc_date=date(2026, 11, 23))

    for kind in load_catalogue().list_kinds():
        fields = kind.schema["properties"]
        assert isinstance(fields, dict)
        assert not given.keys() & fields.keys(), kind.code
