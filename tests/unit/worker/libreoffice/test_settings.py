"""The facts LibreOffice is told: its profile, its filter options, where it is installed."""

import json
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from worker.libreoffice.conversion import FAILURES, ConversionError
from worker.libreoffice.export import PDF_OPTIONS, command_line_filter
from worker.libreoffice.installation import Installation, find_installation
from worker.libreoffice.profile import bake_profile

REGISTRY = "{http://openoffice.org/2001/registry}"
INSTALLATION = Installation(Path("/lo/program"), version="7.4.7.2", release="7.4")


def settings_of(profile: Path) -> dict[str, str | None]:
    tree = ET.parse(profile / "user/registrymodifications.xcu")  # noqa: S314 -- our own file
    return {
        f"{item.get(REGISTRY + 'path')}/{item[0].get(REGISTRY + 'name')}": item[0][0].text
        for item in tree.getroot()
    }


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("/org.openoffice.Office.Common/Security/Scripting/BlockUntrustedRefererLinks", "true"),
        ("/org.openoffice.Office.Common/Security/Scripting/DisableMacrosExecution", "true"),
        ("/org.openoffice.Office.Common/Security/Scripting/MacroSecurityLevel", "3"),
        ("/org.openoffice.Office.Writer/Content/Update/Link", "0"),
        ("/org.openoffice.Setup/Product/ooSetupLastVersion", "7.4"),
        ("/org.openoffice.Office.Linguistic/General/DefaultLocale", "kk-KZ"),
    ],
)
def test_the_profile_is_strict_stamped_and_in_the_language_asked_for(
    tmp_path: Path, setting: str, value: str
) -> None:
    bake_profile(tmp_path, INSTALLATION, "kk-KZ")

    assert settings_of(tmp_path)[setting] == value


def test_the_command_line_says_the_same_as_uno() -> None:
    kind, name, options = command_line_filter().split(":", 2)
    told = {key: json.loads(item["value"]) for key, item in json.loads(options).items()}

    assert (kind, name) == ("pdf", "writer_pdf_Export")
    assert told == dict(PDF_OPTIONS)


def test_an_installation_tells_its_version(tmp_path: Path) -> None:
    program = tmp_path / "program"
    registry = tmp_path / "share/registry"
    for folder in (program, registry):
        folder.mkdir(parents=True)
    (program / "soffice.bin").touch()
    (registry / "main.xcd").write_text(
        '<prop oor:name="ooSetupVersion" oor:type="xs:string"><value/></prop>'
        '<prop oor:name="ooSetupVersion"> <value>24.2</value></prop>'
        '<prop oor:name="ooSetupVersionAboutBox"><value>24.2.7.2</value></prop>'
    )

    assert find_installation(program) == Installation(program, "24.2.7.2", "24.2")


def test_no_installation_is_an_error_that_may_pass(tmp_path: Path) -> None:
    with pytest.raises(ConversionError) as caught:
        find_installation(tmp_path)

    assert (caught.value.code, caught.value.again) == ("converter_unavailable", True)


@pytest.mark.parametrize(
    ("code", "again"),
    [
        ("document_unreadable", False),
        ("conversion_timeout", True),
        ("converter_crashed", True),
        ("converter_unavailable", True),
    ],
)
def test_every_failure_says_whether_to_try_again(code: str, again: bool) -> None:  # noqa: FBT001 -- a table
    error = ConversionError(code, "подробность")

    assert error.again is again
    assert error.message == FAILURES[code].message
    assert "подробность" not in error.message
