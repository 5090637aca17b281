"""What a careful secretary would strike out, looked for in the PDF of every kind."""

import re
from collections.abc import Iterator
from typing import Any, Final

import pytest

from doc_templates.catalogue import Kind
from tests.demo_pack import CATALOGUE
from tests.docx_text import as_typed
from tests.integration.documents.conftest import PAGES, Printed

pytestmark = pytest.mark.libreoffice

#: What no document says: a value that is none, a tag, an ending left to choose, a gap to fill in.
STRUCK_OUT: Final = re.compile(
    r"\bNone\b|Undefined|undefined|\{\{|\}\}|\{%|%\}|\(на\)|\(а\)|\(ая\)|\(ся\)|_{2,}|\ufffd"
    r"|\s\s|\s[,.;:)]|\(\s|\.\.|,,|;;"
)
REFERENCE: Final = re.compile(r"от (\d{2}\.\d{2}\.\d{4}) № (\S+)")
DATE: Final = re.compile(r"\d{2}\.\d{2}\.\d{4}")
SOFT_ENDING: Final = "аеёийоуыьэюя"


@pytest.fixture(params=sorted({*CATALOGUE.kinds, *PAGES}))
def printed(request: pytest.FixtureRequest, printed_documents: dict[str, Printed]) -> Printed:
    return printed_documents[request.param]


@pytest.fixture(params=sorted(one.code for one in CATALOGUE.list_kinds() if one.group == "order"))
def order(request: pytest.FixtureRequest, printed_documents: dict[str, Printed]) -> Printed:
    return printed_documents[request.param]


def list_texts(printed: Printed) -> list[str]:
    return [as_typed(paragraph.text) for paragraph in printed.paragraphs]


def list_people(node: object) -> Iterator[dict[str, Any]]:
    if isinstance(node, dict):
        if "fio" in node:
            yield node
        for inner in node.values():
            yield from list_people(inner)
    elif isinstance(node, list):
        for inner in node:
            yield from list_people(inner)


def list_forms(printed: Printed) -> set[str]:
    """Every stored form of every name in the data."""
    found: set[str] = set()
    for person in list_people(printed.data):
        found |= {*person["fio"].values()}
        found |= {person[key] for key in person if key.startswith("initials")}
    return found


def list_stems(printed: Printed) -> set[str]:
    """What every form of a surname of the data begins with."""
    names = {person["surname"] for person in list_people(printed.data)}
    return {name.rstrip(SOFT_ENDING) if len(name) > 3 else name[:2] for name in names}


def list_names_not_stored(text: str, forms: set[str], stems: set[str]) -> list[str]:
    """Words that are a surname of the data, but no part of a stored form."""
    if not stems:  # a questionnaire names nobody
        return []
    for form in sorted(forms, key=len, reverse=True):
        text = re.sub(rf"(?<!\w){re.escape(form)}(?!\w)", "·", text)
    words = "|".join(map(re.escape, sorted(stems)))
    return re.findall(rf"(?<![\w«„-])(?:{words})[а-яё]{{0,3}}(?![\w-])", text)


def test_every_line_of_the_document_is_on_paper(printed: Printed) -> None:
    """What the tests below read is the whole text, in its own order."""
    on_paper = [text.strip() for text in list_texts(printed)]
    written = [line.strip() for line in printed.source.splitlines() if line.strip()]

    assert sorted(text for text in on_paper if text) == sorted(written)


def test_nothing_is_left_to_strike_out(printed: Printed) -> None:
    found = [text for text in list_texts(printed) if STRUCK_OUT.search(text)]

    assert found == []


@pytest.mark.parametrize(
    "text", ["ознакомлен(а)", "готов(на)", "от «___» числа", "два  пробела", "{{ org }}", "за None"]
)
def test_the_search_would_notice(text: str) -> None:
    assert STRUCK_OUT.search(text)


def test_every_name_is_printed_in_a_stored_form(printed: Printed) -> None:
    forms, stems = list_forms(printed), list_stems(printed)

    for text in list_texts(printed):
        assert list_names_not_stored(text, forms, stems) == [], text


def test_a_name_that_was_declined_by_a_program_would_be_noticed() -> None:
    forms, stems = {"Груша Илья Ильич", "Грушу Илью Ильича", "И.И. Груша"}, {"Груш"}

    assert list_names_not_stored("на Грушу Илью Ильича и И.И. Груша", forms, stems) == []
    assert list_names_not_stored("на Грушу Илью Ильичу", forms, stems) == ["Грушу"]


def test_an_order_and_its_annexes_have_one_number_and_one_date(order: Printed) -> None:
    texts = [(paragraph.style, as_typed(paragraph.text)) for paragraph in order.paragraphs]
    date = next(text for style, text in texts if style == "Реквизит слева" and DATE.match(text))
    number = next(text for style, text in texts if style == "Реквизит справа" and "№" in text)
    corners = [text for style, text in texts if style == "Реквизит в углу"]
    references = [found.groups() for text in corners if (found := REFERENCE.search(text))]

    assert set(references) <= {(date, number.removeprefix("№ "))}
    assert bool(references) == any(text.startswith("Приложение") for text in corners)


def test_every_group_of_kinds_is_read(printed_documents: dict[str, Printed]) -> None:
    kinds: tuple[Kind, ...] = CATALOGUE.list_kinds()

    assert {kind.code for kind in kinds} <= printed_documents.keys()
