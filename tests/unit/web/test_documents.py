import re
from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from service.domain.documents import Document, Failure, Files, Stage
from service.operations.stages import Setback
from service.ports import Progress
from tests.doors import ORDER, House, hidden
from tests.factories import OTHER_SCHOOL, SCHOOL
from tests.line import converted

BROKEN = Failure("conversion_failed", "Документ не преобразуется.")
PNG = b"\x89PNG"


@pytest.fixture
def head(house: House) -> FlaskClient:
    house.add_user("head")
    return house.sign_in("head")


def _press(browser: FlaskClient, path: str) -> tuple[int, str]:
    answer = browser.post(path, data={"_csrf": hidden(browser.get("/"), "_csrf")})
    return answer.status_code, answer.text


def test_an_empty_list_says_what_to_do_next(head: FlaskClient) -> None:
    assert 'href="/documents/new">Создайте первый' in head.get("/documents").text


def test_the_list_shows_number_date_title_and_state(house: House, head: FlaskClient) -> None:
    document = house.archive(house.register(kind=ORDER, sign=True))
    text = head.get("/documents").text
    assert document.number.text in text
    assert "24.09.2025" in text
    assert f'href="/documents/{document.id}">{document.title}' in text
    assert '<span class="badge good">В архиве</span>' in text


def test_the_list_can_be_searched_and_narrowed(house: House, head: FlaskClient) -> None:
    consent, order = house.archive(house.register("a")), house.register("b", kind=ORDER)

    def shown(query: str) -> list[str]:
        return re.findall(
            r'href="/documents/([0-9a-f-]{36})"', head.get(f"/documents?{query}").text
        )

    assert shown("") == [order.id, consent.id]
    assert shown("q=закреплении") == [order.id]
    assert shown(f"kind={ORDER}") == [order.id]
    assert shown("state=archived") == [consent.id]
    assert shown("state=failed") == []
    assert "Ничего не нашлось" in head.get("/documents?state=failed").text


@pytest.mark.parametrize(
    "query", ["kind=%00", "state=x", "organisation=s-02", "q=%00%07", "year=x"]
)
def test_what_makes_no_sense_in_the_address_is_not_asked(
    house: House, head: FlaskClient, query: str
) -> None:
    document = house.register()
    answer = head.get(f"/documents?{query}")
    assert (answer.status_code, document.id in answer.text) == (200, True)


def test_a_long_list_is_turned_over_page_by_page(house: House, head: FlaskClient) -> None:
    made = [house.register(f"key-{n}").id for n in range(31)]

    def shown(text: str) -> list[str]:
        return re.findall(r'href="/documents/([0-9a-f-]{36})"', text)

    first = head.get("/documents?kind=consent_mentee_participation").text
    following = re.search(r'href="([^"]*cursor=[^"]*)" rel="next"', first)
    assert following
    second = head.get(following[1].replace("&amp;", "&")).text
    assert shown(first) + shown(second) == made[::-1]
    assert 'rel="next"' not in second


def test_text_of_a_document_cannot_become_html(house: House, head: FlaskClient) -> None:
    request = house.request()
    name = {**request["data"]["mentee"]["fio"], "nom": "<b>Цой</b> & {{ 7*7 }}"}
    request["data"]["mentee"] = {**request["data"]["mentee"], "fio": name}
    answer = house.program().post_document(request)
    assert answer.status_code == 202, answer.text

    text = head.get("/documents").text + head.get(f"/documents/{answer.get_json()['id']}").text

    assert "&lt;b&gt;Цой&lt;/b&gt; &amp; {{ 7*7 }}" in text
    assert "<b>Цой" not in text


def test_the_card_of_a_document_in_progress_asks_again_by_itself(
    house: House, head: FlaskClient
) -> None:
    document = house.register(kind=ORDER, sign=True)
    path = f"/documents/{document.id}"
    assert '<meta http-equiv="refresh" content="2">' in head.get(path).text
    house.clock.go(timedelta(minutes=5))
    assert '<meta http-equiv="refresh" content="15">' in head.get(path).text
    house.archive(document)
    assert 'http-equiv="refresh"' not in head.get(path).text


