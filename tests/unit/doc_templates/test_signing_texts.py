"""What documents say where people sign: by keys, by links, by pens."""

from collections.abc import Mapping
from typing import Any

import pytest

from doc_templates.catalogue import Kind
from service.domain.signatures import Method, PlannedSignature
from tests.filling import CATALOGUE, fill, get_sample

LINK = "подписывается простой электронной подписью"
KEY = "подписывается электронной подписью"
PEN = "(подпись)"
BESIDE = ("Наставляемый", "Исполнитель")
"""What a row with a mark says, where by a pen there is no row of its own."""
PROGRAM = "personalized_program"
SIGNED = [kind for kind in CATALOGUE.list_kinds() if {one.role for one in kind.signers} - {"head"}]


def planned(method: Method, *roles: str, signer: str = "") -> list[PlannedSignature]:
    return [PlannedSignature(role, f"signature_{role}", method, signer=signer) for role in roles]


def first_listed(kind: Kind, role: str) -> Mapping[str, Any] | None:
    """The first of several people of one role, None when the role is of one person."""
    data: Mapping[str, Any] = kind.sample
    listed = {"mentee": data.get("mentees"), "executor": data.get("executors")}
    if role == "mentee" and "agreements" in data:
        listed["mentee"] = [row["mentee"] for row in data["agreements"]]
    people = listed.get(role)
    return people[0] if people else None


def plan_of(kind: Kind, method: Method) -> list[PlannedSignature]:
    """Everybody signs like this; of several people of one role, the first."""
    plan: list[PlannedSignature] = []
    for role in (one.role for one in kind.signers_for(kind.sample)):
        first = first_listed(kind, role)
        plan += planned(method, role, signer=first["fio"]["nom"] if first else "")
    return plan


def of_a_group() -> dict[str, Any]:
    """A programme for two mentees without the dates of their agreement."""
    data = get_sample(PROGRAM)
    del data["agreed_on"]
    first = data["mentees"][0]
    name = dict.fromkeys(first["fio"], "Груша Илья Ильич")
    data["mentees"].append({**first, "fio": name, "initials_before": "И.И. Груша"})
    return data


@pytest.mark.parametrize("kind", SIGNED, ids=lambda kind: kind.code)
def test_a_plan_changes_the_lines_and_nothing_that_the_document_says(kind: Kind) -> None:
    by_pen = fill(kind.code, kind.sample).splitlines()
    aside = {"", "–", PEN, LINK, KEY, "(дата)", "Копия настоящего согласия получена:", *BESIDE}
    listed = [first_listed(kind, one.role) for one in kind.signers]
    aside |= {first["initials_before"] for first in listed if first}
    for method in (Method.OWN_TOKEN, Method.SERVER_KEY, Method.SIMPLE):
        text = fill(kind.code, kind.sample, plan=plan_of(kind, method)).splitlines()
        assert set(by_pen) - aside <= set(text)
        assert set(text) - aside <= set(by_pen)


@pytest.mark.parametrize("kind", SIGNED, ids=lambda kind: kind.code)
def test_who_signs_by_a_link_is_said_to_and_has_no_line(kind: Kind) -> None:
    by_pen, by_link, by_key = (
        fill(kind.code, kind.sample, plan=plan_of(kind, method))
        for method in (Method.PAPER, Method.SIMPLE, Method.OWN_TOKEN)
    )

    assert LINK not in by_pen
    assert LINK not in by_key
    assert by_link.count(PEN) < by_pen.count(PEN) or LINK in by_link
    assert by_key.count(PEN) <= by_link.count(PEN)


def test_each_role_of_a_programme_signs_in_its_own_way() -> None:
    plan = [*planned(Method.OWN_TOKEN, "mentor"), *planned(Method.SIMPLE, "curator")]
    text = fill(PROGRAM, get_sample(PROGRAM), plan=plan).partition("5. Лист согласования")[2]
    lines = text.splitlines()

    assert PEN not in lines
    assert lines.count(LINK) == 1
    assert lines.index("Наставник") < lines.index("Куратор") < lines.index(LINK)


def test_of_several_mentees_the_one_who_is_named_has_the_note() -> None:
    plan = planned(Method.SIMPLE, "mentee", signer="Груша Илья Ильич")
    cells = fill(PROGRAM, of_a_group(), plan=plan).partition("5. Лист согласования")[2].splitlines()

    assert cells.count(LINK) == 1
    assert cells.index("Груша Илья Ильич, учитель математики") < cells.index(LINK)
    assert cells.count("–") == 1  # the date of an electronic signature is in it
    assert (
        LINK
        not in fill(PROGRAM, of_a_group(), plan=planned(Method.SIMPLE, "mentee")).partition(
            "5. Лист"
        )[2]
    )


def test_the_mark_of_a_mentee_stands_beside_the_name() -> None:
    plan = planned(Method.OWN_TOKEN, "mentee", signer="Груша Илья Ильич")
    sheet = fill(PROGRAM, of_a_group(), plan=plan).partition("5. Лист согласования")[2]

    assert sheet.count(KEY) == 1
    assert "И.И. Груша" in sheet
    assert "А.М. Цой" not in sheet


def test_whoever_consents_electronically_confirms_no_copy_by_a_pen() -> None:
    sample = get_sample("pd_consent")

    assert "Копия настоящего согласия получена:" in fill("pd_consent", sample)
    for method in (Method.SIMPLE, Method.OWN_TOKEN):
        text = fill("pd_consent", sample, plan=planned(method, "applicant"))
        assert "Копия настоящего согласия" not in text


def test_a_supervisor_signs_a_programme_instead_of_the_curator() -> None:
    kind = CATALOGUE.get_kind(PROGRAM)
    data = {**kind.sample, "supervisor": kind.sample["curator"]}

    assert [one.role for one in kind.signers_for(data)] == ["mentor", "mentee"]
    assert [one.role for one in kind.signers_for(kind.sample)] == ["mentor", "mentee", "curator"]
