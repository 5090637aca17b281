from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from service.console.signers import signer
from service.database.database import open_database
from service.database.migration import migrate
from service.settings import Settings
from tests.factories import SCHOOL, seed

HEAD = ("--gender", "f", "--position", "директор", "--ground", "приказ № 91", "Мельник Ольга")


@pytest.fixture(autouse=True)
def installation(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GRIF_DATA_DIR", str(tmp_path))
    migrate(Settings().database)
    database = open_database(Settings().database)
    seed(database)
    database.close()


def run(command: str, *arguments: str, school: str = SCHOOL) -> Result:
    return CliRunner().invoke(signer.commands[command], ["--organization", school, *arguments])


def test_a_term_is_added_listed_and_ended() -> None:
    added = run("add", "--from", "2023-08-15", *HEAD)
    assert added.exit_code == 0, added.output
    identifier = added.output.partition(" | ")[0]
    assert run("end", "--until", "2026-08-31", identifier).exit_code == 0

    assert run("list").output == (
        f"{identifier} | head | Мельник Ольга | директор "
        "| с 15.08.2023 по 31.08.2026 | приказ № 91\n"
    )


def test_an_acting_head_is_recorded_with_the_role_and_the_power_of_attorney() -> None:
    attorney = ("--attorney", "5f0c1a9e", "--attorney-until", "2026-12-31")
    added = run("add", "--role", "curator", "--from", "2026-09-01", *attorney, *HEAD)
    halved = run("add", "--from", "2026-09-01", *attorney[:2], *HEAD)

    assert added.exit_code == 0, added.output
    assert added.output.partition(" | ")[2] == (
        "curator | Мельник Ольга | директор | с 01.09.2026 | приказ № 91 "
        "| МЧД 5f0c1a9e по 31.12.2026\n"
    )
    assert halved.exit_code == 2


def test_what_is_wrong_is_said() -> None:
    backwards = run("add", "--from", "2023-08-15", "--until", "2023-08-14", *HEAD)

    assert (backwards.exit_code, backwards.output) == (
        2,
        "#/until: Срок кончается раньше, чем начинается.\n",
    )
    assert run("end", "--until", "2026-08-31", "nothing").exit_code == 2
    for arguments in (("list",), ("add", "--from", "2023-08-15", *HEAD)):
        assert run(*arguments, school="nowhere").exit_code == 2