def test_the_card_of_a_finished_document_offers_its_files_and_pages(
    house: House, head: FlaskClient
) -> None:
    document = house.archive(house.register(kind=ORDER, sign=True))
    path = f"/documents/{document.id}"

    text = head.get(path).text

    lead = f'<span class="held">№&nbsp;{document.number.text}</span> от 24 сентября 2025'
    assert lead in text.replace("\xa0", " ")
    assert f'href="{path}/pdf"' in text
    assert f'src="{path}/pages/2.png" alt="Страница 2 из 2"' in text
    assert str(document.files.final) in text
    assert head.get(f"{path}/pdf").data == f"signed {document.id}".encode()
    assert head.get(f"{path}/docx").data == f"docx of {document.id}".encode()


def test_a_failure_is_told_in_words_and_can_be_retried(house: House, head: FlaskClient) -> None:
    document = house.register()
    (claim,) = house.services.stages.claim(Stage.CONVERT, SCHOOL, limit=1)
    house.services.stages.commit([Setback(claim, BROKEN, again=False)])
    path = f"/documents/{document.id}"

    text = head.get(path).text
    assert BROKEN.message in text
    assert f'action="{path}/retry"' in text
    assert _press(head, f"{path}/retry")[0] == 303
    assert BROKEN.message not in head.get(path).text


def test_a_document_that_waits_says_for_what(house: House, head: FlaskClient) -> None:
    document = house.register()
    (claim,) = house.services.stages.claim(Stage.CONVERT, SCHOOL, limit=1)
    house.services.stages.commit([Setback(claim, BROKEN, again=True)])
    text = head.get(f"/documents/{document.id}").text
    assert "попробуем снова сами" in text
    assert "Повторить" not in text


def test_a_municipal_officer_sees_whose_document_it_is_and_no_buttons_for_it(house: House) -> None:
    mine = house.register()
    house.register(organisation_id=OTHER_SCHOOL)
    house.add_user("officer", None)
    officer = house.sign_in("officer")

    listing, card = officer.get("/documents").text, officer.get(f"/documents/{mine.id}").text

    assert len(re.findall(r'<td class="whose">', listing)) == 2
    assert "/cancel" not in card
    narrowed = officer.get(f"/documents?organisation={OTHER_SCHOOL}").text
    assert mine.id not in narrowed


def test_a_picture_is_drawn_from_the_very_pdf_and_kept_until_it_changes(
    house: House, head: FlaskClient
) -> None:
    document = _convert_to_real_pdf(house)
    path = f"/documents/{document.id}/pages/1.png"

    picture = head.get(path)
    again = head.get(path, headers={"If-None-Match": picture.headers["ETag"]})

    assert (picture.status_code, picture.mimetype) == (200, "image/png")
    assert picture.data.startswith(PNG)
    assert picture.headers["Cache-Control"] == "private, no-cache"
    assert str(document.files.final) in picture.headers["ETag"]
    assert (again.status_code, again.data) == (304, b"")
    assert head.get(f"/documents/{document.id}/pages/2.png").status_code == 404
    assert head.get(f"/documents/{document.id}/pages/0.png").status_code == 404


def test_a_picture_that_cannot_be_drawn_is_refused_in_words(
    house: House, head: FlaskClient
) -> None:
    document = house.archive(house.register())
    answer = head.get(f"/documents/{document.id}/pages/1.png")
    assert (answer.status_code, "Скачайте PDF" in answer.text) == (503, True)


def _convert_to_real_pdf(house: House) -> Document:
    house.register()
    (claim,) = house.services.stages.claim(Stage.CONVERT, SCHOOL, limit=1)
    plain = converted(claim, house.services.blobs)
    (digest,) = house.services.blobs.put(SCHOOL, [_empty_pdf()])
    step = Progress(claim, plain.state, Files(plain.files.docx, digest), pages=1)
    house.services.stages.commit([step])
    return house.archive(claim.document)


def _empty_pdf() -> bytes:
    return (
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
        b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
        b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>endobj\n"
        b"trailer<</Root 1 0 R>>\n%%EOF"
    )
