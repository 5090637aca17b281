"""Forms and initials that were left out are filled in, and nothing is guessed in print."""

from collections.abc import Iterable, Mapping
from copy import deepcopy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from doc_templates.catalogue import load_catalogue, validate
from doc_templates.completion import DECLINED, AskedName, complete, nothing_confirmed
from doc_templates.errors import InvalidDataError
from tests.filling import confirm_contested

KINDS = load_catalogue().list_kinds()
CURATOR = load_catalogue().get_kind("order_appoint_curator")
WITHOUT_PEOPLE = {"survey_form"}
KRAVETS = AskedName("person", "Кравец Иван Ильич", "m")
CONFIRMED = {
    "gen": "Кравца Ивана Ильича",
    "dat": "Кравцу Ивану Ильичу",
    "acc": "Кравца Ивана Ильича",
    "ins": "Кравцом Иваном Ильичом",
    "prep": "Кравце Иване Ильиче",
}


def bare(value: Any) -> Any:  # noqa: ANN401 -- JSON
    """The data as a person types it: nominatives only, no initials."""
    if isinstance(value, dict):
        if "nom" in value:
            return {"nom": value["nom"]}
        return {key: bare(inner) for key, inner in value.items() if key[:8] != "initials"}
    return [bare(item) for item in value] if isinstance(value, list) else value


def with_kravets() -> dict[str, Any]:
    data = bare(CURATOR.sample)
    data["curator"] |= {"surname": "Кравец", "given_name": "Иван", "patronymic": "Ильич"}
    data["curator"] |= {"gender": "m", "fio": {"nom": "Кравец Иван Ильич"}}
    return deepcopy(data)


def knows_kravets(_: Iterable[AskedName]) -> Mapping[AskedName, Mapping[str, str]]:
    return {KRAVETS: CONFIRMED}


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.code)
def test_a_sample_without_forms_is_completed_to_the_sample(kind: Any) -> None:  # noqa: ANN401 -- a Kind
    data = bare(kind.sample)
    assert (data != kind.sample) == (kind.code not in WITHOUT_PEOPLE)
    validate(kind, data)
    assert complete(kind.schema, data, confirm_contested) == kind.sample


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.code)
def test_complete_data_stays_as_it_is(kind: Any) -> None:  # noqa: ANN401 -- a Kind
    assert complete(kind.schema, kind.sample, nothing_confirmed) == kind.sample


def test_forms_the_rules_are_not_sure_of_are_asked_for() -> None:
    data = with_kravets()
    before = deepcopy(data)
    with pytest.raises(InvalidDataError) as caught:
        complete(CURATOR.schema, data, nothing_confirmed)
    assert [(p.pointer, p.code) for p in caught.value.problems] == [
        ("#/curator/fio", "declension_unconfirmed")
    ]
    assert data == before


def test_confirmed_forms_are_taken_and_the_initials_agree_with_them() -> None:
    curator: Any = complete(CURATOR.schema, with_kravets(), knows_kravets)["curator"]
    assert curator["fio"] == {"nom": KRAVETS.nominative, **CONFIRMED}
    assert curator["initials_before"] == "И.И. Кравец"
    assert curator["initials_dat"] == "Кравцу И.И."


def test_a_form_that_contradicts_the_confirmed_one_is_named() -> None:
    data = with_kravets()
    data["curator"]["fio"] |= {**CONFIRMED, "ins": "Кравецом Иваном Ильичом"}
    with pytest.raises(InvalidDataError) as caught:
        complete(CURATOR.schema, data, knows_kravets)
    assert [(p.pointer, p.code) for p in caught.value.problems] == [
        ("#/curator/fio/ins", "forms_differ")
    ]


def test_forms_given_in_full_need_no_confirmation() -> None:
    data = with_kravets()
    data["curator"]["fio"] |= CONFIRMED
    curator: Any = complete(CURATOR.schema, data, nothing_confirmed)["curator"]
    assert curator["fio"]["ins"] == CONFIRMED["ins"]


def test_a_form_given_alone_stays_among_the_computed_ones() -> None:
    data = bare(CURATOR.sample)
    data["curator"]["position"]["gen"] = "завуча"
    curator: Any = complete(CURATOR.schema, data, nothing_confirmed)["curator"]
    assert curator["position"]["gen"] == "завуча"
    assert set(curator["position"]) == {"nom", *DECLINED}


@given(
    st.text(st.characters(codec="utf-8", categories=["L", "P", "Zs"]), min_size=1, max_size=30),
    st.sampled_from(["m", "f"]),
)
def test_any_name_is_completed_or_asked_about(name: str, gender: str) -> None:
    data = bare(CURATOR.sample)
    data["curator"] |= {"gender": gender, "fio": {"nom": name}}
    try:
        curator: Any = complete(CURATOR.schema, data, nothing_confirmed)["curator"]
    except InvalidDataError as error:
        assert {p.code for p in error.problems} == {"declension_unconfirmed"}  # noqa: PT017 -- one of two
    else:
        assert set(curator["fio"]) == {"nom", *DECLINED}
