"""The pages of templates: which are in force, an edited one from upload to use, who may what."""

import hashlib
import random
import re
from collections.abc import Mapping
from dataclasses import replace
from html import unescape
from io import BytesIO
from urllib.parse import unquote

import pytest
from docx import Document
from flask.testing import FlaskClient
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse, encode_multipart

from service.domain.access import Role
from service.http.files import DOCX
from service.web.template_uploads import MAX_UPLOAD_BYTES
from tests.assets.docx_packages import pack, paragraph, unpack
from tests.assets.edited_templates import insert_body
from tests.doors import CONSENT, House, hidden
from tests.factories import FOREIGN_SCHOOL, OTHER_SCHOOL, SCHOOL, make_version

CARD = f"/templates/{CONSENT}"
FILE = "мой шаблон.docx"


@pytest.fixture
def head(house: House) -> FlaskClient:
    house.add_user("head")
    return house.sign_in("head")


@pytest.fixture
def officer(house: House) -> FlaskClient:
    house.add_user("officer", None)
    return house.sign_in("officer")


def edited(house: House, text: str = "Школьная шапка") -> bytes:
    return insert_body(house.kind().template, paragraph(text))


def upload(
    browser: FlaskClient, docx: bytes, name: str = FILE, path: str = CARD, query: str = ""
) -> TestResponse:
    form = {
        "_csrf": hidden(browser.get("/documents"), "_csrf"),
        "file": FileStorage(BytesIO(docx), name),
    }
    return send(browser, f"{path}/check{query}", form)


def publish(
    browser: FlaskClient, report: TestResponse, note: str = "", path: str = CARD
) -> TestResponse:
    form = {name: hidden(report, name) for name in ("_csrf", "content", "name")}
    return send(browser, f"{path}/publish", {**form, "note": note})


def send(browser: FlaskClient, path: str, form: Mapping[str, object]) -> TestResponse:
    """Send a form as browsers send files; a client that encodes by itself leaves files open."""
    boundary, body = encode_multipart(form)
    return browser.post(path, data=body, content_type=f"multipart/form-data; boundary={boundary}")


def publish_text(house: House, browser: FlaskClient, text: str) -> None:
    assert publish(browser, upload(browser, edited(house, text))).status_code == 303


def rows(page: TestResponse) -> dict[str, str]:
    """Text of the rows of the list by the code of their kind."""
    found = re.findall(r'<a href="/templates/(\w+)[^"]*">(.*?)</tr>', page.text, re.DOTALL)
    return {code: " ".join(re.sub(r"<[^>]+>", " ", text).split()) for code, text in found}


# ------------------------------------------------------------------------ the list


def test_every_kind_is_listed_with_the_template_of_the_library(
    house: House, head: FlaskClient
) -> None:
    listed = rows(head.get("/templates"))
    assert set(listed) == set(house.services.catalogue.kinds)
    assert "Встроенный" in listed[CONSENT]


def test_the_list_tells_whose_template_it_is_which_version_when_and_who(
    house: House, head: FlaskClient, officer: FlaskClient
) -> None:
    publish_text(house, officer, "округ")
    assert "Муниципалитет версия 1" in rows(head.get("/templates"))[CONSENT]
    publish_text(house, head, "школа")
    publish_text(house, head, "школа ещё раз")

    row = rows(head.get("/templates"))[CONSENT]
    assert "Организация версия 2" in row
    assert "Имя head" in row
    assert "23.11.2026" in row
    assert "Муниципалитет версия 1" in rows(officer.get("/templates"))[CONSENT]


def test_the_pages_are_reached_from_every_page(head: FlaskClient) -> None:
    assert '<a href="/templates"' in head.get("/").text


# --------------------------------------------------------------------- the downloads


def test_the_template_in_force_is_downloaded_under_a_russian_name(
    house: House, head: FlaskClient
) -> None:
    answer = head.get(f"{CARD}/docx")
    assert answer.data == house.kind().template
    assert answer.mimetype == DOCX
    disposition = answer.headers["Content-Disposition"]
    assert f'filename="{CONSENT}.docx"' in disposition
    assert f"Шаблон – {house.kind().title} – встроенный.docx" in unquote(disposition)

    publish_text(house, head, "школа")
    own = head.get(f"{CARD}/docx")
    assert own.data == edited(house, "школа")
    assert "версия 1.docx" in unquote(own.headers["Content-Disposition"])
    assert head.get(f"{CARD}/builtin/docx").data == house.kind().template
    assert head.get(f"{CARD}/versions/organization/1/docx").data == own.data


# ------------------------------------------------------- from upload to a document


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


# --------------------------------------------------------- history and giving up


def test_a_version_is_compared_with_the_one_before_and_with_the_library(
    house: House, head: FlaskClient
) -> None:
    publish_text(house, head, "Школа номер один")
    publish_text(house, head, "Школа номер два")
    path = f"{CARD}/versions/organization/2/changes"

    page = head.get(path).text
    assert "с версией 1" in page
    assert '<span class="hidden">Было: </span>Школа номер <del>один</del>' in page
    assert '<span class="hidden">Стало: </span>Школа номер <ins>два</ins>' in page
    builtin = head.get(f"{path}?from=builtin").text
    assert "со встроенным шаблоном" in builtin
    assert "Школа номер два" in builtin
    assert "один" not in builtin.partition("<h1>")[2]
    first = head.get(f"{CARD}/versions/organization/1/changes").text
    assert "со встроенным шаблоном" in first


