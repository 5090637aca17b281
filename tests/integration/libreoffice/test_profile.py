"""The baked profile by itself: soffice is run with the network at hand and every door open but it.

Each test first shows that the same document does reach out under a profile without our settings.
"""

import re
import subprocess
from pathlib import Path

import pikepdf
import pytest

from tests.integration.libreoffice.conftest import Listener
from tests.integration.libreoffice.documents import (
    consent,
    linked_picture,
    write_docx,
    write_picture,
)
from worker.libreoffice.installation import Installation, find_installation
from worker.libreoffice.profile import bake_profile

pytestmark = pytest.mark.libreoffice

SECONDS = 60
NEWER_THAN_7_4 = {"DisableActiveContent"}


@pytest.fixture(scope="module")
def installation() -> Installation:
    return find_installation()


@pytest.fixture
def profile(tmp_path: Path, installation: Installation) -> Path:
    folder = tmp_path / "profile"
    bake_profile(folder, installation, "ru-RU")
    return folder


def run_soffice(installation: Installation, profile: Path, *arguments: str) -> int:
    command = [
        str(installation.soffice),
        "--headless",
        "--norestore",
        f"-env:UserInstallation={profile.as_uri()}",
        *arguments,
    ]
    folder = str(profile.parent)
    environment = {"HOME": folder, "TMPDIR": folder, "SAL_USE_VCLPLUGIN": "svp"}
    return subprocess.run(command, env=environment, timeout=SECONDS, check=False).returncode


def convert(installation: Installation, profile: Path, source: Path) -> Path:
    run_soffice(installation, profile, "--terminate_after_init")
    folder = str(source.parent)
    run_soffice(installation, profile, "--convert-to", "pdf", "--outdir", folder, str(source))
    return source.with_suffix(".pdf")


def without(profile: Path, setting: str) -> Path:
    """Take one setting out of a profile."""
    registry = profile / "user/registrymodifications.xcu"
    lines = registry.read_text().splitlines(keepends=True)
    registry.write_text("".join(line for line in lines if f'"{setting}"' not in line))
    return profile


def count_pictures(pdf: Path) -> int:
    with pikepdf.open(pdf) as document:
        return sum(len(page.get_images()) for page in document.pages)


def test_it_alone_keeps_documents_off_the_network(
    installation: Installation, profile: Path, listener: Listener, tmp_path: Path
) -> None:
    link = ("image", f"{listener.url}/x.png")
    source = write_docx(tmp_path / "link.docx", consent() + linked_picture(), links=[link])

    convert(installation, profile, source)
    assert listener.connections == 0

    convert(installation, without(profile, "BlockUntrustedRefererLinks"), source)
    assert listener.connections > 0


def test_it_alone_keeps_files_of_this_machine_out(
    installation: Installation, profile: Path, tmp_path: Path
) -> None:
    picture = write_picture(tmp_path / "secret.png")
    link = ("image", picture.as_uri())
    source = write_docx(tmp_path / "file.docx", consent() + linked_picture(), links=[link])

    assert count_pictures(convert(installation, profile, source)) == 0

    open_profile = without(profile, "BlockUntrustedRefererLinks")
    assert count_pictures(convert(installation, open_profile, source)) == 1


def test_libreoffice_knows_every_setting_of_it(installation: Installation, profile: Path) -> None:
    """LibreOffice rewrites the file and drops what its schema does not have."""
    registry = profile / "user/registrymodifications.xcu"
    setting = re.compile(r'oor:path="([^"]+)"><prop oor:name="(\w+)"')
    baked = set(setting.findall(registry.read_text()))

    run_soffice(installation, profile, "--terminate_after_init")

    unknown = {name for _, name in baked - set(setting.findall(registry.read_text()))}
    assert unknown <= NEWER_THAN_7_4


def test_its_stamp_spares_the_graphics_tests(
    installation: Installation, profile: Path, tmp_path: Path
) -> None:
    source = write_docx(tmp_path / "source.docx", consent())
    log = profile / "user/GraphicsRenderTests.log"

    convert(installation, profile, source)
    assert not log.exists()

    convert(installation, without(profile, "ooSetupLastVersion"), source)
    assert log.exists()
