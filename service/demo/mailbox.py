"""The demo's mail server: whatever Grif sends becomes a file in a folder, and goes no further."""

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import ClassVar, Final

from typing_extensions import override

_LONGEST_LINE: Final = 2000
_READY, _GO_ON, _DONE, _BYE = b"220 demo", b"354 go on", b"250 ok", b"221 bye"


class _Server(socketserver.ThreadingTCPServer):
    """Loopback alone; threads end with the demo."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, port: int, folder: Path) -> None:
        super().__init__(("127.0.0.1", port), _Conversation)
        self.folder, self.numbers = folder, count(1)


class _Conversation(socketserver.StreamRequestHandler):
    """As much of SMTP (RFC 5321) as it takes to take a letter."""

    timeout: ClassVar[float | None] = 30.0

    @override
    def handle(self) -> None:
        self._say(_READY)
        while line := self.rfile.readline(_LONGEST_LINE):
            verb = line[:4].upper()
            if verb == b"DATA":
                self._say(_GO_ON)
                self._take()
            self._say(_BYE if verb == b"QUIT" else _DONE)
            if verb == b"QUIT":
                return

    def _take(self) -> None:
        lines = []
        while (line := self.rfile.readline(_LONGEST_LINE)) not in {b".\r\n", b""}:
            lines.append(line.removeprefix(b"."))
        assert isinstance(self.server, _Server)  # noqa: S101 -- nobody else makes these
        name = f"{next(self.server.numbers):04}.eml"
        (self.server.folder / name).write_bytes(b"".join(lines))

    def _say(self, answer: bytes) -> None:
        self.wfile.write(answer + b"\r\n")


@contextmanager
def run_mailbox(folder: Path, port: int) -> Iterator[int]:
    """Take letters into `folder` until the block ends; yields the port, a free one for 0."""
    folder.mkdir(parents=True, exist_ok=True)
    with _Server(port, folder) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield int(server.server_address[1])
        finally:
            server.shutdown()
            thread.join()
