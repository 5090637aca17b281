"""Limits a process puts on itself, so that a document cannot do more than become a PDF.

Linux only; nothing here needs root, though root gets the network taken away without a user
namespace.
"""

import ctypes
import os
import resource
import signal
from contextlib import suppress
from pathlib import Path
from typing import Final

_PR_SET_PDEATHSIG: Final = 1  # linux/prctl.h
_PR_SET_NO_NEW_PRIVS: Final = 38
_CLONE_NEWUSER: Final = 0x10000000  # linux/sched.h
_CLONE_NEWNET: Final = 0x40000000

_libc = ctypes.CDLL(None, use_errno=True)


def die_with(parent: int) -> None:
    """Have the kernel kill this process with SIGKILL as soon as ``parent`` is gone.

    Call it after everything that changes credentials: such a change clears the signal. The kernel
    watches the *thread* that started this process, not only the process.
    """
    _libc.prctl(_PR_SET_PDEATHSIG, int(signal.SIGKILL), 0, 0, 0)
    if os.getppid() != parent:  # it was gone before the call
        os._exit(1)


def give_up_privileges() -> None:
    """No program started from here on can gain rights through a set-uid bit."""
    _libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)


def leave_network() -> bool:
    """Move into a network namespace without any interface; False when the kernel forbids it.

    Must run while the process has one thread.
    """
    if _libc.unshare(_CLONE_NEWNET) == 0:
        return True
    user, group = os.getuid(), os.getgid()
    if _libc.unshare(_CLONE_NEWUSER | _CLONE_NEWNET) != 0:
        return False
    identity = {"setgroups": "deny", "uid_map": f"{user} {user} 1", "gid_map": f"{group} {group} 1"}
    for name, text in identity.items():
        with suppress(OSError):  # the files stay ours even when we cannot call ourselves by name
            Path(f"/proc/self/{name}").write_text(text, encoding="ascii")
    return True


def limit(memory_bytes: int, file_bytes: int) -> None:
    """Bound the address space and the size of any file written; no core dumps of documents."""
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    resource.setrlimit(resource.RLIMIT_FSIZE, (file_bytes, file_bytes))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def allow_cpu(seconds: float) -> None:
    """Let this process use that much more CPU time, then have the kernel kill it."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    ceiling = int(used.ru_utime + used.ru_stime + seconds) + 1
    resource.setrlimit(resource.RLIMIT_CPU, (ceiling, resource.RLIM_INFINITY))
