"""Documents about many pairs: chosen on «Пары», what all share typed once, the rest known."""

import re
from datetime import UTC, datetime

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from service.domain.access import Role
from service.domain.documents import Document
from service.domain.ids import PersonId
from service.domain.people import BankPerson, Card
from service.domain.reading import read_object
from service.ports import DocumentFilter
from service.web.drafts import form_of
from service.web.forms.state import fill_in
from tests.doors import CONSENT, ORDER, House, hidden
from tests.factories import CLERK, OTHER_SCHOOL, SCHOOL
from tests.filling import fill
from tests.form_pages import Form, read_form_page

PROGRAM, ENDING = "personalized_program", "order_terminate_pair"
OF_AN_ENDING = {
    "mode", "mentors", "mentees", "period", "external_basis", "pair_id", "pairs_order",
}  # fmt: skip
OF_THE_PAIR = {
    "mentor", "mentees", "mentoring_form", "mentoring_kinds", "period", "pairs_order",
}  # fmt: skip


@pytest.fixture
def curator(house: House) -> FlaskClient:
    house.clock.moment = datetime(2025, 10, 1, 9, 0, tzinfo=UTC)
    house.add_user("curator", SCHOOL, Role.CURATOR)
    return house.sign_in("curator")


@pytest.fixture
def order(house: House, curator: FlaskClient) -> Document:  # noqa: ARG001 -- who sets the clock
    return house.archive(house.register(kind=ORDER, sign=True))


def _send(client: FlaskClient, path: str, **form: object) -> TestResponse:
    token = hidden(client.get("/people"), "_csrf")
    return client.post(path, data={"_csrf": token, **form})


def _keys(order: Document) -> list[str]:
    pairs = order.data["pairs"]
    assert isinstance(pairs, list)
    return [f"{order.id}.{place}" for place in range(len(pairs))]


def _common(house: House) -> Form:
    """What all programmes share, as the example says it."""
    sample = {
        key: said for key, said in house.kind(PROGRAM).sample.items() if key not in OF_THE_PAIR
    }
    boxes = fill_in(form_of(house.kind(PROGRAM)), sample).boxes
    return {name: list(texts) for name, texts in boxes.items()}


def _order(
    house: House, client: FlaskClient, keys: list[str], *, code: str = PROGRAM, **other: str
) -> TestResponse:
    """The form with what all share as in the example, sent."""
    page = _send(client, f"/batches/pairs/{code}", pair=keys)
    typed = {**_common(house), **other, "pair": keys, "_token": hidden(page, "_token")}
    return _send(client, f"/batches/pairs/{code}", **typed, _action="register")


def _made(house: House) -> list[Document]:
    found = house.services.documents.list_documents(CLERK, DocumentFilter((), kind=PROGRAM))
    return sorted(found, key=lambda document: document.number.seq)


def test_pairs_are_chosen_on_their_page_and_kinds_about_one_pair_are_offered(
    house: House, curator: FlaskClient, order: Document
) -> None:
    listed = curator.get("/pairs").text
    page = _send(curator, "/batches/pairs", pair=_keys(order)).text

    for key in _keys(order):
        assert f'name="pair" value="{key}"' in listed
    assert "Выбрано пар: 2" in page
    offered = re.findall(r'formaction="/batches/pairs/([a-z_]+)"', page)
    assert set(offered) == {kind.code for kind in house.services.pair_rows.list_kinds()}
    assert {PROGRAM, "program_completion_report", "order_extend_pair"} <= set(offered)
    assert set(offered).isdisjoint({ORDER, CONSENT, "pd_consent", "pairs_proposal"})


def test_what_orders_and_records_say_is_not_asked(curator: FlaskClient, order: Document) -> None:
    form = read_form_page(_send(curator, f"/batches/pairs/{PROGRAM}", pair=_keys(order)))

    asked = {re.split(r"[.#]", name)[0] for name in form}
    assert asked.isdisjoint(OF_THE_PAIR)
    assert {"goal", "activities", "relevance"} <= asked
    assert form["school_year"] == ["2025/2026"]
    assert form["curator.surname"] == ["Скляр"]
    assert form["doc_date"] == ["01.10.2025"]
    assert form["pair"] == _keys(order)


