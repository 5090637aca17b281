"""Acts in force, and what the law asks on a day."""

import datetime as dt
import re

import pytest

from doc_templates.acts import find_act, law_on, load_acts
from doc_templates.catalogue import Kind
from tests.filling import CATALOGUE, fill

#: Asked for by the date of the document, so never cited out of its time.
BY_DATE = {"tk_351_8"}


def test_every_act_begins_before_it_ends() -> None:
    assert [
        code
        for code, act in load_acts().items()
        if act.valid_to is not None and act.valid_to < act.valid_from
    ] == []


@pytest.mark.parametrize("written", ["3273-р", "№ 3273-р", "№\N{NO-BREAK SPACE}3273-Р"])
def test_an_act_is_found_by_its_number_however_it_is_written(written: str) -> None:
    act = find_act(written)

    assert act is not None
    assert act.title.endswith("№ 3273-р")


def test_an_unknown_number_is_no_act_of_ours() -> None:
    assert find_act("48-од") is None


@pytest.mark.parametrize(
    ("day", "profile"),
    [(dt.date(2025, 8, 17), "gost_2016"), (dt.date(2025, 8, 18), "gost_2025")],
)
def test_one_edition_of_the_standard_follows_the_other_without_a_gap(
    day: dt.date, profile: str
) -> None:
    in_force = [code for code in ("gost_2016", "gost_2025") if load_acts()[code].is_in_force(day)]

    assert in_force == [profile]
    assert law_on(day).style_profile == profile


def test_the_article_about_mentoring_begins_on_the_first_of_march() -> None:
    assert not law_on(dt.date(2025, 2, 28)).mentoring_article
    assert law_on(dt.date(2025, 3, 1)).mentoring_article


@pytest.mark.parametrize("kind", CATALOGUE.list_kinds(), ids=lambda kind: kind.code)
def test_a_kind_names_the_acts_that_its_wording_cites(kind: Kind) -> None:
    text = fill(kind.code, {"doc_date": "2025-09-24", **kind.sample})

    cited = {
        code
        for code, act in load_acts().items()
        if re.search(rf"(?<=№ ){re.escape(act.number)}(?![\w/-])", text)
    }

    assert cited - BY_DATE <= set(kind.acts)
