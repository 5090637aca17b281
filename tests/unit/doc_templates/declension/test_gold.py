"""Every list made by hand, and the page that reports on them."""

import pytest

from benchmarks.declension import PAGE, Verdict, judge, render
from doc_templates.declension.forms import Confidence

# Whose answers nobody but the bearer knows, or whose list names a plain miss at MED or LOW.
SAMPLE_ORGANISATIONS = "orgs_sample"


@pytest.fixture(scope="module")
def verdicts() -> list[Verdict]:
    return list(judge())


def test_the_lists_are_all_there(verdicts: list[Verdict]) -> None:
    assert sum(verdict.group == "people of the sample data" for verdict in verdicts) == 190
    assert len(verdicts) > 2000


def test_no_form_that_is_called_sure_is_wrong(verdicts: list[Verdict]) -> None:
    assert [
        verdict
        for verdict in verdicts
        if verdict.form.confidence is Confidence.HIGH and not verdict.right
    ] == []


def test_every_form_is_right_where_usage_does_not_vary(verdicts: list[Verdict]) -> None:
    wrong = [v for v in verdicts if not v.right and not v.ambiguous]
    assert [v for v in wrong if v.group != SAMPLE_ORGANISATIONS] == []
    assert {v.nominative for v in wrong} == {"ВГПУ (вымышленный)", "ВПК (колледж, вымышленный)"}


def test_forms_of_varying_usage_are_never_wrong_unless_somebody_is_asked(
    verdicts: list[Verdict],
) -> None:
    wrong = [v for v in verdicts if v.ambiguous and not v.right]
    assert {v.form.confidence for v in wrong} == {Confidence.LOW}


def test_the_page_says_what_is_so(verdicts: list[Verdict]) -> None:
    assert PAGE.read_text("utf-8") == render(verdicts)
