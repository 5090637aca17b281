import hashlib
import re
import shutil
import time
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest

from doc_templates.catalogue import LIBRARY, load_catalogue
from service.domain.documents import State
from service.domain.making import GRIF_VERSION
from signing.attachments import Attachment, attach
from tests.docx_text import read_text
from tests.doors import CONSENT, ORDER
from tests.factories import SCHOOL, make_requisites
from tests.integration.rebuild.conftest import School
from worker.pdf_comparison.comparison import Aspect

pytestmark = pytest.mark.libreoffice

DATED = re.compile(
    rb"/CreationDate *\([^)]*\)|/ID *\[[^]]*\]|<xmp:CreateDate>[^<]*</xmp:CreateDate>", re.DOTALL
)
"""What LibreOffice writes of the moment."""
PACKED_LENGTH = re.compile(rb"/Length \d+( 0 R)?(?!\d)")

SAME = (
    "docx: совпадает байт в байт",
    "PDF: текст, число страниц и расположение совпадают",
    "Подписанный PDF начинается с неподписанного, байт в байт",
    "Исходные данные, программы и шрифты те же",
    "Итог: документ тот же.",
)


def test_a_signed_archived_order_is_rebuilt_the_same(school: School) -> None:
    document = school.finish(school.register())
    assert document.state is State.ARCHIVED

    answer = school.rebuild(document.id)

    assert (answer.exit_code, answer.lines[1:]) == (0, SAME)
    assert answer.lines[0] == f"Документ № {document.number.text} собран заново, страниц: 2."


def test_an_order_that_carries_its_data_is_rebuilt_the_same(school: School) -> None:
    document = school.register()
    school.demand_data(document)
    school.finish(document)

    answer = school.rebuild(document.id)

    carried = "Подписанный PDF печатает то же, что неподписанный; в него вложены файлы"
    assert (answer.exit_code, answer.lines[1:]) == (0, (*SAME[:2], carried, *SAME[3:]))


def test_files_put_into_another_document_are_noticed(school: School) -> None:
    document, other = school.register(), school.register(CONSENT, signed=False, key="2")
    school.demand_data(document)
    document, other = school.finish_all(document, other)
    one = Attachment("data.json", b"{}", "application/json", "Data", "Данные", document.created_at)
    (foreign,) = school.blobs.put(
        SCHOOL, [attach(school.blobs.get(SCHOOL, other.files.pdf or ""), [one])]
    )
    school.change_signed_file(document, foreign)

    code, report = school.report(document)

    assert (code, report["comparison"]["signed_extends_pdf"]) == (1, False)


def test_a_consent_that_people_sign_is_rebuilt_the_same(school: School) -> None:
    document = school.finish(school.register(CONSENT, signed=False))

    code, report = school.report(document)

    assert (code, report["comparison"]["equal"]) == (0, True)
    assert report["comparison"]["signed_extends_pdf"] is None


def test_requisites_that_change_later_change_no_document(school: School) -> None:
    finished = school.finish(school.register())
    consent = school.register(CONSENT, signed=False, key="2")
    order = school.register(key="3")

    school.change_requisites(full_name="Другая школа", short_name_prep="Другой школе")
    converted = school.finish_all(consent, order)

    assert school.rebuild(finished.id).lines[1:] == SAME
    assert [school.rebuild(one.id).exit_code for one in converted] == [0, 0]
    for one in converted:
        text = read_text(school.blobs.get(SCHOOL, one.files.docx or ""))
        assert "Друг" not in text
        assert make_requisites().short_name_prep in text


def test_a_later_document_has_the_new_requisites(school: School) -> None:
    school.change_requisites(short_name_gen="Новой школы", full_name="Новая школа")

    document = school.finish(school.register())

    assert "Новая школа" in read_text(school.blobs.get(SCHOOL, document.files.docx or ""))
    assert school.rebuild(document.id).exit_code == 0


