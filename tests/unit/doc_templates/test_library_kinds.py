"""Every kind of the library, by the rules that hold for all of them."""

import json
import re
import zipfile
from collections.abc import Iterator
from io import BytesIO
from typing import Final

import pytest

from doc_templates.authoring.templates import CODES
from doc_templates.authoring.vocabulary import (
    DESTRUCTION_GROUNDS,
    DESTRUCTION_REASONS,
    DISTRIBUTION_LIMITS,
    IDENTITY_DOCUMENTS,
    MENTORING_FORMS,
    MENTORING_KINDS,
    PD_CATEGORIES,
    RECEIVED,
    TRANSFER_CONDITIONS,
)
from doc_templates.catalogue import LIBRARY, Kind, describe, load_catalogue, validate
from tests.docx_text import as_typed

KINDS = load_catalogue().list_kinds()
EVERY_KIND = pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.code)
DEFINITIONS = json.loads((LIBRARY / "definitions.schema.json").read_text("utf-8"))
LIMITS = {
    "string": {"maxLength"},
    "array": {"minItems", "maxItems"},
    "number": {"maximum"},
}
RUSSIAN = re.compile(r"^[А-ЯЁ]")


def read_document(kind: Kind) -> str:
    with zipfile.ZipFile(BytesIO(kind.template)) as docx:
        return docx.read("word/document.xml").decode()


def list_schemas(node: object) -> Iterator[dict[str, object]]:
    """Every schema inside a schema: whatever says what type a value has."""
    if isinstance(node, dict):
        if isinstance(node.get("type"), str):
            yield node
        for inner in node.values():
            yield from list_schemas(inner)
    elif isinstance(node, list):
        for inner in node:
            yield from list_schemas(inner)


def list_properties(node: object) -> Iterator[tuple[str, dict[str, object]]]:
    if isinstance(node, dict):
        properties = node.get("properties")
        if isinstance(properties, dict):
            yield from properties.items()
        for inner in node.values():
            yield from list_properties(inner)


def test_every_kind_has_its_template_built_here() -> None:
    assert {kind.code for kind in KINDS} == set(CODES)


@EVERY_KIND
def test_the_sample_is_valid(kind: Kind) -> None:
    validate(kind, kind.sample)


@EVERY_KIND
def test_the_sample_is_described_in_one_line(kind: Kind) -> None:
    line = describe(kind, kind.sample)

    assert RUSSIAN.match(line)
    assert "\n" not in line


def test_an_order_that_pays_the_curator_is_about_personnel() -> None:
    """Статья 434а of the list № 236, not 19а."""
    kind = load_catalogue().get_kind("order_appoint_curator")
    unpaid = {key: value for key, value in kind.sample.items() if key != "payment"}

    places = [kind.filing_for(data) for data in (unpaid, kind.sample)]

    assert [(one.register, one.case_index, one.retention.article) for one in places] == [
        ("od", "01-05", "19а"),
        ("ls", "02-03", "434а"),
    ]


def test_the_consent_of_an_outsider_is_not_kept_with_employment_contracts() -> None:
    kind = load_catalogue().get_kind("consent_mentor_participation")

    ours, outsiders = (kind.filing_for(data) for data in ({}, {"external_terms_ins": "договором"}))

    assert (ours.case_index, outsiders.case_index) == ("02-04", "04-11")


@EVERY_KIND
def test_every_signature_has_its_place_in_the_template(kind: Kind) -> None:
    bookmarks = re.findall(r'<w:bookmarkStart [^>]*w:name="(\w+)"', read_document(kind))

    assert {signer.bookmark for signer in kind.signers} <= set(bookmarks)


@EVERY_KIND
def test_bookmarks_have_numbers_of_their_own(kind: Kind) -> None:
    numbers = re.findall(r'<w:bookmarkStart [^>]*w:id="(\d+)"', read_document(kind))

    assert len(numbers) == len(set(numbers))


@EVERY_KIND
def test_the_template_is_russian(kind: Kind) -> None:
    with zipfile.ZipFile(BytesIO(kind.template)) as docx:
        styles = docx.read("word/styles.xml").decode()
        core = docx.read("docProps/core.xml").decode()

    assert set(re.findall(r'<w:lang w:val="([^"]+)"', styles)) == {"ru-RU"}
    assert "<dc:language>ru-RU</dc:language>" in core


