from dataclasses import replace
from datetime import date

import pytest

from service.domain.making import MadeWith, digest_inputs, list_changes

THEN = MadeWith(
    grif="0.1.0",
    kind_version=1,
    template_sha256="t",
    inputs={"data": "1", "doc": "2", "org": "3"},
    engine="in_process",
    libreoffice="7.4.7.2",
    offered_fonts_sha256="f",
    fonts={"LiberationSerif": "a", "LiberationSerif-Bold": "b"},
)


def test_nothing_changes_by_itself() -> None:
    assert list_changes(THEN, replace(THEN)) == []


@pytest.mark.parametrize(
    ("now", "line"),
    [
        (replace(THEN, grif="0.2.0"), "версия Грифа: было 0.1.0, сейчас 0.2.0"),
        (replace(THEN, libreoffice="24.2"), "LibreOffice: было 7.4.7.2, сейчас 24.2"),
        (replace(THEN, engine="cold"), "движок LibreOffice: было in_process, сейчас cold"),
        (
            replace(THEN, fonts={**THEN.fonts, "LiberationSerif": "z"}),
            "шрифт LiberationSerif: файл шрифта другой",
        ),
        (
            replace(THEN, fonts={**THEN.fonts, "DejaVuSerif": "z"}),
            "шрифт DejaVuSerif: в PDF его не было",
        ),
        (
            replace(THEN, fonts={"LiberationSerif": "a"}),
            "шрифт LiberationSerif-Bold: был в PDF, сейчас его нет",
        ),
        (
            replace(THEN, offered_fonts_sha256="z"),
            "набор шрифтов, из которых выбирает LibreOffice, другой",
        ),
        (
            replace(THEN, inputs={**THEN.inputs, "data": "9"}),
            "данные документа: не то, из чего документ был сделан",
        ),
        (
            replace(THEN, inputs={**THEN.inputs, "org": "9"}),
            "реквизиты организации: не то, из чего документ был сделан",
        ),
        (
            replace(THEN, inputs={**THEN.inputs, "doc": "9"}),
            "номер, дата или место: не то, из чего документ был сделан",
        ),
        (
            replace(THEN, inputs={**THEN.inputs, "extra": "9"}),
            "extra: не то, из чего документ был сделан",
        ),
    ],
)
def test_each_change_has_its_line(now: MadeWith, line: str) -> None:
    assert list_changes(THEN, now) == [line]


def test_a_document_from_before_ways_to_sign_were_noted_has_not_changed() -> None:
    noted = replace(THEN, inputs={**THEN.inputs, "signing": "4"})
    other = replace(THEN, inputs={**THEN.inputs, "signing": "5"})

    assert list_changes(THEN, noted) == []
    assert list_changes(noted, other) == ["способы подписания: не то, из чего документ был сделан"]


def test_everything_that_is_filled_in_has_a_digest_of_its_own() -> None:
    data = {"subject": "О паре"}
    context = {**data, "org": {"inn": "1"}, "doc": {"date": date(2026, 11, 23)}}

    digests = digest_inputs(data, context)

    assert sorted(digests) == ["data", "doc", "org"]
    assert len({*digests.values()}) == 3
    later = {**context, "doc": {"date": date(2026, 11, 24)}}
    assert digest_inputs(data, later) == {**digests, "doc": digest_inputs(data, later)["doc"]}
    assert digest_inputs(data, later)["doc"] != digests["doc"]


def test_the_order_of_fields_does_not_count() -> None:
    first, second = {"a": 1, "b": [1, 2]}, {"b": [1, 2], "a": 1}

    assert digest_inputs(first, first) == digest_inputs(second, second)
    assert digest_inputs(first, first) != digest_inputs({"a": 1, "b": [2, 1]}, first)
