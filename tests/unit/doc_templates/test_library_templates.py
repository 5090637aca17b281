import zipfile
from io import BytesIO
from pathlib import Path

import pytest

from doc_templates.authoring.templates import CODES, write_templates

LIBRARY = Path(__file__).parents[3] / "doc_templates" / "library"


@pytest.fixture(scope="module")
def rebuilt(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("library")
    write_templates(folder)
    return folder


@pytest.mark.parametrize("code", CODES)
def test_a_rebuilt_template_has_the_same_bytes(code: str, rebuilt: Path) -> None:
    committed = (LIBRARY / code / "template.docx").read_bytes()

    assert (rebuilt / code / "template.docx").read_bytes() == committed


@pytest.mark.parametrize("code", CODES)
def test_a_template_carries_nothing_that_it_does_not_use(code: str) -> None:
    with zipfile.ZipFile(LIBRARY / code / "template.docx") as docx:
        names = set(docx.namelist())

    assert names == {
        "[Content_Types].xml",
        "_rels/.rels",
        "docProps/core.xml",
        "word/_rels/document.xml.rels",
        "word/document.xml",
        "word/fontTable.xml",
        "word/header1.xml",
        "word/settings.xml",
        "word/styles.xml",
    }


def test_every_kind_of_the_library_has_a_template_that_is_built() -> None:
    folders = {path.name for path in LIBRARY.iterdir() if path.is_dir()}

    assert folders == set(CODES)


@pytest.mark.parametrize("code", CODES)
def test_the_bytes_do_not_depend_on_the_build_of_zlib(code: str) -> None:
    members = zipfile.ZipFile(BytesIO((LIBRARY / code / "template.docx").read_bytes())).infolist()

    assert {member.compress_type for member in members} == {zipfile.ZIP_STORED}
