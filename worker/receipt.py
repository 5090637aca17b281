"""A request while it arrives: how much of it is here, and whether that is all (RFC 9112 §6)."""

from gunicorn.config import Config
from gunicorn.http.body import LengthReader
from gunicorn.http.message import Request
from gunicorn.http.parser import RequestParser

from service.http.bodies import LARGEST_BODY_BYTES

MAX_HEAD_BYTES = 64 * 1024

_END_OF_HEAD = b"\r\n\r\n"
_MAX_CHUNKED_BYTES = 2 * LARGEST_BODY_BYTES  # the sizes between the chunks take room too


class Receipt:
    """The bytes of one request so far.

    `is_whole`: nothing more to wait for. `is_cut`: it is too large, and only as much was kept as
    lets the application refuse it. `is_endless`: its head has no end. `wants_leave`: its body is
    sent only after `100 Continue`.
    """

    def __init__(self, config: Config, address: object) -> None:
        self.arrived = bytearray()
        self.is_whole = self.is_cut = self.is_endless = self.wants_leave = False
        self._config = config
        self._address = address
        self._head = 0
        self._length: int | None = None
        self._chunk = 0

    def add(self, data: bytes) -> None:
        """Take in what has just arrived."""
        searched = max(0, len(self.arrived) - len(_END_OF_HEAD) + 1)
        self.arrived += data
        if not self._head:
            end = self.arrived.find(_END_OF_HEAD, searched)
            self.is_endless = max(end, len(self.arrived) if end < 0 else 0) > MAX_HEAD_BYTES
            if end < 0 or self.is_endless:
                return
            self._read_head(end + len(_END_OF_HEAD))
        if not self.is_whole:
            self._look_at_body()

    def _read_head(self, end: int) -> None:
        """Learn how long the body will be, from the parser that will read it again in a thread."""
        self._head = self._chunk = end
        try:
            source = iter([bytes(self.arrived[:end])])
            request: Request = next(RequestParser(self._config, source, self._address))
        except Exception:  # noqa: BLE001 -- whatever is wrong with it, the thread will say so
            self.is_whole = True
            return
        reader = request.body.reader
        self._length = reader.length if isinstance(reader, LengthReader) else None
        self.wants_leave = request._expected_100_continue  # noqa: SLF001 -- gunicorn asks itself so

    def _look_at_body(self) -> None:
        body = len(self.arrived) - self._head
        if self._length is None:
            self.is_whole = self._has_last_chunk()
            self.is_cut = not self.is_whole and body > _MAX_CHUNKED_BYTES
        else:
            self.is_cut = self._length > LARGEST_BODY_BYTES
            self.is_whole = body >= self._length
        self.is_whole |= self.is_cut

    def _has_last_chunk(self) -> bool:
        """Walk from chunk to chunk, as far as they are here (RFC 9112 §7.1)."""
        while (end := self.arrived.find(b"\r\n", self._chunk)) >= 0:
            try:
                size = int(self.arrived[self._chunk : end].partition(b";")[0], 16)
            except ValueError:
                return True  # no chunk at all: for the thread to refuse
            if size <= 0:
                return self.arrived.find(_END_OF_HEAD, end) >= 0
            if end + size + 4 > len(self.arrived):
                return False
            self._chunk = end + size + 4
        return False
