"""`grif key` and `grif webhook`: what another system's administrator does at the server."""

import click
import pytest
from click.testing import CliRunner, Result

from service.cli import main
from service.database.database import open_database
from service.database.migration import migrate
from service.settings import Settings
from tests.factories import MUNICIPALITY, OTHER_SCHOOL, SCHOOL, seed


@pytest.fixture(autouse=True)
def installation(tmp_path: object, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GRIF_DATA_DIR", str(tmp_path))
    migrate(Settings().database)
    database = open_database(Settings().database)
    seed(database)
    database.close()


def run(noun: str, verb: str, *arguments: str, school: str = SCHOOL) -> Result:
    group = main.commands[noun]
    assert isinstance(group, click.Group)
    return CliRunner().invoke(group.commands[verb], ["--organization", school, *arguments])


def test_a_key_is_listed_without_its_secret_and_revoked_once_found() -> None:
    secret = run("key", "issue", "--label", "1С", "--scope", "documents:read").output.strip()
    listed = run("key", "list").output

    identifier, label, place, scopes, ends, used = listed.rstrip().split(" | ")
    assert (label, place, scopes, ends, used) == (
        "1С", SCHOOL, "documents:read", "без срока", "не использован",
    )  # fmt: skip
    assert secret not in listed
    assert run("key", "revoke", identifier, school=OTHER_SCHOOL).exit_code == 2
    assert run("key", "revoke", identifier).output == "Ключ отозван.\n"
    assert "отозван" in run("key", "list").output


def test_an_address_is_added_listed_looked_at_and_removed() -> None:
    added = run("webhook", "add", "https://program.example/n?secret=1")
    identifier, secret = added.output.split()

    assert secret.startswith("grifwh_")
    assert run("webhook", "list").output == f"{identifier} | program.example | {SCHOOL} | включён\n"
    assert run("webhook", "deliveries", identifier).output == ""
    assert run("webhook", "deliveries", identifier, school=OTHER_SCHOOL).exit_code == 2
    assert run("webhook", "remove", identifier).output == "Адрес удалён.\n"
    assert run("webhook", "remove", identifier).exit_code == 2


def test_what_is_wrong_with_an_address_is_said() -> None:
    refused = run("webhook", "add", "http://127.0.0.1/")

    assert (refused.exit_code, "внутренней сети" in refused.output) == (2, True)


def test_a_municipality_sees_the_keys_of_its_schools() -> None:
    run("key", "issue", "--label", "Журнал")
    group = main.commands["key"]
    assert isinstance(group, click.Group)

    listed = CliRunner().invoke(group.commands["list"], ["--municipality", MUNICIPALITY])

    assert f" | Журнал | {SCHOOL} | " in listed.output
