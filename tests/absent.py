"""Packages that no installation can bring: the tests that need one are left out, aloud.

Debian 13 has no OpenSSL engine for GOST, and Chromium is no package of Ubuntu's: there it is all
the other tests or none at all. `./grif test` asks apt, names what it does not offer in
GRIF_TEST_WITHOUT and says so; pytest lists every test that was left out, with the package. Where
apt offers the package, as Debian 12 does all of them, it is installed and nothing is left out: a
package that is merely missing fails the tests that need it.
"""

import os

import pytest

CHROMIUM = "chromium"
GOST_ENGINE = "libengine-gost-openssl"


def require_package(name: str) -> None:
    """Leave the test out when there is no such package to be had here."""
    if name in os.environ.get("GRIF_TEST_WITHOUT", "").split():
        pytest.skip(f"в этой системе нет пакета {name}")
