"""What the house asks of every file in it."""

import ast
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from service.settings import Settings
from tests.architecture.settings_page import PAGE, render

ROOT = Path(__file__).parents[2]
PACKAGES = ("service", "doc_templates", "signing", "worker")
CODE = (*PACKAGES, "tests", "benchmarks")
MAX_FILE_LINES = 300
MAX_FUNCTION_LINES = 40
NOWHERE_NAMES = {"base", "common", "helpers", "misc", "utils", "util", "helper"}

# Folders of people's computers, this one's among them, and options that name a package index.
# A home folder at the root of the disk; «*/home/…» is a folder of some other tree. The folder that
# the manual installs into is nobody's secret, even when this tree lies there.
THIS_TREE = b"" if Path("/opt/grif") == ROOT else rb"|" + re.escape(bytes(ROOT)) + rb"(?=/)"
MACHINE = re.compile(rb"(?<![\w*])/(?:home|root|Users)/\w|\.(?:internal|lan)\b" + THIS_TREE)
REGISTRY = re.compile(rb"(?:index-url|find-links)|/simple/|\.whl\b")
MAY_NAME_REGISTRIES = {"tests/architecture/test_house.py"}
# It leaves tests out, aloud, where a system cannot have a package.
MAY_LEAVE_OUT = ROOT / "tests" / "absent.py"

# Every word is cut in two, so that this file says none of what it looks for.
_CUT = r"\b(?:TO-DO|FIX-ME|XX-X|HA-CK)\b|pytest\.(?:mark\.)?(?:sk-ip|xf-ail)"
LATER = re.compile(_CUT.replace("-", ""))


def list_tracked() -> list[Path]:
    done = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True)
    paths = (ROOT / name for name in done.stdout.decode().split("\0") if name)
    return [path for path in paths if path.is_file()]


TRACKED = list_tracked()
MODULES = [p for p in TRACKED if p.suffix == ".py" and p.relative_to(ROOT).parts[0] in CODE]
PRODUCT = [path for path in MODULES if path.relative_to(ROOT).parts[0] in PACKAGES]
# A migration is as long as its tables, and a test as what it is about.
BUDGETED = [p for p in MODULES if "migrations" not in p.parts and "tests" not in p.parts]


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


def parse(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"))


def long_functions(path: Path) -> Iterator[str]:
    for node in ast.walk(parse(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = (node.end_lineno or node.lineno) - node.lineno + 1
            if length > MAX_FUNCTION_LINES:
                yield f"{name_of(path)}:{node.lineno} {node.name}: {length}"


def test_there_are_files_to_look_at() -> None:
    assert len(PRODUCT) > 100


def test_no_module_is_a_drawer_for_odds_and_ends() -> None:
    assert [name_of(path) for path in MODULES if path.stem in NOWHERE_NAMES] == []


def test_packages_hold_a_docstring_and_nothing_else() -> None:
    packages = [path for path in PRODUCT if path.name == "__init__.py"]

    assert [
        name_of(path)
        for path in packages
        if len(parse(path).body) != 1 or not ast.get_docstring(parse(path))
    ] == []
    folders = {path.parent for path in PRODUCT}
    assert {name_of(folder) for folder in folders - {path.parent for path in packages}} == set()


def test_every_module_says_what_it_is() -> None:
    assert [name_of(path) for path in PRODUCT if not ast.get_docstring(parse(path))] == []


def test_no_file_is_long() -> None:
    assert [
        (name_of(path), length)
        for path in BUDGETED
        if (length := len(path.read_text("utf-8").splitlines())) > MAX_FILE_LINES
    ] == []


def test_no_function_is_long() -> None:
    assert [place for path in BUDGETED for place in long_functions(path)] == []


def test_nothing_names_the_computer_it_was_written_on() -> None:
    assert [
        (name_of(path), found[0].decode(errors="replace"))
        for path in TRACKED
        if name_of(path) not in MAY_NAME_REGISTRIES and (found := MACHINE.search(path.read_bytes()))
    ] == []


def test_nothing_names_the_registry_it_was_installed_from() -> None:
    assert [
        name_of(path)
        for path in TRACKED
        if name_of(path) not in MAY_NAME_REGISTRIES and REGISTRY.search(path.read_bytes())
    ] == []


def test_nothing_is_left_for_later() -> None:
    assert [
        name_of(path)
        for path in MODULES
        if path != MAY_LEAVE_OUT and LATER.search(path.read_text("utf-8"))
    ] == []


@pytest.mark.parametrize(
    "halves",
    [
        *("# TO-DO: tidy", "# FIX-ME", "x = 1  # XX-X why", "HA-CK around it"),
        *("pytest.sk-ip()", "@pytest.mark.sk-ip", "@pytest.mark.sk-ipif(x)"),
        *("pytest.xf-ail('no')", "@pytest.mark.xf-ail"),
    ],
)
def test_what_is_left_for_later_is_found_once_it_is_written_whole(halves: str) -> None:
    assert LATER.search(halves) is None
    assert LATER.search(f"def work() -> None:\n    {halves.replace('-', '', 1)}\n")


def test_every_exception_from_a_rule_says_why() -> None:
    assert [
        place for path in MODULES if path != Path(__file__) for place in unexplained(path)
    ] == []


def unexplained(path: Path) -> Iterator[str]:
    """Exceptions without a reason; the same one needs it only once in a file."""
    known: set[str] = set()
    for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
        if found := re.search(r"# noqa(?:: ([A-Z0-9]+(?:, [A-Z0-9]+)*))?( -- \S)?", line):
            codes = set((found[1] or "everything").split(", "))
            known |= codes if found[2] else set()
            if not codes <= known:
                yield f"{name_of(path)}:{number}"
        if re.search(r"# type: ignore(?!\[[a-z-]+(?:, ?[a-z-]+)*\])", line):
            yield f"{name_of(path)}:{number}"


@pytest.mark.parametrize("name", Settings.model_fields)
def test_every_setting_is_described_and_on_its_page(name: str) -> None:
    assert Settings.model_fields[name].description
    assert f"| `GRIF_{name.upper()}` |" in PAGE.read_text("utf-8")


def test_the_page_of_settings_is_what_the_settings_say() -> None:
    assert PAGE.read_text("utf-8") == render(), "python -m tests.architecture.settings_page"