def test_every_pair_gets_a_programme_with_its_people_term_and_order(
    house: House, curator: FlaskClient, order: Document
) -> None:
    answer = _order(house, curator, _keys(order))

    page = curator.get(answer.headers["Location"]).text
    assert "Зарегистрировано 2 из 2" in page
    assert "Королёва Любовь Фоминична – Цой Артём Маратович" in page
    made, pairs = _made(house), order.data["pairs"]
    assert [one.number.seq for one in made] == [1, 2]
    assert isinstance(pairs, list)
    for document, pair in zip(made, pairs, strict=True):
        assert document.data["mentor"] == pair["mentors"][0]
        for field in ("mentees", "mentoring_form", "mentoring_kinds", "period"):
            assert document.data[field] == pair[field]
        assert document.data["pairs_order"] == {
            "date": order.doc_date.isoformat(),
            "number": order.number.text,
        }
        assert document.data["goal"] == house.kind(PROGRAM).sample["goal"]
        printed = fill(PROGRAM, {**document.data, "doc_date": document.doc_date.isoformat()})
        assert pair["mentees"][0]["fio"]["nom"] in printed
    assert "программы нет" not in curator.get("/pairs").text


def test_all_pairs_without_a_programme_are_chosen_by_one_button(
    house: House, curator: FlaskClient, order: Document
) -> None:
    assert "Всем парам без программы: 2" in curator.get("/pairs").text
    _order(house, curator, _keys(order)[:1])

    assert "Всем парам без программы: 1" in curator.get("/pairs").text
    page = _send(curator, "/batches/pairs?year=2025", without_program="1")

    assert re.findall(r'name="pair" value="([^"]+)"', page.text) == _keys(order)[1:]


def test_a_form_sent_twice_makes_each_programme_once(
    house: House, curator: FlaskClient, order: Document
) -> None:
    keys = _keys(order)
    first = _order(house, curator, keys)
    token = house.services.batches.list_batches(CLERK)[0].token
    again = _send(
        curator, f"/batches/pairs/{PROGRAM}", pair=keys, _token=token, _action="register",
        **_common(house),
    )  # fmt: skip
    gone_on = _send(curator, f"{first.headers['Location']}/run", again="1")

    assert again.headers["Location"] == first.headers["Location"] == gone_on.headers["Location"]
    assert len(_made(house)) == 2


def _rename_first_mentor(house: House, order: Document) -> str:
    """The bank knows the mentor of the first pair by a doubtful name and another post by now."""
    pairs = order.data["pairs"]
    assert isinstance(pairs, list)
    code = str(pairs[0]["mentors"][0]["person_id"])
    card = Card("Кравец", "Иван", "Ильич", "m", "учитель физики")
    with house.services.database.transaction() as tx:
        tx.people.add([BankPerson(PersonId(code), SCHOOL, card)])
    return code


def test_a_pair_in_trouble_stops_no_other_and_is_made_once_it_is_mended(
    house: House, curator: FlaskClient, order: Document
) -> None:
    code = _rename_first_mentor(house, order)
    batch = _order(house, curator, _keys(order)).headers["Location"]
    page = curator.get(batch).text
    assert "Зарегистрировано 1 из 2" in page
    assert f'href="/people/{code}/forms">Подтвердить падежи: Кравец Иван Ильич' in page
    forms = read_form_page(curator.get(f"/people/{code}/forms"))
    assert _send(curator, f"/people/{code}/forms", **forms).status_code == 303

    _send(curator, f"{batch}/run", again="1")

    assert "Зарегистрировано 2 из 2" in curator.get(batch).text
    mentors = [read_object(one.data, "mentor") for one in _made(house)]
    assert [one["surname"] for one in mentors] == ["Груша", "Кравец"]
    assert read_object(mentors[1], "position")["nom"] == "учитель физики"


def test_what_one_pair_says_is_mended_on_a_page_of_its_own(
    house: House, curator: FlaskClient, order: Document
) -> None:
    _rename_first_mentor(house, order)
    batch = _order(house, curator, _keys(order)).headers["Location"]
    own = f"{batch}/people/1"

    form = read_form_page(curator.get(own))
    assert form["mentor.surname"] == ["Кравец"]
    assert form["period.start"] == ["01.10.2025"]
    assert "goal" not in form
    declined = {
        f"mentor.fio.{case}": f"{surname} Ивана Ильича"
        for case, surname in {"gen": "Кравеца", "dat": "Кравецу", "acc": "Кравеца"}.items()
    }
    others = {"mentor.fio.ins": "Кравецом Иваном", "mentor.fio.prep": "Кравеце Иване"}
    done = _send(curator, own, **{**form, **declined, **others}, _action="register")

    assert done.headers.get("Location") == batch, done.text
    assert [one.number.seq for one in _made(house)] == [1, 2]


