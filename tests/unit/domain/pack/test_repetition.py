"""What a document of last year says in this one."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any, Final

import pytest

from service.domain.ids import PersonId
from service.domain.pack.bank import Bank
from service.domain.pack.changes import Change, Mark, short_name
from service.domain.pack.facts import PackDocument, Shelf
from service.domain.pack.repetition import Repetition, ThisYear, repeat
from service.domain.pack.school_year import SchoolYear
from service.domain.people import BankPerson, Card
from service.domain.reading import read_items
from tests.demo_pack import fill_pack
from tests.factories import SCHOOL
from tests.pack_facts import (
    CURATOR,
    HEAD,
    MENTEE,
    MENTOR,
    SCHOOL_YEAR,
    document,
    pair,
    person,
    registered,
)

NOW: Final = ThisYear(SchoolYear(2026), date(2026, 8, 25))
ASSIGNED: Final = "order_assign_pairs"
ARCHIVED_AT: Final = datetime(2026, 6, 1, tzinfo=UTC)


def card(name: str, gender: str = "f", position: str = "учитель") -> BankPerson:
    surname, given_name, patronymic = name.split()
    known = Card(surname, given_name, patronymic, gender, position)
    return BankPerson(PersonId(f"b-{surname}"), SCHOOL, known)


def gone(person: BankPerson) -> BankPerson:
    return replace(person, archived_at=ARCHIVED_AT)


def bank(*people: BankPerson) -> ThisYear:
    return replace(NOW, bank=Bank(people))


def journals(*documents: PackDocument) -> ThisYear:
    return replace(NOW, documents=Shelf(documents))


def said(repetition: Repetition, mark: Mark) -> dict[str, str]:
    """What is said of each place with this mark."""
    return {
        change.pointer.removeprefix("#/data/"): change.note or f"{change.before} → {change.after}"
        for change in repetition.changes
        if change.mark is mark
    }


def assigned(*pairs: Mapping[str, object], **data: object) -> PackDocument:
    return document(ASSIGNED, {"pairs": list(pairs or [pair()]), **data}, number="57-од")


def repeated_pairs(repetition: Repetition) -> list[dict[str, Any]]:
    found = repetition.data["pairs"]
    assert isinstance(found, list)
    return found


def test_dates_and_periods_move_by_a_year() -> None:
    found = repeat(assigned(program_due="2025-09-19"), NOW)

    assert found.data["doc_date"] == "2026-09-24"
    assert found.data["program_due"] == "2026-09-18"
    assert repeated_pairs(found)[0]["period"] == {"start": "2026-10-01", "end": "2027-05-29"}
    assert said(found, Mark.MOVED)["doc_date"] == "24.09.2025 → 24.09.2026"


def test_an_older_document_moves_by_as_many_years_as_it_takes() -> None:
    old = document(ASSIGNED, {"pairs": [{"period": SCHOOL_YEAR}]}, "2024-09-24")

    found = repeat(old, NOW)

    assert found.data["doc_date"] == "2026-09-24"
    assert repeated_pairs(found)[0]["period"]["start"] == "2027-10-01"


def test_a_date_from_before_the_year_is_history_and_stays() -> None:
    act = {"name_ins": "приказом", "date": "2022-07-07", "number": "720"}
    contract = {"date": "2025-09-01", "number": "4"}

    found = repeat(document("x", {"regional_act": act, "contract": contract}), NOW)

    assert found.data["regional_act"] == act
    assert found.data["contract"] == contract


def test_a_day_that_has_passed_is_pointed_out() -> None:
    late = repeat(assigned(), replace(NOW, today=date(2026, 11, 23)))

    assert "этот день уже прошёл" in said(late, Mark.CHECK)["doc_date"]
    assert "doc_date" not in said(repeat(assigned(), NOW), Mark.CHECK)


def test_the_school_year_is_named_anew_and_other_mentions_are_pointed_out() -> None:
    data = {
        "school_year": "2025/2026",
        "duties": ["подготовить отчёт за 2025/2026 учебный год", "сдать отчёт до 01.06.2026"],
    }

    found = repeat(document("x", data), NOW)

    assert found.data["school_year"] == "2026/2027"
    assert found.data["duties"] == [
        "подготовить отчёт за 2026/2027 учебный год",
        "сдать отчёт до 01.06.2026",
    ]
    assert list(said(found, Mark.CHECK)) == ["duties/1"]


def test_an_order_of_last_year_gives_way_to_the_one_of_this_year() -> None:
    source = assigned(regulation={"date": "2025-09-02", "number": "48-од"})
    new = registered("order_approve_regulation", {}, "2026-09-02", "12-од")

    found = repeat(source, journals(new))

    assert found.data["regulation"] == {"date": "2026-09-02", "number": "12-од"}
    assert said(found, Mark.REPLACED) == {
        "regulation": "№ 48-од от 02.09.2025 → № 12-од от 02.09.2026"
    }


def test_an_order_that_is_not_there_yet_is_left_empty() -> None:
    source = assigned(regulation={"date": "2025-09-02", "number": "48-од"})
    old = registered("order_approve_regulation", {}, "2025-09-02", "48-од")

    found = repeat(source, journals(old))

    assert "regulation" not in found.data
    assert "ещё не зарегистрирован" in said(found, Mark.EMPTIED)["regulation"]


def test_an_order_from_before_last_year_may_still_be_in_force() -> None:
    regulation = {"date": "2023-09-02", "number": "40-од"}

    found = repeat(assigned(regulation=regulation), NOW)

    assert found.data["regulation"] == regulation
    assert "проверьте, действует ли он" in said(found, Mark.CHECK)["regulation"]


def test_consents_of_this_year_are_found_in_the_journals() -> None:
    mentor, mentee = person(MENTOR, "p-103"), person(MENTEE, "p-105", "m")
    consents = (
        registered("consent_mentor_participation", {"employee": mentor}, "2026-09-15", "1-с"),
        registered("consent_mentor_participation", {"employee": mentor}, "2025-09-15", "9-с"),
        registered("employment_supplement_mentoring", {"employee": mentor}, "2026-09-21", "3-дс"),
    )

    found = repeat(assigned(), journals(*consents))

    (only,) = repeated_pairs(found)
    assert only["mentor_consent_date"] == "2026-09-15"
    assert only["supplement"] == {"date": "2026-09-21", "number": "3-дс"}
    assert "mentee_consent_date" not in only
    assert list(said(found, Mark.EMPTIED)) == ["pairs/0/mentee_consent_date"]
    every = registered("consent_mentee_participation", {"mentee": mentee}, "2026-09-16", "2-с")
    assert not said(repeat(assigned(), journals(*consents, every)), Mark.EMPTIED)


def test_of_several_mentees_the_last_consent_counts_and_nobodys_may_be_missing() -> None:
    one, other = person(MENTEE, "p-1", "m"), person("Гулиа Анна Беслановна", "p-2")
    group = pair(mentees=[one, other], mentor_consent_date=None, supplement=None)
    first = registered("consent_mentee_participation", {"mentee": one}, "2026-09-15", "1-с")
    second = registered("consent_mentee_participation", {"mentee": other}, "2026-09-17", "2-с")

    half, whole = (
        repeat(assigned(group), journals(first)),
        repeat(assigned(group), journals(first, second)),
    )

    assert "mentee_consent_date" not in repeated_pairs(half)[0]
    assert repeated_pairs(whole)[0]["mentee_consent_date"] == "2026-09-17"


@pytest.mark.parametrize(("until", "holds"), [("2026-08-31", False), ("2027-08-31", True)])
def test_a_consent_to_processing_counts_until_it_ends(*, until: str, holds: bool) -> None:
    who = person(MENTEE, "p-105", "m")
    consent = registered("pd_consent", {"subject": who, "valid_until": until}, "2025-09-15", "2-с")
    row = {"person": who, "pd_consent": {"date": "2025-09-15", "number": "2-с"}}

    found = repeat(document("mentees_bank", {"rows": [row]}), journals(consent))

    (kept,) = read_items(found.data, "rows")
    assert ("pd_consent" in kept) is holds


def test_protocols_and_agreements_are_events_of_the_new_year() -> None:
    collegial = {"body_gen": "совета", "protocol_number": "1", "protocol_date": "2025-08-29"}
    data = {
        "collegial": collegial,
        "report": {"summary": "итог"},
        "deadlines": {"report": "2026-06-05"},
    }

    found = repeat(document("x", data), NOW)

    assert found.data["collegial"] == {"body_gen": "совета"}
    assert "report" not in found.data
    assert found.data["deadlines"] == {"report": "2027-06-04"}


def test_the_head_of_today_signs() -> None:
    new = person("Гулиа Анна Беслановна", "p-9", position={"nom": "директор"}, surname="Гулиа")
    old = person(HEAD, "p-101", position={"nom": "директор"})

    changed = repeat(assigned(signer=old), replace(NOW, head=new))
    same = repeat(assigned(signer=old), replace(NOW, head={**old, "person_id": ""}))
    unknown = repeat(assigned(signer=old), NOW)

    assert changed.data["signer"] == new
    assert "Гулиа, директор" in said(changed, Mark.REPLACED)["signer"]
    assert same.data["signer"] == old
    assert said(same, Mark.KEPT)["signer"] == "та же"
    assert "проверьте" in said(unknown, Mark.CHECK)["signer"]


def test_an_acting_head_signs_in_another_position() -> None:
    old = person(HEAD, position={"nom": "директор"})
    acting = person(HEAD, position={"nom": "исполняющий обязанности директора"})

    assert repeat(assigned(signer=old), replace(NOW, head=acting)).data["signer"] == acting


def test_a_pair_of_somebody_who_left_is_gone() -> None:
    other = pair(
        mentees=[person("Гулиа Анна Беслановна", "p-7", surname="Гулиа", given_name="Анна")]
    )
    left = bank(card(MENTOR), card(MENTEE, "m"), gone(card("Гулиа Анна Беслановна")))

    found = repeat(assigned(other, pair()), left)

    assert len(repeated_pairs(found)) == 1
    assert said(found, Mark.LEFT) == {"pairs": "Наставляемая Гулиа А. больше не в банке: пары нет"}
    assert all("pairs/1" not in change.pointer for change in found.changes)


def test_a_group_goes_on_without_the_one_who_left() -> None:
    people = [person(MENTEE, "p-1", "m"), person("Гулиа Анна Беслановна", "p-2")]
    left = bank(card(MENTOR), card(MENTEE, "m"), gone(card("Гулиа Анна Беслановна")))

    found = repeat(assigned(pair(mentees=people)), left)

    (group,) = repeated_pairs(found)
    assert group["mentees"] == people[:1]
    assert "здесь больше не значится" in said(found, Mark.LEFT)["pairs/0/mentees"]


def test_a_curator_who_left_is_not_named_and_somebody_unknown_is_pointed_out() -> None:
    data = {"curator": person(CURATOR, gender="m"), "pairs": [pair()]}

    found = repeat(document(ASSIGNED, data), bank(card(MENTOR), gone(card(CURATOR, "m"))))

    assert "curator" not in found.data
    assert list(said(found, Mark.LEFT)) == ["curator"]
    assert "в банке людей нет" in said(found, Mark.CHECK)["pairs/0/mentees/0"]
    assert len(repeated_pairs(found)) == 1


def test_of_namesakes_the_one_who_is_there_counts() -> None:
    both = bank(gone(card(MENTEE, "m")), replace(card(MENTEE, "m"), id=PersonId("b-2")))

    assert not said(repeat(assigned(), both), Mark.LEFT)


def test_another_position_in_the_bank_is_pointed_out() -> None:
    curator = person(CURATOR, gender="m", position={"nom": "учитель"})
    found = repeat(
        document("x", {"curator": curator}), bank(card(CURATOR, "m", "заместитель директора"))
    )

    assert "в банке другая должность – заместитель директора" in said(found, Mark.CHECK)["curator"]
    assert said(found, Mark.KEPT) == {"curator": "тот же"}


def test_the_order_that_is_repeated_loses_its_force() -> None:
    replaced = {"date": "2024-02-16", "number": "41-од", "title": "О наставничестве"}
    source = document("order_approve_regulation", {"replaces": replaced}, number="48-од")

    found = repeat(source, NOW)

    assert found.data["replaces"] == {**replaced, "date": "2025-09-24", "number": "48-од"}
    assert "утрачивает силу" in said(found, Mark.CHECK)["replaces"]


def test_every_document_of_a_real_pack_can_be_repeated() -> None:
    for filled in fill_pack():
        source = PackDocument(filled.planned.kind, filled.day, filled.data, number=filled.number)

        found = repeat(source, NOW)

        assert str(found.data["doc_date"]) > "2026-08-01"
        assert found.data.keys() <= filled.data.keys() | {"doc_date"}
        assert Change("#/data/doc_date", Mark.MOVED) not in found.changes


def test_people_are_named_in_short() -> None:
    parts = {"surname": "Гулиа", "given_name": "Анна", "patronymic": "Беслановна"}

    assert short_name(parts) == "Гулиа А. Б."
    assert short_name({"surname": "Нгуен"}) == "Нгуен"
    assert short_name(person(MENTOR)) == MENTOR
    assert short_name({}) == ""
