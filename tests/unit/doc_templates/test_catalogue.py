import copy
import json
import shutil
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from doc_templates.catalogue import (
    Filing,
    Kind,
    Retention,
    describe,
    load_catalogue,
    schema_with_definitions,
    validate,
)
from doc_templates.errors import (
    BrokenKindError,
    FillingError,
    InvalidDataError,
    UnknownKindError,
)
from tests.assets.docx_packages import make_text_docx

_KIND_TOML = """
title = "Приказ о проверке"
version = 3
group = "order"
register = "od"
case_index = "01-05"
roadmap_items = [4, 7]
subject = "О проверке {{ signer.name }}"
[retention]
article = "19а"
term = "постоянно"
[[signers]]
role = "head"
method = "server_key"
bookmark = "signature_head"
title = "Руководитель"
"""
_DEFINITIONS = {
    "$id": "grif:definitions",
    "$defs": {
        "line": {"type": "string", "maxLength": 10},
        "person": {
            "type": "object",
            "additionalProperties": False,
            "required": ["name"],
            "properties": {"name": {"$ref": "#/$defs/line"}},
        },
        "unused": {"type": "null"},
    },
}
_SCHEMA = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "type": "object",
    "additionalProperties": False,
    "required": ["signer"],
    "properties": {"signer": {"title": "Кто", "$ref": "grif:definitions#/$defs/person"}},
}


@pytest.fixture
def library(tmp_path: Path) -> Path:
    home = tmp_path / "order_check"
    home.mkdir()
    (tmp_path / "definitions.schema.json").write_text(json.dumps(_DEFINITIONS))
    (tmp_path / "not_a_kind").mkdir()
    (home / "kind.toml").write_text(_KIND_TOML)
    (home / "schema.json").write_text(json.dumps(_SCHEMA))
    (home / "sample.json").write_text('{"signer": {"name": "Цой"}}')
    (home / "template.docx").write_bytes(make_text_docx("{{ signer.name }}"))
    return tmp_path


_FILING_RULE = """
[[filing]]
when = "payment"
register = "ls"
case_index = "02-03"
retention = { article = "434а", term = "50 лет", years = 50 }
"""


def _only_kind(library: Path) -> Kind:
    [kind] = load_catalogue(library).list_kinds()
    return kind


def test_a_folder_with_a_kind_toml_is_a_kind(library: Path) -> None:
    kind = _only_kind(library)
    assert (kind.code, kind.version, kind.title) == ("order_check", 3, "Приказ о проверке")
    assert (kind.group, kind.register, kind.case_index) == ("order", "od", "01-05")
    assert kind.roadmap_items == (4, 7)
    assert (kind.retention.article, kind.retention.years) == ("19а", None)
    [signer] = kind.signers
    assert (signer.role, signer.method, signer.bookmark) == ("head", "server_key", "signature_head")
    assert kind.sample == {"signer": {"name": "Цой"}}
    assert len(kind.template_sha256) == 64


def test_where_a_document_is_filed_depends_on_its_data(library: Path) -> None:
    schema = json.loads((library / "order_check" / "schema.json").read_text())
    schema["properties"] |= {"payment": {"type": "integer"}, "deputy": {"type": "integer"}}
    (library / "order_check" / "schema.json").write_text(json.dumps(schema))
    rules = _FILING_RULE + _FILING_RULE.replace('"payment"', '"deputy"').replace('"ls"', '"ahd"')
    (library / "order_check" / "kind.toml").write_text(_KIND_TOML + rules)
    kind = _only_kind(library)

    usual = kind.filing_for({"signer": {}})
    paid = kind.filing_for({"signer": {}, "deputy": 1, "payment": 1})

    assert usual == Filing("od", "01-05", Retention("19а", "постоянно"))
    assert (paid.register, paid.case_index) == ("ls", "02-03")
    assert paid.retention == Retention("434а", "50 лет", 50)
    assert kind.filing_for({"signer": {}, "deputy": 1}).register == "ahd"


def test_a_kind_may_ask_for_a_level_of_its_signatures_and_for_its_data_inside(
    library: Path,
) -> None:
    usual = _only_kind(library).signature
    rules = '[signature]\nlevel = "B-LTA"\ncarries_data = true\n'
    (library / "order_check" / "kind.toml").write_text(_KIND_TOML + rules)

    assert (usual.level, usual.carries_data) == (None, None)
    asked = _only_kind(library).signature
    assert (asked.level, asked.carries_data) == ("B-LTA", True)


def test_who_signs_a_document_depends_on_its_data(library: Path) -> None:
    schema = json.loads((library / "order_check" / "schema.json").read_text())
    schema["properties"] |= {"employer": {"type": "integer"}}
    (library / "order_check" / "schema.json").write_text(json.dumps(schema))
    (library / "order_check" / "kind.toml").write_text(_KIND_TOML + 'unless = "employer"\n')
    kind = _only_kind(library)

    assert [signer.role for signer in kind.signers_for({"signer": {}})] == ["head"]
    assert kind.signers_for({"signer": {}, "employer": 1}) == ()


@pytest.mark.parametrize("field", ["signer", "nothing"])
def test_a_signer_depends_on_an_optional_field_only(library: Path, field: str) -> None:
    (library / "order_check" / "kind.toml").write_text(_KIND_TOML + f'unless = "{field}"\n')

    with pytest.raises(BrokenKindError) as caught:
        load_catalogue(library)
    assert f"no optional field {field}" in caught.value.detail