def test_nobody_chooses_a_pair_of_another_school_or_one_that_is_not_there(
    house: House, curator: FlaskClient, order: Document
) -> None:
    foreign = house.register("foreign", kind=ORDER, organisation_id=OTHER_SCHOOL)
    consent = house.register("consent")
    cancelled = house.register("cancelled", kind=ORDER)
    house.program().post(f"/api/v1/documents/{cancelled.id}/cancel")

    for key in (
        f"{foreign.id}.0", f"{consent.id}.0", f"{cancelled.id}.0", f"{order.id}.2",
        f"{order.id}.-1", f"{order.id}.{'9' * 5000}", "nothing",
    ):  # fmt: skip
        answer = _send(curator, f"/batches/pairs/{PROGRAM}", pair=key, _action="register")
        assert answer.status_code == 404, key
    assert _made(house) == []


@pytest.mark.parametrize(("kind", "status"), [(ORDER, 422), (CONSENT, 422), ("nothing", 404)])
def test_kinds_about_no_pair_have_no_such_page(
    curator: FlaskClient, order: Document, kind: str, status: int
) -> None:
    answer = _send(curator, f"/batches/pairs/{kind}", pair=_keys(order))

    assert answer.status_code == status


def test_whoever_chooses_no_pair_is_told_so(curator: FlaskClient) -> None:
    answer = _send(curator, "/batches/pairs")

    assert answer.status_code == 422
    assert "Отметьте в списке пары" in answer.text


def test_a_mistake_in_what_all_share_leads_to_its_box_and_keeps_the_pairs(
    house: House, curator: FlaskClient, order: Document
) -> None:
    answer = _order(house, curator, _keys(order), goal="")

    assert answer.status_code == 422
    assert '<a href="#goal">' in answer.text
    assert read_form_page(answer)["pair"] == _keys(order)
    assert _made(house) == []


def test_orders_about_pairs_are_signed_as_they_would_be_alone(
    house: House, curator: FlaskClient, order: Document
) -> None:
    sample = {
        key: said for key, said in house.kind(ENDING).sample.items() if key not in OF_AN_ENDING
    }
    boxes = fill_in(form_of(house.kind(ENDING)), sample).boxes
    page = _send(curator, f"/batches/pairs/{ENDING}", pair=_keys(order))
    assert "Подпись – как обычно: " in page.text
    typed = {**boxes, "pair": _keys(order)[:1], "_token": hidden(page, "_token")}

    done = _send(curator, f"/batches/pairs/{ENDING}", **typed, _action="register")

    assert "Зарегистрировано 1 из 1" in curator.get(done.headers["Location"]).text
    wanted = DocumentFilter((), kind=ENDING)
    (made,) = house.services.documents.list_documents(CLERK, wanted)
    assert made.sign
    assert [one.method for one in made.signature_plan] == ["server_key"]
    assert made.data["pairs_order"] == {
        "date": order.doc_date.isoformat(),
        "number": order.number.text,
    }


def test_a_program_sees_such_a_batch_without_people(
    house: House, curator: FlaskClient, order: Document
) -> None:
    batch = _order(house, curator, _keys(order)).headers["Location"]

    shown = house.program().get(f"/api/v1{batch}").get_json()

    assert (shown["kind"], shown["total"], shown["made"]) == (PROGRAM, 2, 2)
    assert [row["person_id"] for row in shown["people"]] == [None, None]
    assert [row["state"] for row in shown["people"]] == ["made", "made"]


def test_an_officer_reads_pairs_and_orders_nothing(house: House, order: Document) -> None:
    house.add_user("officer", None)
    officer = house.sign_in("officer")

    assert 'name="pair"' not in officer.get("/pairs").text
    assert _send(officer, "/batches/pairs", pair=_keys(order)).status_code == 403
