"""The command of the administrator: the settings of the service reach it, whoever types it."""

import os
import subprocess
from pathlib import Path

import pytest

from tests.e2e.installation import ROOT

SETTINGS = """# the time stamps
GRIF_DATA_DIR=/var/lib/grif
GRIF_DATABASE_URL=postgresql+psycopg://grif@/grif?host=/run/pg&application_name=$x `id`
PGPASSFILE=/etc/grif/pgpass
OTHER=not ours
GRIF_TSA_URL=http://tsa.example.ru/tsp"""
STAND_IN = """#!/bin/sh
pwd
printf '%s\\n' "$@"
env | grep -E '^(GRIF_|PGPASSFILE|OTHER)' | sort
"""


@pytest.fixture
def programs(tmp_path: Path) -> Path:
    """A folder of programs that say how they were called, instead of doing it."""
    folder = tmp_path / "bin"
    folder.mkdir()
    for name in ("runuser", "docker"):
        (folder / name).write_text(STAND_IN)
        (folder / name).chmod(0o755)
    (folder / "id").write_text("#!/bin/sh\necho ${FAKE_UID:-0}\n")
    (folder / "id").chmod(0o755)
    return folder


def call(
    programs: Path, script: str, *arguments: str, **more: str
) -> "subprocess.CompletedProcess[str]":
    files = programs.parent / "files"
    files.mkdir()
    (programs.parent / "grif.env").write_text(SETTINGS)
    link = programs.parent / "grif"
    link.symlink_to(ROOT / "deploy" / script)
    environment = {
        "PATH": f"{programs}:{os.defpath}",
        "SETTINGS_FILE": str(programs.parent / "grif.env"),
        "FILES_DIR": str(files),
        **more,
    }
    return subprocess.run(
        [str(link), *arguments],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        stdin=subprocess.DEVNULL,
    )


def test_a_command_runs_as_the_service_with_its_settings_in_its_folder(programs: Path) -> None:
    done = call(programs, "grif-as-service.sh", "user", "add", "--name", "Мельник О. С.")

    folder, *lines = done.stdout.splitlines()
    files = str(programs.parent / "files")
    assert (done.returncode, done.stderr, folder) == (0, "", files)
    assert lines[:6] == ["-u", "grif", "--", "env", f"HOME={files}", f"{ROOT}/grif"]
    assert lines[6:10] == ["user", "add", "--name", "Мельник О. С."]
    assert lines[10:] == [
        "GRIF_DATABASE_URL=postgresql+psycopg://grif@/grif?host=/run/pg&application_name=$x `id`",
        "GRIF_DATA_DIR=/var/lib/grif",
        "GRIF_TSA_URL=http://tsa.example.ru/tsp",
        "PGPASSFILE=/etc/grif/pgpass",
    ]


def test_a_command_without_rights_says_so(programs: Path) -> None:
    done = call(programs, "grif-as-service.sh", "migrate", FAKE_UID="1000")
    assert (done.returncode, done.stdout) == (77, "")
    assert "sudo grif" in done.stderr


def test_a_command_in_containers_sees_the_folder_under_the_same_name(programs: Path) -> None:
    done = call(programs, "grif-in-container.sh", "archive", "list")

    files = str(programs.parent / "files")
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[1:] == [
        *("compose", "--project-directory", str(ROOT), "run", "--rm", "--no-deps", "-T"),
        *("--volume", f"{files}:{files}", "--workdir", files),
        *("web", "python", "-m", "service.cli", "archive", "list"),
    ]
