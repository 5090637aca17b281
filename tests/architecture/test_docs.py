"""What the pages say is compared with the code, so that they cannot rot."""

import ast
import json
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from flask import Flask

from doc_templates.catalogue import load_catalogue
from doc_templates.linting.titles import TITLES
from doc_templates.refusals import Reason
from service import cli
from service.api.version_one import build_api
from service.console.tenants import import_organizations
from service.database.database import open_database
from service.database.migration import migrate
from service.demo.pack import plan_pack
from service.domain.documents import State
from service.domain.ids import OrganisationId
from service.domain.making import GRIF_VERSION
from service.http.addresses import CodeConverter, IdConverter
from service.settings import Settings
from signing.errors import Code
from tests.architecture import pack_rules_page
from tests.gallery import NARROW, PAGES_FOLDER, write_index
from tests.gallery_pages import OF_SCENES, OF_THE_DEMO
from tests.page_gallery import LARGEST
from worker.libreoffice.conversion import FAILURES
from worker.pdf_check import Problem

ROOT = Path(__file__).parents[2]
README = ROOT / "README.md"
GALLERY = ROOT / "docs" / "gallery"
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
SOURCES = [
    path
    for package in ("service", "doc_templates", "signing", "worker")
    for path in sorted((ROOT / package).rglob("*.py"))
    if "demo" not in path.parts and "authoring" not in path.parts
]

LINK = re.compile(r"(?:\]\(|src=\"|href=\")([^)#\"]+)")
VERB = "[a-z]+(?:-[a-z]+)*"
PARAMETER = re.compile(r"<(?:\w+:)?\w+>")
CODE = re.compile(r"[a-z][a-z0-9_]+")
# Roots of families: nothing is ever answered with these.
NEVER_SEEN = {"error"}


def test_the_two_first_commands_are_named_exactly() -> None:
    commands = re.findall(r"```sh\n(.*?)\n```", README.read_text("utf-8"), re.DOTALL)
    assert commands[:2] == ["./grif demo", "./grif test"]


def test_the_readme_counts_the_documents_of_the_demo() -> None:
    data = ROOT / "service" / "demo" / "data" / "municipality.json"
    plan = plan_pack(json.loads(data.read_text("utf-8")))
    assert f" {len(plan)} документов" in README.read_text("utf-8")


def test_the_changelog_has_the_version_of_the_project() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert f"## [{project['version']}]" in (ROOT / "CHANGELOG.md").read_text("utf-8")


def test_documents_are_made_by_the_version_of_the_project() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert project["version"] == GRIF_VERSION


@pytest.mark.parametrize("verb", [*cli.main.commands])
def test_every_verb_is_in_the_readme(verb: str) -> None:
    text = README.read_text("utf-8")
    assert f"./grif {verb}" in text or re.search(rf"`./grif [^|]*\b{verb} ", text)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_command_of_a_page_exists(page: Path) -> None:
    for words in re.findall(
        rf"(?:\./grif|sudo grif|service\.cli) ({VERB}(?: {VERB})?)", page.read_text("utf-8")
    ):
        command: click.Command = cli.main
        for word in words.split():
            if not isinstance(command, click.Group):
                break
            assert word in command.commands, words
            command = command.commands[word]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_option_of_a_page_exists(page: Path) -> None:
    text = page.read_text("utf-8").replace("\\\n", " ")
    for line in re.findall(r"(?:\./grif|sudo grif|service\.cli) [^`\n]*", text):
        command: click.Command = cli.main
        for word in line.removeprefix("sudo ").split()[1:]:
            if isinstance(command, click.Group) and word in command.commands:
                command = command.commands[word]
        known = {option for parameter in command.params for option in parameter.opts}
        assert set(re.findall(r"(?<= )--[a-z]+(?:-[a-z]+)*", line)) <= known | {"--help"}, line


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_leads_to_a_file(page: Path) -> None:
    links = [link for link in LINK.findall(page.read_text("utf-8")) if "://" not in link]
    assert [link for link in links if not (page.parent / link).exists()] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_named_setting_exists(page: Path) -> None:
    known = {f"GRIF_{name.upper()}" for name in Settings.model_fields}
    assert set(re.findall(r"GRIF_[A-Z_]*[A-Z]", page.read_text("utf-8"))) <= known


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_named_file_of_the_repository_exists(page: Path) -> None:
    text = page.read_text("utf-8")
    named = re.findall(r"`((?:service|worker|signing|doc_templates|deploy|tests)/[\w/.]+)`", text)
    modules = re.findall(r"`((?:service|worker|signing)\.[a-z_.]+)`", text)
    named += [module.replace(".", "/") for module in modules]
    missing = [
        name
        for name in named
        if not any((ROOT / f"{name}{suffix}").exists() for suffix in ("", ".py"))
        and not (ROOT / name).with_suffix("").parent.with_suffix(".py").exists()
    ]
    assert missing == []


def test_every_module_that_starts_programs_is_named_in_the_architecture() -> None:
    text = (ROOT / "docs" / "architecture.md").read_text("utf-8")
    starting = {
        ".".join(path.relative_to(ROOT).with_suffix("").parts)
        for package in ("service", "doc_templates", "signing", "worker")
        for path in (ROOT / package).rglob("*.py")
        if re.search(r"^import subprocess", path.read_text("utf-8"), re.MULTILINE)
    }
    assert {module for module in starting if f"`{module}`" not in text} == set()