SIGNED_OTHERWISE: Final[dict[str, set[str]]] = {}
"""Kinds that are not signed as their group usually is: code and methods."""


@EVERY_KIND
def test_the_head_signs_orders_and_agreements_by_a_key_and_the_rest_by_hand(kind: Kind) -> None:
    methods = {signer.method for signer in kind.signers}
    usual = {"order": {"server_key"}, "agreement": {"server_key", "paper"}}
    expected = SIGNED_OTHERWISE.get(kind.code, usual.get(kind.group, {"paper"}))

    assert methods == expected or not kind.signers


def test_only_a_questionnaire_is_signed_by_nobody() -> None:
    assert {kind.code for kind in KINDS if not kind.signers} == {"survey_form"}


@EVERY_KIND
def test_only_documents_of_their_own_ask_for_consent_about_personal_data(kind: Kind) -> None:
    """Часть 1 статьи 9 закона № 152-ФЗ: with nothing else in it."""
    text = as_typed(re.sub(r"<[^>]+>", "", read_document(kind))).lower()

    assert ("№ 152-фз «о персональных данных»" in text) == kind.code.startswith("pd_")
    if not kind.code.startswith("pd_"):
        assert "обработку персональных данных" not in text


@pytest.mark.parametrize(
    "schema", [*(kind.schema for kind in KINDS), DEFINITIONS], ids=lambda one: one.get("$id")
)
def test_a_schema_leaves_nothing_unbounded(schema: dict[str, object]) -> None:
    for node in list_schemas(schema):
        assert LIMITS.get(str(node["type"]), set()) <= node.keys(), node
        if node["type"] == "object":
            branches = node.get("oneOf", [node])
            assert isinstance(branches, list)
            assert all(branch.get("additionalProperties") is False for branch in branches)


@EVERY_KIND
def test_every_field_has_a_russian_title(kind: Kind) -> None:
    definitions = kind.schema["$defs"]
    assert isinstance(definitions, dict)
    for name, field in list_properties(kind.schema):
        referred = str(field.get("$ref", "")).rpartition("/")[2]
        title = field.get("title") or definitions[referred]["title"]
        assert RUSSIAN.match(str(title)), name


@pytest.mark.parametrize(
    ("definition", "labels"),
    [("mentoring_form", MENTORING_FORMS), ("mentoring_kind", MENTORING_KINDS)],
)
def test_the_form_offers_the_words_that_are_printed(
    definition: str, labels: dict[str, str]
) -> None:
    choices = DEFINITIONS["$defs"][definition]["oneOf"]

    assert {choice["const"]: choice["title"] for choice in choices} == labels


def test_the_form_offers_the_identity_documents_that_are_printed() -> None:
    choices = DEFINITIONS["$defs"]["identity_document"]["properties"]["type"]["oneOf"]

    assert {choice["const"]: choice["title"] for choice in choices} == IDENTITY_DOCUMENTS


def list_choices(schema: object) -> Iterator[dict[str, str]]:
    """The words of every choice inside a schema, by their values."""
    for node in list_schemas(schema):
        options = node.get("oneOf")
        if isinstance(options, list) and all("const" in option for option in options):
            yield {option["const"]: option["title"] for option in options}


@pytest.mark.parametrize(
    ("code", "labels"),
    [
        ("pd_consent_distribution", PD_CATEGORIES),
        ("pd_consent_distribution", DISTRIBUTION_LIMITS),
        ("pd_consent_distribution", TRANSFER_CONDITIONS),
        ("pd_consent_withdrawal", RECEIVED),
        ("pd_destruction_act", DESTRUCTION_REASONS),
    ],
)
def test_the_form_of_a_kind_offers_the_words_that_it_prints(
    code: str, labels: dict[str, str]
) -> None:
    assert labels in list(list_choices(load_catalogue().get_kind(code).schema))


def test_every_reason_to_destroy_data_has_its_part_of_the_law() -> None:
    assert DESTRUCTION_GROUNDS.keys() == DESTRUCTION_REASONS.keys()
