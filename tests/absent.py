"""Packages that this system's apt does not offer: the tests that need one are left out, aloud.

`./grif test` names such packages in GRIF_TEST_WITHOUT and says so; pytest lists the tests at the
end. A package that could be installed and is not fails the tests that need it.
"""

import os

import pytest

CHROMIUM = "chromium"
GOST_ENGINE = "libengine-gost-openssl"


def require_package(name: str) -> None:
    """Leave the test out when there is no such package to be had here."""
    if name in os.environ.get("GRIF_TEST_WITHOUT", "").split():
        pytest.skip(f"в этой системе нет пакета {name}")