def test_every_package_has_its_line_in_the_tree() -> None:
    tree = README.read_text("utf-8").partition("## Где что лежит")[2]
    folders = {path.name for path in ROOT.iterdir() if (path / "__init__.py").exists()}
    assert {name for name in folders if f"\n{name}/" not in tree} == set()


def test_every_public_code_is_explained() -> None:
    explained = set(
        re.findall(r"`([a-z][a-z0-9_]+)`", (ROOT / "docs" / "api.md").read_text("utf-8"))
    )
    public = {*Code, *Problem, *FAILURES, *_codes_in_the_source()} - NEVER_SEEN
    assert {str(code) for code in public} - explained == set()


def test_every_state_is_explained() -> None:
    text = (ROOT / "docs" / "api.md").read_text("utf-8")
    assert {state for state in State if f"| `{state}` |" not in text} == set()


def test_every_route_is_described_and_every_described_one_exists() -> None:
    app = Flask("routes")
    app.url_map.converters.update(id=IdConverter, code=CodeConverter)
    app.register_blueprint(build_api())
    routes = {
        f"{method} {PARAMETER.sub('{name}', rule.rule)}"
        for rule in app.url_map.iter_rules()
        if rule.endpoint != "static"
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    text = (ROOT / "docs" / "api.md").read_text("utf-8")
    described = set(re.findall(r"\| `((?:GET|POST|PUT|DELETE) /api[^`]+)` \|", text))
    described = {re.sub(r"\{\w+\}", "{name}", route) for route in described}
    assert described - {"GET /api/v1/openapi.json"} == routes


def test_the_page_of_the_rules_of_the_pack_is_what_the_rules_say() -> None:
    page = pack_rules_page.PAGE.read_text("utf-8")
    assert page == pack_rules_page.render(), "python -m tests.architecture.pack_rules_page"


def test_every_kind_has_its_picture_in_the_gallery() -> None:
    kinds = load_catalogue().list_kinds()

    assert (GALLERY / "README.md").read_text("utf-8") == write_index(kinds)
    assert {kind.code for kind in kinds} == {path.stem for path in GALLERY.glob("*.png")}


def test_every_page_of_the_gallery_has_its_small_picture() -> None:
    pictures = {path.stem: path.stat().st_size for path in (GALLERY / PAGES_FOLDER).glob("*.png")}
    shown = [*OF_THE_DEMO, *(name for named in OF_SCENES.values() for name in named)]
    assert set(pictures) == {*shown, *(f"{name}-{NARROW}" for name in shown)}
    assert max(pictures.values()) <= LARGEST


def test_json_in_the_pages_is_json() -> None:
    for page in PAGES:
        for example in _examples(page):
            assert isinstance(json.loads(example), dict)


def test_the_example_of_organisations_can_be_imported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (example,) = _examples(ROOT / "docs" / "administration.md")
    (tmp_path / "organizations.json").write_text(example, encoding="utf-8")
    monkeypatch.setenv("GRIF_DATA_DIR", str(tmp_path))
    migrate(Settings().database)
    import_organizations.main([str(tmp_path / "organizations.json")], standalone_mode=False)
    with open_database(Settings().database).snapshot() as tx:
        school = tx.organisations.find(OrganisationId("school-1"))
    assert school is not None
    assert school.register("od").number(2026, 48).text == "48-од"


def _examples(page: Path) -> list[str]:
    return re.findall(r"```json\n(.*?)\n```", page.read_text("utf-8"), re.DOTALL)


def _codes_in_the_source() -> set[str]:
    return {code for path in SOURCES for code in _codes(ast.parse(path.read_text("utf-8")))}


def _codes(tree: ast.Module) -> Iterator[str]:
    """Strings given as `code`, and first or second arguments of the classes that hold codes."""
    for node in ast.walk(tree):
        found: list[ast.expr | None] = []
        match node:
            case ast.Call(func=ast.Name(id="Wording" | "_Wording" | "Failure"), args=[first, *_]):
                found = [first]
            case ast.Call(func=ast.Name(id="FieldProblem" | "Problem"), args=[_, second, *_]):
                found = [second]
            case ast.Call():
                found = [word.value for word in node.keywords if word.arg == "code"]
            case (
                ast.Assign(targets=[ast.Name(id="code")])
                | ast.AnnAssign(target=ast.Name(id="code"))
            ):
                found = [node.value]
            case _:
                continue
        for value in found:
            if isinstance(value, ast.Constant) and CODE.fullmatch(str(value.value)):
                yield str(value.value)


def test_every_code_of_the_check_of_templates_is_explained() -> None:
    text = (ROOT / "docs" / "administration.md").read_text("utf-8")
    assert {code for code in TITLES if f"| `{code}` |" not in text} == set()
    found = {
        node.args[0].value
        for path in sorted((ROOT / "doc_templates" / "linting").glob("*.py"))
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id in {"error", "warning", "Fault"}
        and node.args
        and isinstance(node.args[0], ast.Constant)
    }
    assert found <= set(TITLES)
    api = (ROOT / "docs" / "api.md").read_text("utf-8")
    assert {reason for reason in Reason if f"`{reason}`" not in api} == set()
