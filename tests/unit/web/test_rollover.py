"""The pack of 2025/2026 said again in 2026/2027: the fictional school goes through it by itself."""

import copy
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Final

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from doc_templates.catalogue import Catalogue
from service.demo.pack import Reference, plan_pack
from service.domain.documents import Document
from service.domain.ids import DocumentId
from service.domain.pack.facts import Severity
from service.domain.people import Card, Part
from service.ports import DocumentFilter
from tests.demo_pack import MUNICIPALITY
from tests.doors import House, hidden
from tests.factories import CLERK, HEADS_TERM, OTHER_SCHOOL, SCHOOL
from tests.typed import read_form

THEN: Final = datetime(2025, 10, 15, 9, 0, tzinfo=UTC)
NOW: Final = datetime(2026, 8, 25, 9, 0, tzinfo=UTC)
PAIRS: Final = "order_assign_pairs"
REGULATION: Final = "order_approve_regulation"


@pytest.fixture
def then(house: House) -> dict[str, str]:
    """The pack of last year, registered; the ids of its documents by their kinds, the first one."""
    house.clock.moment = THEN
    return _register_pack(house)


@pytest.fixture
def head(house: House, then: dict[str, str]) -> FlaskClient:
    assert PAIRS in then
    house.clock.moment = NOW
    house.add_user("head")
    return house.sign_in("head")


def _register_pack(house: House) -> dict[str, str]:
    references: dict[str, Reference] = {}
    first: dict[str, str] = {}
    for planned in plan_pack(MUNICIPALITY):
        if planned.organization_key != SCHOOL:
            continue
        data = planned.build(references)
        body = {"organization_id": SCHOOL, "kind": planned.kind, "data": data, "sign": False}
        answer = house.program().post_document(body, planned.key)
        assert answer.status_code == 202, answer.text
        made = answer.get_json()
        references[planned.key] = Reference(made["number"], made["date"])
        first.setdefault(planned.kind, made["id"])
    return first


def _list(house: House, kind: str) -> list[Document]:
    wanted = DocumentFilter((), kind=kind, limit=100)
    found = house.services.documents.list_documents(CLERK, wanted)
    return sorted(found, key=lambda one: (one.doc_date, one.number.seq))


def _main(page: TestResponse) -> str:
    return page.text.partition("<main")[2].replace("\xa0", " ")


def _fill(browser: FlaskClient, document: str, kind: str, **said: str) -> TestResponse:
    """Open the filled form, type what is still missing, and send it."""
    address = f"/documents/new/{kind}?from={document}"
    page = browser.get(address)
    assert page.status_code == 200, page.text
    typed = {**read_form(page, "document"), **{name: [text] for name, text in said.items()}}
    return browser.post(address, data={**typed, "_way": "on_paper", "_action": "register"})


def test_the_page_of_a_year_that_begins_offers_last_years_pack(head: FlaskClient) -> None:
    assert 'href="/pack/repeat"' in head.get("/pack").text
    assert 'href="/pack/repeat"' not in head.get("/pack?year=2025").text


def test_the_pack_is_listed_in_its_order_with_what_changes(head: FlaskClient) -> None:
    text = _main(head.get("/pack/repeat"))

    kinds = (REGULATION, "order_appoint_curator", PAIRS, "order_approve_programs")
    places = [text.index(f"/documents/new/{kind}?from=") for kind in kinds]
    assert places == sorted(places)
    assert "2025/2026 → 2026/2027" in text
    assert "02.09.2025 → 02.09.2026" in text
    assert "тот же, Скляр Л. К." in text
    assert "впишите дату протокола этого года" in text
    assert "документ этого года ещё не зарегистрирован" in text
    assert "В прошлом году: 5, осталось сделать: 5" in text  # consents that end in these days


def test_nothing_is_registered_by_looking(house: House, head: FlaskClient) -> None:
    before = len(_list(house, REGULATION))

    head.get("/pack/repeat")
    head.get(f"/documents/new/{REGULATION}?from={_list(house, REGULATION)[0].id}")

    assert len(_list(house, REGULATION)) == before


def test_a_filled_form_says_what_it_is_filled_from_and_goes_on_saying_it(
    house: House, head: FlaskClient, then: dict[str, str]
) -> None:
    refused = _fill(head, then[REGULATION], REGULATION)

    assert refused.status_code == 422
    text = _main(refused)
    assert "Заполнено по прошлогоднему документу" in text
    assert 'name="collegial.protocol_number"' in text
    assert 'value="02.09.2026"' in text
    assert len(_list(house, REGULATION)) == 1


