"""The arrows of docs/architecture.md, and the proof that each of the contracts bites."""

import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGES = ("service", "doc_templates", "signing", "worker")

# One wrong import per contract: where it is written, and what it says.
BREAKS = {
    "layers": ("service/domain/ids.py", "import service.ports"),
    "service": ("service/loose.py", '"""A module without a layer."""'),
    "worker": ("worker/convert.py", "import worker.tick"),
    "entry": ("service/wsgi.py", "import worker.runtime"),
    "untrusted": ("service/operations/stages.py", "import service.operations.documents"),
    "keyless": ("worker/isolation.py", "import signing.errors"),
    "judge": ("worker/libreoffice/confinement.py", "import doc_templates.links"),
    "unread": ("service/queue/rate_limits.py", "import signing.verification"),
    "keys": ("worker/tick.py", "import signing.credentials"),
    "verification": ("signing/verification.py", "import signing.signing"),
    "web": ("service/operations/archive.py", "import flask"),
    "pure": ("service/domain/search.py", "import os"),
    "ports": ("service/operations/keeping.py", "import pathlib"),
    "libraries": ("doc_templates/formats.py", "import os"),
    "docx": ("worker/convert.py", "import docxtpl"),
    "pades": ("worker/sign.py", "import pyhanko"),
    "sql": ("service/operations/accounts.py", "import sqlalchemy"),
    "openid": ("service/web/session.py", "import joserfc"),
    "queue": ("service/web/lists.py", "import redis"),
    "programs": ("service/api/kinds.py", "import subprocess"),
    "acyclic": ("doc_templates/links.py", "import doc_templates.safety"),
}


def read_contracts() -> dict[str, str]:
    content = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    contracts = content["tool"]["importlinter"]["contracts"]
    return {contract["id"]: contract["name"] for contract in contracts}


def lint_imports(folder: Path) -> tuple[int, str]:
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache", "--no-logo"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr


def test_every_import_follows_the_arrows() -> None:
    code, report = lint_imports(ROOT)

    assert code == 0, report


def test_each_contract_refuses_what_it_is_there_for(tmp_path: Path) -> None:
    contracts = read_contracts()
    assert set(BREAKS) == set(contracts)
    for package in PACKAGES:
        shutil.copytree(ROOT / package, tmp_path / package, ignore=_only_code)
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    for path, line in BREAKS.values():
        with (tmp_path / path).open("a", encoding="utf-8") as file:
            file.write(f"\n{line}\n")

    code, report = lint_imports(tmp_path)

    kept = [name for name in contracts.values() if f"{name} BROKEN" not in report]
    assert (code, kept) == (1, []), report


def _only_code(folder: str, names: list[str]) -> set[str]:
    return {name for name in names if Path(folder, name).is_file() and not name.endswith(".py")}
