"""Tests are left out only where `./grif test` has said that a package cannot be had."""

import pytest
from _pytest.outcomes import Skipped

from tests.absent import CHROMIUM, GOST_ENGINE, require_package
from tests.architecture.test_house import ROOT

PACKAGES = (CHROMIUM, GOST_ENGINE)


@pytest.mark.parametrize("name", PACKAGES)
def test_without_a_word_from_the_script_nothing_is_left_out(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("GRIF_TEST_WITHOUT", raising=False)
    require_package(name)
    monkeypatch.setenv("GRIF_TEST_WITHOUT", f"{name}-common")
    require_package(name)


@pytest.mark.parametrize("name", PACKAGES)
def test_what_cannot_be_had_is_named(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GRIF_TEST_WITHOUT", " ".join(PACKAGES))
    with pytest.raises(Skipped, match=name):
        require_package(name)


def test_the_script_alone_says_so_and_asks_apt_first() -> None:
    script = (ROOT / "grif").read_text("utf-8")
    assert script.index("apt-cache policy") < script.index("export GRIF_TEST_WITHOUT")
    assert f"rare_test_packages=({' '.join(PACKAGES)})" in script
    assert "GRIF_TEST_WITHOUT" not in (ROOT / ".ci" / "run").read_text("utf-8")