def _whole_year(house: House, browser: FlaskClient, then: dict[str, str]) -> Iterator[str]:
    """Go through the pack as a school would; what an event decides is typed."""
    protocols = {
        "collegial.protocol_number": "2",
        "collegial.protocol_date": "2026-08-28",
        "trade_union.protocol_number": "10",
        "trade_union.protocol_date": "2026-08-27",
    }
    yield _sent(_fill(browser, then[REGULATION], REGULATION, **protocols))
    yield _sent(
        _fill(browser, then["consent_extra_duties_curator"], "consent_extra_duties_curator")
    )
    yield _sent(_fill(browser, then["order_appoint_curator"], "order_appoint_curator"))
    for kind in (
        "pd_consent",
        "consent_mentor_participation",
        "consent_mentee_participation",
        "employment_supplement_mentoring",
    ):
        for document in _list(house, kind):
            yield _sent(_fill(browser, document.id, kind))
    yield _sent(_fill(browser, then[PAIRS], PAIRS))
    agreed = {f"programs.{place}.agreed_on": "2026-09-29" for place in (0, 1)}
    programs = "order_approve_programs"
    yield _sent(_fill(browser, then[programs], programs, **agreed))
    for document in _list(house, "personalized_program"):
        agreed = {"agreed_on": "2026-09-29"}
        yield _sent(_fill(browser, document.id, "personalized_program", **agreed))


def _sent(answer: TestResponse) -> str:
    assert answer.status_code == 303, _main(answer)[:6000]
    return answer.headers["Location"]


def test_a_school_goes_through_the_whole_pack_of_the_new_year(
    house: House, head: FlaskClient, then: dict[str, str]
) -> None:
    house.services.signers.appoint(CLERK, SCHOOL, HEADS_TERM)

    made = list(_whole_year(house, head, then))

    assert len(made) == 20
    (pairs,) = [one for one in _list(house, PAIRS) if one.doc_date.year == 2026]
    (regulation,) = [one for one in _list(house, REGULATION) if one.doc_date.year == 2026]
    assert pairs.doc_date.isoformat() == "2026-09-24"
    assert pairs.data["regulation"] == {"date": "2026-09-02", "number": regulation.number.text}
    report = house.services.packs.check_pack(CLERK, SCHOOL, 2026)
    assert report.count(Severity.ERROR) == 0
    text = _main(head.get("/pack/repeat"))
    assert text.count("в этом году уже есть") == 5
    assert text.count("осталось сделать: 0") == 5


def test_whoever_left_is_named_and_others_go_to_the_page_for_many(
    house: House, head: FlaskClient
) -> None:
    desk = house.services.people
    mentor = Card("Королёва", "Любовь", "Фоминична", "f", "учитель", parts=frozenset({Part.MENTOR}))
    mentee = Card("Цой", "Артём", "Маратович", "m", "учитель математики")
    kept, left = (desk.add_person(CLERK, SCHOOL, card) for card in (mentor, mentee))
    desk.set_archived(CLERK, left.id, archived=True)

    page = head.get("/pack/repeat")

    text = _main(page)
    assert "Наставляемый Цой А. М. больше не в банке: пары нет" in text
    assert "Сделать сразу для всех, кто есть в банке: 1" in text
    form = {"_csrf": hidden(page, "_csrf"), "person": [kept.id]}
    batch = head.post("/batches/new/consent_mentor_participation", data=form)
    assert batch.status_code == 200
    assert f'name="person" value="{kept.id}"' in batch.text


def test_another_school_does_not_fill_in_by_this_ones_documents(
    house: House, head: FlaskClient, then: dict[str, str]
) -> None:
    house.add_user("other", OTHER_SCHOOL)
    other = house.sign_in("other")

    assert other.get(f"/documents/new/{PAIRS}?from={then[PAIRS]}").status_code == 404
    assert head.get(f"/documents/new/{REGULATION}?from={then[PAIRS]}").status_code == 404
    assert head.get(f"/documents/new/{PAIRS}?from=nothing").status_code == 404
    assert "нет документов, которые повторяют" in _main(other.get("/pack/repeat"))


def test_a_document_of_this_year_is_not_repeated(house: House, then: dict[str, str]) -> None:
    house.add_user("then")

    answer = house.sign_in("then").get(f"/documents/new/{PAIRS}?from={then[PAIRS]}")

    assert answer.status_code == 409
    assert "не заполняют" in answer.text


def test_what_the_roadmap_does_not_ask_for_every_year_is_not_repeated(
    head: FlaskClient, then: dict[str, str]
) -> None:
    kind = "pd_consent_distribution"

    assert head.get(f"/documents/new/{kind}?from={then[kind]}").status_code == 409


def test_what_the_kind_asks_otherwise_by_now_is_left_out(
    house: House, then: dict[str, str]
) -> None:
    house.clock.moment = NOW
    kind = house.kind(PAIRS)
    schema = copy.deepcopy(dict(kind.schema))
    schema["properties"]["payments"] = {"type": "integer"}  # type: ignore[index] # an object
    catalogue = Catalogue({**house.services.catalogue.kinds, PAIRS: replace(kind, schema=schema)})
    desk = replace(house.services.rollover, catalogue=catalogue)

    repeated = desk.repeat(CLERK, DocumentId(then[PAIRS]))

    assert repeated.unfit == ("payments",)
    assert "payments" not in repeated.repetition.data
    assert "pairs" in repeated.repetition.data
