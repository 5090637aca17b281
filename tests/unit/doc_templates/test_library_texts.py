"""What holds for the texts of all filled documents, and of several kinds at once."""

import re
from typing import Any

import pytest

from doc_templates.catalogue import Kind, validate
from doc_templates.completion import complete
from tests.docx_text import as_typed
from tests.filling import (
    CATALOGUE,
    ORGANISATION,
    confirm_contested,
    fill,
    get_sample,
    without_optional,
)

EVERY_KIND = pytest.mark.parametrize("kind", CATALOGUE.list_kinds(), ids=lambda kind: kind.code)


@EVERY_KIND
def test_nothing_of_the_template_is_left_in_the_document(kind: Kind) -> None:
    text = fill(kind.code, kind.sample)

    assert not re.search(r"[{}]|None|Undefined|__|\(а\)|\(на\)|  | [,.;:]", text)


@EVERY_KIND
def test_only_the_required_fields_are_enough(kind: Kind) -> None:
    data = without_optional(dict(kind.sample), kind.schema, kind.schema)
    assert isinstance(data, dict)
    validate(kind, data)

    text = fill(kind.code, complete(kind.schema, data, confirm_contested))

    assert not re.search(r"[{}]|None|Undefined|  | [,.;:]", text)


def test_an_organisation_without_a_founder_begins_with_its_own_name() -> None:
    organisation = ORGANISATION | {"founder_name": ""}

    text = fill("order_appoint_curator", get_sample("order_appoint_curator"), organisation)

    assert text.startswith(as_typed(ORGANISATION["full_name"]))


@pytest.mark.parametrize(
    ("code", "optional", "printed"),
    [
        (
            "order_approve_regulation",
            {
                "municipal_act": {
                    "name_ins": "приказом Отдела образования",
                    "date": "2025-08-20",
                    "number": "105",
                }
            },
            "приказом Отдела образования от 20.08.2025 № 105, решением педагогического совета",
        ),
        (
            "order_approve_programs",
            {"clause": "3.4"},
            "В соответствии с пунктом 3.4 Положения о системе наставничества",
        ),
        (
            "pd_consent",
            {"processor": {"name": "ООО «Сервис»", "address": "г. Эталонск"}},
            "Лицо, осуществляющее обработку по поручению оператора: ООО «Сервис» (адрес: г. Эта",
        ),
    ],
)
def test_an_optional_field_is_printed_when_given(
    code: str, optional: dict[str, Any], printed: str
) -> None:
    assert printed in fill(code, get_sample(code) | optional)