def test_a_kind_is_found_by_its_code(library: Path) -> None:
    catalogue = load_catalogue(library)
    assert catalogue.get_kind("order_check").code == "order_check"
    with pytest.raises(UnknownKindError) as caught:
        catalogue.get_kind("../etc")
    assert caught.value.code == "unknown_kind"


def test_kinds_are_listed_by_code(library: Path) -> None:
    for code in ("zz", "aa"):
        shutil.copytree(library / "order_check", library / code)
    assert [kind.code for kind in load_catalogue(library).list_kinds()] == [
        "aa",
        "order_check",
        "zz",
    ]


def test_a_schema_stands_alone(library: Path) -> None:
    kind = _only_kind(library)
    schema = schema_with_definitions(kind)
    text = json.dumps(schema)
    assert "grif:definitions" not in text
    assert schema["$defs"] == {
        "line": _DEFINITIONS["$defs"]["line"],  # type: ignore[index]
        "person": _DEFINITIONS["$defs"]["person"],  # type: ignore[index]
    }
    assert Draft202012Validator(schema).is_valid(kind.sample)
    assert not Draft202012Validator(schema).is_valid({"signer": {"name": "слишком длинно"}})


def test_the_schema_for_forms_is_a_copy(library: Path) -> None:
    kind = _only_kind(library)
    before = copy.deepcopy(kind.schema)
    schema_with_definitions(kind).clear()
    schema_with_definitions(kind)["properties"]["signer"].clear()  # type: ignore[index]
    assert kind.schema == before


def test_a_sample_is_valid(library: Path) -> None:
    kind = _only_kind(library)
    validate(kind, kind.sample)


def test_a_document_is_described_in_one_line(library: Path) -> None:
    kind = _only_kind(library)
    assert describe(kind, {"signer": {"name": "О. & <К>"}}) == "О проверке О. & <К>"
    with pytest.raises(FillingError) as caught:
        describe(kind, {"signer": {}})
    assert caught.value.variable == "signer.name"


@pytest.mark.parametrize("name", ["schema.json", "sample.json", "template.docx"])
def test_a_kind_without_one_of_its_files_is_named(library: Path, name: str) -> None:
    (library / "order_check" / name).unlink()
    with pytest.raises(BrokenKindError) as caught:
        load_catalogue(library)
    assert caught.value.code == "broken_kind"
    assert "order_check" in caught.value.detail
    assert name in caught.value.detail
    assert str(library) not in caught.value.detail


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("kind.toml", "title = "),
        ("kind.toml", _KIND_TOML.replace("version = 3", 'version = "третья"')),
        ("kind.toml", _KIND_TOML.replace("version = 3", "")),
        ("kind.toml", _KIND_TOML.replace('"order"', '"letter"')),
        ("kind.toml", _KIND_TOML.replace('"server_key"', '"fax"')),
        ("kind.toml", _KIND_TOML.replace("version = 3", "version = 3\nextra = 1")),
        ("kind.toml", _KIND_TOML.replace("version = 3", 'version = 3\nacts = ["nosuch"]')),
        ("kind.toml", _KIND_TOML + "colour = 'red'"),
        ("kind.toml", _KIND_TOML + "[signature]\nlevel = 'B-XL'"),
        ("kind.toml", _KIND_TOML + "[signature]\nlevels = 'B-T'"),
        ("kind.toml", _KIND_TOML + _FILING_RULE),
        ("kind.toml", _KIND_TOML + _FILING_RULE.replace("payment", "signer")),
        ("kind.toml", _KIND_TOML + _FILING_RULE.replace('register = "ls"', "")),
        ("schema.json", "{"),
        ("schema.json", "[]"),
        ("schema.json", '{"type": "strange"}'),
        ("schema.json", '{"$ref": "grif:definitions#/$defs/nosuch"}'),
        ("schema.json", '{"$ref": "http://example.test/schema.json"}'),
        ("schema.json", '{"$ref": "file:///etc/passwd"}'),
        ("schema.json", '{"$defs": {"line": {"type": "string"}}}'),
        ("sample.json", "[]"),
        ("sample.json", "\ufeff{"),
    ],
)
def test_a_kind_with_a_wrong_file_is_named(library: Path, name: str, content: str) -> None:
    (library / "order_check" / name).write_text(content)
    with pytest.raises(BrokenKindError) as caught:
        load_catalogue(library)
    assert name in caught.value.detail


def test_a_schema_may_have_definitions_of_its_own(library: Path) -> None:
    schema = {
        **_SCHEMA,
        "properties": {"signer": {"$ref": "#/$defs/signer"}},
        "$defs": {"signer": {"$ref": "grif:definitions#/$defs/person"}},
    }
    (library / "order_check" / "schema.json").write_text(json.dumps(schema))
    kind = _only_kind(library)
    assert set(schema_with_definitions(kind)["$defs"]) == {"signer", "person", "line"}  # type: ignore[call-overload]
    validate(kind, kind.sample)


def test_a_document_is_not_older_than_its_kind(library: Path) -> None:
    home = library / "order_check"
    dated = copy.deepcopy(_SCHEMA)
    dated["properties"] = {"doc_date": {"type": "string"}}
    dated["required"] = []
    (home / "schema.json").write_text(json.dumps(dated))
    (home / "kind.toml").write_text(f"valid_from = 2025-03-01\n{_KIND_TOML}")
    kind = load_catalogue(library).get_kind("order_check")

    validate(kind, {"doc_date": "2025-03-01"})
    with pytest.raises(InvalidDataError) as refused:
        validate(kind, {"doc_date": "2025-02-28"})

    (problem,) = refused.value.problems
    assert (problem.pointer, problem.code) == ("#/doc_date", "too_early")
    assert "01.03.2025" in problem.message
