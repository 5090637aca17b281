"""An edited template from its upload to the document that it makes."""

import hashlib
import random
import re
from dataclasses import replace
from html import unescape
from io import BytesIO
from urllib.parse import unquote

import pytest
from docx import Document
from flask.testing import FlaskClient

from service.http.files import DOCX
from service.web.template_uploads import MAX_UPLOAD_BYTES
from tests.assets.docx_packages import pack, paragraph, unpack
from tests.assets.edited_templates import insert_body
from tests.doors import CONSENT, House, hidden
from tests.factories import SCHOOL, make_version
from tests.template_pages import CARD, FILE, edited, publish, upload


def test_an_edited_template_goes_from_upload_to_a_document(house: House, head: FlaskClient) -> None:
    report = upload(head, edited(house))
    assert report.status_code == 200
    assert f"файл «{FILE}»" in report.text
    assert "Замечаний нет" in report.text
    assert "Школьная шапка" in report.text
    assert "версия 1" not in head.get(CARD).text.casefold()

    published = publish(head, report, " новая шапка ")
    assert published.status_code == 303
    card = head.get(published.headers["Location"]).text
    assert "Опубликована версия 1" in card
    assert "новая шапка" in card
    assert "Имя head" in card

    assert house.register().template_sha256 == hashlib.sha256(edited(house)).hexdigest()


def test_the_report_names_every_fault_with_its_place_and_the_text_around(
    house: House, head: FlaskClient
) -> None:
    body = paragraph("Наставник {{ mentr.fio.nom }} и {{ mentee.foi.nom }}") + paragraph("{{ x")
    answer = upload(head, insert_body(house.kind().template, body))
    page = unescape(answer.text)
    assert answer.status_code == 422
    assert "<title>Ошибка: " in page
    assert 'role="alert"' in page
    assert "Шаблон нельзя опубликовать" in page
    assert "Ошибки: 3" in page
    assert "Поля «mentr» у этого вида документа нет" in page
    assert "Наставник {{ mentr.fio.nom }}" in page
    assert page.count('<p class="place">Основной текст, абзац 1</p>') == 1
    for anchor in ("error-1", "error-2"):
        assert f'<a href="#{anchor}">' in page
        assert f'<li id="{anchor}"' in page
    report = page.partition("<h1>")[2]
    first, second = (report.index(f'id="error-{number}"') for number in (1, 2))
    assert first < report.index("«mentee.foi»") < second < report.index("«{{ x» не закрыта")
    assert "Опубликовать шаблон" not in page


def test_warnings_are_told_apart_and_do_not_stand_in_the_way(
    house: House, head: FlaskClient
) -> None:
    run = '<w:r><w:rPr><w:rFonts w:ascii="Calibri"/></w:rPr><w:t>Шапка</w:t></w:r>'
    answer = upload(head, insert_body(house.kind().template, f"<w:p>{run}</w:p>"))
    assert answer.status_code == 200
    assert "Предупреждения: 1" in answer.text
    assert "Calibri" in answer.text
    assert publish(head, answer).status_code == 303


def test_what_changes_in_documents_is_shown_on_filled_ones(house: House, head: FlaskClient) -> None:
    answer = upload(head, edited(house, "{{ org.short_name }} – бланк"))
    name = "МКОУ"
    assert "Что изменится в документах" in answer.text
    assert re.search(rf'<p class="now">.*{name}.* – бланк', answer.text)
    assert "{{ org.short_name }}" not in answer.text


def test_the_filled_sample_can_be_looked_at_in_word(house: House, head: FlaskClient) -> None:
    report = upload(head, edited(house, "Бланк {{ org.settlement }}"))
    form = {name: hidden(report, name) for name in ("_csrf", "content", "name")}
    answer = head.post(f"{CARD}/sample", data=form)
    assert answer.mimetype == DOCX
    assert f"Образец – {house.kind().title}.docx" in unquote(answer.headers["Content-Disposition"])
    text = [one.text for one in Document(BytesIO(answer.data)).paragraphs]
    assert text[0].startswith("Бланк ")
    assert "{{" not in "".join(text)


