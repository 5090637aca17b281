"""Handles the whole corpus in a process of its own that is watched, or that may not reach out.

`watched`: every file, socket and program that Python opens is written down and printed. `sealed`:
the kernel kills the process at the first system call that opens, connects or starts anything, by
whomever it is made, libxml2 included. `sealed-open` and `sealed-socket` break the seal on purpose.
"""

import ctypes
import json
import platform
import socket
import struct
import sys
import time
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Final

from doc_templates.catalogue import Kind, load_catalogue, load_example_organisation
from doc_templates.errors import FillingError, TemplateError, UnsafeTemplateError
from doc_templates.filling import compile_template
from doc_templates.lint import lint_template
from doc_templates.template_changes import find_changes
from tests.assets.corpus import corpus
from tests.assets.hostile_docx import Canary, Hostile

_WATCHED: Final = (
    "open", "socket.", "subprocess.", "os.system", "os.exec", "os.posix_spawn", "os.fork",
    "os.spawn", "os.listdir", "os.scandir", "os.remove", "os.rename", "os.mkdir", "os.putenv",
    "ctypes.dlopen", "urllib.", "http.", "ftplib.", "smtplib.", "tempfile.", "shutil.", "glob.",
    "pty.", "webbrowser.", "mmap.", "sqlite3.", "pickle.", "import",
)  # fmt: skip
_CONTEXT: Final = {
    "data": {"a": "б"}, "items": ["а", "б"], "text": "текст", "address": "x", "rows": ["а"],
}  # fmt: skip

_NO_NEW_PRIVILEGES, _SECCOMP, _FILTER = 38, 22, 2
_KILL, _ALLOW = 0x80000000, 0x7FFF0000
#: open, openat, openat2, creat, socket, connect, bind, sendto, execve, execveat, fork, vfork,
#: clone, clone3, unlink(at), rename(at), mkdir(at), io_uring_setup.
_FORBIDDEN: Final = {
    "x86_64": (2, 257, 437, 85, 41, 42, 49, 44, 59, 322, 57, 58, 56, 435, 87, 263, 82, 264, 83,
               258, 425),
    "aarch64": (56, 437, 198, 203, 200, 206, 221, 281, 220, 435, 35, 38, 34, 425),
}  # fmt: skip


def handle_all(
    kind: Kind, given: Mapping[str, object], cases: list[Hostile]
) -> Iterator[tuple[str, str]]:
    """The name and the code of every case that ends as it should."""
    for case in cases:
        report = lint_template(case.docx, kind, given)
        found = [finding.code for finding in report.errors]
        at_the_gate = case.code != FillingError.code
        assert found == [case.code] if at_the_gate else found, case.name
        yield case.name, _refusal(case, kind)


def _refusal(case: Hostile, kind: Kind) -> str:
    """The code with which a template is refused on its way to a document."""
    try:
        find_changes(kind.template, case.docx)
        compile_template(case.docx).fill(_CONTEXT)
    except UnsafeTemplateError as error:
        return error.reason
    except TemplateError as error:
        return error.code
    return "filled"


def watch() -> list[str]:
    """Write down from here on what Python opens; the list grows."""
    seen: list[str] = []

    def note(event: str, arguments: tuple[object, ...]) -> None:
        if event.startswith(_WATCHED):
            seen.append(f"{event} {arguments!r:.200}")

    sys.addaudithook(note)
    return seen


def seal() -> None:
    """Let the kernel kill this process when it opens, connects or starts anything."""
    numbers = _FORBIDDEN[platform.machine()]
    steps = [struct.pack("HBBI", 0x20, 0, 0, 0)]  # load the number of the call
    for place, number in enumerate(numbers):
        steps.append(struct.pack("HBBI", 0x15, len(numbers) - place, 0, number))
    steps += [struct.pack("HBBI", 0x06, 0, 0, verdict) for verdict in (_ALLOW, _KILL)]
    program = ctypes.create_string_buffer(b"".join(steps))
    header = struct.pack("HxxxxxxP", len(steps), ctypes.addressof(program))
    libc = ctypes.CDLL(None, use_errno=True)
    for option, value, pointer in ((_NO_NEW_PRIVILEGES, 1, None), (_SECCOMP, _FILTER, header)):
        if libc.prctl(option, value, pointer, 0, 0):
            raise OSError(ctypes.get_errno(), "prctl")


def main(mode: str, web: str, path: str) -> None:
    """Handle the corpus under the eyes of `mode` and print how each case ended."""
    kind = load_catalogue().get_kind("consent_mentee_participation")
    cases = list(corpus(Canary(web, path)))
    warm = [next(c for c in cases if c.name == n) for n in ("jinja_none", "zip_trailing")]
    given = _given()
    list(handle_all(kind, given, warm))  # whatever Python loads at the first use
    compile_template(kind.template).fill({**kind.sample, **given})
    seen: list[str] = []
    if mode == "watched":
        seen = watch()
    else:
        seal()
    if mode == "sealed-open":
        Path(path).read_bytes()
    if mode == "sealed-socket":
        socket.socket()
    ended: dict[str, str] = {}
    slowest = 0.0
    for case in cases:
        began = time.process_time()
        ended |= dict(handle_all(kind, given, [case]))
        slowest = max(slowest, time.process_time() - began)
    answer = {"ended": ended, "seen": seen, "slowest": slowest}
    print(json.dumps(answer))  # noqa: T201 -- whoever started this reads it


def _given() -> dict[str, object]:
    return {
        "org": load_example_organisation(),
        "doc": {"number": "1-од", "date": date(2026, 11, 23), "place": "с. Тестово"},
        "signing": {"by_key": [], "by_link": [], "names": []},
    }


if __name__ == "__main__":
    main(*sys.argv[1:])
