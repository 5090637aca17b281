"""Where LibreOffice puts its named pipes (unix sockets): in /tmp, whatever TMPDIR says.

A soffice that ends removes its own; one that is killed leaves them to us. They admit this user
only: the engine process sees to that with its umask.
"""

import hashlib
import os
from pathlib import Path


def remove_sockets(profile: Path) -> None:
    """Remove the sockets of a soffice that used this profile and runs no more."""
    for name in (pipe_name(profile), _single_office_name(profile)):
        Path(f"/tmp/OSL_PIPE_{os.getuid()}_{name}").unlink(missing_ok=True)  # noqa: S108 -- theirs


def pipe_name(profile: Path) -> str:
    """Name the pipe over which soffice is spoken to: no two profiles share one."""
    return f"grif-{hashlib.sha256(os.fsencode(profile)).hexdigest()[:32]}"


def _single_office_name(profile: Path) -> str:
    """Name the pipe by which a second soffice with the same profile would find the first."""
    digest = hashlib.md5(profile.as_uri().encode("utf-16-le"), usedforsecurity=False).digest()
    return "SingleOfficeIPC_" + "".join(f"{byte:x}" for byte in digest)
