"""No container engine runs here: the files are read."""

import re
from typing import Any

import pytest
import yaml

from tests.deployment import DOCKERFILE, ROOT, Target


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    content = yaml.safe_load((ROOT / "compose.yaml").read_text("utf-8"))
    assert isinstance(content, dict)
    return content


@pytest.fixture(scope="module")
def services(compose: dict[str, Any]) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = compose["services"]
    return found


@pytest.fixture(scope="module")
def targets() -> dict[str, Target]:
    text = re.sub(r"\\\n", " ", DOCKERFILE.read_text("utf-8"))
    lines = [" ".join(line.split()) for line in text.splitlines()]
    stages: dict[str, Target] = {}
    name, parent, own = "", "", list[str]()
    for line in [*(line for line in lines if line and not line.startswith("#")), "FROM end AS end"]:
        if not line.startswith("FROM "):
            own.append(line)
            continue
        inherited = stages[parent].lines if parent in stages else ()
        stages[name] = Target(parent, (*inherited, *own))
        (parent, name), own = re.fullmatch(r"FROM (\S+) AS (\S+)", line).groups(), []  # type: ignore[union-attr] # no match is a failure too
    return stages
