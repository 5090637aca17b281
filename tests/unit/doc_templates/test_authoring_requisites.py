"""What holds a signature to the text above it."""

from docx.document import Document

from doc_templates.authoring.jinja import when
from doc_templates.authoring.page import start_document
from doc_templates.authoring.requisites import add_control, add_point


def _blank() -> Document:
    return start_document(30)


def _held(document: Document) -> list[str]:
    return [
        paragraph.text.partition(".")[0]
        for paragraph in document.paragraphs
        if paragraph.paragraph_format.keep_with_next
    ]


def test_the_last_two_points_stay_with_the_signature() -> None:
    document = _blank()
    for number in ("1", "2", "3"):
        add_point(document, number, "исполнить.")

    add_control(document, "4")

    assert _held(document) == ["3", "4"]


def test_of_a_part_that_may_be_left_out_only_the_last_point_is_held() -> None:
    document = _blank()
    for number in ("1", "2"):
        add_point(document, number, "исполнить.")
    with when(document, "replaces is defined"):
        for number in ("3", "4"):
            add_point(document, number, "исполнить.")

    add_control(document, "5")

    assert _held(document) == ["2", "4", "5"]
