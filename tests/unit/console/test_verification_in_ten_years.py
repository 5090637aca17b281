"""`grif verify` ten years from now, by a frozen clock, without a network, with the roots alone."""

import json
import socket
from dataclasses import replace
from pathlib import Path
from typing import Any, Never

import pytest
from click.testing import CliRunner, Result

from service.cli import main
from signing import clock
from signing.extension import Notary, extend
from signing.signing import SignatureRequest, sign
from tests.signable import make_pdf
from tests.town import FIFTEEN_YEARS, NOW, STAMPING, YEAR, Town, TownStatus, TownTime

LATER = NOW + 10 * YEAR
LEVELS = ("B-B", "B-T", "B-LT", "B-LTA")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same order at every level, and the town's roots."""
    folder, town = tmp_path_factory.mktemp("years"), Town()
    lasting = replace(STAMPING, lasts=FIFTEEN_YEARS)
    time = TownTime(town, town.issue("Учебная служба времени", lasting))
    notary = Notary(town.trust, TownStatus(town), time)
    head, place = town.open_head(), SignatureRequest("Head", "signature_head")
    timed = sign(make_pdf(), place, head, time).content
    untimed = sign(make_pdf(), replace(place, level="B-B"), head, None).content
    contents = {
        "B-B": untimed,
        "B-T": timed,
        "B-LT": extend(timed, "B-LT", notary),
        "B-LTA": extend(timed, "B-LTA", notary),
    }
    (folder / "trust").mkdir()
    for number, one in enumerate((*town.trust.roots, *town.trust.intermediates)):
        (folder / "trust" / f"{number}.der").write_bytes(one.dump())
    for level, content in contents.items():
        (folder / f"{level}.pdf").write_bytes(content)
    return folder


@pytest.fixture
def in_ten_years(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> Never:
        raise AssertionError

    monkeypatch.setattr(clock, "now", lambda: LATER)
    for way in ("create_connection", "getaddrinfo"):
        monkeypatch.setattr(socket, way, refuse)


def ask(folder: Path, level: str, *more: str) -> Result:
    file, trust = str(folder / f"{level}.pdf"), str(folder / "trust")
    return CliRunner().invoke(main, ["verify", file, "--trust", trust, *more])


def read(told: Result) -> dict[str, Any]:
    report: dict[str, Any] = json.loads(told.stdout)
    return report


@pytest.mark.usefixtures("in_ten_years")
def test_the_archived_document_is_valid_with_the_moment_it_was_signed(folder: Path) -> None:
    told = ask(folder, "B-LTA", "--json")
    report = read(told)
    (signature,) = report["signatures"]

    assert told.exit_code == 0
    assert (report["verdict"], signature["level"]) == ("valid", "B-LTA")
    assert report["checked_at"].startswith(f"{LATER:%Y-%m-%d}")
    assert signature["signed_at"].startswith(f"{NOW:%Y-%m-%d}")


@pytest.mark.usefixtures("in_ten_years")
@pytest.mark.parametrize("level", ["B-B", "B-T"])
def test_what_carries_no_evidence_is_not_valid_any_more(level: str, folder: Path) -> None:
    """The signer's certificate is long over: nobody tells any more whether it was revoked."""
    told = ask(folder, level, "--json")

    assert told.exit_code == 1
    assert read(told)["verdict"] in {"indeterminate", "invalid"}


@pytest.mark.usefixtures("in_ten_years")
def test_evidence_in_the_file_holds_as_long_as_the_certificate_of_its_timestamp(
    folder: Path,
) -> None:
    told = ask(folder, "B-LT", "--json")

    assert (told.exit_code, read(told)["verdict"]) == (0, "valid")


@pytest.mark.usefixtures("in_ten_years")
def test_people_are_told_in_a_sentence(folder: Path) -> None:
    good, bad = ask(folder, "B-LTA"), ask(folder, "B-T")

    assert (good.exit_code, bad.exit_code) == (0, 1)
    assert good.stdout.splitlines()[0] == "Документ подписан, подпись действительна."
    assert bad.stdout.splitlines()[0] == "Подпись цела, но подтвердить её не удалось."


@pytest.mark.parametrize("level", ["B-T", "B-LT", "B-LTA"])
def test_the_clock_stands_where_it_stands_for_a_reason(level: str, folder: Path) -> None:
    """Today nothing has aged yet: whatever has evidence of its own is valid, B-T waits for it."""
    told = read(ask(folder, level, "--json"))

    assert told["signatures"][0]["level"] == level
    assert told["verdict"] == "valid"