def test_the_template_of_the_day_is_used_whatever_the_library_holds(
    school: School, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    document = school.finish(school.register())
    library = tmp_path / "library"
    shutil.copytree(LIBRARY, library)
    shutil.copy(library / CONSENT / "template.docx", library / ORDER / "template.docx")
    monkeypatch.setattr("doc_templates.catalogue.LIBRARY", library)
    assert load_catalogue(library).get_kind(ORDER).template_sha256 != document.template_sha256

    assert school.rebuild(document.id).lines[1:] == SAME


def test_a_changed_letter_of_the_data_is_named(school: School) -> None:
    document = school.finish(school.register())

    school.change_document(document, "data", "О.С. Мельник", "О.С. Мельнин")
    code, report = school.report(document)

    assert code == 1
    comparison = report["comparison"]
    assert comparison["equal"] is False
    assert comparison["docx"]["difference"].startswith("часть word/document.xml, абзац ")
    assert {one["aspect"] for one in comparison["pdf"]["differences"]} >= {Aspect.TEXT}
    assert comparison["environment"] == ["данные документа: не то, из чего документ был сделан"]
    assert "Мельни" not in str(report)


def test_changed_requisites_of_the_document_itself_are_named(school: School) -> None:
    document = school.finish(school.register())

    school.change_document(document, "requisites", "Полное", "Палное")
    answer = school.rebuild(document.id)

    assert answer.exit_code == 1
    assert "PDF, страница 1: в строке 1 другие слова" in answer.lines
    assert "С тех пор изменилось — реквизиты организации: не то, из чего документ был сделан" in (
        answer.lines
    )


def test_another_libreoffice_or_font_is_named_and_is_no_difference_alone(school: School) -> None:
    document = school.finish(school.register())
    made = document.made_with
    assert made is not None

    school.change_document(document, "made_with", made.libreoffice, "6.1.5.2")
    school.change_document(document, "made_with", made.fonts["LiberationSerif"], "0" * 64)
    school.change_document(document, "made_with", made.offered_fonts_sha256, "1" * 64)
    code, report = school.report(document)

    assert (code, report["comparison"]["equal"]) == (0, True)
    assert report["comparison"]["environment"] == [
        f"LibreOffice: было 6.1.5.2, сейчас {made.libreoffice}",
        "шрифт LiberationSerif: файл шрифта другой",
        "набор шрифтов, из которых выбирает LibreOffice, другой",
    ]


def test_what_made_a_document_is_written_down_and_archived_with_it(school: School) -> None:
    document = school.finish(school.register())
    with school.backstage.database.snapshot() as tx:
        entry = tx.archive.find(document.id)

    made = document.made_with
    assert made is not None
    assert entry is not None
    assert entry.made_with == made
    assert (made.grif, made.kind_version) == (GRIF_VERSION, document.kind_version)
    assert made.template_sha256 == document.template_sha256
    assert (made.engine, made.libreoffice) == (
        school.converter.name,
        school.converter.facts.version,
    )
    assert set(made.inputs) >= {"data", "doc", "org"}
    assert set(made.fonts) == fonts_of(school.blobs.get(SCHOOL, document.files.pdf or ""))
    serif = Path("/usr/share/fonts/truetype/liberation/LiberationSerif-Regular.ttf")
    assert made.fonts["LiberationSerif"] == hashlib.sha256(serif.read_bytes()).hexdigest()


def fonts_of(pdf: bytes) -> set[str]:
    with pikepdf.open(BytesIO(pdf)) as document:
        return {
            str(font.BaseFont).partition("+")[2]
            for page in document.pages
            for font in page.resources.Font.as_dict().values()
        }


def test_a_document_from_before_it_was_written_down_is_rebuilt_all_the_same(
    school: School,
) -> None:
    document = school.finish(school.register())

    school.forget_making(document)
    answer = school.rebuild(document.id)

    assert answer.exit_code == 0
    assert "Чем документ делали, не записано: он старше этой записи" in answer.lines


def test_a_file_is_left_only_where_it_was_asked_for(school: School, tmp_path: Path) -> None:
    document = school.finish(school.register())
    folder = tmp_path / "deep" / "rebuilt"

    answer = school.rebuild(document.id, output=folder, comparing=False)

    assert (answer.exit_code, len(answer.lines)) == (0, 1)
    stored = school.blobs.get(SCHOOL, document.files.docx or "")
    assert (folder / "rebuilt.docx").read_bytes() == stored
    assert (folder / "rebuilt.pdf").read_bytes().startswith(b"%PDF-")


def test_a_signed_file_that_was_made_anew_is_noticed(school: School) -> None:
    document = school.finish(school.register())
    pdf = school.blobs.get(SCHOOL, document.files.pdf or "")
    (digest,) = school.blobs.put(SCHOOL, [b"%PDF-1.7\n" + pdf])

    school.change_signed_file(document, digest)
    answer = school.rebuild(document.id)

    assert answer.exit_code == 1
    assert "Подписанный PDF не начинается с неподписанного: его переделали" in answer.lines


def test_an_unknown_document_is_refused(school: School) -> None:
    for unknown in ("00000000-0000-7000-8000-000000000000", "../etc"):
        answer = school.rebuild(unknown)

        assert (answer.exit_code, answer.is_refusal) == (2, True)
        assert answer.lines[0].startswith("Нет такого документа")


def test_a_document_without_files_has_nothing_to_compare(school: School) -> None:
    document = school.register()

    assert school.rebuild(document.id).lines == (
        "Документ ещё не сформирован: сравнивать не с чем.",
    )
    assert school.rebuild(document.id).exit_code == 3
    assert school.rebuild(document.id, comparing=False).exit_code == 0


@pytest.mark.parametrize(
    ("role", "line"),
    [
        ("template", "Файл в хранилище (шаблон) изменён. Запустите «grif archive fsck»."),
        ("docx", "Файл в хранилище (docx) изменён. Запустите «grif archive fsck»."),
        ("pdf", "Файл в хранилище (PDF) изменён. Запустите «grif archive fsck»."),
    ],
)
def test_a_changed_byte_of_a_stored_file_is_named(school: School, role: str, line: str) -> None:
    document = school.finish(school.register(CONSENT, signed=False))
    files = {
        "template": document.template_sha256,
        "docx": document.files.docx,
        "pdf": document.files.pdf,
    }

    school.blobs.damage(SCHOOL, files[role] or "")
    answer = school.rebuild(document.id)

    assert (answer.exit_code, answer.lines, answer.is_refusal) == (3, (line,), True)


def test_a_lost_template_is_named(school: School) -> None:
    document = school.finish(school.register(CONSENT, signed=False))

    school.blobs.lose(SCHOOL, document.template_sha256)

    assert school.rebuild(document.id).lines == (
        "Файл в хранилище (шаблон) не читается. Запустите «grif archive fsck».",
    )


def test_data_that_no_longer_fill_the_template_are_refused(school: School) -> None:
    document = school.finish(school.register())

    school.change_document(document, "data", '"initials_before"', '"lost"')
    answer = school.rebuild(document.id)

    assert (answer.exit_code, answer.is_refusal) == (3, True)
    assert answer.lines[0]


def test_the_same_document_converted_twice_differs_in_dates_and_identifiers_alone(
    school: School,
) -> None:
    document = school.finish(school.register(CONSENT, signed=False))
    folder = school.folder / "again"
    time.sleep(1.1)  # LibreOffice counts in seconds
    school.rebuild(document.id, output=folder, comparing=False)
    stored = school.blobs.get(SCHOOL, document.files.pdf or "")

    again = (folder / "rebuilt.pdf").read_bytes()

    assert again != stored
    assert _list_contents(again) == _list_contents(stored)


def _list_contents(pdf: bytes) -> list[bytes]:
    """Every object of the PDF without the moment of its making."""
    with pikepdf.open(BytesIO(pdf)) as document:
        return [DATED.sub(b"", _content(thing)) for thing in document.objects]


def _content(thing: object) -> bytes:
    if not isinstance(thing, pikepdf.Object):
        return b""  # the length of a packed stream
    if not isinstance(thing, pikepdf.Stream):
        return thing.unparse()
    content = thing.read_bytes()
    if content[36:40] == b"acsp":  # an ICC profile says in 24-35 when it was made (ICC.1, 7.2.8)
        content = content[:24] + content[36:]
    return PACKED_LENGTH.sub(b"", thing.stream_dict.unparse()) + content
