"""Starting LibreOffice as a program of its own."""

import os
from pathlib import Path
from typing import Final

from worker.libreoffice import confinement
from worker.libreoffice.messages import EngineSettings

_PROGRAM: Final = "soffice.bin"
"""The office itself: the ``soffice`` script puts a splash process between, which does not die
with its parent."""

_ARGUMENTS: Final = (
    "--headless",
    "--norestore",
    "--nologo",
    "--nodefault",
    "--nolockcheck",
)


def start_soffice(settings: EngineSettings, profile: Path, *arguments: str) -> int:
    """Start soffice in this process's environment and under the document limits; return its pid.

    It dies with this process.
    """
    program = str(Path(settings.program) / _PROGRAM)
    line = [program, *_ARGUMENTS, f"-env:UserInstallation={profile.as_uri()}", *arguments]
    parent = os.getpid()
    pid = os.fork()
    if pid == 0:
        try:
            confinement.die_with(parent)
            confinement.limit(settings.memory_bytes, settings.file_bytes)
            os.execv(program, line)  # noqa: S606 -- no shell is the point
        finally:
            os._exit(127)  # nothing of this process may go on twice
    return pid


def complete_profile(settings: EngineSettings, profile: Path) -> None:
    """Have soffice add what it wants to find in a profile, before a document depends on it.

    In a profile without its list of extensions soffice writes one, and then ends with a wish to
    be restarted (exit code 81) instead of doing what it was asked for.
    """
    os.waitpid(start_soffice(settings, profile, "--terminate_after_init"), 0)
