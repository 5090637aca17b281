"""Print the installed packages that the product does not need: the tools of development.

    python list_spare_packages.py pyproject.toml oidc

There is one lock for everything, so that what is tested is what runs; images leave the rest out.
The extras named after the file are needed as well.
"""

# ruff: noqa: INP001 -- a script of the images, not a package

import sys
import tomllib
from collections.abc import Iterable
from importlib.metadata import PackageNotFoundError, distribution, distributions
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

_INSTALLER = {"pip", "setuptools"}


def list_spare_packages(dependencies: Iterable[str]) -> list[str]:
    """Name what is installed and neither in `dependencies` nor needed by anything in them."""
    needed = set(_INSTALLER)
    waiting = [(Requirement(line), "") for line in dependencies]
    seen = set()
    while waiting:
        requirement, extra = waiting.pop()
        name = canonicalize_name(requirement.name)
        if requirement.marker is not None and not requirement.marker.evaluate({"extra": extra}):
            continue
        needed.add(name)
        for wanted in ("", *requirement.extras):
            if (name, wanted) not in seen:
                seen.add((name, wanted))
                waiting += [(further, wanted) for further in _requirements(name)]
    installed = {canonicalize_name(found.name) for found in distributions()}
    return sorted(installed - needed)


def _requirements(name: str) -> list[Requirement]:
    try:
        return [Requirement(line) for line in distribution(name).requires or ()]
    except PackageNotFoundError:  # optional, and the lock left it out
        return []


if __name__ == "__main__":
    project = tomllib.loads(Path(sys.argv[1]).read_text("utf-8"))["project"]
    extras = project["optional-dependencies"]
    wanted = [*project["dependencies"], *(line for one in sys.argv[2:] for line in extras[one])]
    sys.stdout.writelines(f"{name}\n" for name in list_spare_packages(wanted))
