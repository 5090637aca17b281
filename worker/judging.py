"""The judge: examines one file from outside in a process of its own, which has nothing to lose.

`python -m worker.judging pdf|detached SIZE TRUST…` reads the file (SIZE bytes) and, when it is told
that the signature is detached, the signature after it from standard input; it prints the report as
JSON. `python -m worker.judging scan SIZE DAY` makes an archival copy of a scan instead and prints
that or, as JSON, why it does not. Whatever the file breaks or uses up is this process: who started
it takes silence for "cannot be verified".
"""

import json
import os
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Final

from signing.detached_verification import verify_detached
from signing.errors import TrustError
from signing.verification import load_trust, verify
from worker.libreoffice import confinement
from worker.scans import ScanError, copy_scan

MEMORY_BYTES: Final = 512 * 1024 * 1024
"""Of addresses: what Python and its libraries take is a third of it."""
CPU_SECONDS: Final = 10.0

_OUTSIDE: Final = ("socket.connect", "socket.bind", "socket.send", "socket.getaddrinfo")
_PROGRAMS: Final = ("subprocess.Popen", "os.exec", "os.fork", "os.posix_spawn", "os.system")


def confine() -> None:
    """Give up whatever the examination of a file does not need; there is no way back.

    Where the kernel grants no network of one's own (in a container without rights), the
    interpreter itself still refuses to connect.
    """
    confinement.die_with(os.getppid())
    confinement.give_up_privileges()
    confinement.leave_network()
    confinement.limit(MEMORY_BYTES, file_bytes=0)
    confinement.allow_cpu(CPU_SECONDS)
    # Should the computer run out of memory, it is this process that has to go.
    Path("/proc/self/oom_score_adj").write_text("1000", encoding="ascii")
    sys.addaudithook(_refuse)


def examine(content: bytes, size: int, trusted: Sequence[Path], *, detached: bool) -> str:
    """The report as JSON, or what is wrong with the trusted certificates."""
    try:
        trust = load_trust(trusted)
    except TrustError as error:
        return json.dumps({"refused": error.code, "message": error.message})
    if detached:
        report = verify_detached(content[size:], content[:size], trust)
    else:
        report = verify(content, trust)
    return report.to_json()


def copy(content: bytes, day: date) -> bytes:
    """The archival copy, or why there is none as JSON; `day` is when the scan came."""
    try:
        return copy_scan(content, day)
    except ScanError as error:
        return json.dumps({"refused": error.code}).encode()


def main(arguments: Sequence[str]) -> None:
    """Examine what comes on standard input."""
    what, size, *others = arguments
    confine()
    content = sys.stdin.buffer.read()
    if what == "scan":
        sys.stdout.buffer.write(copy(content, date.fromisoformat(others[0])))
        return
    paths = [Path(path) for path in others]
    answer = examine(content, int(size), paths, detached=what == "detached")
    sys.stdout.buffer.write(answer.encode())


def _refuse(event: str, _: object) -> None:
    if event.startswith((*_OUTSIDE, *_PROGRAMS)):
        raise PermissionError(event)


if __name__ == "__main__":
    main(sys.argv[1:])
