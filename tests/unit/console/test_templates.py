"""`grif template` as an administrator types it."""

import json
from collections.abc import Sequence
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from doc_templates.catalogue import load_catalogue
from service import cli
from service.database.database import open_database
from service.database.migration import migrate
from service.settings import Settings
from tests.assets.docx_packages import paragraph
from tests.assets.edited_templates import insert_body, replace_in
from tests.factories import MUNICIPALITY, SCHOOL, seed

CODE = "order_appoint_curator"
TEMPLATE = load_catalogue().get_kind(CODE).template


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("GRIF_DATA_DIR", str(tmp_path / "data"))
    (tmp_path / "data").mkdir()
    migrate(Settings().database)
    seed(open_database(Settings().database))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def grif(*words: str) -> Result:
    return CliRunner().invoke(cli.main, ["template", *words])


def write(folder: Path, docx: bytes) -> str:
    path = folder / "edited.docx"
    path.write_bytes(docx)
    return str(path)


def lines(result: Result) -> Sequence[str]:
    assert result.exit_code == 0, result.output
    return result.stdout.splitlines()


def test_an_office_takes_a_template_edits_and_publishes_it(folder: Path) -> None:
    assert lines(grif("export", CODE)) == [f"{CODE}.docx: шаблон из поставки"]
    taken = (folder / f"{CODE}.docx").read_bytes()
    assert taken == TEMPLATE
    file = write(folder, replace_in(taken, "ПРИКАЗЫВАЮ:", "ОБЯЗЫВАЮ:"))

    assert lines(grif("lint", file, "--kind", CODE)) == ["Ошибок: 0, предупреждений: 0."]
    published = grif("publish", file, "--kind", CODE, "--organization", SCHOOL, "--note", "глагол")
    assert lines(published) == ["Опубликована версия 1: новые документы делаются по ней."]
    [line] = lines(grif("list"))
    assert line.split() == [
        CODE, "организация", SCHOOL, "версия", "1", "от", line.split()[6], "в", "силе", "глагол",
    ]  # fmt: skip
    again = grif("export", CODE, "--organization", SCHOOL, "-o", "own.docx")
    assert lines(again) == [f"own.docx: организация {SCHOOL}, версия 1"]
    assert (folder / "own.docx").read_bytes() == Path(file).read_bytes()


def test_a_template_with_errors_is_explained_and_not_published(folder: Path) -> None:
    file = write(folder, insert_body(TEMPLATE, paragraph("{{ curatr.fio.nom }}")))
    for verb in (["lint"], ["publish", "--organization", SCHOOL]):
        result = grif(verb[0], file, "--kind", CODE, *verb[1:])
        assert result.exit_code == 1
        assert "Ошибка [unknown_variable]" in result.stdout
        assert "основной текст, абзац 1" in result.stdout
        assert "Ошибок: 1, предупреждений: 0." in result.stdout
    assert (
        "Шаблон не опубликован"
        in grif("publish", file, "--kind", CODE, "--organization", SCHOOL).stderr
    )
    assert lines(grif("list")) == [
        "Своих шаблонов нет: документы делаются по шаблонам из поставки."
    ]


def test_the_report_can_be_read_by_a_program(folder: Path) -> None:
    file = write(folder, insert_body(TEMPLATE, paragraph("{{ curatr.fio.nom }}")))
    result = grif("lint", file, "--kind", CODE, "--json")
    report = json.loads(result.stdout)
    assert result.exit_code == 1
    assert report["publishable"] is False
    [finding] = report["findings"]
    assert (finding["code"], finding["place"]["paragraph"]) == ("unknown_variable", 1)
    assert finding["place"]["text"] == "основной текст, абзац 1"


def test_what_changed_is_shown_between_any_two(folder: Path) -> None:
    first = write(folder, replace_in(TEMPLATE, "ПРИКАЗЫВАЮ:", "ОБЯЗЫВАЮ:"))
    lines(grif("publish", first, "--kind", CODE, "--municipality", MUNICIPALITY))
    second = write(folder, replace_in(TEMPLATE, "ПРИКАЗЫВАЮ:", "ПОРУЧАЮ:"))
    lines(grif("publish", second, "--kind", CODE, "--municipality", MUNICIPALITY))
    owner = ("--municipality", MUNICIPALITY)

    def marked(*words: str) -> list[str]:
        shown = lines(grif("diff", CODE, *words))
        return [line.strip() for line in shown if line.strip()[:1] in {"-", "+"}]

    assert marked(*owner) == ["- ПРИКАЗЫВАЮ:", "+ ПОРУЧАЮ:"]
    assert marked(*owner, "--from", "1", "--to", "2") == ["- ОБЯЗЫВАЮ:", "+ ПОРУЧАЮ:"]
    assert marked(second, *owner, "--from", "1") == ["- ОБЯЗЫВАЮ:", "+ ПОРУЧАЮ:"]
    assert marked(second) == ["- ПРИКАЗЫВАЮ:", "+ ПОРУЧАЮ:"]
    assert lines(grif("diff", CODE)) == ["Различий нет."]
    assert len(lines(grif("list", "--kind", CODE))) == 2


def test_a_template_is_given_up(folder: Path) -> None:
    file = write(folder, TEMPLATE)
    lines(grif("publish", file, "--kind", CODE, "--organization", SCHOOL))
    assert "отменён" in lines(grif("withdraw", CODE, "--organization", SCHOOL))[0]
    assert ", отменён" in lines(grif("list"))[0]


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("export", "letter"), "Такого вида документа нет"),
        (("withdraw", CODE, "--organization", "s-01"), "Ничего не найдено"),
        (("withdraw", CODE), "Укажите что-то одно"),
        (("withdraw", CODE, "--organization", "ghost"), "Такой организации"),
        (("diff", CODE, "--from", "3"), "Версия — номер"),
        (("diff", CODE, "--organization", "s-01", "--from", "x"), "Версия — номер"),
        (("diff", CODE, "--organization", "s-01", "--from", "3"), "Ничего не найдено"),
    ],
)
def test_a_mistake_is_explained_in_a_sentence(words: tuple[str, ...], said: str) -> None:
    result = grif(*words)
    assert result.exit_code != 0
    assert said in result.stderr
    assert "Traceback" not in result.output


def test_the_check_of_the_archive_reads_the_templates_of_municipalities(folder: Path) -> None:
    file = write(folder, TEMPLATE)
    lines(grif("publish", file, "--kind", CODE, "--municipality", MUNICIPALITY))
    check = ["archive", "fsck"]
    assert CliRunner().invoke(cli.main, check).exit_code == 0
    [stored] = (folder / "data" / "archive" / ".municipalities" / MUNICIPALITY).glob("??/*")
    stored.write_bytes(b"changed")
    result = CliRunner().invoke(cli.main, check)
    assert result.exit_code == 1
    assert f"{MUNICIPALITY}: шаблон пропал или изменён: {stored.name}" in result.stderr
    assert "нарушений: 1" in result.stdout


def test_a_dangerous_file_is_not_compared(folder: Path) -> None:
    result = grif("diff", CODE, write(folder, b"not a docx"))
    assert (result.exit_code, "не документ Word" in result.stderr) == (1, True)
