import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from service.console.forms import forms
from service.database.database import open_database
from service.database.migration import migrate
from service.settings import Settings
from tests.factories import SCHOOL, seed


@pytest.fixture(autouse=True)
def installation(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GRIF_DATA_DIR", str(tmp_path))
    migrate(Settings().database)
    database = open_database(Settings().database)
    seed(database)
    database.close()


def run(command: str, *arguments: str, school: str = SCHOOL) -> Result:
    chosen = forms.commands[command]
    return CliRunner().invoke(chosen, ["--organization", school, *arguments])


def test_forms_left_out_come_from_the_proposal() -> None:
    result = run(
        "confirm", "--kind", "person", "--gender", "m", "--ins", "Кравцом Иваном", "Кравец Иван"
    )
    assert result.exit_code == 0, result.output
    (line,) = run("list", "--json").output.splitlines()
    listed = json.loads(line)
    assert (listed["ins"], listed["gen"]) == ("Кравцом Иваном", "Кравца Ивана")


def test_a_person_needs_a_gender_and_a_position_does_not() -> None:
    assert run("confirm", "--kind", "person", "Кравец Иван").exit_code == 2
    result = run("confirm", "--kind", "position", "тренер по плаванию")
    assert "тренером по плаванию" in result.output


def test_an_unknown_organisation_is_named() -> None:
    for command in (["list"], ["confirm", "--kind", "position", "завуч"]):
        result = run(*command, school="nowhere")
        assert (result.exit_code, "Такой организации нет." in result.output) == (2, True)