def test_a_text_of_the_template_cannot_become_markup_of_the_page(
    house: House, head: FlaskClient
) -> None:
    wild = "&lt;b&gt;жирно&lt;/b&gt; {{ x&lt;i&gt; }}"
    page = upload(head, edited(house, wild), name="<b>.docx").text
    assert "<b>" not in page
    assert "<i>" not in page


@pytest.mark.parametrize(
    ("docx", "said"),
    [
        (b"", "Файл пуст"),
        (b"\xd0\xcf\x11\xe0" + b"x" * 512, "docx"),
        (b"PK\x03\x04", "повреждён"),
    ],
)
def test_a_file_that_is_no_docx_has_a_report_as_well(
    head: FlaskClient, docx: bytes, said: str
) -> None:
    answer = upload(head, docx)
    assert answer.status_code == 422
    assert "Весь файл" in answer.text
    assert said in answer.text


def test_without_a_file_the_box_says_so(head: FlaskClient) -> None:
    for form in ({}, {"file": (BytesIO(b""), "")}):
        token = {"_csrf": hidden(head.get("/"), "_csrf")}
        answer = head.post(f"{CARD}/check", data={**token, **form})
        assert answer.status_code == 422
        assert '<a href="#file">Выберите файл шаблона.</a>' in answer.text


def test_a_large_file_is_refused_with_what_to_do(house: House, head: FlaskClient) -> None:
    parts = {**unpack(house.kind().template), "word/media/logo.png": bytes(range(256)) * 8}
    little_too_large = pack(parts) + bytes(MAX_UPLOAD_BYTES)
    answer = upload(head, little_too_large)
    assert answer.status_code == 422
    assert "Файл слишком большой" in answer.text
    assert "Сжать рисунки" in answer.text

    far_too_large = upload(head, bytes(2 * 1024 * 1024))
    assert far_too_large.status_code == 413
    assert "Сжать рисунки" in far_too_large.text


def test_the_largest_file_that_is_taken_can_be_published(house: House, head: FlaskClient) -> None:
    parts = unpack(edited(house))
    room = MAX_UPLOAD_BYTES - len(pack(parts)) - 2_000
    logo = random.Random(7).randbytes(room)  # noqa: S311 -- not a secret
    docx = pack({**parts, "word/media/logo.png": logo})
    assert MAX_UPLOAD_BYTES - 5_000 < len(docx) <= MAX_UPLOAD_BYTES
    assert publish(head, upload(head, docx)).status_code == 303


def test_the_file_in_the_form_is_checked_once_more(house: House, head: FlaskClient) -> None:
    report = upload(head, edited(house))
    bad = upload(head, edited(house))
    assert bad.status_code == 200
    form = {name: hidden(report, name) for name in ("_csrf", "content", "name")}
    other = {**form, "content": form["content"][:400]}
    assert head.post(f"{CARD}/publish", data=other).status_code == 422
    assert head.post(f"{CARD}/publish", data={**form, "content": "№"}).status_code == 400
    assert head.post(f"{CARD}/sample", data={**form, "content": ""}).status_code == 422
    assert "Версии" not in head.get(CARD).text


def test_too_long_a_note_is_told_at_its_box_and_loses_nothing(
    house: House, head: FlaskClient
) -> None:
    answer = publish(head, upload(head, edited(house)), "н" * 501)
    assert answer.status_code == 422
    assert '<a href="#note">Пояснение – не длиннее 500 знаков.</a>' in answer.text
    assert publish(head, answer, "коротко").status_code == 303


def test_a_template_that_suits_its_kind_no_longer_is_told_and_can_be_replaced(
    house: House, head: FlaskClient
) -> None:
    outdated = edited(house, "{{ gone.name }}")
    (sha256,) = house.services.blobs.put(SCHOOL, [outdated])
    version = replace(make_version(1, kind=CONSENT), sha256=sha256, kind_version=0)
    with house.services.database.transaction() as tx:
        tx.templates.add(version)

    assert "Больше не подходит" in head.get("/templates").text
    assert "Шаблон больше не подходит" in head.get(CARD).text
    report = upload(head, edited(house, "Новая шапка"))
    assert "Новая шапка" in report.text
    assert publish(head, report).status_code == 303
    assert "не подходит" not in head.get(CARD).text