def test_an_own_template_is_given_up_after_a_question(
    house: House, head: FlaskClient, officer: FlaskClient
) -> None:
    publish_text(house, officer, "округ")
    publish_text(house, head, "школа")
    question = head.get(f"{CARD}/withdraw")
    assert "муниципалитета, версия 1" in question.text

    done = head.post(f"{CARD}/withdraw", data={"_csrf": hidden(question, "_csrf")})
    assert done.status_code == 303
    card = head.get(done.headers["Location"]).text
    assert "Свой шаблон отменён" in card
    assert "отмена своего шаблона" in card
    assert head.get(f"{CARD}/docx").data == edited(house, "округ")
    assert head.get(f"{CARD}/withdraw").status_code == 404
    publish_text(house, head, "школа снова")
    again = head.get(f"{CARD}/versions/organization/3/changes").text
    assert "с версией 1" in again


# ------------------------------------------------------------------- who may what


def test_another_schools_templates_do_not_exist(house: House, head: FlaskClient) -> None:
    publish_text(house, head, "школа")
    for login, school in (("other", OTHER_SCHOOL), ("foreign", FOREIGN_SCHOOL)):
        house.add_user(login, school)
        stranger = house.sign_in(login)
        assert "Версии" not in stranger.get(CARD).text
        query = f"?organisation={SCHOOL}"
        for path in (
            "/templates", CARD, f"{CARD}/docx", f"{CARD}/withdraw",
            f"{CARD}/versions/organization/1/docx", f"{CARD}/versions/organization/1/changes",
        ):  # fmt: skip
            assert stranger.get(path + query).status_code == 404, path
        assert stranger.get(f"{CARD}/versions/organization/1/docx").status_code == 404
        assert upload(stranger, edited(house), query=query).status_code == 404


def test_the_officer_sees_the_schools_and_publishes_for_the_municipality_alone(
    house: House, head: FlaskClient, officer: FlaskClient
) -> None:
    publish_text(house, head, "школа")
    query = f"?organisation={SCHOOL}"
    assert "Организация версия 1" in rows(officer.get(f"/templates{query}"))[CONSENT]
    card = officer.get(f"{CARD}{query}").text
    assert "Шаблон организации публикует она сама" in card
    assert 'type="file"' not in card
    link = f"{CARD}/versions/organization/1/changes{query}"
    assert f'href="{link}"' in card
    assert officer.get(link).status_code == 200
    assert upload(officer, edited(house), query=query).status_code == 403
    assert officer.get(f"{CARD}/withdraw{query}").status_code == 403

    publish_text(house, officer, "округ")
    own = officer.get(CARD).text
    assert "муниципалитет" in own
    assert officer.get(f"{CARD}/docx").data == edited(house, "округ")
    assert officer.get(f"/templates?organisation={FOREIGN_SCHOOL}").status_code == 404


@pytest.mark.parametrize("role", [Role.CURATOR, Role.CLERK])
def test_others_of_the_school_look_and_download_and_change_nothing(
    house: House, head: FlaskClient, role: Role
) -> None:
    publish_text(house, head, "школа")
    house.add_user(role, SCHOOL, role)
    browser = house.sign_in(role)
    card = browser.get(CARD).text
    assert 'type="file"' not in card
    assert "Отменить свой шаблон" not in card
    assert browser.get(f"{CARD}/docx").status_code == 200
    assert upload(browser, edited(house)).status_code == 403
    assert browser.get(f"{CARD}/withdraw").status_code == 403
    token = {"_csrf": hidden(browser.get("/documents"), "_csrf")}
    assert browser.post(f"{CARD}/withdraw", data=token).status_code == 403


def test_a_form_of_another_site_publishes_nothing(house: House, head: FlaskClient) -> None:
    report = upload(head, edited(house))
    form = {name: hidden(report, name) for name in ("content", "name")}
    for verb in ("check", "publish", "sample", "withdraw"):
        assert head.post(f"{CARD}/{verb}", data=form).status_code == 403, verb
    assert "Версии" not in head.get(CARD).text


def test_nobody_comes_in_without_signing_in(house: House) -> None:
    for path in ("/templates", CARD, f"{CARD}/docx"):
        answer = house.browser().get(path)
        assert answer.status_code == 302
        assert "/sign-in" in answer.headers["Location"]


@pytest.mark.parametrize("path", ["", "/docx", "/builtin/docx", "/versions/organization/1/docx"])
def test_an_unknown_kind_is_not_found(head: FlaskClient, path: str) -> None:
    assert head.get(f"/templates/letter{path}").status_code == 404


def test_a_version_that_is_not_there_is_not_found(house: House, head: FlaskClient) -> None:
    publish_text(house, head, "школа")
    for place in ("organization/2", "municipality/1", "organization/0"):
        assert head.get(f"{CARD}/versions/{place}/docx").status_code == 404
    for place in ("builtin/1", "organization/x"):
        assert head.get(f"{CARD}/versions/{place}/changes").status_code == 404
