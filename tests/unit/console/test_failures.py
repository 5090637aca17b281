"""What a person at the terminal sees when a command cannot be done."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from service.cli import main
from service.storage.occupation import occupied

Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setenv("GRIF_DATA_DIR", str(tmp_path / "data"))

    def invoke(*arguments: str) -> Result:
        return CliRunner().invoke(main, arguments, prog_name="./grif")

    assert invoke("migrate").exit_code == 0
    return invoke


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["летать"], "Нет такой команды: летать."),
        (["kinds", "--schema"], "Укажите вид: ./grif kinds KIND --schema."),
        (
            ["user", "add", "x", "--name", "x", "--role", "officer", "--organization", "s-01"],
            (
                "У организации не бывает роли «Специалист муниципалитета». Есть роли: "
                "«Руководитель», «Исполняющий обязанности руководителя», «Куратор», «Секретарь», "
                "«Наставник или наставляемый», «Администратор». "
                "Организацию называют с --organization, муниципалитет – с --municipality."
            ),
        ),
        (
            ["user", "add", "x", "--name", "x", "--role", "head", "--municipality", "m-01"],
            (
                "У муниципалитета не бывает роли «Руководитель». Есть роли: "
                "«Специалист муниципалитета», «Администратор». "
                "Организацию называют с --organization, муниципалитет – с --municipality."
            ),
        ),
        (
            [
                *("user", "add", "x", "--name", "x", "--organization", "s-01"),
                *("--role", "head", "--role", "acting_head"),
            ],
            (
                "Выберите одну из ролей: «Руководитель», «Исполняющий обязанности руководителя». "
                "Руководитель сам себя не замещает. "
                "Организацию называют с --organization, муниципалитет – с --municipality."
            ),
        ),
        (
            ["user", "add", "x", "--name", "x", "--role", "head"],
            "Укажите что-то одно: --organization или --municipality.",
        ),
        (["verify"], "Не указан аргумент 'FILE'."),
        (["verify", "нет.pdf"], "'FILE': нет такого файла или папки: нет.pdf."),
        (["verify", "/"], "'FILE': это папка, а нужен файл: /."),
        (["archive", "export"], "Не указан параметр '-o' / '--output'."),
        (["archive", "export", "-o", "нет/x.zip"], "'-o' / '--output': нет папки нет."),
        (["archive", "list", "--year", "год"], "'--year': нужно целое число, а не «год»."),
        (["archive", "list", "лишнее"], "Лишний аргумент: лишнее."),
        (["demo", "--twice"], "Нет такого параметра: --twice."),
        (["key", "issue", "--label"], "Параметру --label нужно значение."),
        (
            ["key", "issue", "--label", "x", "--scope", "all"],
            (
                "'--scope': «all» не бывает; выберите из: "
                "'documents:read', 'documents:write', 'archive:read', "
                "'templates:write', 'signers:write', 'webhooks:write'."
            ),
        ),
        (["render", "x", __file__, "-o", "нет/x.pdf"], "'-o' / '--output': нет папки нет."),
    ],
)
def test_wrong_arguments_are_explained_in_russian(
    run: Run, arguments: list[str], said: str
) -> None:
    result = run(*arguments)

    assert result.exit_code == 2
    first, *others = result.stderr.splitlines()
    assert first == said
    assert all(line.startswith("Справка: ./grif") for line in others)


def test_a_group_without_a_verb_shows_its_help(run: Run) -> None:
    result = run("archive")

    assert result.exit_code == 2
    assert "Команды:" in result.stderr
    assert "Справка:" not in result.stderr


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("GRIF_BIND", "8600"),
        ("GRIF_BIND", "127.0.0.1:65536"),
        ("GRIF_CONVERTER", "word"),
        ("GRIF_CONVERT_WORKERS", "0"),
        ("GRIF_DATABASE_URL", "mysql://grif:secret@localhost/grif"),
        ("GRIF_LEASE_SECONDS", "inf"),
        ("GRIF_REDIS_URL", "localhost"),
        ("GRIF_SECURE_COOKIES", "maybe"),
        ("GRIF_TIMEZONE", "Mars/Olympus"),
        ("GRIF_TSA_URL", "tsa.example.ru"),
    ],
)
def test_a_wrong_setting_is_named_and_not_quoted(
    run: Run, monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)

    result = run("archive", "list")

    assert result.exit_code == 78
    assert result.stderr == f"Настройка {name} неверна: что можно указать — docs/settings.md.\n"


def test_a_database_that_was_never_made_names_the_command_that_makes_it(
    run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "fresh").mkdir()
    monkeypatch.setenv("GRIF_DATA_DIR", str(tmp_path / "fresh"))

    result = run("archive", "list")

    assert result.exit_code == 75
    assert "./grif migrate" in result.stderr


def test_a_database_that_does_not_answer_is_worth_another_try(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GRIF_DATABASE_URL", "postgresql+psycopg://127.0.0.1:1/grif")

    assert [run(verb).exit_code for verb in ("migrate", "up")] == [75, 75]


def test_a_data_folder_that_cannot_be_made_is_named(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GRIF_DATA_DIR", "/proc/grif")

    result = run("migrate")

    assert (result.exit_code, result.stderr) == (1, "/proc/grif: нет такого файла или папки.\n")


@pytest.mark.parametrize("verb", ["migrate", "up"])
def test_a_database_that_cannot_be_ours_is_told_in_a_sentence(
    run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, verb: str
) -> None:
    foreign = tmp_path / "foreign.db"
    with closing(sqlite3.connect(foreign)) as connection:
        connection.execute("CREATE TABLE users (id INTEGER)")
    monkeypatch.setenv("GRIF_DATABASE_URL", f"sqlite:///{foreign}")

    result = run(verb)

    assert result.exit_code == 78
    (line,) = result.stderr.splitlines()
    assert "другой программы" in line


@pytest.mark.parametrize(("verb", "folder"), [("up", "data"), ("demo", "data/demo")])
def test_a_second_start_in_the_same_folder_is_refused_in_a_sentence(
    run: Run, tmp_path: Path, verb: str, folder: str
) -> None:
    with occupied(tmp_path / folder, verb):
        result = run(verb)

    assert result.exit_code == 1
    (line,) = result.stderr.splitlines()
    assert line.startswith(f"Гриф уже запущен в папке {tmp_path / folder}.")
    assert "GRIF_DATA_DIR" in line
    assert not result.stdout
